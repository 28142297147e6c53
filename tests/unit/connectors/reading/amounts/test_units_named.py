"""The units that a text names itself."""

import pytest

from connectors.reading.amounts.row_units import units_named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("300 kg", {"kg"}),
        ("kg 300", {"kg"}),
        ("tấn: 2", {"tấn"}),
        ("khoảng tạ 3", {"tạ"}),
        ("2 tấn 3 tạ", {"tấn", "tạ"}),
    ],
)
def test_units_after_and_before_the_digits(text, expected, units):
    assert units_named(text, units) == expected
