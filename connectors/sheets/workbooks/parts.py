"""What a workbook file holds that a save by openpyxl would lose, and whether somebody has it open.

A file with such parts is not written to at all: a unit's chart or formula is worth more than the platform's notes.
"""

import os
import re
import zipfile
from io import BytesIO
from pathlib import Path

_KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app|custom)\.xml|docProps/thumbnail\.\w+|xl/workbook\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/(styles|sharedStrings|calcChain)\.xml|xl/theme/theme\d*\.xml"
    r"|xl/worksheets/sheet\d+\.xml|xl/worksheets/_rels/sheet\d+\.xml\.rels|xl/comments/?(comment)?s?\d*\.xml"
    r"|xl/drawings/(vmlDrawing|commentsDrawing|legacyDrawing)\d*\.vml|xl/tables/table\d+\.xml"
    r"|xl/printerSettings/printerSettings\d+\.bin"
)
_NAMES = {
    "xl/media/": "pictures", "xl/charts/": "charts", "xl/drawings/": "drawings", "xl/pivot": "pivot tables",
    "xl/threadedComments/": "threaded comments", "xl/persons/": "threaded comments", "xl/vbaProject": "macros",
    "xl/ctrlProps/": "form controls", "xl/activeX/": "form controls", "xl/embeddings/": "embedded objects",
    "xl/externalLinks/": "links to other workbooks", "xl/slicers/": "slicers", "xl/queryTables/": "queries",
    "xl/connections": "queries", "customXml/": "custom document data",
}  # fmt: skip
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_RUN = re.compile(rb"<(?:\w+:)?r>")
_EXTENSION = re.compile(rb"<(?:\w+:)?extLst[\s>]")


def parts_lost(content: bytes) -> list[str]:
    """What saving this workbook would lose, in words; [] when nothing. Raises BadZipFile."""
    lost: set[str] = set()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith("/") or _KEPT.fullmatch(name):
                lost |= _lost_inside(archive.read(name)) if name.startswith("xl/worksheets/sheet") else set()
            else:
                lost.add(next((words for start, words in _NAMES.items() if name.startswith(start)), name))
    return sorted(lost)


def has_rich_text(content: bytes) -> bool:
    """Whether some cell's text has parts that look different, which takes longer to read. Raises BadZipFile."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml") and "/drawings/" not in name]
        return any(
            _RUN.search(archive.read(name)) for name in names if name.startswith(("xl/shared", "xl/worksheets/"))
        )


def _lost_inside(sheet: bytes) -> set[str]:
    lost = {"the results of formulas"} if _FORMULA.search(sheet) else set()
    return lost | ({"newer conditional formats, drop-downs or sparklines"} if _EXTENSION.search(sheet) else set())


def lock_of(path: Path) -> str | None:
    """Why the file can't be written now, or None."""
    for name in (f"~${path.name}", f".~lock.{path.name}#"):
        if path.with_name(name).exists():
            return f"is open in another program (its lock file {name} is there)"
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        return "may not be written by this user"
    return None
