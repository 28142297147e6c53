"""Phone cells: one form for all, nothing but numbers kept."""

import pytest

from connectors.reading.words.phones import read_phone, read_phone_number


@pytest.mark.parametrize(
    ("typed", "value", "rule"),
    [
        ("0912345678", "+84912345678", None),
        ("0912 345 678", "+84912345678", None),
        ("0912-345-678", "+84912345678", None),
        ("+84 (0) 912 345 678", "+84912345678", None),
        ("0084912345678", "+84912345678", None),
        ("84912345678", "+84912345678", None),
        ("912345678", "+84912345678", None),
        ("(0297) 3.862.555", "+842973862555", None),
        ("0912345678/0987654321", "+84912345678, +84987654321", None),
        ("0912345678 0987654321", "+84912345678, +84987654321", None),
        ("0912345678, 0912345678", "+84912345678", None),
        ("ĐT: 0912345678", "+84912345678", None),
        ("0167 234 5678", "+84372345678", "old_phone_prefix"),
        ("Chị Ba 0912.345.678", "+84912345678", "text_in_phone"),
        ("0912345678 và 1234", "+84912345678", "invalid_phone"),
        ("091234567", None, "invalid_phone"),
        ("09123456789", None, "invalid_phone"),
        ("gọi anh Hai", None, "invalid_phone"),
        ("9,12345678E+8", None, "precision_lost"),
        ('"', None, "ditto_in_number"),
        ("không có", None, None),
    ],
)
def test_written_phones(typed, value, rule):
    reading = read_phone(typed)
    assert (reading.value, reading.rule) == (value, rule)
    assert reading.refused == (value is None and rule is not None)


@pytest.mark.parametrize(
    ("number", "value"),
    [(912345678.0, "+84912345678"), (2973862555.0, "+842973862555"), (84912345678.0, "+84912345678")],
)
def test_phones_typed_as_numbers(number, value):
    assert read_phone_number(number).value == value


@pytest.mark.parametrize("number", [1.5, 9e20, float("nan"), -5.0])
def test_phones_that_lost_digits(number):
    assert read_phone_number(number).refused


def test_messages_do_not_repeat_a_name(read_cell):
    value, remark = read_cell("phone", "0912345678 (anh Hai)")
    assert value == "+84912345678"
    assert remark.rule == "text_in_phone"
