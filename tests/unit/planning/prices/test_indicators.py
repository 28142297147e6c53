"""IFPA, ALPS and the triggers against values worked out by hand, and against a plain least-squares fit."""

import numpy as np
import pytest

from planning.prices.indicators import indicators

APRIL_OF_FOURTH_YEAR = 39


def one(prices: list[float] | np.ndarray) -> np.ndarray:
    """A single series from January on, filled up to whole years."""
    padded = np.full((1, -(-len(prices) // 12) * 12), np.nan)
    padded[0, : len(prices)] = prices
    return padded


def aprils() -> np.ndarray:
    """100 in every month but April, which stands 1, 3, 2 and 6 % a month above January."""
    prices = np.full(40, 100.0)
    for year, growth in enumerate((0.01, 0.03, 0.02, 0.06)):
        prices[12 * year + 3] = 100 * (1 + growth) ** 3
    return prices


def test_ifpa_by_hand() -> None:
    """Quarterly growth 1, 3, 2 % with weights 1, 2, 3: mean 13/6 %, variance (1.3611+1.3889+0.0833)e-4/4 = 7.0833e-5.

    (0.06 - 0.0216667)/0.0084163 = 4.55466. Yearly growth: (1.03/1.01)^(1/4) - 1 = 0.4914 %, (1.02/1.03)^(1/4) - 1 =
    -0.2436 %, now (1.06/1.02)^(1/4) - 1 = 0.9663 %; weights 1, 2: mean 0.0014 %, variance 3.6016e-5 / (3 * 1/2),
    (0.009663 - 0.000014)/0.0049001 = 1.96915. IFPA = 0.4 * 4.55466 + 0.6 * 1.96915 = 3.00335.
    """
    assert indicators(one(aprils())).ifpa[0, APRIL_OF_FOURTH_YEAR] == pytest.approx(3.00335, abs=2e-4)


def test_a_gap_is_left_out_of_the_mean() -> None:
    """Without the second January there are two quarterly growths, 1 and 2 % with weights 1 and 3: mean 1.75 %.

    Variance (0.75^2 * 1 + 0.25^2 * 3)e-4 / (4 * 1/2) = 0.375e-4; (0.06 - 0.0175) / 0.0061237 = 6.94022, and the yearly
    part stands: 0.4 * 6.94022 + 0.6 * 1.96915 = 3.95758.
    """
    prices = aprils()
    prices[12] = np.nan
    assert indicators(one(prices)).ifpa[0, APRIL_OF_FOURTH_YEAR] == pytest.approx(3.95758, abs=2e-4)


def test_alps_by_hand() -> None:
    """100 for three years, then a January at 60.

    Around the months' means: Sxx = 720 + 11 * 288 = 3888, Sxy = -720, Syy = 1200, slope -0.185185; the residual is
    -30 + 18 * 0.185185 = -26.6667, its deviation sqrt((1200 - 720^2/3888)/36) = 5.44331; the ratio is -sqrt(24).
    """
    found = indicators(one([100.0] * 36 + [60.0]))
    assert found.alps[0, 36] == pytest.approx(-np.sqrt(24))


def test_alps_equals_least_squares_with_dummies_at_every_month() -> None:
    chance = np.random.default_rng(3)
    prices = 100 + np.arange(96) * 0.4 + 8 * np.sin(np.arange(96)) + chance.normal(0, 3, 96)
    prices[[5, 30, 31, 60]] = np.nan
    found = indicators(one(prices)).alps[0]
    for last in (36, 47, 59, 95):
        seen = np.flatnonzero(~np.isnan(prices[: last + 1]))
        design = np.column_stack(
            [np.ones(len(seen)), seen, *((seen % 12 == month).astype(float) for month in range(1, 12))]
        )
        residuals = prices[seen] - design @ np.linalg.lstsq(design, prices[seen], rcond=None)[0]
        assert found[last] == pytest.approx(residuals[-1] / residuals.std(ddof=1), rel=1e-9)


def test_triggers_by_hand() -> None:
    """Januaries 90, 100, 110, then 99 (below their mean of 100), 51 (not below half of 99), 25 (below half of 51)."""
    prices = np.full(61, 100.0)
    prices[::12] = [90, 100, 110, 99, 51, 25]
    found = indicators(one(prices))
    assert found.low_trigger_a[0, 36:61:12].tolist() == [1, 1, 1]
    assert found.low_trigger_b[0, 36:61:12].tolist() == [0, 0, 1]
    assert np.isnan(found.low_trigger_a[0, 24])
    assert np.isnan(found.low_trigger_b[0, 0])
    assert found.low_trigger_a[0, 37] == 0


def test_three_years_and_seven_months_in_ten_are_needed() -> None:
    chance = np.random.default_rng(1)
    prices = 100 + chance.normal(0, 5, 48)
    found = indicators(one(prices))
    assert np.isnan(found.alps[0, :35]).all()
    assert not np.isnan(found.alps[0, 35:]).any()
    assert np.isnan(found.ifpa[0, :36]).all()
    assert not np.isnan(found.ifpa[0, 36:]).any()
    thin = prices.copy()
    thin[1:40:3] = np.nan
    assert np.isnan(indicators(one(thin)).alps[0, 35])  # 24 of 36 months
    thin[[1, 4]] = 100.0
    assert not np.isnan(indicators(one(thin)).alps[0, 35])  # 26 of 36


def test_a_flat_series_has_no_deviation_to_measure_by() -> None:
    found = indicators(one([100.0] * 48))
    assert np.isnan(found.alps).all()
    assert np.isnan(found.ifpa).all()


def test_no_month_knows_the_next() -> None:
    chance = np.random.default_rng(5)
    prices = np.exp(chance.normal(0, 0.1, (20, 96))).cumprod(axis=1)
    changed = prices.copy()
    changed[:, 60:] = chance.uniform(1, 1000, changed[:, 60:].shape)
    before, after = indicators(prices), indicators(changed)
    for name in ("ifpa", "alps", "low_trigger_a", "low_trigger_b", "observed", "persistence"):
        assert np.array_equal(getattr(before, name)[:, :60], getattr(after, name)[:, :60], equal_nan=True), name
