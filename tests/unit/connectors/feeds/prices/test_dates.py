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
