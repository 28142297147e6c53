"""Item names to products: by name, never by likeness; market names to provinces as of the day."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from connectors.feeds.prices.products import ProductMatcher

SEEDS = Path(__file__).parents[5] / "dbt_project" / "seeds"


@pytest.fixture(scope="module")
def matcher() -> ProductMatcher:
    return ProductMatcher.load(SEEDS)


@pytest.mark.parametrize(
    ("item", "code", "form"),
    [
        ("Lúa IR 50404 (lúa tươi)", "paddy_ir50404", "fresh"), ("Lúa IR 50404 - lúa tươi", "paddy_ir50404", "fresh"),
        ("IR50404", "paddy_ir50404", None), ("Lúa IR 50404 (lúa khô)", "paddy_ir50404_dry", "dry"),
        ("Lúa Jasmine (lúa khô)", "paddy_jasmine_dry", "dry"), ("Lúa IR Jasmine (lúa tươi)", "paddy_jasmine", "fresh"),
        ("Đài thơm 8 (lúa khô)", None, "dry"), ("Nhật", "paddy_nhat", None),
        ("Gạo NL 5% tấm", "rice_raw_material_5pct", None),
        ("Gạo XK 25% tấm", "rice_export_25pct", None), ("Gạo (15% tấm)", "rice_export_15pct", None),
        ("Gạo (100% tấm)", None, None), ("Gạo thường (IR 50404)", "rice_common", None),
        ("Gạo thơm", "rice_fragrant", None),
        ("Trái dứa/thơm (to)", "pineapple", None), ("Dứa", "pineapple", None), ("Dừa", "coconut", None),
        ("Dua", None, None), ("Dừa khô", "coconut", None), ("Dưa hấu (loại 1)", "watermelon", None),
        ("XOÀI CÁT CHU", "mango", None), ("xoai cat chu", "mango", None), ("Dưa chuột/dưa chuội", "veg_fruit", None),
        ("Cà", "veg_fruit", None), ("Cà phê Robusta nhân xô", "coffee_robusta", None),
        ("Rice", "rice_unspecified", None),
        ("Chôm chôm đường", None, None), ("Lúa", None, None), ("108", None, None), (None, None, None), ("", None, None),
    ],
)  # fmt: skip
def test_items(matcher: ProductMatcher, item: str | None, code: str | None, form: str | None) -> None:
    match = matcher.match(item)
    assert (match.product_code, match.form) == (code, form)


@pytest.mark.parametrize(
    ("market", "day", "code"),
    [
        ("Kiên Giang", date(2023, 5, 17), "91"), ("Tỉnh Kiên Giang", date(2023, 5, 17), "91"),
        ("Kiên Giang", date(2008, 1, 15), "91"), ("Kiên Giang", date(2025, 8, 1), "91"),
        ("An Giang", date(2023, 5, 17), "89"), ("An Giang", date(2025, 8, 1), "91"), ("DakLak", date(2023, 1, 1), "66"),
        ("Dong Thap", date(2023, 1, 1), "87"), ("TP. Hồ Chí Minh", date(2023, 1, 1), "79"),
        ("Chợ đầu mối Bình Điền, TP.HCM", date(2023, 1, 1), "79"),
        ("Chợ 30/4 (Rạch Giá, Kiên Giang)", date(2023, 1, 1), "91"),
        ("Đăk Lăk", date(2023, 1, 1), "66"), ("Hoà Bình", date(2023, 1, 1), "17"),
        ("TỈNH KIÊN GIANG", date(2023, 1, 1), "91"),
        ("Chợ Vườn, Bình Đường", date(2023, 1, 1), None), ("Ân Giang", date(2023, 1, 1), None),
        ("Thế giới", date(2023, 1, 1), None), (None, date(2023, 1, 1), None),
    ],
)  # fmt: skip
def test_markets(matcher: ProductMatcher, market: str | None, day: date, code: str | None) -> None:
    assert matcher.provinces(market, np.array([day], dtype="datetime64[D]")).tolist() == [code]


@pytest.mark.parametrize(
    ("market", "written"),
    [("Dong Thap", "Đồng Tháp"), ("Bac Lieu", "Bạc Liêu"), ("An Giang", "An Giang"), ("Bình Đường", "Bình Đường"),
     ("Hà Năm", "Hà Năm"), ("Hoà Bình", "Hoà Bình"), ("KIEN GIANG", "Kiên Giang"), ("Tân Hiệp", "Tân Hiệp"),
     ("Chợ đầu mối Bình Điền, TP.HCM", "Chợ đầu mối Bình Điền, TP.HCM"), (None, None)],
)  # fmt: skip
def test_a_province_that_a_feed_names_without_tone_marks_is_written_with_them(
    matcher: ProductMatcher, market: str | None, written: str | None
) -> None:
    assert matcher.written(market) == written


def test_a_market_changes_its_province_on_the_day_of_the_reform(matcher: ProductMatcher) -> None:
    days = np.array(["2025-06-30", "2025-07-01"], dtype="datetime64[D]")
    assert matcher.provinces("An Giang", days).tolist() == ["89", "91"]


def test_data_staff_extend_names_without_a_release(tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("product_code,product_name\nrambutan,Chôm chôm\n", encoding="utf-8")
    (tmp_path / "aliases.csv").write_text(
        "alias,product_code\nchôm chôm đường,rambutan\nDứa,pineapple_mini\n", encoding="utf-8"
    )
    extended = ProductMatcher.load(SEEDS, tmp_path)
    assert extended.match("Chôm chôm đường").product_code == "rambutan"
    assert extended.match("Chôm chôm (loại 1)").product_code == "rambutan"
    assert extended.match("Dứa").product_code == "pineapple_mini"
