"""Local workbooks `<unit_code>.xlsx` in one folder: the backend that needs no server and no account.

The only module that reads district workbooks with openpyxl; whatever is wrong with one file stops no other.
"""

import hashlib
import warnings
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from connectors.archives import MAX_PACKED, WORKBOOK_FAULTS, ArchiveRefused, check_archive
from connectors.cells import SPREADSHEET_ERRORS, CellGrid, Value
from connectors.landing import SpreadsheetRead, TabRead
from connectors.sheets.protocol import SheetUnavailable

FEEDBACK_TAB = "Kết quả kiểm tra"
_MISSING = "-"
_MAX_UNPACKED = 1 << 28
_MAX_CELLS = 5_000_000
_UNREADABLE = (*WORKBOOK_FAULTS, InvalidFileException)


class WorkbookBackend:
    """Workbooks of a folder, versioned by the hash of the file."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def path(self, unit_code: str) -> Path:
        return self.folder / f"{unit_code}.xlsx"

    def list_changed(self, known: Mapping[str, str | None]) -> dict[str, str]:
        versions = {unit: self._version(unit) for unit in known}
        return {unit: version for unit, version in versions.items() if version != known[unit]}

    def _version(self, unit_code: str) -> str:
        try:
            with self.path(unit_code).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return _MISSING

    def read_tabs(self, unit_code: str, fetched_at: datetime) -> SpreadsheetRead:
        """The workbook's tabs as typed; raises SheetUnavailable, and nothing else, where the file can't give them."""
        path = self.path(unit_code)
        content = self._content(unit_code)
        try:
            check_archive(content, max_unpacked=_MAX_UNPACKED)
            tabs = _tabs(content)
        except ArchiveRefused as error:
            problem = f"{path} is not a readable .xlsx workbook: it {error}; open and save it again as .xlsx"
            raise SheetUnavailable(unit_code, problem) from error
        except _UNREADABLE as error:
            problem = (
                f"{path} is not a readable .xlsx workbook ({type(error).__name__}): open and save it again as .xlsx"
            )
            raise SheetUnavailable(unit_code, problem) from error
        version = hashlib.sha256(content).hexdigest()
        return SpreadsheetRead(unit_code, fetched_at, tabs, source_version=version, link=path.name)

    def _content(self, unit_code: str) -> bytes:
        path = self.path(unit_code)
        try:
            if (size := path.stat().st_size) > MAX_PACKED:
                problem = f"{path} has {size} bytes, more than the {MAX_PACKED} a workbook may have"
                raise SheetUnavailable(unit_code, problem)
            return path.read_bytes()
        except FileNotFoundError as error:
            problem = f"{path} does not exist: put the unit's workbook there or correct units.csv"
            raise SheetUnavailable(unit_code, problem) from error
        except OSError as error:
            problem = f"{path} can't be opened ({error.strerror}): check its permissions"
            raise SheetUnavailable(unit_code, problem) from error


def _tabs(content: bytes) -> tuple[TabRead, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(content), data_only=True)
        return tuple(
            TabRead(sheet.title, read_sheet(sheet)) for sheet in book.worksheets if sheet.title != FEEDBACK_TAB
        )


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
