"""Writes tabs as an .xlsx file whose bytes depend on nothing but the tabs.

The writing library stamps the clock into the archive and its properties; both are set to a given instant here.
"""

import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from connectors.demo.sheet_model import SheetModel

_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="center")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def workbook_bytes(sheets: Sequence[SheetModel], saved_at: datetime, author: str) -> bytes:
    """The workbook as bytes, saved at `saved_at` by `author`."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = author
    book.properties.created = saved_at
    for model in sheets:
        _write(book.create_sheet(model.title), model)
    buffer = BytesIO()
    book.save(buffer)
    return _repacked(buffer, saved_at)


def _write(sheet: Worksheet, model: SheetModel) -> None:
    for r, row in enumerate(model.rows):
        for c, value in enumerate(row):
            if value is not None:
                _write_cell(sheet, model, r, c)
    for top, left, bottom, right in model.merges:
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    for number in sorted(model.hidden_rows):
        sheet.row_dimensions[number].hidden = True
    for c, width in enumerate(model.widths):
        sheet.column_dimensions[get_column_letter(c + 1)].width = width


def _write_cell(sheet: Worksheet, model: SheetModel, r: int, c: int) -> None:
    value = model.rows[r][c]
    cell = sheet.cell(r + 1, c + 1, value)
    if isinstance(value, str) and value.startswith("="):
        cell.data_type = "s"
    if (r, c) in model.formats:
        cell.number_format = model.formats[r, c]
    if r in model.bold_rows:
        cell.font, cell.alignment = _BOLD, _WRAPPED


def _repacked(buffer: BytesIO, saved_at: datetime) -> bytes:
    stamp = saved_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    packed = BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, content)
    return packed.getvalue()
