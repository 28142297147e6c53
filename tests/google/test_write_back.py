"""What a write-back leaves on a unit's cells, and what it leaves alone."""

import pytest

from connectors.sheets.feedback import FEEDBACK_TAB
from connectors.sheets.marks import FILL
from connectors.sheets.protocol import SheetUnavailable
from tests.google.server import Fault
from tests.google.team_books import AT, NUMBER_COLUMN, TEAMS, look, team_book, told

NOTE = '[KT] Lỗi: ghi "nhiều"; hãy ghi số.'
YELLOW = {"red": 1.0, "green": 1.0}


@pytest.fixture
def written(server, make_backend):
    """A unit read and told once."""
    book, backend = server.add(team_book()), make_backend({"907": "B1"})
    backend.list_changed({"907": None})
    feedback = told(backend.read_tabs("907", AT))
    with server.counted() as counts:
        backend.write_back(feedback)
    return book, backend, feedback, counts


def again(backend):
    backend.list_changed({"907": None})
    return backend.write_back(told(backend.read_tabs("907", AT)))


def test_one_reread_and_one_write(written):
    book, _, _, counts = written
    sheet = book.sheet(TEAMS)
    assert counts == {"read": 1, "write": 1}
    assert look(sheet, 2, NUMBER_COLUMN) == (NOTE, FILL)
    assert [sheet.get(row, 0) for row in (1, 2, 3)] == ["TEA-0001", "TEA-0002", "TEA-0003"]
    assert look(sheet, 1, NUMBER_COLUMN) == look(sheet, 3, NUMBER_COLUMN) == (None, None)
    assert book.sheet(FEEDBACK_TAB).get(0, 0) == "Không có lỗi nào"


def test_what_is_there_already_costs_no_call(server, written):
    _, backend, feedback, _ = written
    read = backend.read_tabs("907", AT)
    with server.counted() as counts:
        assert backend.write_back(told(read)).is_nothing
    assert counts == {}
    with server.counted() as counts:
        assert backend.write_back(feedback).is_nothing
    assert counts == {"read": 1}


def test_a_fixed_cell_is_as_it_was(written):
    book, backend, _, _ = written
    sheet = book.sheet(TEAMS)
    sheet.put(2, NUMBER_COLUMN, 7)
    again(backend)
    assert look(sheet, 2, NUMBER_COLUMN) == (None, None)


def test_a_persons_note_and_fill_come_back_to_the_letter(server, make_backend):
    book, backend = server.add(team_book()), make_backend({"907": "B1"})
    sheet, own = book.sheet(TEAMS), "Hỏi lại anh Ba [KT] nhé \n\n- gọi 2 lần  "
    sheet.note(2, NUMBER_COLUMN, own)
    sheet.fill(2, NUMBER_COLUMN, YELLOW)
    sheet.note(1, 2, "của tôi")
    again(backend)
    assert look(sheet, 2, NUMBER_COLUMN) == (f"{own}\n{NOTE}", "FFFF00")
    sheet.put(2, NUMBER_COLUMN, 7)
    again(backend)
    assert look(sheet, 2, NUMBER_COLUMN) == (own, "FFFF00")
    assert look(sheet, 1, 2) == ("của tôi", None)


def test_marks_copied_to_a_good_cell_are_taken_away(written):
    book, backend, _, _ = written
    sheet = book.sheet(TEAMS)
    sheet.note(1, 2, NOTE)
    sheet.fill(1, 2, {"red": 1, "green": 217 / 255, "blue": 198 / 255})
    again(backend)
    assert look(sheet, 1, 2) == (None, None)


@pytest.mark.parametrize("move", ["sort", "insert", "delete"])
def test_rows_that_moved_since_they_were_checked_are_found_again(server, make_backend, move):
    book, backend = server.add(team_book()), make_backend({"907": "B1"})
    sheet = book.sheet(TEAMS)
    feedback = told(backend.read_tabs("907", AT))
    if move == "sort":
        sheet.reorder([0, 3, 2, 1])
    elif move == "insert":
        sheet.insert_row(1)
    else:
        sheet.delete_row(1)
    backend.write_back(feedback)
    ids = {sheet.get(row, 2): sheet.get(row, 0) for row in range(1, 6) if sheet.get(row, 2)}
    assert {name: ids[name] for name in ("Đội Hai", "Đội Ba")} == {"Đội Hai": "TEA-0002", "Đội Ba": "TEA-0003"}
    for row in range(1, 6):
        expected = (NOTE, FILL) if sheet.get(row, 2) == "Đội Hai" else (None, None)
        assert look(sheet, row, NUMBER_COLUMN) == expected


def test_a_row_that_changed_since_it_was_checked_is_left_alone(server, make_backend):
    book, backend = server.add(team_book()), make_backend({"907": "B1"})
    sheet = book.sheet(TEAMS)
    feedback = told(backend.read_tabs("907", AT))
    sheet.put(2, NUMBER_COLUMN, 9)
    backend.write_back(feedback)
    assert look(sheet, 2, NUMBER_COLUMN) == (None, None)
    assert [sheet.get(row, 0) for row in (1, 2, 3)] == ["TEA-0001", None, "TEA-0003"]


def test_an_edit_between_reread_and_write_is_mended_and_not_taken_for_seen(server, make_backend):
    book, backend = server.add(team_book()), make_backend({"907": "B1"})
    sheet = book.sheet(TEAMS)
    sheet.note(1, NUMBER_COLUMN, "đếm lại")
    feedback = told(backend.read_tabs("907", AT))

    def somebody_inserts_a_row():
        sheet.insert_row(1)
        sheet.put(1, 2, "Đội Mới")
        book.touch()

    server.faults.append(Fault("before", "write", act=somebody_inserts_a_row))
    backend.write_back(feedback)
    found = {sheet.get(row, 2): (sheet.get(row, 0), *look(sheet, row, NUMBER_COLUMN)) for row in range(1, 5)}
    assert found["Đội Một"] == ("TEA-0001", "đếm lại", None)
    assert found["Đội Hai"] == ("TEA-0002", NOTE, FILL)
    assert found["Đội Ba"] == ("TEA-0003", None, None)
    assert found["Đội Mới"] == (None, None, None)
    assert backend.versions_after(["907"]) == {}


def test_own_writes_are_known_and_others_edits_are_not_taken_for_them(server, written):
    book, backend, _, _ = written
    with server.counted() as counts:
        assert backend.versions_after(["907"]) == {"907": str(book.version)}
    assert counts == {"list": 1}
    book.sheet(TEAMS).put(2, NUMBER_COLUMN, "vài")
    again(backend)
    book.touch()
    assert backend.versions_after(["907"]) == {}


def test_a_dry_run_writes_nothing_and_says_everything(server, make_backend):
    book, backend = server.add(team_book()), make_backend({"907": "B1"})
    feedback = told(backend.read_tabs("907", AT))
    with server.counted() as counts:
        written = backend.write_back(feedback, dry_run=True)
    assert counts == {}
    assert list(written.lines()) == [
        "907 Đội hình!A3: Mã TEA-0002",
        f"907 Đội hình!D3: note {NOTE!r}; fill {FILL}",
        "907 Đội hình!A4: Mã TEA-0003",
        "907 Kết quả kiểm tra: rewritten",
    ]
    assert not book.has(FEEDBACK_TAB)


def test_text_never_becomes_a_formula(server, make_backend):
    book, backend = server.add(team_book()), make_backend({"907": "B1"})
    backend.write_back(told(backend.read_tabs("907", AT), report=(("=IMPORTXML(A1)",),)))
    assert book.sheet(FEEDBACK_TAB).cells[0, 0]["userEnteredValue"] == {"stringValue": "=IMPORTXML(A1)"}


def test_a_shorter_report_leaves_nothing_of_the_longer_one(server, make_backend):
    book, backend = server.add(team_book()), make_backend({"907": "B1"})
    read = backend.read_tabs("907", AT)
    backend.write_back(told(read, report=tuple((f"dòng {number}", number) for number in range(60))))
    backend.write_back(told(read, report=(("dòng 0", 0),)))
    sheet = book.sheet(FEEDBACK_TAB)
    assert (sheet.get(0, 0), sheet.get(0, 1), sheet.last_row()) == ("dòng 0", 0, 0)


def test_a_reader_account_is_told_whom_to_make_editor(server, make_backend):
    server.add(team_book()).role = "reader"
    backend = make_backend({"907": "B1"})
    feedback = told(backend.read_tabs("907", AT))
    with pytest.raises(SheetUnavailable, match=r"make nongsan@du-an-mau.* an Editor"):
        backend.write_back(feedback)
