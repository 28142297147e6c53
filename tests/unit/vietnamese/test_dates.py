"""Dates in the two forms that Vietnamese papers and cells have, each expectation written by hand."""

from datetime import date, datetime

import pytest

from vietnamese import dates

SEPTEMBER, FEBRUARY, DECEMBER = date(2023, 9, 5), date(2023, 2, 15), date(2023, 12, 31)


@pytest.mark.parametrize(
    ("write", "texts"),
    [
        (dates.short_date, ("05/9/2023", "15/02/2023", "31/12/2023")),
        (dates.day_and_month, ("05/9", "15/02", "31/12")),
        (
            dates.long_date,
            ("ngày 05 tháng 9 năm 2023", "ngày 15 tháng 02 năm 2023", "ngày 31 tháng 12 năm 2023"),
        ),
        (dates.month_name, ("tháng 9", "tháng 02", "tháng 12")),
        (dates.month_and_year, ("tháng 9/2023", "tháng 02/2023", "tháng 12/2023")),
        (dates.month_tick, ("Th 9", "Th 2", "Th 12")),
        (dates.date_as_typed, ("05/09/2023", "15/02/2023", "31/12/2023")),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_date_is_written(write, texts):
    assert tuple(write(day) for day in (SEPTEMBER, FEBRUARY, DECEMBER)) == texts


def test_january_and_february_alone_carry_a_leading_zero_on_paper():
    months = [dates.month_name(date(2023, month, 1)).removeprefix("tháng ") for month in range(1, 13)]
    assert months == ["01", "02", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]


@pytest.mark.parametrize(
    ("moment", "on_paper", "as_typed"),
    [
        (datetime(2023, 9, 3, 17, 0), "17 giờ 00 ngày 03/9/2023", "17:00 ngày 03/09/2023"),
        (datetime(2023, 1, 10, 8, 5), "8 giờ 05 ngày 10/01/2023", "08:05 ngày 10/01/2023"),
        (datetime(2023, 12, 31, 0, 0), "0 giờ 00 ngày 31/12/2023", "00:00 ngày 31/12/2023"),
    ],
)
def test_an_instant_is_written(moment, on_paper, as_typed):
    assert dates.instant(moment) == on_paper
    assert dates.instant_as_typed(moment) == as_typed


def test_a_day_that_the_calendar_lacks_can_still_be_named():
    assert dates.day_and_month_as_typed(31, 2) == "31/02"
    assert dates.day_and_month_as_typed(5, 11) == "05/11"


def test_months_follow_each_other_over_the_turn_of_the_year():
    assert dates.month_before(date(2023, 1, 1)) == date(2022, 12, 1)
    assert dates.month_before(date(2023, 9, 1)) == date(2023, 8, 1)
    assert dates.month_after(date(2023, 12, 1)) == date(2024, 1, 1)
    assert dates.month_after(date(2023, 8, 1)) == date(2023, 9, 1)
