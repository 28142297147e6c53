"""A worksheet of a local workbook as the grid that every backend gives: plain values, date serials, number formats."""

from datetime import date, datetime, time, timedelta

from openpyxl.cell.cell import Cell
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

from connectors.archives import ArchiveRefused
from connectors.cells import SPREADSHEET_ERRORS, CellGrid, Value

_MAX_CELLS = 5_000_000


def read_sheet(sheet: Worksheet) -> CellGrid:
    """A worksheet as a grid trimmed after its last filled cell; dates become serials with their number format.

    Raises ArchiveRefused where the filled cells lie so far apart that the grid would not fit into memory.
    """
    rows: list[list[Value]] = []
    formats: dict[tuple[int, int], str] = {}
    last_row, last_col = _extent(sheet)
    for cells in sheet.iter_rows(max_row=last_row, max_col=last_col):
        row = [_value(cell) for cell in cells]
        while row and row[-1] is None:
            row.pop()
        for c, value in enumerate(row):
            if isinstance(value, float | int) and not isinstance(value, bool) and cells[c].number_format != "General":
                formats[len(rows), c] = cells[c].number_format
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    hidden = [number for number, size in sheet.row_dimensions.items() if size.hidden and number <= len(rows)]
    return CellGrid.from_rows(rows, formats, hidden)


def _extent(sheet: Worksheet) -> tuple[int, int]:
    """Last row and last column with a filled cell, so that a stray format in row 1048576 costs nothing."""
    filled = [at for at, cell in sheet._cells.items() if cell.value is not None]
    last_row, last_col = (max((at[axis] for at in filled), default=1) for axis in (0, 1))
    if last_row * last_col > _MAX_CELLS:
        raise ArchiveRefused(f"has a tab '{sheet.title}' filled as far as row {last_row}, column {last_col}")
    return last_row, last_col


def _value(cell: Cell) -> Value:
    value = cell.value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date | time | timedelta):
        return float(to_excel(value))
    text = str(value)
    if cell.data_type == "e" and text not in SPREADSHEET_ERRORS:
        return "#ERROR!"
    return text if text.strip() else None
