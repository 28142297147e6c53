"""From a Document to its files: charts are drawn once and every format takes them from there.

Heavy libraries are imported on the first rendering, so that importing this module costs nothing.
"""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from reports.document import Document

MANIFEST: Final = "manifest.json"
REPORT_FILES: Final = ("bao-cao.docx", "bao-cao.pdf", "phu-luc.xlsx", "bao-cao.html")


def render(document: Document, folder: Path, as_of: datetime, names: Sequence[str] = REPORT_FILES) -> dict[str, str]:
    """Writes the four files, or those of `names`, into `folder` (made if missing) and returns file name -> sha256.

    The same document and `as_of` (aware) give the same bytes; each file appears whole or not at all.
    """
    from reports.charts.draw import draw
    from reports.formats.docx import write_docx
    from reports.formats.html import write_html
    from reports.formats.pdf import write_pdf
    from reports.formats.xlsx import write_xlsx

    if as_of.tzinfo is None:
        raise ValueError("as_of needs a timezone")
    drawings = {chart.caption: draw(chart) for chart in document.charts()}
    writers = {
        "bao-cao.docx": lambda: write_docx(document, drawings, as_of),
        "bao-cao.pdf": lambda: write_pdf(document, drawings, as_of),
        "phu-luc.xlsx": lambda: write_xlsx(document, as_of),
        "bao-cao.html": lambda: write_html(document, drawings),
    }
    contents = {name: writers[name]() for name in names}
    folder.mkdir(parents=True, exist_ok=True)
    hashes = {}
    for name, content in contents.items():
        write_whole(folder / name, content)
        hashes[name] = hashlib.sha256(content).hexdigest()
    return hashes


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file beside its place and moves it there, so no reader sees half of it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        os.replace(temporary, path)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
    finally:
        Path(temporary).unlink(missing_ok=True)
