"""Each check of the published tables passes on a small warehouse worked out by hand, and fails on one wrong thing."""

import pandas as pd
import pytest

from expectations.freshness import price_checks, reporting_checks, sheet_checks
from expectations.link_balance import link_checks
from expectations.reconciliation import reconcile
from expectations.results import CheckResult
from expectations.tables import FRAMES, MARTS, check_mart, check_results

FIRST = pd.Timestamp
AS_OF = pd.Timestamp("2023-08-04T00:00:00Z")


def frame(columns, *rows):
    return pd.DataFrame(rows, columns=columns.split())


def clean():
    """Two units, July 2023. One lot runs from 22 December to 10 January: 10 of its 20 days lie in 2023."""
    frames = {
        "units": frame(
            "unit_code unit_name valid_from valid_to",
            ("906", "Giồng Riềng", None, None), ("907", "Gò Quao", FIRST("2023-01-01"), None),
            ("K01", "Đoàn khối", FIRST("2022-01-01"), FIRST("2023-06-30")),
        ),
        "products": frame("product_code group_code", ("rice_ht", "rice"), ("pineapple", "pineapple")),
        "run": frame("as_of as_of_date plan_year", (AS_OF, FIRST("2023-08-04"), 2023)),
        "plan_months": frame(
            "month is_plan_month deadline_at",
            (FIRST("2023-01-01"), False, FIRST("2023-02-03T10:00Z")),
            (FIRST("2023-07-01"), True, FIRST("2023-08-03T10:00Z")),
            (FIRST("2023-08-01"), True, FIRST("2023-09-03T10:00Z")),
        ),
        "snapshots": frame(
            "unit_code fetched_at", ("906", FIRST("2023-08-02T03:00Z")), ("907", FIRST("2023-07-01T03:00Z"))
        ),
        "feeds": frame("source title stale_after_days last_price_date", ("ttns", "Giá chợ", 7, FIRST("2023-07-28"))),
        "supply": frame(
            "harvest_start harvest_end area_ha expected_t harvested_t contracted_t",
            (FIRST("2023-07-01"), FIRST("2023-07-10"), 2.0, 11.0, None, 4.0),
            (FIRST("2023-12-22"), FIRST("2024-01-10"), None, 20.0, None, None),
        ),
        "demand": frame(
            "window_start window_end quantity_t status",
            (FIRST("2023-07-01"), FIRST("2023-07-31"), 50.0, "Đang tìm"),
            (FIRST("2023-07-01"), FIRST("2023-07-31"), 99.0, "Hủy"),
        ),
        "sales": frame(
            "sold_on kind quantity_t price_vnd_kg households processed_form",
            (FIRST("2023-07-15"), "Thường xuyên", 3.2, 6500.0, 1, None),
            (FIRST("2023-07-16"), "Giải cứu", 1.25, 4000.0, None, "Sấy khô"),
            (FIRST("2023-07-17"), "Tặng", 0.5, 6000.0, None, "Tươi"),
        ),
        "activities": frame(
            "held_on quantity participants volunteers reach",
            (FIRST("2023-07-15"), None, 20, 5, None), (FIRST("2023-07-16"), 3, None, None, 400),
        ),
        "teams": frame("members", (15,), (7,)),
        "difficulties": frame("raised_on", (FIRST("2023-07-02"),)),
        "mart_supply": frame(
            "month unit_code product_code area_ha expected_t harvested_t contracted_t unplaced_t",
            (FIRST("2023-07-01"), "906", "rice_ht", 2.0, 11.0, None, 4.0, 7.0),
            (FIRST("2023-12-01"), "907", "pineapple", None, 10.0, None, None, 10.0),
        ),
        "mart_demand": frame(
            "month unit_code buyer_type product_code quantity_t",
            (FIRST("2023-07-01"), "906", "Siêu thị", "pineapple", 50.0),
        ),
        "mart_outcomes": frame(
            "month unit_code product_code channel kind sales quantity_t value_vnd households processed_t",
            (FIRST("2023-07-01"), "906", "rice_ht", "Khác", "Thường xuyên", 1, 3.2, 20_800_000.0, 1, 0.0),
            (FIRST("2023-07-01"), "906", "rice_ht", "Khác", "Giải cứu", 1, 1.25, 5_000_000.0, None, 1.25),
            (FIRST("2023-07-01"), "906", "rice_ht", "Khác", "Tặng", 1, 0.5, 0.0, None, 0.0),
        ),
        "mart_activities": frame(
            "month unit_code activity_type activities participants volunteers reach",
            (FIRST("2023-07-01"), "906", "Điểm bán", 4, 20, 5, 400),
        ),
        "mart_teams": frame(
            "unit_code readiness teams members", ("906", "Sẵn sàng", 1, 15), ("907", "Tạm dừng", 1, 7)
        ),
        "mart_difficulties": frame("month unit_code status difficulties", (FIRST("2023-07-01"), "906", "Mới", 1)),
        "mart_reporting": frame(
            "month unit_code expected received usable",
            (FIRST("2023-07-01"), "906", True, True, True), (FIRST("2023-07-01"), "907", True, True, True),
            (FIRST("2023-08-01"), "906", True, False, False),
        ),
        "mart_balance": frame("week_start product_code", (FIRST("2023-07-31"), "rice")),
        "mart_prices": frame(
            "price_date product_code market price_type", (FIRST("2022-03-04"), "rice_ht", "Kiên Giang", "farmgate")
        ),
        "mart_price_signals": frame(
            "month product_code market price_type", (FIRST("2019-03-01"), "rice", "Kiên Giang", "farmgate")
        ),
        "mart_price_spread": frame("month product_code", (FIRST("2023-07-01"), "rice")),
        "mart_alerts": frame(
            "as_of_date unit_code product_code week_start", (FIRST("2023-08-04"), "906", "rice_ht", FIRST("2023-07-31"))
        ),
        "mart_link_plan": frame(
            "lot_id request_id unit_code product_code quantity_t stage",
            ("906/SUP-0001", "906/DEM-0001", "906", "rice_ht", 5.5, 1),
            ("906/SUP-0001", "906/DEM-0003", "906", "rice_ht", 2.0, 0),
        ),
        "mart_link_unplaced": frame(
            "lot_id unit_code product_code unplaced_t", ("906/SUP-0001", "906", "rice_ht", 1.5),
            ("907/SUP-0002", "907", "pineapple", 20.0),
        ),
        "link_supply": frame(
            "unit_code row_key expected_t contracted_t", ("906", "SUP-0001", 11.0, 4.0), ("907", "SUP-0002", 20.0, None)
        ),
        "link_demand": frame(
            "unit_code row_key quantity_t status", ("906", "DEM-0001", 50.0, "Đang tìm"),
            ("906", "DEM-0002", 99.0, "Hủy"),
        ),
        "link_lots": frame("lot_id available_t", ("906/SUP-0001", 7.0), ("907/SUP-0002", 20.0)),
        "link_certificate": frame("stage gap", (1, 0.0), (2, 4e-9), (3, 0.0)),
    }  # fmt: skip
    return {name: frames[name] for name in FRAMES}


def failed(results):
    return {result.check: result for result in results if not result.passed}


def mart_failures(frames, name):
    units = tuple(frames["units"]["unit_code"])
    return failed(check_mart(name, frames[name], units, frames["products"], 2023))


def failures(frames, check):
    """What fails among the checks of the same kind as `check`."""
    return (
        failed(reconcile(frames, 2023))
        if check.startswith("reconciliation")
        else mart_failures(frames, check.split(".")[0])
    )


@pytest.fixture(scope="module")
def clean_results():
    return {result.check: result for result in check_results(clean())}


def test_a_clean_warehouse_passes_every_check(clean_results):
    assert [name for name, result in clean_results.items() if not result.passed] == []


@pytest.mark.parametrize(
    ("table", "column", "value", "check"),
    [
        ("mart_link_unplaced", "unplaced_t", 1.499, "lots"),
        ("link_supply", "contracted_t", 4.001, "lots"),
        ("link_demand", "quantity_t", 5.499, "requests"),
        ("link_demand", "status", "Đã kết nối", "requests"),
        ("link_certificate", "gap", 2e-6, "proof"),
    ],
)
def test_a_plan_that_loses_a_kilogram_or_its_proof_is_not_published(table, column, value, check):
    frames = clean()
    assert failed(link_checks(frames)) == {}
    frames[table].loc[0, column] = value
    assert list(failed(link_checks(frames))) == [f"reconciliation.mart_link_plan.{check}"]


def test_every_mart_is_checked_for_keys_and_references(clean_results):
    for name, mart in MARTS.items():
        kinds = {check.split(".")[1] for check in clean_results if check.startswith(f"{name}.")}
        wanted = {"key_unique", "key_filled"}
        wanted |= {"unit_known"} if mart.has_units else set()
        wanted |= {"product_known"} if mart.products else set()
        wanted |= {"month_in_year"} if mart.is_monthly else set()
        assert kinds == wanted
        assert all(clean_results[f"{name}.{kind}"].severity == "critical" for kind in kinds)


def test_totals_are_told_with_what_lies_outside_the_year(clean_results):
    assert clean_results["reconciliation.mart_supply.expected_t"] == CheckResult(
        "reconciliation.mart_supply.expected_t", "critical", None, True, 21.0, 21.0,
        "Tổng sản lượng dự kiến: bảng mart_supply có 21 tấn, các dòng được nhận có 21 tấn trong năm, 10 tấn ngoài năm.",
    )  # fmt: skip
    assert clean_results["reconciliation.mart_outcomes.value_vnd"].detail == (
        "Tổng giá trị bán: bảng mart_outcomes có 25.800.000 đồng, các dòng được nhận có 25.800.000 đồng trong năm."
    )


BROKEN = [
    # frame, row, column, new value, the check that fails, what it says
    ("mart_supply", 1, "unit_code", "999", "mart_supply.unit_known",
     "Bảng mart_supply: 1 dòng có mã đơn vị không tồn tại (2023-12-01 00:00:00 · 999 · pineapple)."),
    ("mart_demand", 0, "product_code", "rice", "mart_demand.product_known", "có mã nông sản không tồn tại"),
    ("mart_balance", 0, "product_code", "wheat", "mart_balance.product_known", "có mã nông sản không tồn tại"),
    ("mart_supply", 1, "month", FIRST("2024-01-01"), "mart_supply.month_in_year", "có tháng ngoài năm kế hoạch"),
    ("mart_activities", 0, "month", FIRST("2023-07-02"), "mart_activities.month_in_year", "có tháng ngoài năm"),
    ("mart_difficulties", 0, "status", None, "mart_difficulties.key_filled", "thiếu khóa"),
    ("mart_supply", 0, "expected_t", 11.001, "reconciliation.mart_supply.expected_t", "21,001 tấn"),
    ("mart_supply", 0, "unplaced_t", 11.0, "reconciliation.mart_supply.unplaced_t", "Tổng sản lượng chưa có đầu ra"),
    ("mart_demand", 0, "quantity_t", 149.0, "reconciliation.mart_demand.quantity_t", "149 tấn"),
    ("mart_outcomes", 2, "value_vnd", 3_000_000.0, "reconciliation.mart_outcomes.value_vnd", "28.800.000 đồng"),
    ("mart_outcomes", 0, "value_vnd", 20_800_001.0, "reconciliation.mart_outcomes.value_vnd", "25.800.001 đồng"),
    ("mart_outcomes", 1, "processed_t", 0.0, "reconciliation.mart_outcomes.processed_t", "0 tấn"),
    ("mart_outcomes", 0, "sales", 2, "reconciliation.mart_outcomes.sales", "có 4, các dòng được nhận có 3"),
    ("mart_activities", 0, "activities", 3, "reconciliation.mart_activities.activities", "có 3, các dòng"),
    ("mart_teams", 0, "members", 16, "reconciliation.mart_teams.members", "có 23, các dòng được nhận có 22"),
    ("mart_difficulties", 0, "difficulties", 0, "reconciliation.mart_difficulties.difficulties", "có 0, các dòng"),
    ("sales", 0, "quantity_t", 3.3, "reconciliation.mart_outcomes.quantity_t", "5,05 tấn trong năm"),
]  # fmt: skip


BROKEN = [one for one in BROKEN if one[0] in FRAMES]


@pytest.mark.parametrize(("name", "row", "column", "value", "check", "said"), BROKEN, ids=[one[4] for one in BROKEN])
def test_a_critical_check_fails_on_one_wrong_thing(name, row, column, value, check, said):
    frames = clean()
    frames[name].loc[row, column] = value
    found = failures(frames, check)
    assert check in found
    assert found[check].severity == "critical"
    assert said in found[check].detail


@pytest.mark.parametrize("name", MARTS)
def test_a_doubled_key_fails(name):
    frames = clean()
    frames[name] = pd.concat([frames[name], frames[name].iloc[[0]]], ignore_index=True)
    result = mart_failures(frames, name)[f"{name}.key_unique"]
    assert result.observed == 2.0
    assert "2 dòng trùng khóa" in result.detail


def test_less_than_a_kilogram_or_a_dong_is_rounding():
    frames = clean()
    frames["mart_supply"].loc[0, "expected_t"] += 0.0004
    frames["mart_outcomes"].loc[0, "value_vnd"] += 0.4
    assert failed(reconcile(frames, 2023)) == {}


def test_an_empty_year_reconciles():
    frames = clean()
    states = {"units", "products", "run", "plan_months", "snapshots", "feeds"}
    frames = {name: one if name in states else one.iloc[:0] for name, one in frames.items()}
    assert failed(check_results(frames)) == {}


def test_a_unit_never_read_is_a_warning():
    frames = clean()
    frames["snapshots"] = frames["snapshots"].iloc[:1]
    assert failed(sheet_checks(frames, AS_OF, AS_OF.date()))["freshness.units_read"] == CheckResult(
        "freshness.units_read", "warning", None, False, 1.0, 0.0, "Chưa đọc được bảng tính của: Gò Quao."
    )


def test_sheets_nobody_touches_for_a_week_are_a_warning():
    frames = clean()
    frames["snapshots"]["fetched_at"] = FIRST("2023-07-20T00:00Z")
    result = failed(sheet_checks(frames, AS_OF, AS_OF.date()))["freshness.sheets"]
    assert (result.observed, result.expected) == (15.0, 7.0)
    assert result.detail == "Lần cuối có bảng tính thay đổi cách đây 15 ngày."


def test_nothing_read_at_all():
    frames = clean()
    frames["snapshots"] = frames["snapshots"].iloc[:0]
    assert (
        failed(sheet_checks(frames, AS_OF, AS_OF.date()))["freshness.sheets"].detail == "Chưa đọc được bảng tính nào."
    )


@pytest.mark.parametrize(
    ("last", "detail"),
    [
        (FIRST("2023-07-27"), "Nguồn giá “Giá chợ”: giá mới nhất cách đây 8 ngày, cho phép 7 ngày."),
        (None, "Nguồn giá “Giá chợ” chưa có giá nào."),
    ],
)
def test_a_stale_feed_is_a_warning(last, detail):
    frames = clean()
    frames["feeds"]["last_price_date"] = pd.Series([last], dtype="datetime64[ns]")
    result = failed(price_checks(frames, AS_OF.date()))["price_staleness.ttns"]
    assert (result.severity, result.detail) == ("warning", detail)


def test_units_that_are_late_are_named_for_months_past_their_deadline():
    frames = clean()
    frames["mart_reporting"].loc[1, ["received", "usable"]] = False
    found = failed(reporting_checks(frames, AS_OF))
    assert set(found) == {"reporting.received", "reporting.usable"}
    assert found["reporting.received"] == CheckResult(
        "reporting.received", "warning", FIRST("2023-07-01").date(), False, 0.5, 1.0,
        "1/2 đơn vị đã có số liệu tháng 7/2023; chưa đạt: Gò Quao.",
    )  # fmt: skip


def test_frames_name_their_columns():
    assert FRAMES["mart_demand"] == (
        "marts.mart_demand",
        ("month", "unit_code", "buyer_type", "product_code", "quantity_t"),
        ("month", "unit_code", "buyer_type", "product_code"),
    )
    assert all(frame.columns for frame in FRAMES.values())
