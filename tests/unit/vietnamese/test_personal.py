"""Personal data is found however people write it, nothing else is taken for it, and no text makes the search slow."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.unit.vietnamese.personal_examples import (
    ADDRESSES,
    AROUND,
    DATES,
    DOCUMENTS,
    GLUED,
    MONEY,
    NO_TRUNK,
    OTHERS,
    PHONES,
    QUANTITIES,
    SEVERAL,
)
from vietnamese.personal import ACCOUNT_MASK, EMAIL_MASK, IDENTITY_MASK, PHONE_MASK, mask_personal
from vietnamese.phrases import clean

MASKS = (PHONE_MASK, EMAIL_MASK, IDENTITY_MASK, ACCOUNT_MASK)
GAPS = (" ", "-", ".", "\u00a0", ". ", " - ", "\u200b")
UNITS = (
    "0 ", "0912 ", "1", "09", "a@", "@", "0912345678", "không ", "0.", "(", "+84 ", "stk 1", "ab12", "1 2 ", "a@b.",
    "cccd ", "9.", "a còng ", "1/2/", "0a", "\u200b0", "gid=0", "mst 0", "0-", "sđt ",
)  # fmt: skip


@pytest.mark.parametrize("around", AROUND)
def test_recall_of_telephones(around):
    missed = [one for one in PHONES if mask_personal(around.format(one)) != around.format(PHONE_MASK)]
    assert missed == []


def test_recall_of_telephones_glued_to_words_and_without_their_zero():
    assert [mask_personal(one) for one in GLUED] == [f"SĐT{PHONE_MASK}", f"{PHONE_MASK}đ/c Ba", f"tel{PHONE_MASK}"]
    assert [text for text, shown in NO_TRUNK if mask_personal(text) != shown.format(PHONE_MASK)] == []


@pytest.mark.parametrize(("text", "between", "count"), SEVERAL)
def test_neighbours_are_all_masked(text, between, count):
    assert mask_personal(text) == between.join([PHONE_MASK] * count)


@pytest.mark.parametrize("around", ["{}", "gửi về {} nhé", "({})"])
def test_recall_of_mail_addresses(around):
    missed = [one for one in ADDRESSES if mask_personal(around.format(one)) != around.format(EMAIL_MASK)]
    assert missed == []


def test_recall_of_identity_and_account_numbers():
    assert [(text, mask_personal(text)) for text, shown in OTHERS if mask_personal(text) != shown] == []


@pytest.mark.parametrize("around", ["{}", "Bán {} cho vựa", "({})"])
@pytest.mark.parametrize("texts", [MONEY, DATES, QUANTITIES, DOCUMENTS], ids=["money", "dates", "amounts", "papers"])
def test_precision(texts, around):
    assert [one for one in texts if mask_personal(around.format(one)) != around.format(one)] == []


def test_what_stands_beside_a_number_stays():
    assert mask_personal("0912345678 5 tấn") == f"{PHONE_MASK} 5 tấn"
    assert mask_personal("10 tấn 0912345678") == f"10 tấn {PHONE_MASK}"
    assert mask_personal("") == ""


def test_the_platforms_own_addresses_may_be_named():
    said = "hỏi canbo@tinhdoan.vn, không phải ba@gmail.com"
    assert mask_personal(said, {"canbo@tinhdoan.vn"}) == f"hỏi canbo@tinhdoan.vn, không phải {EMAIL_MASK}"


def test_a_text_without_any_stays_to_the_letter():
    text = "Kho\u0302ng phát sinh 12 tấn, 350.000.000 đ"
    assert mask_personal(text) == text


def test_masking_twice_changes_nothing():
    once = [mask_personal(text) for text, _ in OTHERS]
    assert [mask_personal(text) for text in once] == once


def test_the_paper_masks_what_it_cleans():
    assert clean("Gọi 0912.34.56.78\u200b nhé") == f"Gọi {PHONE_MASK} nhé"


@given(st.text(st.characters() | st.sampled_from("0123456789@.-/ ,()+đtSTKkhông"), max_size=300))
def test_no_text_is_too_strange(text):
    shown = mask_personal(text)
    assert shown == text or any(mask in shown for mask in MASKS)


@given(
    st.sampled_from(["091", "098", "032", "056", "070", "088", "0912", "0359"]),
    st.lists(
        st.tuples(st.sampled_from([" ", "-", ".", "\u00a0", ". ", " - ", "\u200b"]), st.integers(2, 4)), max_size=4
    ),
    st.integers(0, 9_999_999),
    st.sampled_from(AROUND),
)
def test_a_mobile_number_is_found_however_it_is_grouped(prefix, parts, rest, around):
    digits = f"{rest:07d}"[: 10 - len(prefix)]
    assume(len(prefix) + len(digits) == 10)
    number = prefix
    for gap, size in parts:
        if len(digits) - size < 2 and len(digits) != size:
            break
        number += gap + digits[:size]
        digits = digits[size:]
    number += digits
    assert mask_personal(around.format(number)) == around.format(PHONE_MASK)


def calls(work: Callable[[], object]) -> int:
    """How many functions, Python's and C's, a piece of work calls: its length in steps on any machine."""
    count = 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("unit", UNITS)
def test_work_grows_with_length_only(unit):
    """Four times the text, at most four times the steps and a little for the start."""
    short, long = ((unit * 8000)[:length] for length in (2000, 8000))
    assert calls(lambda: mask_personal(long)) <= 4.2 * calls(lambda: mask_personal(short)) + 200
