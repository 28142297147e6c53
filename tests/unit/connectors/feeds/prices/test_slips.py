"""Slips and copied days against series whose faults are known."""

import numpy as np
import pandas as pd
import pytest

from connectors.feeds.prices.slips import find_repeated_days, find_slips


def prices_of(*series: list[float], step_days: int = 7, pool: int = 0) -> pd.DataFrame:
    """Each list is one market's series of one item, one price every `step_days`."""
    frames = [
        pd.DataFrame({
            "series": number, "pool": pool, "native_price": np.array(values, dtype=float),
            "day": pd.date_range("2023-01-02", periods=len(values), freq=f"{step_days}D"),
        })
        for number, values in enumerate(series)
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize(
    ("factor", "reason"),
    [(10, "slip_x10"), (0.1, "slip_x10"), (100, "slip_x100"), (1000, "slip_x1000"), (0.001, "slip_x1000"),
     (10000, "slip_x10000"), (0.0001, "slip_x10000")],
)  # fmt: skip
@pytest.mark.parametrize("at", [0, 5, 9])
def test_a_slip_is_named_wherever_it_stands(factor: float, reason: str, at: int) -> None:
    values = [9500, 9600, 9400, 9800, 10100, 9900, 9700, 9300, 9500, 9650]
    values[at] *= factor
    slips = find_slips(prices_of(values))
    assert slips["reason"].to_dict() == {at: reason}
    assert 9300 <= slips["usual_price"].iloc[0] <= 10100


def test_prices_are_compared_with_other_markets_while_their_own_series_is_short() -> None:
    slips = find_slips(prices_of([9500, 9600], [9400, 9700], [9500, 96000]))
    assert slips["reason"].to_dict() == {5: "slip_x10"}


def test_a_burst_of_slips_does_not_vouch_for_itself() -> None:
    good, bad = [48000.0] * 6, [1.3e9] * 5
    slips = find_slips(prices_of(good + bad, [48500.0] * 11))
    assert sorted(slips.index) == [6, 7, 8, 9, 10]


def test_three_prices_are_no_history() -> None:
    assert find_slips(prices_of([9500, 95000, 9600])).empty


def test_a_tenfold_price_inside_the_range_of_sixty_years_is_found() -> None:
    values = np.geomspace(100, 1000, 200)
    values[20] *= 10
    assert find_slips(prices_of(list(values), step_days=30))["reason"].to_dict() == {20: "slip_x10"}


def test_real_movement_is_not_a_slip() -> None:
    random = np.random.default_rng(3)
    walk = 9000 * np.exp(np.cumsum(random.normal(0, 0.08, 600)))
    seasonal = 8000 * np.exp(1.1 * np.sin(np.arange(600) / 8))
    fallen = [12000.0] * 20 + [3000.0] * 20
    assert find_slips(prices_of(list(walk), step_days=1)).empty
    assert find_slips(prices_of(list(seasonal))).empty
    assert find_slips(prices_of(fallen)).empty


def test_seeded_slips_are_caught_and_clean_rows_left_alone() -> None:
    random = np.random.default_rng(11)
    series = [list(base * np.exp(np.cumsum(random.normal(0, 0.03, 150)))) for base in 10 ** random.uniform(3.5, 5, 60)]
    frame = prices_of(*series)
    frame["pool"] = frame["series"] // 3
    seeded = random.choice(len(frame), 200, replace=False)
    frame.loc[seeded, "native_price"] *= random.choice([0.1, 10, 1000, 10000], 200)
    found = set(find_slips(frame).index)
    assert len(found & set(seeded)) >= 190
    assert len(found - set(seeded)) <= len(frame) // 100


def days_of(*days: dict[str, float]) -> pd.DataFrame:
    rows = [(number, item, price) for number, day in enumerate(days) for item, price in day.items()]
    frame = pd.DataFrame(rows, columns=["number", "name", "price"])
    return pd.DataFrame({
        "market": 0, "day": pd.Timestamp("2023-05-15") + pd.to_timedelta(2 * frame["number"], unit="D"),
        "item": pd.factorize(frame["name"])[0],
        "quote": pd.factorize(frame["name"] + "|" + frame["price"].astype(str))[0],
    })  # fmt: skip


FOUR = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}


@pytest.mark.parametrize(
    ("days", "repeated"),
    [
        ([FOUR, FOUR], [1]),
        ([FOUR, FOUR, FOUR], [1, 2]),
        ([FOUR, FOUR | {"d": 5.0}], []),
        ([FOUR, FOUR | {"e": 5.0}], []),
        ([FOUR | {"e": 5.0}, FOUR], [1]),
        ([FOUR, FOUR | {"a": 9.0}, FOUR], []),
        ([{k: FOUR[k] for k in "abc"}, {k: FOUR[k] for k in "abc"}], []),
        ([FOUR], []),
    ],
)
def test_a_day_is_a_repeat_when_all_its_items_stand_as_the_day_before(days: list[dict], repeated: list[int]) -> None:
    frame = days_of(*days)
    ranks = frame["day"].rank(method="dense").astype(int) - 1
    assert sorted(set(ranks[find_repeated_days(frame)])) == repeated


def test_markets_are_compared_apart() -> None:
    frame = pd.concat([days_of(FOUR), days_of({}, FOUR)], ignore_index=True)
    frame.loc[4:, "market"] = 1
    assert not find_repeated_days(frame).any()
    assert find_repeated_days(frame.iloc[:0]).tolist() == []
