"""The ledger of issues through real landings, and a true value let in by name: from the cell to the manifest.

One province lives through seven hours; three warehouses are built on the way, and every figure is worked out by hand.
"""

import json
from datetime import UTC, date
from pathlib import Path
from types import SimpleNamespace

import pytest

from expectations.gate import Reservation
from flows.cli.app import execute
from flows.cli.sheets import issues_accept, issues_list
from pipeline.build.last_build import build_key
from pipeline.editions.month import report
from pipeline.feedback.open_issues import accept_issue, listed_issues
from pipeline.ledgers.events import damaged_events
from pipeline.oversight import doctor
from pipeline.oversight.status import status_of
from pipeline.province.settings import ConfigError
from tests.provinces import province_of
from tests.unit.pipeline.lived_province import LivedProvince, hour

pytestmark = pytest.mark.builds
SUPPLY, SALES = "Nguồn cung", "Kết quả"
MARCH = date(2023, 3, 1)
BY, REASON = "Trần Thị Duyệt", "đã đối chiếu hóa đơn số 12, gọi 0912 345 678"


def found(warehouse, rule, unit="907"):
    """Issues of a rule, oldest first, as (cell, first seen, cleared) in hours, and their ids."""
    rows = warehouse.table("quality.issues", where={"unit_code": unit, "rule": rule}, order_by=("first_seen_at",))
    return [(row["cell"], in_hours(row["first_seen_at"]), in_hours(row["cleared_at"])) for row in rows], rows


def in_hours(at):
    return None if at is None else round((at.astimezone(UTC) - hour(0)).total_seconds() / 3600, 2)


def live_and_build(lived):
    """Hours 0 to 4: an ambiguous quantity is moved down, sorted away, mended, broken again."""
    lived.sync(hour(0))
    supply = lived.rows("907", SUPPLY)
    first = lived.row("907", SUPPLY, "SUP-0008")
    supply.insert(1, ["SUP-0100", *first[1:9], *first[9:11], 7, *first[12:]])
    lived.sync(hour(1))
    total = supply.pop()
    supply[1:] = sorted(supply[1:], key=lambda row: row[0], reverse=True)
    supply.append(total)
    lived.sync(hour(2))
    lived.row("907", SUPPLY, "SUP-0005")[11] = 1.5
    lived.sync(hour(3))
    lived.row("907", SUPPLY, "SUP-0005")[11] = "1.500"
    lived.sync(hour(4))
    return lived.build(hour(4))


def notes(warehouse):
    """What the tests look at of one build, kept because the next build replaces it."""
    sales = {"month": MARCH, "unit_code": "907", "kind": "Thường xuyên"}
    return SimpleNamespace(
        issues={rule: found(warehouse, rule) for rule in ("ambiguous_number", "value_mismatch", "duplicate_row")},
        sales=warehouse.table("marts.mart_outcomes", where=sales),
        exceptions=warehouse.table("quality.exceptions", order_by=("accepted_at", "issue_id")),
        hold=found(warehouse, "tab_shrunk"),
    )


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    lived = LivedProvince(tmp_path_factory.mktemp("life") / "province")
    before = notes(live_and_build(lived))
    status = status_of(province_of(lived.settings, hour(28)))
    listed = listed_issues(province_of(lived.settings, hour(28)), "907", with_cleared=True)
    ids = {rule: before.issues[rule][1][-1]["issue_id"] for rule in before.issues}
    answers = {}
    for rule in ("value_mismatch", "duplicate_row"):
        answers[rule] = accept_issue(province_of(lived.settings, hour(5)), ids[rule], BY, REASON)
    refusals = {}
    for name, issue_id in {"illegible": ids["ambiguous_number"], "unknown": "0123456789abcdef"}.items():
        with pytest.raises(ConfigError) as refused:
            accept_issue(province_of(lived.settings, hour(5)), issue_id, BY, REASON)
        refusals[name] = str(refused.value)
    again = accept_issue(province_of(lived.settings, hour(5.5)), ids["value_mismatch"], "Người Khác", "nói lại")
    accepted = notes(lived.build(hour(6)))
    edition = report(province_of(lived.settings, hour(6)), MARCH, None, Reservation("Lê Văn Phát", "thử"))
    sales = lived.rows("907", SALES)
    sales[1:] = reversed(sales[1:])  # sorting moves both accepted rows
    lived.row("907", SALES, "SAL-0007")[11] = 14_000_000  # and one of them says something else
    lived.books["907"][SUPPLY] = lived.rows("907", SUPPLY)[:2]
    lived.sync(hour(7))
    changed = notes(lived.build(hour(7)))
    return SimpleNamespace(**locals())


def test_an_issue_keeps_its_identity_while_its_row_moves(life):
    spans, rows = life.before.issues["ambiguous_number"]
    # seen at 0 in L6; at 4 the sheet is sorted downwards: header, SUP-0100, 8, 7, 6, 5 -> row 6 again
    assert spans == [("L6", 0.0, 3.0), ("L6", 4.0, None)]
    assert rows[0]["row_id"] == rows[1]["row_id"] == "SUP-0005"
    assert rows[0]["issue_id"] != rows[1]["issue_id"]
    assert rows[0]["snapshot_id"] != rows[1]["snapshot_id"]


def test_ids_are_the_same_in_every_later_build(life):
    for rule in ("ambiguous_number", "value_mismatch", "duplicate_row"):
        ids = [row["issue_id"] for row in life.before.issues[rule][1]]
        assert [row["issue_id"] for row in life.accepted.issues[rule][1]] == ids


def test_status_and_list_tell_ages(life):
    unit = next(one for one in life.status.units if one.unit_code == "907")
    # open errors: SUP-0005 L6, SUP-0006 K, DEM-0005 N6, SAL-0006 B7, SAL-0007 L8, SAL-0008 A9
    assert (unit.open_errors, unit.oldest_issue_days) == (6, 1)
    assert any(line.rstrip().endswith("1 d") for line in life.status.lines())
    ages = {(one.row_id, one.cleared_at is None): one.age(hour(28)) for one in life.listed}
    assert ages["SUP-0005", True] == 1  # from hour 4 to hour 28
    assert ages["SUP-0005", False] == 0  # three hours, cleared


def test_only_a_value_that_was_read_can_be_let_in(life):
    ambiguous = life.ids["ambiguous_number"]
    assert life.refusals["illegible"] == (
        f"issue {ambiguous} (ambiguous_number) leaves no value that could be let in: L6 must be mended in the sheet"
    )
    assert life.refusals["unknown"] == "unknown issue '0123456789abcdef': `nongsan issues list` shows the ids"


def test_an_acceptance_is_recorded_once(life):
    assert [new for _, new in life.answers.values()] == [True, True]
    assert life.again == (life.answers["value_mismatch"][0], False)


def test_the_accepted_rows_load_to_the_dong(life):
    (before,), (after,) = life.before.sales, life.accepted.sales
    assert (before["sales"], before["value_vnd"]) == (2, 41_600_000)
    # and SAL-0007 2 t at 6 000 = 12 000 000, SAL-0008 5.5 t at 6 200 = 34 100 000
    assert (after["sales"], after["value_vnd"]) == (4, 87_700_000)
    assert after["quantity_t"] == pytest.approx(6.75 + 2 + 5.5)


def test_the_issue_stays_as_a_warning_that_says_who(life):
    _, (row,) = life.accepted.issues["value_mismatch"]
    assert (row["severity"], row["cell"], row["raw_value"]) == ("warning", "L8", "13000000")
    assert row["message"] == (
        "Ô L8 (Thành tiền): đã được Trần Thị Duyệt chấp nhận ngày 04/04/2023, lý do: đã đối chiếu hóa đơn số 12, gọi "
        "0912 345 678. Không phải sửa; nếu giá trị thay đổi thì được kiểm tra lại."
    )


def test_the_annex_and_the_manifest_name_it_without_phone_numbers(life):
    manifest = json.loads((Path(life.edition.files["manifest.json"])).read_bytes())
    assert next(line for line in manifest["exceptions"] if "L8" in line) == (
        "Huyện đoàn Gò Quao, tab Kết quả, ô L8 ghi 13000000 (thành tiền không khớp): Trần Thị Duyệt chấp nhận ngày "
        "04/4/2023, lý do: đã đối chiếu hóa đơn số 12, gọi [số điện thoại]"
    )
    assert len(manifest["exceptions"]) == 2
    page = Path(life.edition.files["bao-cao.html"]).read_text(encoding="utf-8")
    assert "Giá trị khác quy tắc đã được chấp nhận" in page
    assert "0912 345 678" not in page


def test_it_follows_the_row_and_lapses_with_the_value(life):
    # upside down SAL-0008 is the upper one of the two equal rows, and SAL-0001 the copy that was let in
    last, row = life.changed.issues["duplicate_row"][1][-1], life.accepted.issues["duplicate_row"][1][0]
    assert (row["row_id"], row["severity"]) == ("SAL-0008", "warning")
    assert (last["row_id"], last["cell"], last["severity"], last["cleared_at"]) == ("SAL-0001", "A9", "warning", None)
    spans, rows = life.changed.issues["value_mismatch"]
    assert spans == [("L3", 0.0, None)]  # header, SAL-0008, SAL-0007
    assert (rows[0]["severity"], rows[0]["raw_value"]) == ("error", "14000000")
    in_effect = [row["rule"] == "duplicate_row" for row in life.changed.exceptions]
    assert [row["is_in_effect"] for row in life.changed.exceptions] == in_effect
    assert [row["is_in_effect"] for row in life.accepted.exceptions] == [True, True]


def test_a_held_tab_is_an_issue_that_can_be_accepted(life):
    spans, (row,) = life.changed.hold
    assert spans == [(None, 7.0, None)]
    assert row["message"].startswith("Tab Nguồn cung: lần đọc lúc 15:00 ngày 04/04/2023 chỉ còn 1 dòng đạt")
    lived = life.lived
    config = lived.settings.config_path
    outcome = issues_accept(row["issue_id"], BY, "đã bỏ thật", config, hour(8).isoformat())
    assert outcome.document["changed"] is True
    assert len(lived.checked(hour(8)).current("supply", quarantined=False)) == 1
    lines = issues_list(config, "907", now=hour(8).isoformat()).lines
    assert any(line.startswith(f"{row['issue_id']} error 907 {SUPPLY}!- tab_shrunk 0 d: Tab") for line in lines)


def test_an_unknown_unit_is_refused(life):
    with pytest.raises(ConfigError, match=r"unknown unit '999': units\.csv has 907, K01"):
        listed_issues(province_of(life.lived.settings, hour(8)), "999", with_cleared=False)


def test_the_command_ends_with_2_and_one_line(life, capsys):
    config = str(life.lived.settings.config_path)
    arguments = ["issues", "accept", "nonesuch", "--by", BY, "--reason", REASON, "--config", config]
    assert execute(arguments) == 2
    shown = capsys.readouterr()
    assert shown.err.strip() == "error: unknown issue 'nonesuch': `nongsan issues list` shows the ids"


def test_who_and_why_are_asked_for(life):
    with pytest.raises(ConfigError, match="who accepts and why"):
        accept_issue(province_of(life.lived.settings, hour(8)), life.ids["value_mismatch"], " ", "x")


def test_the_past_does_not_know_what_was_accepted_later(life):
    past = life.lived.checked(hour(4))
    sales = past.current("sales", quarantined=False)
    assert len(sales[sales["unit_code"] == "907"]) == 5
    assert past.applied == []


def test_what_a_damaged_acceptance_let_in_is_refused_again_and_the_rest_stays(life):
    lived, at = life.lived, hour(9)
    events = sorted((lived.landing.folder / "ledger" / "exceptions").glob("*.json"))
    said = [json.loads(path.read_bytes())["rule"] for path in events]
    assert said == ["value_mismatch", "duplicate_row", "tab_shrunk"]
    key, whole = build_key(lived.landing, at, {}), events[1].read_bytes()
    before = {one.acceptance.rule for one in lived.checked(at).applied}
    assert "duplicate_row" in before
    events[1].write_bytes(b"")
    assert build_key(lived.landing, at, {}) != key
    lived.known.clear()
    checked = lived.checked(at)
    assert {one.acceptance.rule for one in checked.applied} == before - {"duplicate_row"}
    assert len(checked.current("supply", quarantined=False)) == 1
    (damaged,) = damaged_events(lived.landing)
    status = status_of(province_of(lived.settings, at))
    assert status.damaged_events == (damaged.line(),)
    assert f"unreadable: {damaged.line()}" in status.lines()
    assert next(one for one in doctor._ledgers(province_of(lived.settings, at))).detail == damaged.line()
    events[1].write_bytes(whole)
    assert build_key(lived.landing, at, {}) == key
