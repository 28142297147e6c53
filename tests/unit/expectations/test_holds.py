"""A tab that suddenly lost its rows is held: what counts as a sudden loss, and the four ways out of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from expectations.holds import Content, find_holds, is_sudden_loss

T0 = datetime(2023, 4, 4, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def contents(*given, last=None):
    """(key, hours after T0, accepted rows, is_gone) -> contents that follow one another."""
    starts = [T0 + hours * HOUR for _, hours, *_ in given]
    ends = [*starts[1:], last]
    return [
        Content(key, start, end, accepted, *gone)
        for (key, _, accepted, *gone), start, end in zip(given, starts, ends, strict=True)
    ]


LOSSES = {
    "half of ten": (10, 5, False, True),
    "less than half": (11, 6, False, False),
    "four of eight are too few rows": (8, 4, False, False),
    "five of five": (5, 0, False, True),
    "all four rows of a short tab": (4, 0, False, False),
    "a deleted tab of four rows": (4, 0, True, True),
    "a deleted tab that had none": (0, 0, True, False),
    "more rows than before": (5, 50, False, False),
    "the first content ever": (0, 3, False, False),
}


@pytest.mark.parametrize(("before", "after", "is_gone", "expected"), LOSSES.values(), ids=LOSSES)
def test_what_is_an_accident(before, after, is_gone, expected):
    assert is_sudden_loss(before, Content("b", T0, None, after, is_gone)) is expected


def test_a_loss_is_held_while_nobody_says_anything():
    holds = find_holds(contents(("a", 0, 12), ("b", 1, 3)), {}, T0 + 24 * HOUR)
    (hold,) = holds.values()
    assert (hold.key, hold.before, hold.after, hold.since) == ("b", 12, 3, T0 + HOUR)
    assert (hold.until, hold.is_released) == (None, False)


def test_a_loss_unchanged_for_24_hours_stands():
    holds = find_holds(contents(("a", 0, 12), ("b", 1, 3)), {}, T0 + 25 * HOUR)
    assert (holds["b"].until, holds["b"].is_released) == (T0 + 25 * HOUR, True)


def test_a_restored_tab_ends_the_hold_and_never_stood():
    holds = find_holds(contents(("a", 0, 12), ("b", 1, 3), ("c", 5, 11)), {}, T0 + 3 * DAY)
    assert list(holds) == ["b"]
    assert (holds["b"].until, holds["b"].is_released) == (T0 + 5 * HOUR, False)


def test_an_edit_of_a_held_tab_starts_its_24_hours_anew():
    given = contents(("a", 0, 12), ("b", 1, 3), ("c", 20, 4))
    assert [hold.is_released for hold in find_holds(given, {}, T0 + 40 * HOUR).values()] == [False, False]
    later = find_holds(given, {}, T0 + 44 * HOUR)
    assert (later["b"].is_released, later["c"].is_released, later["c"].before) == (False, True, 12)


def test_a_person_lets_it_in_at_once():
    holds = find_holds(contents(("a", 0, 12), ("b", 1, 3)), {"b": T0 + 2 * HOUR}, T0 + 3 * HOUR)
    assert (holds["b"].until, holds["b"].is_released) == (T0 + 2 * HOUR, True)


def test_what_was_let_in_is_what_the_next_read_is_compared_with():
    given = contents(("a", 0, 12), ("b", 1, 6), ("c", 30, 4))  # 6 -> 4 loses two rows only
    assert list(find_holds(given, {}, T0 + 31 * HOUR)) == ["b"]


def test_an_acceptance_after_the_tab_changed_again_comes_too_late():
    given = contents(("a", 0, 12), ("b", 1, 3), ("c", 5, 12))
    assert find_holds(given, {"b": T0 + 6 * HOUR}, T0 + DAY)["b"].is_released is False


def lost_with_all(*spans):
    """A tab of 12 rows that is gone from hour 1 on, in a spreadsheet that had nothing left in these spans (hours)."""
    whole = tuple((T0 + start * HOUR, None if end is None else T0 + end * HOUR) for start, end in spans)
    first, gone = contents(("a", 0, 12), ("b", 1, 0, True))
    return [first, replace(gone, all_lost=whole)]


def test_no_time_lets_in_that_everything_vanished():
    held = find_holds(lost_with_all((1, None)), {}, T0 + 400 * DAY)["b"]
    assert (held.is_of_all, held.until, held.is_released) == (True, None, False)
    by_name = find_holds(lost_with_all((1, None)), {"b": T0 + 3 * DAY}, T0 + 4 * DAY)["b"]
    assert (by_name.until, by_name.is_released) == (T0 + 3 * DAY, True)


@pytest.mark.parametrize(
    ("spans", "released"),
    [
        (((1, 30),), 54),  # a tab came back at hour 30: from there on the clock runs
        (((1, 5), (20, 40)), 64),  # and is stopped again
        (((30, None),), 25),  # everything else went after the clock had run out
        (((25, None),), 25),
    ],
)
def test_the_clock_stands_still_while_everything_is_gone(spans, released):
    hold = find_holds(lost_with_all(*spans), {}, T0 + 100 * HOUR)["b"]
    assert (hold.is_of_all, hold.until) == (False, T0 + released * HOUR)
