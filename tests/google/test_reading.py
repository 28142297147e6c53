"""One masked call gives a spreadsheet's values, formats, notes, fills, ids and hidden rows of one instant."""

import pytest

from connectors.cells import BOOL, ERROR, NUMBER, TEXT
from connectors.sheets.google.cells import read_book
from tests.google.team_books import AT, TEAMS, team_book


def test_one_call_brings_everything(server, make_backend):
    book = server.add(team_book())
    sheet = book.sheets[0]
    sheet.put(1, 5, 45000)
    sheet.cells[1, 5]["userEnteredFormat"] = {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}
    sheet.put(2, 5, "#REF!")
    sheet.put(3, 5, True)
    sheet.hidden_rows = {3}
    backend = make_backend({"907": "B1"})
    with server.counted() as counts:
        assert backend.list_changed({"907": None}) == {"907": "1"}
        read = backend.read_tabs("907", AT)
    assert counts == {"list": 1, "read": 1}
    grid = read.tabs[0].grid
    assert (read.tabs[0].title, read.tabs[0].sheet_id, read.source_version) == (TEAMS, 0, "1")
    assert read.link == "https://docs.google.com/spreadsheets/d/B1/edit"
    assert (grid.n_rows, grid.n_cols, grid.hidden_rows) == (4, 6, frozenset({3}))
    assert [grid.kinds[row, 5] for row in (1, 2, 3)] == [NUMBER, ERROR, BOOL]
    assert (grid.numbers[1, 5], grid.formats[1, 5]) == (45000, "dd/mm/yyyy")
    assert (grid.kinds[1, 2], grid.texts[1, 2]) == (TEXT, "Đội Một")


def test_a_listing_costs_one_call_a_thousand_spreadsheets(server, make_backend):
    for number in range(2500):
        server.books[f"S{number}"] = team_book(f"S{number}", [])
    sheets = {f"U{number}": f"S{number}" for number in range(2500)}
    backend = make_backend(sheets)
    with server.counted() as counts:
        assert backend.list_changed(dict.fromkeys(sheets, "1")) == {}
    assert counts == {"list": 3}


def test_a_unit_without_an_id_or_not_shared_is_listed_so_that_reading_says_why(server, make_backend):
    server.add(team_book()).role = None
    backend = make_backend({"907": "B1", "908": None})
    assert backend.list_changed({"907": "4", "908": None}) == {"907": "-", "908": "-"}


@pytest.mark.parametrize(
    ("answered", "shown"), [("LOADING", "Loading…"), ("ERROR", "#ERROR!"), ("REF", "#REF!"), ("N_A", "#N/A")]
)
def test_a_function_at_work_is_told_from_one_that_failed(answered, shown):
    cells = [{"effectiveValue": {"errorValue": {"type": answered, "message": "…"}}}]
    sheet = {"properties": {"title": "Kết quả", "sheetId": 1}, "data": [{"rowData": [{"values": cells}]}]}
    assert read_book({"sheets": [sheet]}).tabs["Kết quả"].grid.value(0, 0) == shown
