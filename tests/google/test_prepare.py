"""`sheets prepare` makes and repairs a spreadsheet from the contracts, twice the same, and never touches data."""

import pytest

from connectors.sheets.workbooks.backend import WorkbookBackend
from expectations.contract import load_contracts
from tests.google.server import EMAIL
from tests.google.spreadsheets import Book
from tests.google.team_books import AT, TEAMS, look, sheet_of, team_book
from tests.seed_units import UNITS


def values(sheet):
    return {at: cell["userEnteredValue"] for at, cell in sheet.cells.items() if cell.get("userEnteredValue")}


@pytest.fixture
def made(server, make_backend):
    """An empty spreadsheet as a unit shares it, prepared."""
    book, backend = server.add(Book("B1", "Trống", [sheet_of("Trang tính1", [])])), make_backend({"907": "B1"})
    done, problems = backend.prepare("907", UNITS)
    assert problems == []
    return book, backend, done


def test_an_empty_spreadsheet_gets_every_tab_in_one_write(server, made):
    book, _, done = made
    assert done == [f"make tab {contract.tab}" for contract in load_contracts().values()]
    assert len(server.calls("write")) == 1
    for contract in load_contracts().values():
        sheet = book.sheet(contract.tab)
        headers = [sheet.get(0, col) for col in range(len(contract.columns))]
        assert headers == [column.header for column in contract.columns]
        assert sheet.frozen == 1


def test_rules_warn_and_say_what_to_write(made):
    sheet = made[0].sheet("Nguồn cung")
    columns = {column.name: col for col, column in enumerate(load_contracts()["supply"].columns)}
    rule = sheet.cells[5, columns["producer_type"]]["dataValidation"]
    assert rule["condition"] == {
        "type": "ONE_OF_LIST",
        "values": [{"userEnteredValue": text} for text in ("Hợp tác xã", "Tổ hợp tác", "Hộ cá thể")],
    }
    assert (rule["strict"], rule["showCustomUi"]) == (False, True)
    assert sheet.cells[999, columns["harvest_start"]]["dataValidation"]["condition"] == {"type": "DATE_IS_VALID"}
    above = sheet.cells[1, columns["expected_t"]]["dataValidation"]["condition"]
    assert above == {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "0"}]}
    month = made[0].sheet("Xác nhận tháng").cells[1, 0]["dataValidation"]["condition"]
    assert [value["userEnteredValue"] for value in month["values"]] == ["1", "12"]  # the plan's months are a row rule
    note = look(sheet, 0, columns["expected_t"])[0]
    assert note.startswith("[Mẫu] ")
    assert "Ví dụ: " in note


def test_the_header_is_protected_and_the_mã_warns(made):
    protected = {one["description"]: one for one in made[0].sheet(TEAMS).protected.values()}
    header, row_id = protected["nongsan: dòng tiêu đề"], protected["nongsan: cột Mã"]
    assert (header["warningOnly"], header["editors"]) == (False, {"users": [EMAIL]})
    assert (header["range"]["startRowIndex"], header["range"]["endRowIndex"]) == (0, 1)
    assert (row_id["warningOnly"], row_id["range"]["startRowIndex"], row_id["range"]["startColumnIndex"]) == (
        True,
        1,
        0,
    )


def test_twice_is_once(server, made):
    _, backend, _ = made
    with server.counted() as counts:
        assert backend.prepare("907", UNITS) == ([], [])
    assert counts == {"read": 1}


def test_repair_adds_what_is_missing_and_leaves_every_cell_of_data(server, make_backend):
    book, backend = server.add(team_book()), make_backend({"907": "B1"})
    sheet = book.sheet(TEAMS)
    sheet.note(0, 1, "ghi chú của tôi")
    before = values(sheet)
    done, problems = backend.prepare("907", UNITS)
    assert problems == []
    assert f"tab {TEAMS}: add column Đội trưởng" in done
    after = values(sheet)
    assert {at: value for at, value in after.items() if at in before} == before
    assert {at[0] for at in after.keys() - before.keys()} == {0}
    assert look(sheet, 0, 1)[0] == "ghi chú của tôi"
    assert backend.prepare("907", UNITS) == ([], [])
    read = backend.read_tabs("907", AT)
    assert read.tabs[0].grid.n_rows == 4


def test_a_tab_without_a_header_is_left_to_a_person(server, make_backend):
    book = server.add(Book("B1", "x", [sheet_of("Nhu cầu", [["một", 2], ["ba", 4]])]))
    before = values(book.sheet("Nhu cầu"))
    _, problems = make_backend({"907": "B1"}).prepare("907", UNITS)
    assert [problem.split(":")[0] for problem in problems] == [
        "tab Nhu cầu holds something but no header of the template"
    ]
    assert values(book.sheet("Nhu cầu")) == before


def test_a_dry_run_only_says(server, make_backend):
    server.add(team_book())
    backend = make_backend({"907": "B1"})
    with server.counted() as counts:
        assert backend.prepare("907", UNITS, dry_run=True)[0]
    assert counts == {"read": 1}


def test_a_workbook_is_made_repaired_and_twice_the_same(tmp_path):
    backend = WorkbookBackend(tmp_path)
    done, problems = backend.prepare("907", UNITS)
    assert (len(done), problems) == (7, [])
    made = (tmp_path / "907.xlsx").read_bytes()
    assert backend.prepare("907", UNITS) == ([], [])
    assert (tmp_path / "907.xlsx").read_bytes() == made
    read = backend.read_tabs("907", AT)
    assert [tab.title for tab in read.tabs] == [contract.tab for contract in load_contracts().values()]
    assert all(tab.grid.n_rows == 1 for tab in read.tabs)
