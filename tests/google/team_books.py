"""Small spreadsheets as a unit would type them, what the unit is told of them, and what its cells then look like."""

from datetime import UTC, datetime

from connectors.cells import TEXT
from connectors.sheets.feedback import Feedback, ReportCell
from connectors.sheets.marks import TabFeedback, remark_line
from connectors.sheets.row_ids import GivenIds, id_cells, with_row_ids
from expectations.contract import load_contracts
from tests.google.spreadsheets import Book, Sheet
from tests.seed_units import UNITS

AT = datetime(2023, 9, 5, 1, 0, tzinfo=UTC)
TEAMS = "Đội hình"
NUMBER_COLUMN = 3
HEADER = ["Mã", "Xã/Phường", "Tên đội hình", "Số thành viên", "Tình trạng"]


def sheet_of(title: str, rows: list[list], sheet_id: int = 0) -> Sheet:
    sheet = Sheet(sheet_id, title)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.put(r, c, value)
    return sheet


def team_book(book_id: str = "B1", rows: list[list] | None = None) -> Book:
    typed = rows if rows is not None else [
        ["TEA-0001", "Vĩnh Tuy", "Đội Một", 12, "Sẵn sàng"],
        [None, "Định An", "Đội Hai", "nhiều", "Sẵn sàng"],
        [None, "Định Hòa", "Đội Ba", 5, "Tạm dừng"],
    ]  # fmt: skip
    return Book(book_id, "Bảng của đơn vị", [sheet_of(TEAMS, [HEADER, *typed])])


def told(read, report=(("Không có lỗi nào",),)) -> Feedback:
    """What a unit with this content is told: a number of members that is none is an error."""
    return told_of(with_row_ids(read, {}, GivenIds(), UNITS), report)


def told_of(named, report=(("Không có lỗi nào",),)) -> Feedback:
    """The same of a read whose rows have their Mã."""
    tabs = []
    for tab in named.tabs:
        cells = id_cells(tab.grid, load_contracts()["teams"], UNITS)
        remarks = {
            (row, NUMBER_COLUMN): (remark_line("error", f'ghi "{tab.grid.texts[row, NUMBER_COLUMN]}"; hãy ghi số.'),)
            for row in cells
            if tab.grid.kinds[row, NUMBER_COLUMN] == TEXT
        }
        tabs.append(TabFeedback(tab.title, tab.grid, cells, remarks))
    rows = tuple(tuple(ReportCell(value) for value in row) for row in report)
    return Feedback(named.unit_code, tuple(tabs), rows)


def look(sheet: Sheet, row: int, col: int) -> tuple[str | None, str | None]:
    """Note and fill (RRGGBB) of a cell at the service."""
    cell = sheet.cells.get((row, col), {})
    rgb = cell.get("userEnteredFormat", {}).get("backgroundColor")
    parts = ("red", "green", "blue")
    return cell.get("note"), None if rgb is None else "".join(f"{round(255 * rgb.get(one, 0)):02X}" for one in parts)
