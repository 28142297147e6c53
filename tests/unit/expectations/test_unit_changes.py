"""A header's unit changes: whether the numbers below followed, and the tab is held where they did not."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from expectations.holds import Content, find_holds
from expectations.unit_changes import TabSizes, UnitAbove, UnitChange, unit_change

TONNES, KILOGRAMS, QUINTALS = UnitAbove("tấn", 1.0), UnitAbove("kg", 0.001), UnitAbove("tạ", 0.1)
T0 = datetime(2023, 4, 4, 1, tzinfo=UTC)


BY_ROWS = UnitAbove("đơn vị ghi ở từng dòng", None, differs=True)


def tab(unit, *tonnes, money=None, first=1):
    """What a tab of sales reads: rows keyed from `first` on, each at 8,000 đ/kg; `money` is the value of the first."""
    rows = pd.DataFrame({"row_key": [f"SAL-{first + at}" for at in range(len(tonnes))], "quantity_t": list(tonnes)})
    rows["price_vnd_kg"], rows["value_vnd"] = 8000.0, float("nan")
    if money is not None:
        rows.loc[0, "value_vnd"] = money
    return TabSizes({"quantity_t": unit}, rows)


def change(before, after):
    found = unit_change(before, after)
    return None if found is None else (found.before, found.after, found.rows)


def test_the_same_numbers_under_another_unit_are_no_news():
    assert change(tab(TONNES, 12.0, 3.0), tab(KILOGRAMS, 0.012, 0.003)) == ("tấn", "kg", 2)
    assert change(tab(KILOGRAMS, 0.5, 0.25), tab(TONNES, 500.0, 250.0)) == ("kg", "tấn", 2)
    assert change(tab(TONNES, 12.0), tab(QUINTALS, 1.2)) == ("tấn", "tạ", 1)


def test_numbers_that_followed_prove_the_header():
    assert change(tab(TONNES, 12.0, 3.0), tab(KILOGRAMS, 12.0, 3.0)) is None
    assert change(tab(TONNES, 12.04, 3.0), tab(KILOGRAMS, 12.0, 3.0)) is None  # rounded as it was typed anew
    assert change(tab(TONNES, 12.0, 3.0), tab(KILOGRAMS, 12.0, 3.0, 0.5)) is None


def test_numbers_of_which_some_did_not_follow_prove_nothing():
    assert change(tab(TONNES, 12.0, 3.0, 5.0), tab(KILOGRAMS, 12.0, 3.0, 0.005)) == ("tấn", "kg", 1)


def test_money_that_fits_proves_the_header():
    # 12 kg at 8,000 đ are 96,000 đ
    assert change(tab(TONNES, 12.0, 3.0), tab(KILOGRAMS, 0.012, 0.003, money=96_000.0)) is None
    assert change(tab(TONNES, 12.0, 3.0), tab(KILOGRAMS, 0.012, 0.003, money=96_000_000.0)) == ("tấn", "kg", 2)


def test_other_rows_are_compared_by_their_middle():
    assert change(tab(TONNES, 12.0, 3.0), tab(KILOGRAMS, 0.008, 0.004, first=50)) == ("tấn", "kg", 2)
    assert change(tab(TONNES, 12.0, 3.0), tab(KILOGRAMS, 8.0, 4.0, first=50)) is None
    assert change(tab(TONNES), tab(KILOGRAMS, 0.008, 0.004)) is None


def test_the_same_unit_is_no_change_whatever_the_numbers():
    assert change(tab(TONNES, 12.0), tab(TONNES, 0.012)) is None
    assert change(tab(TONNES, 12.0), tab(UnitAbove("USD", None), 12.0)) is None
    assert change(None, tab(TONNES, 12.0)) is None


@pytest.mark.parametrize(("after", "expected"), [((500.0, 3.0), 1), ((0.5, 3.0), None), ((0.8, 3.0), None)])
def test_a_column_of_units_that_is_gone_says_nothing_of_its_numbers_any_more(after, expected):
    found = change(tab(BY_ROWS, 0.5, 3.0), tab(TONNES, *after))
    assert found == (None if expected is None else ("đơn vị ghi ở từng dòng", "tấn", expected))


def test_a_column_of_units_that_comes_to_unchanged_numbers():
    assert change(tab(TONNES, 12.0, 3.0), tab(BY_ROWS, 0.012, 3.0)) == ("tấn", "đơn vị ghi ở từng dòng", 1)
    assert change(tab(TONNES, 12.0, 3.0), tab(BY_ROWS, 12.0, 3.0)) is None  # 12,000 kg


def test_of_rows_that_say_several_units_one_is_mended_and_most_are_changed():
    assert change(tab(BY_ROWS, 0.5, 3.0, 4.0), tab(BY_ROWS, 500.0, 3.0, 4.0)) is None
    assert change(tab(BY_ROWS, 0.5, 0.003, 4.0), tab(BY_ROWS, 500.0, 3.0, 4.0)) == (BY_ROWS.text, BY_ROWS.text, 2)


def contents(*given):
    starts = [T0 + timedelta(hours=hours) for hours, _ in given]
    ends = [*starts[1:], None]
    return [
        Content(f"c{at}", start, end, len(sizes.rows), sizes=sizes)
        for at, ((_, sizes), start, end) in enumerate(zip(given, starts, ends, strict=True))
    ]


def test_such_a_tab_is_held_until_it_is_mended():
    given = contents((0, tab(TONNES, 12.0)), (1, tab(KILOGRAMS, 0.012)), (3, tab(TONNES, 12.0)))
    (hold,) = find_holds(given, {}, T0 + timedelta(days=3)).values()
    assert (hold.key, hold.change) == ("c1", UnitChange("quantity_t", "tấn", "kg", 1))
    assert (hold.until, hold.is_released) == (T0 + timedelta(hours=3), False)


def test_such_a_tab_stands_after_a_day_or_when_accepted_and_is_what_the_next_is_compared_with():
    given = contents((0, tab(TONNES, 12.0)), (1, tab(KILOGRAMS, 0.012)), (30, tab(KILOGRAMS, 0.012, 0.5)))
    holds = find_holds(given, {}, T0 + timedelta(days=3))
    assert [(hold.key, hold.until, hold.is_released) for hold in holds.values()] == [
        ("c1", T0 + timedelta(hours=25), True)
    ]
    accepted = find_holds(given[:2], {"c1": T0 + timedelta(hours=2)}, T0 + timedelta(hours=5))
    assert (accepted["c1"].until, accepted["c1"].is_released) == (T0 + timedelta(hours=2), True)
