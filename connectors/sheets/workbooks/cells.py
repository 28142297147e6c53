"""A worksheet of a local workbook as the grid that every backend gives: plain values, date serials, number formats."""

from datetime import date, datetime, time, timedelta

from openpyxl.cell.cell import Cell
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from connectors.appearance import Look
from connectors.archives import ArchiveRefused
from connectors.cells import SPREADSHEET_ERRORS, CellGrid, Value
from connectors.limits import GRID_PLACES, SPREADSHEET_CHARACTERS
from connectors.sheets.feedback import FEEDBACK_TAB
from connectors.sheets.workbooks.looks import appearance_of, font_looks

Place = tuple[int, int]
_CLEAR = "clear what stands far outside the table"


def read_book(book: Workbook) -> dict[str, CellGrid]:
    """The tabs of a workbook, but for the platform's own, as grids trimmed after their last filled cells.

    Dates become serials with their number format. Raises ArchiveRefused where the filled cells lie so far apart that
    the grids would not fit into memory, where many cells share a text of great length, or where too much stands out.
    """
    sheets = {sheet.title: sheet for sheet in book.worksheets if sheet.title != FEEDBACK_TAB}
    _check_extents(sheets)
    allowance, fonts = _Allowance(SPREADSHEET_CHARACTERS), font_looks(book)
    return {title: _grid(sheet, allowance, fonts) for title, sheet in sheets.items()}


def last_filled(sheet: Worksheet) -> Place:
    """Last row and last column with a filled cell, so that a stray format in row 1048576 costs nothing."""
    filled = [at for at, cell in sheet._cells.items() if cell.value is not None]
    last_row, last_col = (max((at[axis] for at in filled), default=1) for axis in (0, 1))
    return last_row, last_col


def _check_extents(sheets: dict[str, Worksheet]) -> None:
    """Before any row is made."""
    places = 0
    for title, sheet in sheets.items():
        last_row, last_col = last_filled(sheet)
        places += last_row * last_col
        if places > GRID_PLACES:
            raise ArchiveRefused(
                f"has a tab '{title}' filled as far as row {last_row}, column {last_col}, more than the "
                f"{GRID_PLACES} places a workbook may have",
                _CLEAR,
            )


class _Allowance:
    """How many characters a workbook's cells may still have together; a shared text counts in every cell."""

    def __init__(self, characters: int) -> None:
        self.left = characters

    def take(self, text: str, sheet: Worksheet) -> None:
        self.left -= len(text)
        if self.left < 0:
            raise ArchiveRefused(
                f"has more than {SPREADSHEET_CHARACTERS} characters in its cells, as far as tab '{sheet.title}'",
                "shorten the long texts",
            )


def _grid(sheet: Worksheet, allowance: _Allowance, fonts: dict[int, Look]) -> CellGrid:
    """Only cells that exist are looked at; openpyxl's own iteration would make those between them."""
    values: dict[Place, Value] = {}
    formats: dict[Place, str] = {}
    for (row, col), cell in sheet._cells.items():
        value = _value(cell)
        if isinstance(value, str):
            allowance.take(value, sheet)
            value = value if value.strip() else None
        elif isinstance(value, float | int) and not isinstance(value, bool) and cell.number_format != "General":
            allowance.take(cell.number_format, sheet)
            formats[row - 1, col - 1] = cell.number_format
        if value is not None:
            values[row - 1, col - 1] = value
    n_rows = max((row for row, _ in values), default=-1) + 1
    rows: list[list[Value]] = [[] for _ in range(n_rows)]
    for (row, col), value in sorted(values.items(), key=lambda one: one[0]):
        rows[row].extend([None] * (col - len(rows[row])))
        rows[row].append(value)
    hidden = [number for number, size in sheet.row_dimensions.items() if size.hidden and number <= n_rows]
    n_cols = max(map(len, rows), default=0)
    return CellGrid.from_rows(rows, formats, hidden, appearance_of(sheet, n_rows, n_cols, fonts))


def _value(cell: Cell) -> Value:
    value = cell.value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date | time | timedelta):
        return float(to_excel(value))
    text = str(value)
    if cell.data_type == "e" and text not in SPREADSHEET_ERRORS:
        return "#ERROR!"
    return text
