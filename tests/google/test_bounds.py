"""An online spreadsheet of any size costs no more than its bounds: it is refused with the spreadsheet and the tab."""

import gzip
import json

import pytest

from connectors.limits import ANSWER_OBJECTS, GRID_PLACES, SPREADSHEET_BYTES, WORKBOOK_CELLS
from connectors.sheets.google.answers import Answer, AnswerTooLarge
from connectors.sheets.protocol import SheetsUnreachable, SheetUnavailable
from tests.google.server import Fault
from tests.google.spreadsheets import Sheet
from tests.google.team_books import AT, TEAMS, team_book

FAR = "Chỗ xa"
ADDRESS = "https://docs.google.com/spreadsheets/d/B1"
FIX = "ask the unit to clear formats and long texts, and to delete rows, columns and tabs beyond its tables"


class Given:
    """A spreadsheet whose answer is given as it is, whatever is asked for."""

    book_id, role, title, version, modified, is_own = "B1", "writer", "Bảng", 1, "2023-09-05T01:00:00.000Z", False

    def __init__(self, *tabs):
        self.tabs = tabs

    def document(self):
        sheets = [
            {"properties": {"title": title, "sheetId": number}, "data": [{"rowData": rows}]}
            for number, (title, rows) in enumerate(self.tabs)
        ]
        return {"spreadsheetId": "B1", "sheets": sheets}


def rows(count, width, cell):
    return [{"values": [cell] * width}] * count


TEXT = {"effectiveValue": {"stringValue": "x"}}
CORNER = [*[{}] * 39_999, {"values": [*[{}] * 499, TEXT]}]
LONG = {"note": "x" * SPREADSHEET_BYTES}
HOSTILE = {
    "a long text": ([(TEAMS, rows(1, 1, TEXT)), (FAR, rows(1, 1, LONG))], "gives more than the 64 MiB"),
    "coloured cells": (
        [(TEAMS, rows(1, 1, TEXT)), (FAR, rows(WORKBOOK_CELLS // 100, 100, {}))],
        f"has more than the {WORKBOOK_CELLS} cells",
    ),
    "a cell in a corner": ([(FAR, CORNER)], "has a tab 'Chỗ xa' filled as far as row 40000, column 500"),
    "objects": ([(FAR, rows(1, ANSWER_OBJECTS, {}))], "has more cells, colours and notes than a spreadsheet may have"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_spreadsheet_without_end_is_refused_by_its_address_and_tab(server, make_backend, monkeypatch, case):
    tabs, said = HOSTILE[case]
    monkeypatch.setattr("tests.google.masks.apply", lambda document, mask: document)
    server.add(Given(*tabs))
    with pytest.raises(SheetUnavailable) as refused:
        make_backend({"907": "B1"}).read_tabs("907", AT)
    problem = refused.value.problem
    assert problem.startswith(f"{ADDRESS} {said}")
    assert FAR in problem
    assert problem.endswith(f": {FIX}")
    assert "\n" not in problem
    assert len(server.calls("read")) == 1, "asking again would give the same"


def test_what_people_really_have_is_read(server, make_backend):
    """Every cell of a tab of a thousand rows coloured, and one that stands far below the table."""
    book = server.add(team_book())
    sheet = book.sheet(TEAMS)
    for row in range(1000):
        for col in range(26):
            sheet.fill(row, col, {"red": 1.0, "green": 1.0, "blue": 1.0})
    book.sheets.append(Sheet(9, FAR, rows=30_001))
    book.sheet(FAR).put(30_000, 25, "ghi chú")
    tabs = {one.title: one.grid for one in make_backend({"907": "B1"}).read_tabs("907", AT).tabs}
    assert (tabs[TEAMS].n_rows, tabs[TEAMS].n_cols) == (4, 5)
    assert (tabs[FAR].n_rows, tabs[FAR].n_cols) == (30_001, 26)
    assert GRID_PLACES > 30_001 * 26


def test_a_list_without_end_is_refused(server, make_backend):
    server.faults.append(Fault("status", "list", status=200, message="x" * SPREADSHEET_BYTES))
    with pytest.raises(SheetsUnreachable, match="the list of spreadsheets can't be had from Google: gives more than"):
        make_backend({"907": "B1"}).list_changed({"907": None})


def test_the_title_is_that_of_the_answer_and_none_that_a_cell_claims():
    typed = json.dumps({"sheets": [{"properties": {"title": "Thật"}, "data": [{"note": '"title": "Giả"'}]}]})
    content = typed.encode() + b"{" * ANSWER_OBJECTS
    with pytest.raises(AnswerTooLarge, match="seen in tab 'Thật'"):
        Answer(200, {}, content).json()
    with pytest.raises(AnswerTooLarge, match="seen before its first tab"):
        Answer(200, {}, b"{" * (ANSWER_OBJECTS + 1)).json()


@pytest.mark.parametrize("packed", ["gzip", "gzip twice"])
def test_a_packed_answer_is_unpacked_once_within_the_bound(server, make_backend, monkeypatch, packed):
    book = server.add(team_book())
    bomb = gzip.compress(b" " * (SPREADSHEET_BYTES + 1), 1)
    sent, encoding = (bomb, "gzip") if packed == "gzip" else (gzip.compress(bomb, 1), "gzip, gzip")
    assert len(sent) < SPREADSHEET_BYTES // 200
    served = type(server.http.RequestHandlerClass.__name__, (server.http.RequestHandlerClass,), {})
    plain = served._send

    def send(handler, status, content, headers, fault):
        is_read = handler.path.startswith("/v4/")
        plain(handler, status, sent if is_read else content, {"Content-Encoding": encoding} if is_read else {}, fault)

    served._send = send
    server.http.RequestHandlerClass = served
    said = "gives more than the 64 MiB" if packed == "gzip" else "Google gave no sound answer .*EncodingRefused"
    with pytest.raises(SheetUnavailable, match=said):
        make_backend({"907": book.book_id}).read_tabs("907", AT)
