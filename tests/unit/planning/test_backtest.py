"""The back-test never looks ahead, counts right, and gives honest intervals."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from planning.backtest import History, backtest, known_at, median_interval, wilson
from planning.early_warning import AlertRules, PriceWords, find_alerts
from planning.prices.signals import SignalRules
from tests.unit.planning.test_early_warning import PRODUCTS

RULES, SIGNALS = AlertRules(min_t=5, horizon_weeks=2), SignalRules()
FIRST = date(2023, 3, 6)


def origins(count: int) -> list[tuple[datetime, date]]:
    days = [FIRST + timedelta(days=14 * place) for place in range(count)]
    return [(datetime(day.year, day.month, day.day, tzinfo=UTC), day) for day in days]


def lot(known, start, unit="905", product="mango", tonnes=20.0, until=None):
    end = start + timedelta(days=6)
    return (unit, product, start, end, tonnes, None, None, pd.Timestamp(known, tz="UTC"), pd.Timestamp(until, tz="UTC"))


def lots_frame(rows) -> pd.DataFrame:
    columns = ["unit_code", "product_code", "harvest_start", "harvest_end", "expected_t", "contracted_t",
               "needs_support", "known_from", "known_until"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(**{name: pd.to_datetime(frame[name], utc=True) for name in ("known_from", "known_until")})


def monthly(months: int, last_price: float = 5000.0) -> pd.DataFrame:
    prices = 5000 + 200 * np.sin(np.arange(months)) + np.random.default_rng(2).normal(0, 100, months)
    prices[-1] = last_price
    frame = pd.DataFrame({"month": pd.date_range("2019-01-01", periods=months, freq="MS"), "price_vnd_kg": prices})
    return frame.assign(product_code="mango", market="Kiên Giang", price_type="farmgate", is_in_province=True)


def history(lots, rescues=(), prices_at=lambda at: monthly(50)) -> History:
    requests = pd.DataFrame(
        columns=["product_code", "window_start", "window_end", "quantity_t", "is_open", "known_from", "known_until"]
    ).astype({"known_from": "datetime64[ns, UTC]", "known_until": "datetime64[ns, UTC]"})
    return History(
        lots=lots_frame(lots),
        requests=requests,
        prices_at=prices_at,
        rescues=pd.DataFrame(rescues, columns=["unit_code", "product_code", "sold_on"]),
        products=PRODUCTS,
        unit_names={},
        words=PriceWords({}, {}),
    )


def test_precision_recall_and_lead_days_by_hand() -> None:
    """Three origins (6/3, 20/3, 3/4), windows of 14 days.

    905 mango is warned of on 6/3 and sold for rescue on 15/3 (right, nine days ahead); 905 banana is warned of on 20/3
    and never sold (wrong); 906 rice is sold on 10/4 and was never known (missed).
    """
    lots = [
        lot("2023-03-01", date(2023, 3, 8), until="2023-03-18"),
        lot("2023-03-18", date(2023, 3, 22), product="banana", until="2023-04-01"),
    ]
    rescues = [("905", "mango", date(2023, 3, 15)), ("906", "rice_ht", date(2023, 4, 10))]
    found = backtest(history(lots, rescues), origins(3), date(2023, 4, 17), RULES, SIGNALS).set_index("method")
    row = found.loc["alerts"]
    assert (row["origins"], row["alerted"], row["hits"], row["rescued"], row["caught"]) == (3, 2, 1, 2, 1)
    assert (row["precision"], row["recall"]) == (0.5, 0.5)
    assert (row["warned_sales"], row["median_lead_days"]) == (1, 9.0)
    assert found.loc["urgent_alerts", "alerted"] == 1  # banana keeps three days
    assert found.loc["last_year", "alerted"] == 0
    assert np.isnan(found.loc["last_year", "precision"])


def test_only_origins_whose_window_has_ended_count() -> None:
    found = backtest(history([lot("2023-03-01", date(2023, 3, 8))]), origins(5), date(2023, 4, 4), RULES, SIGNALS)
    assert set(found["origins"]) == {2}
    assert backtest(history([]), origins(5), FIRST, RULES, SIGNALS).empty


def test_the_baselines_say_what_they_should() -> None:
    """The rescue of 18/3/2022 lies in the window 364 days before that of 6/3-20/3; a price below its cost warns too."""
    rescues = [("906", "mango", date(2022, 3, 18)), ("906", "mango", date(2023, 3, 16))]
    lots = [lot("2023-03-01", date(2023, 3, 8), unit="906", tonnes=1.0)]
    signals = SignalRules(benchmarks={"mango": 9000.0})
    given = history(lots, rescues, lambda at: monthly(50))
    found = backtest(given, origins(1), date(2023, 3, 20), RULES, signals).set_index("method")
    assert found.loc["alerts", "alerted"] == 0  # one tonne is no alert
    assert tuple(found.loc["last_year", ["alerted", "hits"]]) == (1, 1)
    assert tuple(found.loc["price_triggers", ["alerted", "hits"]]) == (1, 1)


def test_nothing_that_came_later_changes_what_was_said() -> None:
    """Every row and price learnt after the origin is replaced by nonsense; market and alerts stay bit for bit."""
    at, day = origins(3)[1]
    lots = [
        lot("2023-03-01", date(2023, 3, 22), until="2023-03-25"),
        lot("2023-03-25", date(2023, 3, 22), tonnes=3.0),
        lot("2023-03-19", date(2023, 4, 1), unit="906"),
    ]
    poison = [
        *lots[:1],
        lot("2023-03-20 00:00:01", date(2023, 3, 22), tonnes=9e9),
        lot("2023-06-01", date(2023, 3, 22), unit="906", tonnes=9e9),
        lots[2],
    ]
    asked: list[datetime] = []

    def prices(last_price: float):
        def at_instant(instant: datetime) -> pd.DataFrame:
            asked.append(instant)
            return monthly(51) if instant <= at else monthly(80, last_price)

        return at_instant

    first, second = history(lots, (), prices(5000.0)), history(poison, (), prices(1.0))
    for one, other in [(first.market(at, SIGNALS), second.market(at, SIGNALS))]:
        pd.testing.assert_frame_equal(one.lots.reset_index(drop=True), other.lots.reset_index(drop=True))
        pd.testing.assert_frame_equal(one.signals, other.signals, check_exact=True)
        pd.testing.assert_frame_equal(find_alerts(one, day, RULES), find_alerts(other, day, RULES), check_exact=True)
    results = [backtest(given, origins(2), date(2023, 4, 3), RULES, SIGNALS) for given in (first, second)]
    pd.testing.assert_frame_equal(*results, check_exact=True)
    assert max(asked) == at  # prices are asked for as of each origin, never later
    later = datetime(2023, 6, 2, tzinfo=UTC)
    assert second.market(later, SIGNALS).lots["expected_t"].max() == 9e9  # the nonsense would have been seen
    assert second.market(later, SIGNALS).signals["price_vnd_kg"].min() == 1.0


def test_later_sales_are_labels_only() -> None:
    lots = [lot("2023-03-01", date(2023, 3, 8))]
    without, with_ = (
        backtest(history(lots, rescues), origins(2), date(2023, 4, 3), RULES, SIGNALS)
        for rescues in ([], [("905", "mango", date(2023, 3, 9))])
    )
    assert without["alerted"].tolist() == with_["alerted"].tolist()
    assert without["hits"].tolist() != with_["hits"].tolist()


def test_rows_are_known_from_their_snapshot_until_the_next() -> None:
    rows = lots_frame([lot("2023-03-01", FIRST, until="2023-03-10"), lot("2023-03-10", FIRST, tonnes=7.0)])
    tonnes = {day: known_at(rows, datetime(2023, 3, day, tzinfo=UTC))["expected_t"].tolist() for day in (1, 9, 10)}
    assert tonnes == {1: [20.0], 9: [20.0], 10: [7.0]}
    assert known_at(rows, datetime(2023, 2, 28, tzinfo=UTC)).empty


def test_wilson_by_hand() -> None:
    """8 of 10: centre (0.8 + 3.8415/20) / 1.38415 = 0.71672, reach 0.22656; half as many trials give a wider one."""
    share, low, high = wilson(8, 10)
    assert (share, low, high) == (0.8, pytest.approx(0.49016, abs=1e-4), pytest.approx(0.94328, abs=1e-4))
    assert wilson(8, 10, overlap=2.0)[1] < low
    assert wilson(0, 5)[1] == 0.0
    assert wilson(5, 5)[2] == 1.0
    assert np.isnan(wilson(0, 0)).all()


def test_the_interval_of_a_median() -> None:
    """Of 1..9 the Wilson bounds of one half are 0.215 and 0.785: the 2nd and the 8th value."""
    assert median_interval(list(range(1, 10))) == (5.0, 2.0, 8.0)
    assert median_interval([7]) == (7.0, 7.0, 7.0)
    assert np.isnan(median_interval([])).all()
