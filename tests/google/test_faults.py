"""Each thing that goes wrong on the way is waited out within bounds, or is one unit's problem in plain words."""

import pytest

from connectors.quota import Quota
from connectors.retrying import RetryPolicy
from connectors.sheets.feedback import FEEDBACK_TAB
from connectors.sheets.google.account import Endpoints, GoogleAccount, Timing
from connectors.sheets.marks import FILL
from connectors.sheets.protocol import SheetsUnreachable, SheetUnavailable
from tests.google.server import EMAIL, Fault
from tests.google.team_books import AT, NUMBER_COLUMN, TEAMS, look, team_book, told
from tests.patience import patience

PASSING = {
    "408": Fault("status", "read", 2, 408),
    "429": Fault("status", "read", 2, 429),
    "500": Fault("status", "read", 2, 500),
    "503": Fault("status", "read", 2, 503),
    "HTML 502": Fault("html", "read", 2, 502),
    "HTML as if sound": Fault("html", "read", 2, 200),
    "connection reset within the body": Fault("reset", "read", 2, applied=True),
    "JSON cut short": Fault("cut", "read", 2, applied=True),
}


@pytest.fixture
def unit(server, make_backend):
    book, backend = server.add(team_book()), make_backend({"907": "B1", "908": "B2"})
    server.add(team_book("B2"))
    return book, backend


def fresh(fault: Fault, kind: str) -> Fault:
    return Fault(fault.how, kind, fault.times, fault.status, applied=fault.applied)


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_a_read_is_tried_again_and_loses_nothing(server, unit, fault):
    _, backend = unit
    sound = backend.read_tabs("908", AT).tabs[0].grid.content_hash()
    server.faults.append(fresh(fault, "read"))
    with server.counted() as counts:
        assert backend.read_tabs("907", AT).tabs[0].grid.content_hash() == sound
    assert counts == {"read": 3}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_a_listing_is_tried_again(server, unit, fault):
    _, backend = unit
    server.faults.append(fresh(fault, "list"))
    assert backend.list_changed({"907": "1", "908": None}) == {"908": "1"}


@pytest.mark.parametrize("applied", [False, True], ids=["not done", "done"])
@pytest.mark.parametrize("how", ["status", "html", "reset", "cut"])
def test_a_write_whose_answer_is_lost_is_done_once(server, unit, how, applied):
    book, backend = unit
    feedback = told(backend.read_tabs("907", AT))
    server.faults.append(Fault(how, "write", status=503, applied=applied))
    with server.counted() as counts:
        assert backend.write_back(feedback).is_written
    assert counts == ({"read": 2, "write": 1} if applied else {"read": 2, "write": 2})
    sheet = book.sheet(TEAMS)
    assert look(sheet, 2, NUMBER_COLUMN) == ('[KT] Lỗi: ghi "nhiều"; hãy ghi số.', FILL)
    assert [sheet.get(row, 0) for row in (1, 2, 3)] == ["TEA-0001", "TEA-0002", "TEA-0003"]
    assert [one.title for one in book.sheets] == [TEAMS, FEEDBACK_TAB]


def test_a_lasting_failure_ends_and_is_that_units_alone(server, unit):
    _, backend = unit
    server.faults.append(Fault("status", "read", 99, 503, book_id="B1"))
    with pytest.raises(SheetUnavailable, match="unit 907: Google gave no sound answer"):
        backend.read_tabs("907", AT)
    assert len(server.calls("read")) == RetryPolicy().attempts
    assert backend.read_tabs("908", AT).tabs


def test_a_lasting_failure_to_write_leaves_no_half(server, unit):
    book, backend = unit
    feedback, before = told(backend.read_tabs("907", AT)), book.document()
    server.faults.append(Fault("status", "write", 99, 500))
    with pytest.raises(SheetUnavailable, match="it will be tried again"):
        backend.write_back(feedback)
    assert book.document() == before


@pytest.mark.parametrize(("status", "said"), [(403, "is not shared with the platform"), (404, "does not exist or is")])
def test_not_shared_is_said_with_the_address_to_share_with(server, unit, status, said):
    _, backend = unit
    server.faults.append(Fault("status", "read", 1, status))
    with server.counted() as counts, pytest.raises(SheetUnavailable) as refused:
        backend.read_tabs("907", AT)
    assert said in refused.value.problem
    assert f"share it with {EMAIL} as Editor" in refused.value.problem
    assert counts == {"read": 1}


def test_drives_not_so_fast_is_waited_out(server, unit):
    _, backend = unit
    server.faults.append(Fault("status", "list", 2, 403, message="userRateLimitExceeded"))
    assert backend.list_changed({"907": "1"}) == {}


def test_a_token_that_ran_out_is_renewed_once(server, unit):
    _, backend = unit
    backend.read_tabs("907", AT)
    server.tokens.clear()
    server.log.clear()
    assert backend.read_tabs("907", AT).tabs
    assert [call.kind for call in server.log] == ["read", "token", "read"]
    server.faults.append(Fault("status", "read", 99, 401))
    server.log.clear()
    with pytest.raises(SheetsUnreachable, match="make a new key file"):
        backend.read_tabs("907", AT)
    assert [call.kind for call in server.log] == ["read", "token", "read"]


def test_a_token_service_that_stumbles_is_waited_for(server, unit):
    _, backend = unit
    server.faults.append(Fault("status", "token", 1, 503))
    assert backend.read_tabs("907", AT).tabs
    assert [call.status for call in server.calls("token")] == [503, 200]


def test_an_account_that_was_withdrawn_is_said_so(server, unit):
    _, backend = unit
    server.faults.append(Fault("status", "token", 9, 400, message="invalid_grant: Invalid JWT Signature."))
    with pytest.raises(SheetsUnreachable, match="Google refuses the service account"):
        backend.read_tabs("907", AT)


def test_the_wait_that_is_asked_for_is_kept(server, unit, clock):
    _, backend = unit
    server.faults.append(Fault("status", "read", 1, 429, headers={"Retry-After": "97"}))
    started = clock()
    backend.read_tabs("907", AT)
    assert clock() - started >= 97


def test_a_storm_of_429_is_waited_out_within_quota(server, unit, clock):
    _, backend = unit
    server.faults.append(Fault("status", "read", 6, 429))
    assert backend.read_tabs("907", AT).tabs
    assert server.busiest_minute("read") <= 60
    assert max(clock.slept) <= 64


def test_a_silent_peer_is_given_up_on(server, clock, tmp_path):
    server.add(team_book())
    key = server.key_file(tmp_path / "key.json")
    account = GoogleAccount(key, Endpoints(server.root, server.root), Timing(retries=RetryPolicy(sleep=clock.sleep)))
    account.client.timeout = (patience(), patience(0.5))
    server.faults.append(Fault("silent", "list"))
    assert account.list_spreadsheets()["B1"].version == "1"


def test_a_key_file_that_is_none_is_named(tmp_path):
    with pytest.raises(SheetsUnreachable, match=r"key file .*key.json: No such file or directory; see \[sheets\]"):
        GoogleAccount(tmp_path / "key.json")
    (tmp_path / "key.json").write_text("{}")
    with pytest.raises(SheetsUnreachable, match="it is not a service account's key"):
        GoogleAccount(tmp_path / "key.json")


def test_705_spreadsheets_stay_within_quota(server, make_backend, clock):
    sheets = {f"U{number:03d}": f"S{number:03d}" for number in range(705)}
    for book_id in sheets.values():
        server.add(team_book(book_id))
    backend, started = make_backend(sheets, Quota()), clock()
    changed = backend.list_changed(dict.fromkeys(sheets))
    for unit_code in changed:
        backend.write_back(told(backend.read_tabs(unit_code, AT)))
    assert server.counts() == {"list": 1, "read": 1410, "write": 705}
    assert all(call.status == 200 for call in server.log)
    assert (server.busiest_minute("read"), server.busiest_minute("write")) == (60, 30)
    assert 23 * 60 <= clock() - started <= 25 * 60
    assert set(backend.versions_after(sheets)) == set(sheets)
