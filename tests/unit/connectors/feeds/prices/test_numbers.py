"""Prices under the separators of their currency."""

import math
from pathlib import Path

import pytest

from connectors.feeds.prices.numbers import is_missing, read_price
from connectors.measurement_units import MeasurementUnits

WEIGHTS = MeasurementUnits.load(Path(__file__).parents[5] / "dbt_project" / "seeds").feed_weights


@pytest.mark.parametrize(
    ("written", "currency", "value"),
    [
        ("95,300", "VND", 95300), ("95.300", "VND", 95300), ("1.327.333", "VND", 1327333), ("25500.0", "VND", 25500),
        ("5317.5", "VND", 5317.5), ("5345,71", "VND", 5345.71), ("1.250,5", "VND", 1250.5),
        ("1,250.75", "VND", 1250.75),
        ("132733.3333", "VND", 132733.3333), (" 128 233 ", "VND", 128233), ("₫25.500", "VND", 25500),
        ("94.700 VNĐ/kg", None, 94700), ("25.500 đ/kg", "VND", 25500), (9500, "VND", 9500), (9522.0, None, 9522),
        ("4,512 usd/tấn", None, 4512), ("4.512", "USD", 4.512), ("1,234.56", "USD", 1234.56),
        ("300.5 cent/lb", None, 300.5),
        ("200.000 đ/bao 50 kg", None, 200000),
        ("$580", None, 580), ("128233", None, 128233), ("0", "VND", 0),
    ],
)  # fmt: skip
def test_prices_that_have_one_reading(written: object, currency: str | None, value: float) -> None:
    reading = read_price(written, currency, WEIGHTS)
    assert (reading.problem, reading.is_missing) == (None, False)
    assert reading.value == value


@pytest.mark.parametrize(
    ("written", "currency", "problem"),
    [
        ("-1,000", "VND", "is negative"), (-5.0, "VND", "is negative"), ("1234.567", "VND", "can't be read under"),
        ("12.34.5", "VND", "can't be read under"), ("12,345,6", "USD", "can't be read under"),
        ("95,3", "USD", "can't be read under"), ("6.800 - 7.200 đồng/kg", "VND", "is a range"),
        ("tăng nhẹ", "VND", "is not a number"), (True, "VND", "is not a number"), (math.inf, "VND", "is not a number"),
        ("9500 liên hệ", "VND", "has text that is no unit"), ("45.000 - 47.000", "VND", "is a range of prices"),
        ("45.000đ – 47.000đ", None, "is a range of prices"), ("từ 45 đến 47 nghìn đồng/kg", None, "is a range"),
        ("45000~47000", "VND", "is a range of prices"), ("$570-580", "USD", "is a range of prices"),
        (f"{'9' * 5000} - {'9' * 5000}", "VND", "is a range"), ("9.500 - 30", "VND", "has text that is no unit"),
    ],
)  # fmt: skip
def test_prices_that_have_none(written: object, currency: str, problem: str) -> None:
    assert (read_price(written, currency, WEIGHTS).problem or "").startswith(problem)


@pytest.mark.parametrize("written", [None, "", " ", "…", "...", "-", "n/a", "NaN", math.nan, "Thỏa thuận"])
def test_what_is_not_quoted_is_missing_and_no_fault(written: object) -> None:
    assert is_missing(written)
    assert read_price(written, "VND", WEIGHTS).problem is None
