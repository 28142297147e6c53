"""An answer that never ends, however steadily it comes, costs its time and no more, and is that spreadsheet's alone."""

import pytest

from connectors.limits import ANSWER_SECONDS
from connectors.sheets.protocol import SheetsUnreachable, SheetUnavailable
from tests.google.server import Fault
from tests.google.team_books import AT, team_book, told

TOO_SLOW = "its answer had not come whole after 170 s"


@pytest.fixture
def unit(server, make_backend):
    book, backend = server.add(team_book()), make_backend({"907": "B1", "908": "B2"})
    server.add(team_book("B2"))
    return book, backend


def dripping(kind, clock, *, in_body, times=1):
    """A byte every ten seconds, far more often than any step's own limit asks."""
    return Fault("drip", kind, times, act=lambda: clock.forward(10), applied=in_body)


@pytest.mark.parametrize("in_body", [False, True], ids=["headers", "body"])
def test_a_spreadsheet_that_drips_is_given_up_once_and_the_next_is_read(server, unit, clock, in_body):
    _, backend = unit
    backend.list_changed({"907": None})
    server.faults.append(dripping("read", clock, in_body=in_body, times=99))
    server.faults[0].book_id, began = "B1", clock()
    with pytest.raises(SheetUnavailable) as refused:
        backend.read_tabs("907", AT)
    assert refused.value.problem == f"Google gave no sound answer ({TOO_SLOW}): it will be tried again"
    assert len(server.calls("read")) == 1
    assert clock() - began >= ANSWER_SECONDS
    assert backend.read_tabs("908", AT).tabs


@pytest.mark.parametrize("in_body", [False, True], ids=["headers", "body"])
def test_a_list_that_drips_names_the_list(server, unit, clock, in_body):
    _, backend = unit
    server.faults.append(dripping("list", clock, in_body=in_body))
    said = f"the list of spreadsheets can't be had from Google: {TOO_SLOW}"
    with pytest.raises(SheetsUnreachable) as refused:
        backend.list_changed({"907": None})
    assert str(refused.value) == said


def test_a_token_that_drips_ends_the_whole(server, unit, clock):
    _, backend = unit
    server.faults.append(dripping("token", clock, in_body=True))
    with pytest.raises(SheetsUnreachable) as refused:
        backend.read_tabs("907", AT)
    assert str(refused.value) == f"Google's token service: {TOO_SLOW}; it will be tried again"
    assert backend.read_tabs("907", AT).tabs, "the next sync asks again"


def test_a_write_whose_answer_drips_is_looked_after_and_not_repeated(server, unit, clock):
    """The write was done: the spreadsheet is read again and bears it."""
    _, backend = unit
    feedback = told(backend.read_tabs("907", AT))
    server.faults.append(dripping("write", clock, in_body=True))
    with server.counted() as counts:
        assert backend.write_back(feedback).is_written
    assert counts == {"read": 2, "write": 1}


def test_an_answer_that_comes_just_in_time_is_whole(server, unit, clock):
    _, backend = unit
    server.faults.append(Fault("before", "read", act=lambda: clock.forward(ANSWER_SECONDS - 1)))
    assert backend.read_tabs("907", AT).tabs[0].grid.n_rows == 4


def test_nothing_is_followed_to_another_address(server, unit):
    _, backend = unit
    server.faults.append(Fault("status", "read", status=302, headers={"Location": f"{server.root}/token"}))
    with pytest.raises(SheetUnavailable, match=r"Google refuses https://docs\.google\.com/spreadsheets/d/B1"):
        backend.read_tabs("907", AT)
    assert [call.kind for call in server.log] == ["token", "read"]
