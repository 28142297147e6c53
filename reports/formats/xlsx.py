"""phu-luc.xlsx: every table of the report with all its rows, numbers as numbers, ready to filter and print.

Text a unit typed is only ever written as text, so a cell that begins like a formula stays words; the last sheet names
the figure behind every number.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from reports import look
from reports.document import Cell, Document, Figure, Kind, Sheet, Table, TableColumn
from reports.rounding import MILLION
from vietnamese.spreadsheet_text import is_like_formula

_A4: Final = 9
_FONT: Final = "Times New Roman"
_PORTRAIT_COLUMNS: Final = 7
_WIDTH_OF_SHARE: Final = 11.0
_NARROWEST: Final = 12.0
_LINE_PT: Final = 16.5
_LETTERS_PER_WIDTH: Final = 1.1
_HEAD_ROW: Final = 3
_LONGEST_TITLE: Final = 31
SOURCES: Final = "Nguồn số liệu"
_SOURCE_COLUMNS: Final = (
    ("Trang", 24.0),
    ("Ô", 8.0),
    ("Mã số liệu", 46.0),
    ("Giá trị chưa làm tròn", 22.0),
    ("Nguồn trong kho số liệu", 90.0),
)
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
    numbers: list[_Number] = []
    for sheet in document.sheets:
        placed = _write_sheet(book.add_worksheet(sheet.title[:_LONGEST_TITLE]), sheet, document, formats)
        numbers += [_Number(sheet.title[:_LONGEST_TITLE], *each) for each in placed]
    _write_sources(book.add_worksheet(SOURCES), numbers, document, formats)
    book.close()
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class _Number:
    """A figure in a cell: its worksheet, its row and column from 0."""

    sheet: str
    row: int
    column: int
    figure: Figure


@dataclass(frozen=True, slots=True)
class _Look:
    number: str = ""
    is_head: bool = False
    is_total: bool = False
    is_title: bool = False
    is_note: bool = False
    is_right: bool = False
    is_quoted: bool = False


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
        if key.is_right:
            properties |= {"align": "right"}
        if key.is_quoted:
            properties |= {"quote_prefix": True}
        if key.number:
            properties |= {"num_format": key.number, "text_wrap": False}
        return properties


def _write_sheet(worksheet: Any, sheet: Sheet, document: Document, formats: _Formats) -> list[tuple[int, int, Figure]]:
    """Writes a table on its sheet; returns where each figure stands."""
    table = sheet.table
    last_column = len(table.columns) - 1
    for place, column in enumerate(table.columns):
        worksheet.set_column(place, place, _width(column))
    placed: list[tuple[int, int, Figure]] = []
    last_row = _write_table(worksheet, table, _HEAD_ROW, formats, placed)
    worksheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(table.rows), last_column)
    _set_up(worksheet, (document.letterhead.subject, table.caption), (last_row, last_column), formats)
    return placed


def _set_up(worksheet: Any, titles: tuple[str, str], last: tuple[int, int], formats: _Formats) -> None:
    """Titles, frozen header, and the printed page: A4, all columns on it, the header on each."""
    last_row, last_column = last
    for row, title in enumerate(titles):
        worksheet.write_string(row, 0, title, formats.get(is_title=True))
    worksheet.freeze_panes(_HEAD_ROW + 1, 1)
    worksheet.repeat_rows(_HEAD_ROW)
    worksheet.print_area(0, 0, last_row, last_column)
    worksheet.set_paper(_A4)
    if last_column >= _PORTRAIT_COLUMNS:
        worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=0.79, right=0.59, top=0.79, bottom=0.79)
    worksheet.set_header("&C&P")


def _write_sources(worksheet: Any, numbers: Sequence[_Number], document: Document, formats: _Formats) -> None:
    """One line a number of the workbook: its place, its figure id, its value unrounded, its row in the warehouse."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    for place, (label, width) in enumerate(_SOURCE_COLUMNS):
        worksheet.set_column(place, place, width)
        worksheet.write_string(_HEAD_ROW, place, label, formats.get(is_head=True))
    row = _HEAD_ROW
    text, number = formats.get(), formats.get(number="General")
    for row, each in enumerate(numbers, start=_HEAD_ROW + 1):
        cell = xl_rowcol_to_cell(each.row, each.column)
        worksheet.write_string(row, 0, each.sheet, text)
        worksheet.write_string(row, 1, cell, text)
        worksheet.write_string(row, 2, each.figure.figure_id, text)
        worksheet.write_number(row, 3, each.figure.value, number)
        worksheet.write_string(row, 4, each.figure.lineage, text)
    worksheet.autofilter(_HEAD_ROW, 0, row, len(_SOURCE_COLUMNS) - 1)
    caption = "Mỗi số trong tệp này: vị trí, mã số liệu, giá trị chưa làm tròn và nguồn trong kho số liệu"
    _set_up(worksheet, (document.letterhead.subject, caption), (row, len(_SOURCE_COLUMNS) - 1), formats)


def _write_table(
    worksheet: Any, table: Table, row: int, formats: _Formats, placed: list[tuple[int, int, Figure]]
) -> int:
    """Writes header, rows, total and note from `row` on, adds to `placed`; returns the last row written."""
    worksheet.set_row(row, _height([column.label for column in table.columns], table.columns))
    for place, column in enumerate(table.columns):
        worksheet.write_string(row, place, column.label, formats.get(is_head=True))
    for cells in table.rows:
        row += 1
        _write_row(worksheet, row, cells, table.columns, formats, is_total=False)
        placed += _figures(row, cells)
    if table.total:
        row += 1
        _write_row(worksheet, row, table.total, table.columns, formats, is_total=True)
        placed += _figures(row, table.total)
    if table.note:
        row += 1
        worksheet.write_string(row, 0, table.note, formats.get(is_note=True))
    return row


def _figures(row: int, cells: Sequence[Cell]) -> list[tuple[int, int, Figure]]:
    return [(row, place, cell.figure) for place, cell in enumerate(cells) if cell.figure]


def _width(column: TableColumn) -> float:
    return max(_NARROWEST, column.width * _WIDTH_OF_SHARE)


def _height(texts: Sequence[str], columns: Sequence[TableColumn]) -> float:
    """Points a row needs for its wrapped texts: spreadsheet programs do not all work it out on opening."""
    fitted = zip(texts, columns, strict=True)
    return _LINE_PT * max(math.ceil(len(text) / (_width(column) * _LETTERS_PER_WIDTH)) or 1 for text, column in fitted)


def _write_row(
    worksheet: Any,
    row: int,
    cells: Sequence[Cell],
    columns: Sequence[TableColumn],
    formats: _Formats,
    *,
    is_total: bool,
) -> None:
    worksheet.set_row(row, _height([cell.text for cell in cells], columns))
    for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        if cell.figure is None:
            is_quoted = is_like_formula(cell.text)
            style = formats.get(is_total=is_total, is_right=column.is_number, is_quoted=is_quoted)
            worksheet.write_string(row, place, cell.text, style)
            continue
        number = _number_format(cell.text, signed=column.kind == "change_rate")
        value = float(Decimal(str(cell.figure.value)) * _SCALE.get(cell.kind, Decimal(1)))
        worksheet.write_number(row, place, value, formats.get(is_total=is_total, number=number))


def _number_format(text: str, *, signed: bool) -> str:
    """The Excel format that shows as many decimals as the report prints."""
    _, _, decimals = text.partition(",")
    shown = "#,##0" + (f".{'0' * len(decimals)}" if decimals else "")
    return f"+{shown};-{shown};0" if signed else shown
