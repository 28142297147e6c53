"""March 2023 of a two-unit province, every mart figure worked out by hand, to the đồng and the kilogram.

The arithmetic stands beside each figure; nothing here is computed by the code under test.
"""

import json
from datetime import UTC, date, datetime

import pytest

from flows.cli import plan
from pipeline.oversight.status import UnmatchedItem, status_of
from pipeline.province.environment import clock, load_settings
from tests.golden.office import MARCH, Office
from tests.provinces import province_of
from tests.sql import ask

KG = 0.001
PINEAPPLE, BANANA, DURIAN, GINGER, MELON = "pineapple", "banana_xiem", "durian", "ginger", "watermelon"


@pytest.fixture(scope="module")
def golden(built_province):
    return Office(built_province).warehouse


def mart(golden, table, where="true", *parameters):
    return ask(golden, f"select * from marts.{table} where {where}", parameters)


def one(golden, table, where, *parameters):
    rows = mart(golden, table, where, *parameters)
    assert len(rows) == 1, rows
    return rows[0]


def supply(golden, month, product):
    return one(golden, "mart_supply", "month = ? and unit_code = '907' and product_code = ?", month, product)


def test_pineapple_supply_of_march(golden):
    row = supply(golden, MARCH, PINEAPPLE)
    # SUP-0001 wholly in March (31 of 31 days); SUP-0002 22/3-10/4 is 20 days, 10 of them in March: half;
    # SUP-0004 one day in March: whole. SUP-0005 ("1.500" tấn) is quarantined.
    assert row["lots"] == 3
    assert row["producers"] == 2  # HTX Khóm A; "Hộ Bảy" and "HỘ  BẢY" are one
    assert row["area_ha"] == pytest.approx(4 + 2 * 0.5)  # SUP-0004 states none
    assert row["expected_t"] == pytest.approx(31 + 5 + 2, abs=KG)
    assert row["harvested_t"] == pytest.approx(10, abs=KG)
    assert row["contracted_t"] == pytest.approx(11 + 2, abs=KG)
    assert row["unplaced_t"] == pytest.approx((31 - 11) + 10 * 0.5 + (2 - 2), abs=KG)
    # (6000*31 + 7000*5 + 5500*2) / (31 + 5 + 2) = 232 000 / 38
    assert row["farmgate_price_vnd_kg"] == pytest.approx(232_000 / 38)
    assert row["transport_cost_vnd_kg"] == pytest.approx(500)  # only SUP-0001 states one


def test_a_window_over_two_months_gives_each_its_days(golden):
    # SUP-0003 27/2-8/3 is 10 days: 2 in February, 8 in March; 5 t, 1 t placed.
    february, march = supply(golden, date(2023, 2, 1), BANANA), supply(golden, MARCH, BANANA)
    assert (february["expected_t"], march["expected_t"]) == (pytest.approx(1.0), pytest.approx(4.0))
    assert (february["contracted_t"], march["contracted_t"]) == (pytest.approx(0.2), pytest.approx(0.8))
    assert (february["unplaced_t"], march["unplaced_t"]) == (pytest.approx(0.8), pytest.approx(3.2))
    assert march["area_ha"] is None
    assert march["harvested_t"] is None
    assert march["farmgate_price_vnd_kg"] is None
    assert march["transport_cost_vnd_kg"] == pytest.approx(300)
    april = supply(golden, date(2023, 4, 1), PINEAPPLE)
    assert (april["lots"], april["expected_t"], april["area_ha"]) == (1, pytest.approx(5), pytest.approx(1))


def test_words_are_read_and_what_falls_outside_the_year_stays_outside(golden):
    assert supply(golden, date(2023, 5, 1), DURIAN)["expected_t"] == pytest.approx(3.2, abs=KG)  # "3 tấn 2 tạ"
    # SUP-0008 25/12-8/1 is 15 days, 7 of them in December 2023: 3 t * 7/15
    assert supply(golden, date(2023, 12, 1), GINGER)["expected_t"] == pytest.approx(1.4, abs=KG)
    assert mart(golden, "mart_supply", "month > date '2023-12-01' or month < date '2023-01-01'") == []


def test_demand_of_march(golden):
    where = "month = ? and unit_code = '907' and product_code = 'pineapple' and buyer_type = ?"
    traders = one(golden, "mart_demand", where, MARCH, "Thương lái")
    # DEM-0001 20 t wholly in March; DEM-0003 31/3-9/4 is 10 days, one in March: 1 t. DEM-0005's status is unknown.
    assert (traders["requests"], traders["buyers"]) == (2, 1)
    assert traders["quantity_t"] == pytest.approx(21, abs=KG)
    assert traders["price_vnd_kg"] == pytest.approx((6500 * 20 + 6000 * 1) / 21)
    market = one(golden, "mart_demand", where, MARCH, "Siêu thị")
    assert market["quantity_t"] == pytest.approx(15, abs=KG)  # 17/3-15/4 is 30 days, 15 in March
    assert mart(golden, "mart_demand", "buyer_type = 'Chợ đầu mối'") == []  # cancelled


def test_outcomes_of_march_to_the_dong(golden):
    rows = mart(golden, "mart_outcomes", "month = ? and unit_code = '907'", MARCH)
    found = {(row["product_code"], row["channel"], row["kind"]): row for row in rows}
    assert set(found) == {
        (PINEAPPLE, "Thương lái", "Thường xuyên"),
        (PINEAPPLE, "Điểm bán của Đoàn", "Giải cứu"),
        (BANANA, "Điểm bán của Đoàn", "Tặng"),
    }
    regular = found[PINEAPPLE, "Thương lái", "Thường xuyên"]
    # SAL-0001 5.5 t at 6 200 = 34 100 000; SAL-0002 1.25 t at 6 000 = 7 500 000. SAL-0007 (13 000 000 against
    # 12 000 000), SAL-0008 (a copy of SAL-0001) and SAL-0006 (31 April) are quarantined.
    assert (regular["sales"], regular["producers"], regular["households"]) == (2, 2, 3)
    assert regular["quantity_t"] == pytest.approx(6.75, abs=1e-9)
    assert regular["value_vnd"] == 41_600_000
    assert regular["processed_t"] == 0
    rescue = found[PINEAPPLE, "Điểm bán của Đoàn", "Giải cứu"]
    assert (rescue["quantity_t"], rescue["value_vnd"]) == (pytest.approx(2.4), 9_600_000)  # "2,4 tấn" at "4k"
    assert rescue["processed_t"] == pytest.approx(2.4)
    gift = found[BANANA, "Điểm bán của Đoàn", "Tặng"]
    assert (gift["quantity_t"], gift["value_vnd"], gift["households"]) == (pytest.approx(0.3), 0, None)
    union = one(golden, "mart_outcomes", "month = ? and unit_code = 'K01'", MARCH)
    assert (union["product_code"], union["value_vnd"], union["households"]) == (MELON, 42_000_000, 7)


def test_activities_teams_and_difficulties(golden):
    live = one(golden, "mart_activities", "month = ? and activity_type = 'Livestream bán hàng'", MARCH)
    # quantities 2 and blank (= 1); volunteers 6 and blank; reach "1.200" and 300; participants never stated
    assert (live["activities"], live["volunteers"], live["reach"], live["participants"]) == (3, 6, 1500, None)
    ready = one(golden, "mart_teams", "unit_code = '907' and readiness = 'Sẵn sàng'")
    assert (ready["teams"], ready["members"]) == (2, 20)
    solved = one(golden, "mart_difficulties", "month = ? and status = 'Đã giải quyết'", MARCH)
    # solved after 4 and 9 days: median 6.5
    assert (solved["difficulties"], solved["resolved"], solved["median_days_to_resolve"]) == (2, 2, 6.5)


def test_reporting_of_march(golden):
    district = one(golden, "mart_reporting", "month = ? and unit_code = '907'", MARCH)
    # accepted and touching March: supply 1-4, demand 1-4 (the cancelled one is an accepted row), sales 1-4,
    # activities 3, difficulties 3 = 18; quarantined: SUP-0005, DEM-0005, SAL-0007, SAL-0008 and the undated
    # SAL-0006 = 5 (SUP-0006's swapped window touches April and May). 18 / 23 < 90 %.
    assert (district["accepted_rows"], district["quarantined_rows"]) == (18, 5)
    assert (district["received"], district["complete"], district["usable"]) == (True, False, False)
    assert district["first_received_at"] == datetime(2023, 4, 4, 1, tzinfo=UTC)
    assert district["on_time"] is False  # the deadline was 3 April 17:00
    union = one(golden, "mart_reporting", "month = ? and unit_code = 'K01'", MARCH)
    assert (union["received"], union["complete"], union["usable"], union["accepted_rows"]) == (True, True, True, 2)
    nil = one(golden, "mart_reporting", "month = date '2023-02-01' and unit_code = 'K01'")
    assert (nil["received"], nil["complete"], nil["usable"], nil["accepted_rows"]) == (True, True, True, 0)
    waiting = one(golden, "mart_reporting", "month = date '2023-04-01' and unit_code = 'K01'")
    assert (waiting["received"], waiting["complete"]) == (False, False)


def test_prices_of_march(golden):
    rows = {row["price_date"]: row for row in mart(golden, "mart_prices", "product_code = 'pineapple'")}
    assert rows[date(2023, 3, 2)]["price_vnd_kg"] == pytest.approx(8500)  # mean of 8 000 and 9 000
    assert rows[date(2023, 3, 2)]["observations"] == 2
    # 850 000 đ/tạ of 100 kg; the quote per chục has no weight and the unknown fruit no product
    assert (rows[date(2023, 3, 9)]["price_vnd_kg"], rows[date(2023, 3, 9)]["observations"]) == (pytest.approx(8500), 1)
    assert len(mart(golden, "mart_prices")) == 2


def test_status_tells_the_health_of_the_feed_and_what_it_could_not_place(golden):
    settings = load_settings(golden.path.parent.parent / "nongsan.toml")
    status = status_of(province_of(settings, clock(settings)))
    (feed,) = status.feeds
    # 5 rows: one has no product, none was refused; the newest price of 16 March is 19 days old, 7 are allowed
    assert (feed.observations, feed.unmatched, feed.quarantined, feed.is_stale) == (5, 1, {}, True)
    assert status.unmatched_items == (UnmatchedItem("Trái lạ", prices=1, last_price_date=date(2023, 3, 16)),)
    lines = "\n".join(status.lines())
    assert (
        "feed bang_gia: newest price 2023-03-16 STALE, 5 prices (1 without a product, 1 without VND/kg), refused: none"
        in lines
    )
    assert "items without a product, most frequent first: Trái lạ (1)" in lines
    row = one(golden, "rpt_monthly__feeds", "month = ?", MARCH)
    assert (row["observations"], row["unmatched"], row["quarantined"], row["days_old"]) == (5, 1, 0, 19)


def test_the_commands_say_what_the_marts_say(golden):
    config = golden.path.parent.parent / "nongsan.toml"
    outcome = plan.alerts(config)
    assert [one["at_risk_t"] for one in outcome.document["alerts"]] == [pytest.approx(3.5)]
    assert outcome.lines[0] == "1 alert(s), 0 urgent, as of 2023-04-04"
    assert outcome.lines[-1].startswith("back-test: no horizon has ended yet")
    assert json.loads(json.dumps(outcome.document))["backtest"] == []
    assert plan.backtest(config).document["methods"] == []


def test_the_balance_of_the_coming_weeks(golden):
    # As of Tuesday 4 April the first week is that of Monday the 3rd. SUP-0002 22/3-10/4 is 20 days of 10 t without a
    # contract: 7 days there, one in the next week. DEM-0002 and DEM-0003 no longer ask (Đã kết nối, Hoàn thành).
    rows = {row["week_start"]: row for row in mart(golden, "mart_balance", "product_code = 'pineapple'")}
    assert set(rows) == {date(2023, 4, 3), date(2023, 4, 10)}
    assert rows[date(2023, 4, 3)]["supply_t"] == pytest.approx(3.5)
    assert rows[date(2023, 4, 3)]["gap_t"] == pytest.approx(3.5)
    assert rows[date(2023, 4, 3)]["contracted_t"] is None
    assert rows[date(2023, 4, 3)]["demand_t"] == 0
    assert rows[date(2023, 4, 10)]["supply_t"] == pytest.approx(0.5)
    # SUP-0007 1/5-31/5: 7 of 31 days of 3.2 t in each whole week of May
    durian = one(golden, "mart_balance", "product_code = 'durian' and week_start = date '2023-05-08'")
    assert durian["gap_t"] == pytest.approx(3.2 * 7 / 31)


def test_the_one_alert(golden):
    # 3.5 t of pineapple in the week of 3 April, nobody asks for it; min_t is 1. It keeps 14 days, nobody cried for
    # help on SUP-0002 and the price series is short, so it is no urgent one. Durian stays below one tonne a week.
    row = one(golden, "mart_alerts", "true")
    assert (row["unit_code"], row["product_code"], row["week_start"]) == ("907", PINEAPPLE, date(2023, 4, 3))
    assert row["as_of_date"] == date(2023, 4, 4)
    assert (row["at_risk_t"], row["days_to_harvest"], row["shelf_life_days"]) == (pytest.approx(3.5), 0, 14)
    assert (row["level"], row["price_signal"]) == ("chú ý", "chưa đủ số liệu")
    assert "có 3,5 tấn chưa có đầu ra" in row["reason"]
    assert len(mart(golden, "rpt_monthly__alerts", "month = ?", MARCH)) == 1


def test_the_price_spread_and_the_signal_of_march(golden):
    spread = one(golden, "mart_price_spread", "month = ? and product_code = 'pineapple'", MARCH)
    # grower 232 000 / 38; wholesale the mean of two days at 8 500; no retail price
    assert spread["farmgate"] == pytest.approx(232_000 / 38)
    assert (spread["transport"], spread["wholesale"], spread["retail"]) == (500, 8500, None)
    assert spread["spread_vnd_kg"] == pytest.approx(8500 - 232_000 / 38)
    assert spread["producer_share"] == pytest.approx(100 * 232_000 / 38 / 8500)
    signal = one(golden, "mart_price_signals", "true")
    assert (signal["month"], signal["price_vnd_kg"], signal["signal"]) == (MARCH, 8500, "chưa đủ số liệu")
    assert (signal["ifpa"], signal["low_trigger_a"], signal["low_trigger_c"]) == (None, None, True)  # cost 9 000
    assert golden.table("raw.backtest") == []  # no horizon has ended


def test_headline_figures_of_march(golden):
    rows = mart(golden, "rpt_monthly__figures", "month = ? and section = 'headline'", MARCH)
    figures = {row["figure_id"].removeprefix("headline."): row["value"] for row in rows}
    assert figures["sold_t"] == pytest.approx(6.75 + 2.4 + 12, abs=KG)
    assert figures["sold_value_vnd"] == pytest.approx(41_600_000 + 9_600_000 + 42_000_000, abs=0.5)
    assert figures["rescued_t"] == pytest.approx(2.4 + 12, abs=KG)
    assert figures["gift_t"] == pytest.approx(0.3, abs=KG)
    assert figures["processed_t"] == pytest.approx(2.4, abs=KG)
    assert figures["households"] == 3 + 1 + 7
    # HTX Khóm A, Hộ Bảy and K01's Hộ Tư sold; Hộ Chín only gave away
    assert figures["producers_supported"] == 3
    assert figures["expected_supply_t"] == pytest.approx(38 + 4, abs=KG)
    assert figures["unplaced_t"] == pytest.approx(25 + 3.2, abs=KG)
    assert figures["demand_t"] == pytest.approx(21 + 15, abs=KG)
    assert figures["activities"] == 3 + 1 + 3
    assert figures["volunteers"] == 6 + 25 + 15
    assert figures["received_rate"] == pytest.approx(1.0)
    assert figures["on_time_rate"] == pytest.approx(0.0)
    assert figures["usable_rate"] == pytest.approx(0.5)


def test_every_seen_row_is_accounted_for(golden):
    rows = golden.table("quality.row_counts")
    assert len(rows) == 14
    assert all(row["rows_seen"] == row["accepted"] + row["quarantined"] + row["skipped"] for row in rows)
    supply_rows = next(row for row in rows if row["unit_code"] == "907" and row["tab"] == "Nguồn cung")
    # header, 8 lots of which two are quarantined, one total row
    assert (supply_rows["rows_seen"], supply_rows["accepted"]) == (10, 6)
    assert (supply_rows["quarantined"], supply_rows["skipped"]) == (2, 2)


def test_issues_name_the_exact_cell(golden):
    rows = golden.table("quality.issues", where={"severity": "error", "unit_code": "907"})
    found = {(row["tab"], row["cell"], row["column"]) for row in rows}
    assert {
        ("Nguồn cung", "L6", "expected_t"),
        ("Nguồn cung", "K7", "harvest_end"),
        ("Nhu cầu", "N6", "status"),
        ("Kết quả", "B7", "sold_on"),
        ("Kết quả", "L8", "value_vnd"),
        ("Kết quả", "A9", "row_id"),
    } <= found
    assert all(row["cleared_at"] is None for row in rows)


def test_no_phone_number_reaches_a_report_row(golden):
    texts = golden.table("marts.rpt_monthly__difficulties", ("difficulty", "proposal"))
    assert any("[số điện thoại]" in row["difficulty"] for row in texts)
    assert not any("0912" in str(row) for row in texts)
