"""Dates in the declared order, never in a guessed one."""

from datetime import date, datetime

import numpy as np
import pytest

from connectors.feeds.prices.dates import fitting_order, parse_date, parse_dates


@pytest.mark.parametrize(
    ("written", "order", "expected"),
    [
        ("5/9/2025 12:00:00 AM", "mdy", date(2025, 5, 9)), ("5/9/2025", "dmy", date(2025, 9, 5)),
        ("4/18/2025", "dmy", None), ("4/18/2025", "mdy", date(2025, 4, 18)), ("15-08-23", "dmy", date(2023, 8, 15)),
        ("14.8.2023", "dmy", date(2023, 8, 14)), ("2025-11-07T01:32:50.073622", "ymd", date(2025, 11, 7)),
        ("2026-02-11 14:46:57", "dmy", date(2026, 2, 11)), ("2023/8/14", "mdy", date(2023, 8, 14)),
        ("20230814", "ymd", date(2023, 8, 14)), ("23/8/14", "ymd", date(2023, 8, 14)),
        ("ngày 15 tháng 3 năm 2023", "dmy", date(2023, 3, 15)), ("31/4/2023", "dmy", None), ("8/2023", "dmy", None),
        ("2023M07", "month", date(2023, 7, 1)), ("2023-07", "month", date(2023, 7, 1)),
        ("Tháng 7/2023", "month", date(2023, 7, 1)), ("2023M13", "month", None),
        (datetime(2023, 8, 14, 9), "dmy", date(2023, 8, 14)), (datetime(2023, 8, 14), "month", date(2023, 8, 1)),
        (45152.0, "dmy", date(2023, 8, 14)), (1770796017, "ymd", date(2026, 2, 11)),
        (1693501200, "dmy", date(2023, 9, 1)), ("1693501200", "dmy", date(2023, 9, 1)),
        (20230814, "ymd", date(2023, 8, 14)),
        ("2023-07-31T17:00:00.000Z", "ymd", date(2023, 8, 1)), ("2023-07-31T16:59:59Z", "dmy", date(2023, 7, 31)),
        ("2023-08-01T00:00:00+07:00", "ymd", date(2023, 8, 1)), ("2023-07-31 20:30 -0500", "dmy", date(2023, 8, 1)),
        ("31/07/2023 17:00:00 UTC", "dmy", date(2023, 8, 1)), ("7/31/2023 5:00 PM GMT", "mdy", date(2023, 8, 1)),
        ("Mon, 31 Jul 2023 17:00:00 GMT", "dmy", date(2023, 8, 1)), ("2023-07-31T17:00Z", "month", date(2023, 8, 1)),
        ("Tue Aug 01 2023 00:00:00 GMT+0700 (Indochina Time)", "mdy", date(2023, 8, 1)),
        ("/Date(1690822800000)/", "dmy", date(2023, 8, 1)), ("2023-07-31T25:00Z", "ymd", None),
        ("2023-07-31T17:00:00", "ymd", date(2023, 7, 31)), ("2023-02-30T17:00:00Z", "ymd", None),
        ("01-Aug-2023", "dmy", date(2023, 8, 1)), ("01 Aug 2023", "mdy", date(2023, 8, 1)),
        ("1 Sept. 2023", "dmy", date(2023, 9, 1)), ("Aug 1, 2023", "dmy", date(2023, 8, 1)),
        ("August 1st, 2023", "mdy", date(2023, 8, 1)), ("2023-Aug-01", "dmy", date(2023, 8, 1)),
        ("23-Aug-01", "ymd", date(2023, 8, 1)), ("23-Aug-01", "dmy", date(2001, 8, 23)),
        ("31-Jun-2023", "dmy", None), ("01 thg 8 2023", "dmy", date(2023, 8, 1)),
        ("1 tháng 8, 2023", "dmy", date(2023, 8, 1)), ("Thứ ba, 01/08/2023", "dmy", date(2023, 8, 1)),
        ("Jul-23", "month", date(2023, 7, 1)), ("July 2023", "month", date(2023, 7, 1)), ("Jul-23", "dmy", None),
        ("2023-Jul", "month", date(2023, 7, 1)), ("01-Aug-2023", "month", date(2023, 8, 1)),
        ("T8/2023", "month", date(2023, 8, 1)), ("tháng 8 năm 2023", "month", date(2023, 8, 1)),
        ("Mars 2023", "month", None),
        (None, "dmy", None), (True, "dmy", None), ("9999-01-01", "ymd", None), (12.0, "dmy", None),
    ],
)  # fmt: skip
def test_dates(written: object, order: str, expected: date | None) -> None:
    assert parse_date(written, order) == expected


def test_a_vector_keeps_its_places() -> None:
    read = parse_dates(np.array(["1/8/2023", None, "x", "1/8/2023"], dtype=object), "dmy")
    assert [str(day) for day in read] == ["2023-08-01", "NaT", "NaT", "2023-08-01"]


def test_a_file_whose_dates_all_fit_the_other_order_is_recognised() -> None:
    dates = np.array(["4/18/2025", "5/9/2025", None], dtype=object)
    assert fitting_order(dates, "dmy") == "mdy"
    assert fitting_order(dates, "mdy") is None
    assert fitting_order(np.array(["4/18/2025", "18/4/2025"], dtype=object), "dmy") is None
