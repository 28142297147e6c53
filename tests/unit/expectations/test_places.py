"""Where an issue is and what is said of it: put together and taken apart in one place."""

import pytest

from expectations.contract import load_contracts
from expectations.places import place, place_of, said, text_of


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("Ô F14 (Sản lượng dự kiến)", 'Ô F14 (Sản lượng dự kiến): ghi "5: 6"; hãy ghi số.'),
        ("Dòng 9 (Tỉnh)", "Dòng 9 (Tỉnh): thiếu cột này."),
        ("Dòng 14", "Dòng 14: trùng với dòng 3."),
    ],
)
def test_a_message_is_its_place_and_its_text(where, message):
    assert place_of(message) == where
    assert said(place_of(message), text_of(message)) == message
    assert text_of(message).startswith(("ghi", "thiếu", "trùng"))


def test_no_header_looks_like_the_end_of_a_place():
    contracts = load_contracts().values()
    places = [place(one, column.name, 2, "B2") for one in contracts for column in one.columns]
    assert len(places) > 50
    assert [one for one in places if ": " in one] == []
