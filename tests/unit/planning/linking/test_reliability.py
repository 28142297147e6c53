"""Rates drawn towards the rate of all, by hand, and the interval against SciPy's."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

from planning.linking.reliability import RELIABILITY_COLUMNS, STRENGTH, beta_interval, party_reliability, prior


def parties(*rows):
    return pd.DataFrame(rows, columns=["party_key", "claimed", "confirmed", "delivered"])


def test_a_lone_party_is_drawn_to_its_own_rate_with_one_of_each_added():
    """3 of 4 delivered: mean (3+1)/(4+2) = 2/3, strength 2, so (4/3 + 3) / (2 + 4) = 13/18."""
    row = party_reliability(parties(("a", 4, 4, 3))).iloc[0]
    assert row["reliability"] == pytest.approx(13 / 18)
    assert row["confirmed_rate"] == pytest.approx((5 / 6 * 2 + 4) / 6)
    assert row["low"] < row["reliability"] < row["high"]


def test_the_prior_by_moments_by_hand():
    """Rates 0.9 and 0.3 of 10 each: mean 13/22; the spread 1.8 over 0.24 less 1, over 20 - 10 - 1, is 0.7222."""
    alpha, beta_ = prior(np.array([9.0, 3.0]), np.array([10.0, 10.0]))
    assert alpha + beta_ == STRENGTH[0]
    assert alpha / (alpha + beta_) == pytest.approx(13 / 22)
    alpha, beta_ = prior(np.array([8.0, 4.0]), np.array([10.0, 10.0]))
    assert alpha + beta_ == pytest.approx(9 / (0.8 / 0.24 - 1) - 1)


def test_parties_alike_are_drawn_together_most():
    assert sum(prior(np.array([6.0, 6.0, 6.0]), np.array([10.0, 10.0, 10.0]))) == STRENGTH[1]


def test_few_deals_say_little_and_many_say_much():
    table = party_reliability(parties(("few", 1, 0, 0), ("many", 40, 2, 2), ("sure", 30, 30, 29))).set_index(
        "party_key"
    )
    assert tuple(table.reset_index().columns) == RELIABILITY_COLUMNS
    assert table.loc["many", "reliability"] < table.loc["few", "reliability"] < table.loc["sure", "reliability"]
    assert table.loc["few", "high"] - table.loc["few", "low"] > table.loc["many", "high"] - table.loc["many", "low"]


def test_no_party_and_no_deal():
    assert party_reliability(parties()).empty
    row = party_reliability(parties(("a", 0, 0, 0))).iloc[0]
    assert row["reliability"] == 0.5
    assert (row["low"], row["high"]) == (pytest.approx(0.05, abs=1e-3), pytest.approx(0.95, abs=1e-3))


def test_counts_out_of_order_are_refused():
    with pytest.raises(ValueError, match="claimed >= confirmed >= delivered"):
        party_reliability(parties(("a", 1, 2, 0)))


def test_the_interval_is_scipys():
    chance = np.random.default_rng(1)
    for top in (1.0, 60.0):
        one, other = chance.uniform(0.02, top, 40), chance.uniform(0.02, top, 40)
        low, high = beta_interval(one, other, 0.9)
        assert np.abs(low - beta.ppf(0.05, one, other)).max() < 2e-3
        assert np.abs(high - beta.ppf(0.95, one, other)).max() < 2e-3
