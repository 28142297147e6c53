"""Numbers as Vietnamese writes them: expectations worked by hand, and one property against whole-number arithmetic."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vietnamese.numbers import (
    chance,
    money,
    number,
    number_as_typed,
    number_trimmed,
    percent,
    percentage_points,
    rounded,
    tonnes,
    with_unit,
)

NOT_FINITE = (float("nan"), float("inf"), float("-inf"), np.float64("nan"), Decimal("NaN"), Decimal("-Infinity"))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (0, 1, "0,0"),
        (7, 2, "7,00"),
        (999, 0, "999"),
        (1000, 0, "1.000"),
        (1234567, 0, "1.234.567"),
        (1250.5, 1, "1.250,5"),
        (-1234.5, 1, "-1.234,5"),
        (999.95, 1, "1.000,0"),
        (0.1 + 0.2, 2, "0,30"),
        (0.0499, 1, "0,0"),
    ],
)
def test_number(value, decimals, text):
    assert number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (0.25, 1, "0,3"),
        (2.25, 1, "2,3"),
        (2.35, 1, "2,4"),
        (0.125, 2, "0,13"),
        (1.005, 2, "1,01"),
        (2.675, 2, "2,68"),
        (0.0625, 3, "0,063"),
        (1.0005, 3, "1,001"),
        (0.00125, 4, "0,0013"),
        (1.000005, 5, "1,00001"),
        (0.0000005, 6, "0,000001"),
    ],
)
def test_a_half_is_rounded_away_from_zero_at_every_decimal(value, decimals, text):
    assert number(value, decimals) == text
    assert number(-value, decimals) == f"-{text}"


@pytest.mark.parametrize("value", [-0.0, -0.04, -0.049999, np.float64(-0.0), Decimal("-0.0"), -5e-324])
def test_there_is_no_minus_zero(value):
    assert number(value, 1) == "0,0"
    assert number_trimmed(value, 1) == "0"
    assert number_as_typed(value, 1) == "0"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1e15, 0, "1.000.000.000.000.000"),
        (1e22, 1, "10.000.000.000.000.000.000.000,0"),
        (5e-324, 6, "0,000000"),
        (Decimal("1234567890123456789012345678901234.125"), 2, "1.234.567.890.123.456.789.012.345.678.901.234,13"),
        (Decimal("2.5"), 0, "3"),
        (np.float64(2.25), 1, "2,3"),
        (np.float32(2.25), 1, "2,3"),
        (np.float32(0.1), 3, "0,100"),
        (np.int64(1234567), 0, "1.234.567"),
    ],
)
def test_values_of_every_size_and_type(value, decimals, text):
    assert number(value, decimals) == text


def test_the_largest_float_is_written_out():
    text = number(1.7976931348623157e308)
    assert text.startswith("179.769.313.486.231.570.000.") and text.count(".") == 102


@pytest.mark.parametrize("value", NOT_FINITE, ids=repr)
def test_what_is_not_finite_is_written_as_nothing(value):
    for write in (number, number_trimmed, number_as_typed, tonnes, money, percent, percentage_points):
        assert write(value) == "–"
    assert with_unit(value, "vnd_kg") == with_unit(value, "ha") == "–"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(12.0, 1, "12"), (12.5, 3, "12,5"), (0.05, 1, "0,1"), (0.04, 1, "0"), (1200, 0, "1.200"), (100, 2, "100")],
)
def test_number_trimmed(value, decimals, text):
    assert number_trimmed(value, decimals) == text


def test_number_trimmed_keeps_the_kilograms_of_a_tonne():
    assert number_trimmed(8500) == "8.500"
    assert number_trimmed(0.0625) == "0,063"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1182.3, "1182,3"),
        (1234567.0, "1234567"),
        (0.000001, "0,000001"),
        (1e-7, "0"),
        (-2.5, "-2,5"),
        (123456789.123456, "123456789,123456"),
        (999_999_999_999_999.0, "999999999999999"),
        (1e15, "1E+15"),
        (-1.5e20, "-1,5E+20"),
        (np.float64(12.5), "12,5"),
    ],
)
def test_number_as_typed(value, text):
    assert number_as_typed(value) == text


def test_rounded_is_a_number_to_decide_on():
    assert rounded(0.04, 1) == 0 and rounded(0.05, 1) == Decimal("0.1") and rounded(-2.25, 1) == Decimal("-2.3")
    with pytest.raises(InvalidOperation):
        rounded(float("inf"), 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1250.5, "1.250,5 tấn"),
        (12.0, "12 tấn"),
        (2.25, "2,3 tấn"),
        (0.35, "0,35 tấn"),
        (0.0625, "0,063 tấn"),
        (0.0004, "0 tấn"),
        (-1.25, "-1,3 tấn"),
    ],
)
def test_tonnes(value, text):
    assert tonnes(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1_200_000_000.0, "1,2 tỷ đồng"),
        (18_245_000_000, "18,25 tỷ đồng"),
        (845_650_000.0, "845,7 triệu đồng"),
        (-2_050_000, "-2,1 triệu đồng"),
        (950_000.0, "950.000 đồng"),
        (0.5, "1 đồng"),
        (Decimal(12_340_000_000), "12,34 tỷ đồng"),
    ],
)
def test_money(value, text):
    assert money(value) == text


@pytest.mark.parametrize(
    ("rate", "decimals", "text"),
    [
        (0.125, 1, "12,5%"),
        (1.0, 1, "100%"),
        (17 / 18, 1, "94,4%"),
        (0.5625, 1, "56,3%"),
        (0.0005, 1, "0,1%"),
        (-0.0125, 1, "-1,3%"),
        (0.125, 0, "13%"),
        (Decimal("0.1"), 1, "10%"),
        (12.5, 1, "1.250%"),
    ],
)
def test_percent_is_closed_up(rate, decimals, text):
    assert percent(rate, decimals) == text


def test_percentage_points_have_no_sign():
    assert percentage_points(0.056) == percentage_points(-0.056) == "5,6 điểm phần trăm"
    assert percentage_points(-0.0125) == "1,3 điểm phần trăm"


def test_a_chance_is_never_nothing():
    assert [chance(one) for one in (0.0, 0.0009, 0.001, 0.0125, 0.012)] == [
        "dưới 0,1%", "dưới 0,1%", "0,1%", "1,3%", "1,2%"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (12.0, "t", "12 tấn"),
        (950_000.0, "vnd", "950.000 đồng"),
        (25_500.5, "vnd_kg", "25.501 đồng/kg"),
        (0.125, "rate", "12,5%"),
        (17.0, "count", "17"),
        (1255.15, "ha", "1.255,2 ha"),
    ],
)
def test_with_unit(value, measure, text):
    assert with_unit(value, measure) == text


def by_whole_numbers(value, decimals):
    """The same text from whole numbers alone: count half steps, then set the digits three by three."""
    exact = Fraction(str(value))
    steps = (2 * abs(exact) * 10**decimals + 1) // 2
    digits = str(steps).zfill(decimals + 1)
    whole, rest = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    groups = [whole[max(end - 3, 0) : end] for end in range(len(whole), 0, -3)][::-1]
    return ("-" if exact < 0 and steps else "") + ".".join(groups) + ("," + rest if rest else "")


VALUES = st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False, places=7),
    st.integers(-(10**9), 10**9).map(lambda halves: halves / 2),
    st.integers(-(10**6), 10**6).map(lambda parts: parts / 2000),
)


@settings(derandomize=True, max_examples=400, deadline=None, database=None)
@given(value=VALUES, decimals=st.integers(0, 6))
@example(value=-0.04, decimals=1)
@example(value=2.25, decimals=1)
def test_every_number_is_what_whole_number_arithmetic_makes_of_it(value, decimals):
    text = by_whole_numbers(value, decimals)
    assert number(value, decimals) == text
    assert number_trimmed(value, decimals) == (text.rstrip("0").rstrip(",") if decimals else text)
    assert rounded(value, decimals) == Decimal(text.replace(".", "").replace(",", "."))
