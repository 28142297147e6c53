"""phu-luc.xlsx: every table of the report with all its rows, numbers as numbers, ready to filter and print.

Text a unit typed is only ever written as text, so a cell that begins like a formula stays words.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from reports import look
from reports.document import Cell, Column, Document, Kind, Sheet, Table
from reports.tables import MILLION

_A4: Final = 9
_FONT: Final = "Times New Roman"
_PORTRAIT_COLUMNS: Final = 7
_WIDTH_OF_SHARE: Final = 11.0
_SCALE: Final[dict[Kind, Decimal]] = {
    "vnd_million": 1 / MILLION,
    "rate": Decimal(100),
    "change_rate": Decimal(100),
}


def write_xlsx(document: Document, as_of: datetime) -> bytes:
    """The workbook; `as_of` the only instant in it. Numbers are unrounded, shown with the report's decimals."""
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties(
        {
            "title": f"Phụ lục: {document.letterhead.subject}",
            "author": document.letterhead.issuer,
            "created": as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        }
    )
    formats = _Formats(book)
    for sheet in document.sheets:
        _write_sheet(book.add_worksheet(sheet.title[:31]), sheet, document, formats)
    if not document.sheets:
        book.add_worksheet("Phụ lục").write_string(0, 0, "Không có số liệu.", formats.get(is_note=True))
    book.close()
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class _Look:
    number: str = ""
    is_head: bool = False
    is_total: bool = False
    is_title: bool = False
    is_note: bool = False


class _Formats:
    """Cell formats made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[_Look, Any] = {}

    def get(self, **wanted: Any) -> Any:
        key = _Look(**wanted)
        if key not in self._made:
            self._made[key] = self._book.add_format(self._properties(key))
        return self._made[key]

    @staticmethod
    def _properties(key: _Look) -> dict[str, Any]:
        properties: dict[str, Any] = {"font_name": _FONT, "font_size": 12, "valign": "top"}
        if key.is_title or key.is_note:
            return {**properties, "bold": key.is_title, "italic": key.is_note}
        properties |= {"border": 1, "border_color": f"#{look.EDGE}", "text_wrap": True}
        if key.is_head:
            properties |= {"bold": True, "align": "center", "valign": "vcenter", "bg_color": f"#{look.HEADER_FILL}"}
        if key.is_total:
            properties |= {"bold": True, "bg_color": f"#{look.TOTAL_FILL}"}
        if key.number:
            properties |= {"num_format": key.number, "text_wrap": False}
        return properties


def _write_sheet(worksheet: Any, sheet: Sheet, document: Document, formats: _Formats) -> None:
    widest = max(sheet.tables, key=lambda table: len(table.columns))
    for place, column in enumerate(widest.columns):
        worksheet.set_column(place, place, max(10.0, column.width * _WIDTH_OF_SHARE))
    worksheet.write_string(0, 0, document.letterhead.subject, formats.get(is_title=True))
    row = 2
    for place, table in enumerate(sheet.tables):
        if place == 0:
            worksheet.freeze_panes(row + 2, 1)
            worksheet.repeat_rows(row + 1)
        row = _write_table(worksheet, table, row, formats)
    worksheet.print_area(0, 0, row - 2, len(widest.columns) - 1)
    worksheet.set_paper(_A4)
    if len(widest.columns) > _PORTRAIT_COLUMNS:
        worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=0.79, right=0.59, top=0.79, bottom=0.79)
    worksheet.set_header("&C&P")


def _write_table(worksheet: Any, table: Table, row: int, formats: _Formats) -> int:
    """Writes caption, header, rows, total and note from `row` on; returns the row after an empty one."""
    worksheet.write_string(row, 0, table.caption, formats.get(is_title=True))
    for place, column in enumerate(table.columns):
        worksheet.write_string(row + 1, place, column.label, formats.get(is_head=True))
    row += 2
    for cells in table.rows:
        _write_row(worksheet, row, cells, table.columns, formats, is_total=False)
        row += 1
    if table.total:
        _write_row(worksheet, row, table.total, table.columns, formats, is_total=True)
        row += 1
    if table.note:
        worksheet.write_string(row, 0, table.note, formats.get(is_note=True))
        row += 1
    return row + 1


def _write_row(
    worksheet: Any, row: int, cells: Sequence[Cell], columns: Sequence[Column], formats: _Formats, *, is_total: bool
) -> None:
    for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        if cell.figure is None:
            worksheet.write_string(row, place, cell.text, formats.get(is_total=is_total))
            continue
        number = _number_format(cell.text, signed=column.kind == "change_rate")
        value = float(Decimal(str(cell.figure.value)) * _SCALE.get(cell.kind, Decimal(1)))
        worksheet.write_number(row, place, value, formats.get(is_total=is_total, number=number))


def _number_format(text: str, *, signed: bool) -> str:
    """The Excel format that shows as many decimals as the report prints."""
    _, _, decimals = text.partition(",")
    shown = "#,##0" + (f".{'0' * len(decimals)}" if decimals else "")
    return f"+{shown};-{shown};0" if signed else shown
