"""Numbers said in words: what is certain becomes digits, what has two readings is left as it stands."""

import pytest

from vietnamese.number_words import words_to_digits


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("mười lăm tấn", "15 tấn"),
        ("hai mươi mốt", "21"),
        ("một trăm lẻ năm", "105"),
        ("hai trăm rưỡi", "250"),
        ("hai triệu rưỡi", "2500000"),
        ("triệu hai", "triệu 2"),
        ("một triệu hai", "1200000"),
        ("ba nghìn hai trăm", "3200"),
        ("muoi tam tan", "18 tan"),
    ],
)
def test_runs_of_number_words_become_digits(said, digits):
    assert words_to_digits(said) == (digits, True)


@pytest.mark.parametrize("said", ["năm bảy tấn", "khoai lang", "tấn rưỡi", "15 tấn", "12 tấn hai trăm"])
def test_what_could_be_two_numbers_or_none_is_left_alone(said):
    assert words_to_digits(said) == (said, False)


def test_half_a_tonne_is_a_number_and_no_words():
    assert words_to_digits("nửa tấn") == ("0,5 tấn", False)
