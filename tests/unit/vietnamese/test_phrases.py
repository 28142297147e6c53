"""Names, lists and quotations as official Vietnamese puts them, each expectation written by hand."""

import pytest

from vietnamese import phrases


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a và b"), (iter(["a", "b", "c"]), "a, b và c")]
)
def test_enumerated(names, text):
    assert phrases.enumerated(names) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["Huyện đoàn An Biên"], "Huyện đoàn An Biên"),
        (
            ["Huyện đoàn An Biên", "Thành đoàn Hà Tiên", "Huyện đoàn An Minh"],
            "các huyện đoàn An Biên và An Minh; Thành đoàn Hà Tiên",
        ),
        (["Đoàn Khối Doanh nghiệp", "Thành đoàn Rạch Giá"], "Đoàn Khối Doanh nghiệp và Thành đoàn Rạch Giá"),
        (
            ["Đoàn Khối Các cơ quan và Doanh nghiệp tỉnh", "Thành đoàn Rạch Giá"],
            "Đoàn Khối Các cơ quan và Doanh nghiệp tỉnh; Thành đoàn Rạch Giá",
        ),
    ],
)
def test_units_are_named_under_what_they_have_in_common(names, text):
    assert phrases.named_together(names) == text


def test_a_product_within_a_sentence():
    assert phrases.short_name("Khóm (dứa Queen Tắc Cậu)") == "Khóm"
    assert phrases.product_in_sentence("Khóm (dứa Queen Tắc Cậu)") == "khóm"
    assert phrases.product_in_sentence("Đậu bắp") == "đậu bắp"


def test_first_letters():
    assert phrases.lower_first("Ùn ứ Khóm") == "ùn ứ Khóm"
    assert phrases.sentence_case("đầu ra Khóm") == "Đầu ra Khóm"
    assert phrases.lower_first("") == phrases.sentence_case("") == ""


def test_words_are_sorted_by_letter_then_by_tone():
    words = ["Vốn", "Đầu ra", "Bảo quản", "Dưa", "đất", "ca", "cà", "cá"]
    assert sorted(words, key=phrases.alphabetical) == ["Bảo quản", "ca", "cà", "cá", "Dưa", "đất", "Đầu ra", "Vốn"]


def test_text_is_composed_and_visible_only():
    assert phrases.clean("Kie\u0302n Giang\u200b\u00ad\ufeff {{x}}\x00") == "Kiên Giang {x} "


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("xe trên 2.5 tấn, từ ngày 12.8.2023", "xe trên 2,5 tấn, từ ngày 12/8/2023"),
        ("hẹn ngày 12.8\n chở 1.250 kg", "hẹn ngày 12/8 chở 1.250 kg"),
        ("giá 12.500.000 đ", "giá 12.500.000 đ"),
        ("gọi 0918 123 456 nhé", "gọi [số điện thoại] nhé"),
    ],
)
def test_quoted_words_get_official_typography(typed, text):
    assert phrases.quoted(typed) == text
