"""Dates in HTTP headers: an instant or nothing, whatever somebody sends."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from connectors.http_dates import http_date


def test_a_date_is_an_instant():
    assert http_date("Tue, 05 Sep 2023 01:00:30 GMT") == datetime(2023, 9, 5, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "hôm nay", "Tue, 05 Sep 2023 01:00:30 -0000", "Tue, 31 Feb 2023 01:00:30 GMT", f"1 Jan {'9' * 20} 0:0"]
)
def test_what_is_no_instant_is_none(text):
    assert http_date(text) is None


_number = some.integers(min_value=0, max_value=10**30).map(str)


@given(_number, _number, _number, some.sampled_from(["GMT", "", "+0700"]) | _number.map("+{}".format))
def test_no_numbers_stop_the_reader(day, year, hour, zone):
    found = http_date(f"Tue, {day} Sep {year} {hour}:00:00 {zone}")
    assert found is None or found.utcoffset() is not None
