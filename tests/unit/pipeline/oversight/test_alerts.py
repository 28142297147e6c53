"""What `nongsan alerts` and `nongsan backtest` say of plain values: the lines, and JSON of plain values."""

from dataclasses import replace
from datetime import UTC, date, datetime

from pipeline.oversight.alerts import Alert, Alerts, Backtest, MethodScore

AT = datetime(2023, 9, 5, 1, tzinfo=UTC)
ALERT = Alert(
    as_of_date=date(2023, 9, 5),
    unit_code="905",
    unit_name="Huyện đoàn Châu Thành",
    product_code="pineapple",
    product_name="Khóm",
    week_start=date(2023, 9, 4),
    at_risk_t=24.25,
    days_to_harvest=0,
    shelf_life_days=14,
    price_signal=None,
    level="khẩn cấp",
    cause="no_demand",
    reason="Khóm có 26 tấn chưa có đầu ra.",
)
SCORE = MethodScore(
    method="alerts", first_origin=date(2023, 2, 6), last_origin=date(2023, 6, 26), origins=6, window_days=56,
    alerted=40, hits=10, precision=0.25, precision_low=0.1419, precision_high=0.4019,
    rescued=8, caught=4, recall=0.5, recall_low=0.2152, recall_high=0.7848,
    warned_sales=9, median_lead_days=34.0, lead_days_low=32.0, lead_days_high=37.0,
)  # fmt: skip
NOTHING = replace(
    SCORE, method="last_year", alerted=0, hits=0, precision=None, precision_low=None, precision_high=None,
    median_lead_days=None, lead_days_low=None, lead_days_high=None, warned_sales=0,
)  # fmt: skip


def test_alerts_are_counted_and_followed_by_the_backtest():
    watched = replace(ALERT, level="theo dõi", reason="Chuối có 3 tấn.")
    lines = Alerts(date(2023, 9, 5), (ALERT, watched), Backtest(AT, ())).lines()
    assert lines[:3] == [
        "2 alert(s), 1 urgent, as of 2023-09-05",
        "khẩn cấp: Khóm có 26 tấn chưa có đầu ra.",
        "theo dõi: Chuối có 3 tấn.",
    ]
    assert lines[3].startswith("back-test: no horizon has ended yet")


def test_a_score_says_shares_with_their_intervals_and_how_early_it_warned():
    assert Backtest(AT, (SCORE, NOTHING)).lines() == [
        "back-test on 6 past Mondays, 2023-02-06 to 2023-06-26: right when a rescue sale follows within 56 days, "
        "95 % Wilson intervals",
        "- alerts: precision 25.0% [14.2%, 40.2%] (10/40), recall 50.0% [21.5%, 78.5%] (4/8), "
        "median lead 34 days (32-37) over 9 sales",
        "- baseline: rescue in the same weeks last year: precision n/a (0/0), recall 50.0% [21.5%, 78.5%] (4/8), "
        "no sale warned of",
    ]


def test_the_json_has_instants_and_days_as_text():
    document = Alerts(date(2023, 9, 5), (ALERT,), Backtest(AT, (SCORE,))).document()
    assert list(document) == ["as_of", "as_of_date", "alerts", "backtest"]
    assert (document["as_of"], document["as_of_date"]) == ("2023-09-05T01:00:00+00:00", "2023-09-05")
    assert (document["alerts"][0]["week_start"], document["alerts"][0]["at_risk_t"]) == ("2023-09-04", 24.25)
    assert Backtest(AT, (SCORE,)).document() == {"as_of": document["as_of"], "methods": document["backtest"]}
