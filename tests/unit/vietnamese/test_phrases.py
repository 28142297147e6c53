"""Numbers, dates and masks as official Vietnamese writes them, each expectation written by hand.

The masks are tried on what districts really type, and on numbers that only look like phone numbers.
"""

from datetime import date, datetime

import pytest

from vietnamese import dates, numbers, phrases


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1250.5, 1, "1.250,5"),
        (0, 1, "0,0"),
        (1234567, 0, "1.234.567"),
        (2.25, 1, "2,3"),
        (2.35, 1, "2,4"),
        (-0.04, 1, "0,0"),
        (-1234.5, 1, "-1.234,5"),
        (999.95, 1, "1.000,0"),
        (1e15, 0, "1.000.000.000.000.000"),
    ],
)
def test_number(value, decimals, text):
    assert numbers.number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (1250.5, "t", "1.250,5 tấn"),
        (12.0, "t", "12 tấn"),
        (0.35, "t", "0,35 tấn"),
        (0.0004, "t", "0 tấn"),
        (1200000000.0, "vnd", "1,2 tỷ đồng"),
        (845600000.0, "vnd", "845,6 triệu đồng"),
        (950000.0, "vnd", "950.000 đồng"),
        (25500.0, "vnd_kg", "25.500 đồng/kg"),
        (0.125, "rate", "12,5 %"),
        (1.0, "rate", "100 %"),
        (17.0, "count", "17"),
        (1255.15, "ha", "1.255,2 ha"),
    ],
)
def test_spoken(value, measure, text):
    assert numbers.spoken(value, measure) == text


def test_months_one_and_two_carry_a_leading_zero():
    assert dates.month_name(date(2023, 2, 1)) == "tháng 02"
    assert dates.month_name(date(2023, 8, 1)) == "tháng 8"
    assert dates.long_date(date(2023, 1, 5)) == "ngày 05 tháng 01 năm 2023"
    assert dates.short_date(date(2023, 10, 5)) == "05/10/2023"
    assert dates.instant(datetime(2023, 9, 3, 17, 0)) == "17 giờ 00 ngày 03/9/2023"
    assert dates.month_before(date(2023, 1, 1)) == date(2022, 12, 1)
    assert dates.month_after(date(2023, 12, 1)) == date(2024, 1, 1)


@pytest.mark.parametrize(
    "phone",
    ["0918123456", "0918 123 456", "0918.123.456", "0918-123-456", "(0297) 3812 345", "+84 918 123 456", "84918123456"],
)
def test_phone_numbers_are_masked(phone):
    assert phrases.clean(f"Gọi {phone} nhé") == "Gọi [số điện thoại] nhé"
    assert phrases.clean(f"ĐT:{phone}, anh Hai") == "ĐT:[số điện thoại], anh Hai"


@pytest.mark.parametrize(
    "text",
    [
        "1.250.000.000 đồng",
        "84.500.000.000 đồng",
        "ngày 01-09-2023",
        "từ 01.08.2023 đến 31.08.2023",
        "0,918 tấn trong 123 ngày",
        "mã 30730",
        "2023-08-01",
    ],
)
def test_numbers_that_are_no_phones_stay(text):
    assert phrases.clean(text) == text


def test_quoted_words_get_official_typography():
    assert phrases.quoted("xe trên 2.5 tấn, từ ngày 12.8.2023") == "xe trên 2,5 tấn, từ ngày 12/8/2023"
    assert phrases.quoted("hẹn ngày 12.8\n chở 1.250 kg") == "hẹn ngày 12/8 chở 1.250 kg"


def test_text_is_composed_and_visible_only():
    assert phrases.clean("Kie\u0302n Giang\u200b\u00ad\ufeff {{x}}\x00") == "Kiên Giang {x} "


def test_names():
    assert phrases.enumerated([]) == ""
    assert phrases.enumerated(["a"]) == "a"
    assert phrases.enumerated(["a", "b", "c"]) == "a, b và c"
    assert phrases.product_in_sentence("Khóm (dứa Queen Tắc Cậu)") == "khóm"
    assert sorted(["Vốn", "Đầu ra", "Bảo quản", "Dưa"], key=phrases.alphabetical) == [
        "Bảo quản",
        "Dưa",
        "Đầu ra",
        "Vốn",
    ]
