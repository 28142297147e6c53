"""Cells that hold nothing but a format, as a border or a colour pulled down a whole column leaves them.

A parser makes an object of each of the ten thousands; for reading they are taken out of the sheets beforehand, at the
speed of a search. What is to be saved again is never treated so: their formats are the keeper's.
"""

import re
import zipfile
from io import BytesIO
from typing import Final

from connectors.workbook_size import BLANK_CELLS

_MANY: Final = 100_000
_UNADDRESSED: Final = re.compile(rb'<(?:\w+:)?(?:c|row)(?=[\s/>])(?! r=")')
_ROWS: Final = re.compile(
    rb'(?:<(?P<x>(?:\w+:)?)row r="\d+"(?: (?:spans|s|customFormat|ht|customHeight|thickBot|thickTop|\w+:\w+)="[^"]*")*'
    rb" ?(?:/>|></(?P=x)row>))+"  # not hidden, without a cell, one after the other
)
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")


def without_empty_cells(content: bytes) -> bytes:
    """The workbook without its empty cells and rows, or these very bytes where there are few; hidden rows stay.

    For archives that were checked. A sheet with cells or rows that do not say where they stand is left as it is: that
    depends on those before them.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheets = {name: archive.read(name) for name in archive.namelist() if _SHEET.fullmatch(name)}
        lighter = {name: part for name, sheet in sheets.items() if (part := _lighter(sheet)) is not None}
        if not lighter:
            return content
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
            for member in archive.infolist():
                part = lighter.get(member.filename)
                target.writestr(member.filename, archive.read(member) if part is None else part)
    return out.getvalue()


def _lighter(sheet: bytes) -> bytes | None:
    """The sheet without its empty cells and rows, None where they are few or not surely empty."""
    if len(sheet) < _MANY or b"<![CDATA[" in sheet:
        return None
    part = _ROWS.sub(b"", BLANK_CELLS.sub(b"", sheet))
    return None if len(sheet) - len(part) < _MANY or _UNADDRESSED.search(part) else part
