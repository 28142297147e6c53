"""Signals: two-sided, by the calibrated probability, silent about series that are too short."""

import numpy as np
import pandas as pd

from planning.prices.signals import (
    HIGH,
    LOW,
    NORMAL,
    TOO_SHORT,
    SignalRules,
    monthly_prices,
    price_signals,
    rules_by_group,
)


def monthly(prices: np.ndarray, product: str = "pineapple", start: str = "2018-01-01") -> pd.DataFrame:
    months = pd.date_range(start, periods=len(prices), freq="MS")
    frame = pd.DataFrame({"month": months, "price_vnd_kg": prices})
    return frame.assign(product_code=product, market="Kiên Giang", price_type="farmgate")


def seasonal(months: int = 72) -> np.ndarray:
    time = np.arange(months)
    noise = np.random.default_rng(11).normal(0, 0.03, months)
    return 6000 * np.exp(0.003 * time + 0.1 * np.cos(2 * np.pi * time / 12) + noise)


def test_a_fall_of_forty_percent_is_low_where_the_published_labels_stay_silent() -> None:
    prices = seasonal()
    prices[-1] *= 0.6
    last = price_signals(monthly(prices), SignalRules()).iloc[-1]
    assert last["ifpa"] < -5
    assert last["alps"] < -5
    assert not last["ifpa"] >= 0.5  # neither published label warns: they look at high prices only
    assert last["signal"] == LOW
    assert last["tail_probability"] < 0.005
    assert last["low_trigger_a"] is True
    assert last["low_trigger_b"] is False  # not half of last year's


def test_a_rise_is_high_and_an_ordinary_month_neither() -> None:
    prices = seasonal()
    prices[-1] *= 1.5
    found = price_signals(monthly(prices), SignalRules())
    assert found["signal"].iloc[-1] == HIGH
    assert (found["signal"].iloc[36:-1] == NORMAL).mean() > 0.85


def test_short_series_are_said_to_be_short_never_normal() -> None:
    found = price_signals(monthly(seasonal(35)), SignalRules())
    assert set(found["signal"]) == {TOO_SHORT}
    assert found["tail_probability"].isna().all()


def test_triggers_apply_in_harvest_months_and_below_cost() -> None:
    prices = np.full(48, 5000.0) + np.arange(48) % 12
    prices[36:] = 4000.0
    rules = SignalRules(benchmarks={"pineapple": 4500.0}, harvest_months={"pineapple": [2, 3]})
    found = price_signals(monthly(prices), rules)
    last = found.iloc[36:].reset_index(drop=True)
    assert [month for month, flag in enumerate(last["low_trigger_a"], start=1) if flag] == [2, 3]
    assert last["low_trigger_a"].iloc[0] is None
    assert all(flag is True for flag in last["low_trigger_c"])
    assert found["low_trigger_c"].iloc[0] is False
    assert price_signals(monthly(prices), SignalRules())["low_trigger_c"].iloc[-1] is None


def test_gaps_and_series_of_different_length_stay_apart() -> None:
    alone = price_signals(monthly(seasonal(60)), SignalRules())
    other = monthly(seasonal(20), "mango", "2015-06-01").drop(index=[3, 4])
    both = price_signals(pd.concat([other, monthly(seasonal(60))]).sample(frac=1, random_state=1), SignalRules())
    pd.testing.assert_frame_equal(both[both["product_code"] == "pineapple"].reset_index(drop=True), alone)
    assert len(both) == 78
    assert price_signals(alone.iloc[:0], SignalRules()).empty


def test_the_same_prices_give_the_same_signals() -> None:
    first, second = (price_signals(monthly(seasonal()), SignalRules()) for _ in range(2))
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_each_product_has_one_vote_in_its_group() -> None:
    """Two varieties: 6 000 quoted twice, 8 000 once: the group's price is 7 000."""
    daily = pd.DataFrame(
        [("2023-03-01", "a", 5900.0), ("2023-03-09", "a", 6100.0), ("2023-03-30", "b", 8000.0)],
        columns=["price_date", "product_code", "price_vnd_kg"],
    ).assign(market="Kiên Giang", price_type="farmgate", price_date=lambda one: pd.to_datetime(one["price_date"]))
    products = pd.DataFrame({"product_code": ["a", "b"], "group_code": ["rice", "rice"]})
    found = monthly_prices(daily, products)
    assert found[["product_code", "price_vnd_kg"]].values.tolist() == [["rice", 7000.0]]


def test_rules_of_a_group_come_from_its_products() -> None:
    products = pd.DataFrame(
        {"product_code": ["a", "b", "c"], "group_code": ["g", "g", "c"], "harvest_months": ["7;8", "8;11", None]}
    )
    rules = rules_by_group(products, {"a": 5000, "b": 4000, "c": 900}, 0.05)
    assert rules.harvest_months == {"g": {7, 8, 11}}
    assert rules.benchmarks == {"g": 4000.0, "c": 900.0}
