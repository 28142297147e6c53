"""What is urgent at its bounds, and which of several cases comes first for those who act and for those who weigh."""

from datetime import date

import pandas as pd
import pytest

from planning.urgency import heaviest_first, is_urgent, pressing_first

FIRST, SECOND = date(2023, 9, 4), date(2023, 9, 11)


@pytest.mark.parametrize(
    ("days", "life", "in_need", "price_low", "urgent"),
    [
        (14, 7, False, False, True),
        (15, 7, True, True, False),
        (14, 8, False, False, False),
        (0, 90, True, False, True),
        (0, 90, False, True, True),
    ],
)
def test_a_near_harvest_that_keeps_short_is_in_need_or_is_cheap(days, life, in_need, price_low, urgent):
    columns = (pd.Series([one]) for one in (days, life, in_need, price_low))
    assert is_urgent(*columns).tolist() == [urgent]


def test_who_acts_sees_the_urgent_then_week_harvest_life_and_tonnes():
    cases = {
        "no urgent one": (False, FIRST, 0, 1, 99.0),
        "next week": (True, SECOND, 0, 1, 99.0),
        "harvest tomorrow": (True, FIRST, 1, 1, 99.0),
        "keeps five days": (True, FIRST, 0, 5, 99.0),
        "keeps three days": (True, FIRST, 0, 3, 10.0),
        "more tonnes": (True, FIRST, 0, 3, 12.0),
    }
    assert sorted(cases, key=lambda name: pressing_first(*cases[name])) == [*reversed(cases)]


def test_who_weighs_sees_the_urgent_then_tonnes():
    cases = [(False, 99.0), (True, 5.0), (True, 40.0)]
    assert sorted(cases, key=lambda case: heaviest_first(*case)) == [(True, 40.0), (True, 5.0), (False, 99.0)]
