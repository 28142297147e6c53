"""The gate's truth table, its reasons, and the seal that binds a verdict to one state."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from expectations.gate import (
    GateBlocked,
    MonthState,
    Reservation,
    SealBroken,
    Thresholds,
    UnitState,
    document_of,
    seal_of,
    verdict,
    verdict_from,
)
from expectations.results import CheckResult

MONTH = date(2023, 4, 1)
DEADLINE = datetime(2023, 5, 3, 17, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
STATE = MonthState(MONTH, DEADLINE + timedelta(hours=1), DEADLINE, "f" * 64)
FINE = CheckResult(
    "mart_supply.key_unique", "critical", None, True, 0.0, 0.0, "Bảng mart_supply: không dòng nào trùng khóa."
)
BROKEN = replace(FINE, passed=False, observed=2.0, detail="Bảng mart_supply: 2 dòng trùng khóa (a; b).")
STALE = CheckResult(
    "price_staleness.ttns", "warning", None, False, 9.0, 7.0, "Nguồn giá ttns: giá mới nhất cách đây 9 ngày."
)


def units(good, unusable=0, missing=0):
    states = [UnitState(f"9{n:02}", f"Đơn vị {n}", True, True, True, 0) for n in range(good)]
    states += [UnitState(f"8{n:02}", f"Chưa sạch {n}", True, True, False, 3) for n in range(unusable)]
    return states + [UnitState(f"7{n:02}", f"Vắng {n}", False, False, False, 0) for n in range(missing)]


def judge(checks=(FINE,), states=None, state=STATE, **options):
    return verdict(state, checks, units(15) if states is None else states, Thresholds(), **options)


@pytest.mark.parametrize(
    ("checks", "states", "word"),
    [
        ([FINE], units(15), "released"),
        ([], units(15), "released"),
        ([FINE, STALE], units(15), "released_with_warnings"),
        ([FINE, BROKEN], units(15), "blocked"),
        ([STALE, BROKEN], units(15), "blocked"),
        ([FINE], units(12, missing=3), "released"),  # 80 % received, 80 % usable
        ([FINE], units(11, missing=4), "blocked"),  # 73 % received
        ([FINE], units(7, unusable=3), "released"),  # 70 % usable
        ([FINE], units(10, unusable=5), "blocked"),  # 67 % usable
        ([FINE], [], "blocked"),
    ],
)
def test_the_truth_table(checks, states, word):
    given = judge(checks, states)
    assert given.verdict == word
    assert given.may_go_out == (word != "blocked")
    assert bool(given.reasons) == (word == "blocked")


def test_checks_of_other_months_are_passed_over():
    march = replace(STALE, check="reporting.received", month=date(2023, 3, 1))
    april = replace(march, month=MONTH)
    assert judge([march]).verdict == "released"
    assert judge([march, april]).verdict == "released_with_warnings"


def test_thresholds_are_configuration():
    strict = verdict(STATE, [FINE], units(14, missing=1), Thresholds(min_received=1.0))
    assert strict.verdict == "blocked"
    assert verdict(STATE, [FINE], units(1, missing=9), Thresholds(0.1, 0.1)).verdict == "released"


def test_reasons_name_the_units_and_the_fix():
    given = judge([BROKEN], units(8, unusable=1, missing=6))
    assert given.reasons == (
        "Bảng mart_supply: 2 dòng trùng khóa (a; b). "
        "Cách xử lý: cán bộ dữ liệu sửa theo nội dung trên rồi dựng lại kho dữ liệu.",
        "9/15 đơn vị có số liệu tháng 4/2023 (60%; cần ít nhất 80%). "
        "Chưa có: Vắng 0, Vắng 1, Vắng 2, Vắng 3, Vắng 4, Vắng 5. "
        "Cách xử lý: đơn vị ghi kết quả, hoạt động, khó khăn của tháng vào bảng tính; "
        "nếu không có gì thì đánh dấu Không phát sinh ở tab Xác nhận tháng.",
        "8/15 đơn vị có số liệu hợp lệ tháng 4/2023 (53,3%; cần ít nhất 70%). "
        "Chưa hợp lệ: Chưa sạch 0 (còn 3 lỗi), Vắng 0 (chưa có số liệu), Vắng 1 (chưa có số liệu), "
        "Vắng 2 (chưa có số liệu), Vắng 3 (chưa có số liệu), Vắng 4 (chưa có số liệu), Vắng 5 (chưa có số liệu). "
        "Cách xử lý: đơn vị mở tab Kết quả kiểm tra và sửa các ô báo lỗi.",
    )
    assert given.units_missing == tuple(f"Vắng {n}" for n in range(6))
    assert given.units_unusable == ("Chưa sạch 0",)


def test_an_incomplete_unit_is_told_so():
    incomplete = UnitState("906", "Giồng Riềng", True, False, False, 12)
    assert "Giồng Riềng (dưới 90% số dòng hợp lệ)" in judge([FINE], [incomplete]).reasons[0]


def test_nobody_expected_is_said_plainly():
    assert judge([FINE], []).reasons[0].startswith("Chưa khai báo đơn vị nào phải báo cáo.")


@pytest.mark.parametrize(("hours", "is_provisional"), [(1, False), (47, False), (48, True), (480, True)])
def test_a_blocked_month_goes_out_provisionally_after_two_days(hours, is_provisional):
    late = replace(STATE, as_of=DEADLINE + timedelta(hours=hours))
    given = judge([BROKEN], state=late)
    assert (given.verdict, given.is_provisional, given.may_go_out) == ("blocked", is_provisional, is_provisional)


@pytest.mark.parametrize(("minutes", "is_early"), [(-60 * 24 * 30, True), (-1, True), (0, False), (1, False)])
def test_a_month_is_blocked_until_its_deadline_and_says_it(minutes, is_early):
    given = judge([FINE], units(1, missing=14), replace(STATE, as_of=DEADLINE + timedelta(minutes=minutes)))
    assert (given.verdict, given.is_early, given.may_go_out) == ("blocked", is_early, False)
    first = given.reasons[0]
    assert first.startswith("Chưa đến hạn chốt số liệu tháng 4/2023: 17 giờ 00 ngày 03/5/2023.") == is_early
    assert (len(given.reasons) == 1) == is_early  # nobody is late before the deadline
    check = given.rows()[0]
    assert (check["check_name"], check["severity"], check["passed"]) == (
        "gate.deadline_passed", "critical", not is_early,
    )  # fmt: skip


def test_a_table_that_fails_is_named_before_the_deadline_too():
    early = judge([BROKEN], state=replace(STATE, as_of=DEADLINE - timedelta(days=1)))
    assert [reason.split(":")[0] for reason in early.reasons] == [
        "Chưa đến hạn chốt số liệu tháng 4/2023", "Bảng mart_supply",
    ]  # fmt: skip


def test_only_a_person_lets_a_month_out_before_its_deadline():
    early = replace(STATE, as_of=DEADLINE - timedelta(days=1))
    with pytest.raises(GateBlocked, match="2023-04 is blocked: Chưa đến hạn"):
        judge([FINE], state=early).demand_release()
    given = judge([FINE], state=early, reservation=Reservation("Trần Bình", "Họp giao ban"))
    given.demand_release()
    assert (given.is_early, given.is_provisional) == (True, False)
    assert verdict_from(document_of(given)) == given


def test_a_released_month_is_never_provisional():
    late = replace(STATE, as_of=DEADLINE + timedelta(days=30))
    assert not judge(state=late).is_provisional


def test_a_blocked_month_demands_a_release():
    given = judge([BROKEN])
    with pytest.raises(GateBlocked, match="2023-04 is blocked: Bảng mart_supply") as caught:
        given.demand_release()
    assert caught.value.problems == given.reasons
    judge().demand_release()


def test_a_person_may_release_with_reservations():
    reservation = Reservation("Trần Bình", "Đã đối chiếu bằng điện thoại")
    given = judge([BROKEN], reservation=reservation)
    given.demand_release()
    assert (given.verdict, given.reservation) == ("blocked", reservation)
    assert judge(reservation=reservation).reservation is None


def test_every_check_becomes_a_row():
    rows = judge([FINE, STALE]).rows()
    assert [row["check_name"] for row in rows] == [
        "gate.deadline_passed", "gate.received", "gate.usable", "mart_supply.key_unique", "price_staleness.ttns",
    ]  # fmt: skip
    assert rows[1] == {
        "month": MONTH, "as_of": STATE.as_of, "verdict": "released_with_warnings", "check_name": "gate.received",
        "severity": "critical", "passed": True, "observed": 1.0, "threshold": 0.8,
        "detail": "15/15 đơn vị có số liệu tháng 4/2023 (100%; cần ít nhất 80%).",
    }  # fmt: skip


def test_the_same_state_gives_the_same_seal():
    assert judge([FINE, STALE]) == judge([FINE, STALE])
    judge().demand_seal(MONTH, STATE.as_of, STATE.fingerprint)


@pytest.mark.parametrize(
    "other",
    [
        {"month": date(2023, 5, 1)},
        {"as_of": DEADLINE},
        {"fingerprint": "e" * 64},
    ],
)
def test_a_verdict_serves_no_other_state(other):
    shown = {"month": MONTH, "as_of": STATE.as_of, "fingerprint": STATE.fingerprint} | other
    with pytest.raises(SealBroken, match="another state"):
        judge().demand_seal(**shown)


def test_an_altered_verdict_breaks_its_seal():
    forged = replace(judge([BROKEN]), verdict="released")
    with pytest.raises(SealBroken, match="altered"):
        forged.demand_seal(MONTH, STATE.as_of, STATE.fingerprint)


def test_an_instant_is_the_same_in_every_zone():
    local = STATE.as_of.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert judge(state=replace(STATE, as_of=local)).seal == judge().seal
    judge().demand_seal(MONTH, local, STATE.fingerprint)


def test_the_seal_covers_checks_and_reservations():
    plain = judge([BROKEN])
    assert plain.seal == seal_of(plain)
    assert len({
        plain.seal,
        judge([replace(BROKEN, observed=3.0)]).seal,
        judge([BROKEN], reservation=Reservation("A", "b")).seal,
        judge([BROKEN], reservation=Reservation("A", "c")).seal,
    }) == 4  # fmt: skip


def test_a_unit_is_read_from_its_report_row():
    row = {
        "unit_code": "906", "unit_name": "Giồng Riềng", "received": True, "complete": False, "usable": False,
        "open_errors": None, "sold_t": 1.0,
    }  # fmt: skip
    assert UnitState.from_row(row) == UnitState("906", "Giồng Riềng", True, False, False, 0)


def test_the_gate_needs_no_heavy_library():
    import subprocess
    import sys
    from pathlib import Path

    import expectations

    code = "import sys, expectations.gate as g; sys.exit('great_expectations' in sys.modules)"
    root = Path(expectations.__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
