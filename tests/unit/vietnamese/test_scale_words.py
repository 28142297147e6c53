"""Words that multiply: sizes by hand, and which of them each reader takes."""

import pytest

from connectors.feeds.price_units import parse_currency
from connectors.reading.amounts.units import read_phrase
from tests.seed_units import UNITS
from vietnamese.number_words import words_to_digits
from vietnamese.scale_words import HUNDREDS, NAMES, SHORT, SPOKEN, spell_thousand, with_unmarked

SIZES = {
    "trăm": 100, "tram": 100, "nghìn": 1e3, "nghin": 1e3, "ngàn": 1e3, "ngan": 1e3, "ngìn": 1e3, "k": 1e3, "ng": 1e3,
    "triệu": 1e6, "trieu": 1e6, "tr": 1e6, "tỷ": 1e9, "tỉ": 1e9, "ty": 1e9, "ti": 1e9,
}  # fmt: skip


@pytest.mark.parametrize("word", SIZES)
def test_a_cell_may_say_any_of_them(word):
    assert read_phrase(f"{word} đồng", UNITS).scale == SIZES[word]


def test_all_are_listed_once():
    listed = with_unmarked({**HUNDREDS, **SPOKEN, **SHORT})
    assert listed == SIZES | {"ngin": 1e3}
    assert all(NAMES[size] in listed for size in set(listed.values()))


def test_a_feed_takes_thousands_and_millions():
    said = ("nghìn đồng", "ngàn đ", "1.000 đ", "1,000đ", "1000 đồng", "kđ", "triệu đồng", "trđ", "tỷ đồng", "trăm đồng")
    scales = [parse_currency(text) for text in said]
    assert scales == [("VND", 1000.0)] * 6 + [("VND", 1e6)] * 2 + [(None, 1.0)] * 2


@pytest.mark.parametrize(
    ("said", "digits"),
    [("hai nghìn", "2000"), ("hai trieu ruoi", "2500000"), ("ba tỷ", "3000000000"), ("ba ty", "3 ty")],
)
def test_spoken_numbers_take_what_is_said_in_full(said, digits):
    assert words_to_digits(said)[0] == digits


def test_a_thousand_in_digits_is_a_word_only_before_a_unit():
    assert [spell_thousand(text) for text in ("1.000đ/kg", "1 000 đ", "1000", "21.000 đ")] == [
        "nghìn đ/kg", "nghìn đ", "1000", "21.000 đ",
    ]  # fmt: skip
