"""Cleaning, folding and repairing text."""

import unicodedata

import pytest

from vietnamese.syllables import is_syllable
from vietnamese.text import fold, is_ditto, is_formula, is_lossy, is_nothing, is_null_word, normalise, spelling_key


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ("R¹CH GI¸", "RẠCH GIÁ"),
        ("HTX Thµnh §¹t", "HTX Thành Đạt"),
        ("KIEÂN GIANG", "KIÊN GIANG"),
        ("Hoä Nguyeãn Vaên A", "Hộ Nguyễn Văn A"),
        ("Giá»\u0093ng Riá»\u0081ng", "Giồng Riềng"),
        ("GiÃ  chá»£", "Già chợ"),
        ("Ä‘Ã´ng", "đông"),
        (unicodedata.normalize("NFD", "Giồng Riềng"), "Giồng Riềng"),
        ("\ufeffKhóm\u00a0 Cầu\u200b Đúc\n", "Khóm Cầu Đúc"),
    ],
)
def test_text_is_restored(broken, meant):
    assert normalise(broken)[0] == meant


@pytest.mark.parametrize(
    "text", ["São Paulo", "Müller", "café", "Công ty Nestlé", "3.500 m²", "25 °C", "Rạch Giá", "© 2023"]
)
def test_what_is_not_broken_is_left_alone(text):
    assert normalise(text) == (text, False)


@pytest.mark.parametrize(
    "word", ["Nghiêng", "giếng", "quốc", "khoai", "Ươm", "thuở", "gì", "yên", "Hòa", "Hoà", "khuya"]
)
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Kiªn", "Giaù", "Müller", "bcd", "aáa", "xyz"])
def test_not_syllables(word):
    assert not is_syllable(word)


def test_fold_forgets_case_marks_and_spacing():
    assert fold("  ĐẮK  Lắk ") == fold("đak lak") == "dak lak"
    assert fold("Tân Hoà") == fold("Tân Hòa")


def test_spelling_key_keeps_letters_and_tones():
    assert spelling_key("Tân HOÀ") == spelling_key("Tân Hòa")
    assert spelling_key("Tân Hoa") != spelling_key("Tân Hòa")
    assert spelling_key("Dương Đông") != spelling_key("Đương Đông")


def test_words_without_a_value():
    assert is_null_word("Thỏa thuận") and is_null_word("chưa có số liệu") and is_null_word("…") and is_null_word("n/a")
    assert not is_null_word("không") and not is_null_word("0") and not is_null_word("Công ty")
    assert is_nothing("-") and is_nothing("Không") and is_nothing("") and not is_nothing("x")


def test_marks():
    assert all(map(is_ditto, ['"', "”", "''", "nt", "Như trên", "-nt-", "〃", "-//-", "//", "n/t"]))
    assert not any(map(is_ditto, ["-", "ntt", "5", "", "n", "/", "http://", "1//2"]))
    assert is_formula("=A1") and is_formula("@SUM(A1)") and is_formula("+CMD(1)")
    assert not is_formula("- Thiếu vốn") and not is_formula("+84 912 345 678")
    assert is_lossy("Gi?ng Ri?ng") and is_lossy("R\ufffdch")
    assert not is_lossy("Bán ở đâu?") and not is_lossy("https://a.b/c?d=e")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("HîP T¸C X·", "HỢP TÁC XÃ"), ("HîP T¸C X· T¢N HßA", "HỢP TÁC XÃ TÂN HÒA"), ("X· T©n Hßa", "Xã Tân Hòa")],
)
def test_capitals_of_the_old_font_stay_capitals(typed, meant):
    assert normalise(typed) == (meant, True)
