"""A scale is never lost: beside the number, in a header, in a caption, in a unit column or in the declaration."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.prices.observations import FeedReading, read_feed
from connectors.feeds.prices.parsed_rows import FeedFile
from connectors.feeds.prices.products import ProductMatcher
from connectors.measurement_units import MeasurementUnits

SEEDS = Path(__file__).parents[5] / "dbt_project" / "seeds"
UNITS = MeasurementUnits.load(SEEDS)
MATCHER = ProductMatcher.load(SEEDS)


def read(text: str, **keys: object) -> FeedReading:
    columns = {"price_date": "Ngày", "item": "Mặt hàng", "price": "Giá"} | dict(keys.pop("columns", {}))
    declaration = FeedDeclaration.model_validate({"name": "gia", "file": "x", "columns": columns, **keys})
    file = FeedFile(text.encode(), "gia.csv", "s", datetime(2023, 9, 1, tzinfo=UTC))
    return read_feed([file], declaration, MATCHER, UNITS)


def only(text: str, **keys: object) -> dict:
    """The one observation of a one-row file, or the one refused row."""
    reading = read(text, **keys)
    (row,) = [*reading.observations.to_dict("records"), *reading.quarantined.to_dict("records")]
    return row


def in_columns(unit: str, price: str, **keys: object) -> dict:
    text = f'Ngày,Mặt hàng,ĐVT,Giá\n1/8/2023,Khóm,"{unit}","{price}"\n'
    return only(text, columns={"unit": "ĐVT"}, **keys)


@pytest.mark.parametrize(
    ("unit", "price", "currency", "vnd_kg"),
    [
        ("kg", "9,5 nghìn đồng/kg", "VND", 9500), ("kg", "9,5 nghìn", "VND", 9500), ("kg", "9,5 ngàn đ", "VND", 9500),
        ("kg", "9,5k", "VND", 9500), ("kg", "35k/kg", "VND", 35000), ("tấn", "12,5 triệu đồng/tấn", "VND", 12500),
        ("tấn", "12,5 tr", "VND", 12500), ("đ/kg", "9,5 nghìn đồng", None, 9500),
        ("nghìn đồng/kg", "9,5", None, 9500), ("nghìn đồng/kg", "9,5 nghìn đồng/kg", None, 9500),
        ("nghìn/kg", "9,5", None, 9500), ("triệu/tấn", "9,5", None, 9500), ("kg (nghìn đồng)", "9,5", "VND", 9500),
        ("nghìn đồng (kg)", "9,5", None, 9500), ("ĐVT: 1.000 đồng/kg", "9,5", None, 9500),
        ("1000đ/kg", "9,5", None, 9500), ("thousand VND/kg", "9,5", None, 9500), ("tr.đ/tấn", "9,5", None, 9500),
        ("kg", "9,5", "nghìn đồng", 9500), ("đ/kg", "9,5", "nghìn đồng", 9500), ("đ/kg", "9.500", "VND", 9500),
        ("kg", "9.500 đ/kg", "VND", 9500),
    ],
)  # fmt: skip
def test_a_scale_beside_a_unit(unit: str, price: str, currency: str | None, vnd_kg: float) -> None:
    keys = {"constants": {"currency": currency}} if currency else {}
    assert in_columns(unit, price, **keys)["price_vnd_kg"] == pytest.approx(vnd_kg)


def test_a_price_beside_its_scale_is_shown_in_dong() -> None:
    row = in_columns("kg", "9,7 nghìn đồng/kg", constants={"currency": "VND"})
    assert (row["native_price"], row["native_unit"], row["currency"], row["price_vnd_kg"]) == (9700, "kg", "VND", 9700)


@pytest.mark.parametrize(
    ("unit", "price"), [("nghìn đồng/kg", "9.500 đồng/kg"), ("nghìn đồng/kg", "0,01 triệu đồng/kg")]
)
def test_two_scales_that_differ_are_refused(unit: str, price: str) -> None:
    assert in_columns(unit, price)["detail"] == (
        f"price '{price}' has another scale beside the number than its column states"
    )


@pytest.mark.parametrize(
    ("header", "unit", "price", "vnd_kg", "native_unit"),
    [
        ("Giá (đ/kg)", None, "35.000", 35000, "kg"), ("Giá bán đ/kg", None, "35.000", 35000, "kg"),
        ("Giá (nghìn đồng/kg)", None, "35", 35000, "nghìn VND/kg"),
        ("Giá (nghìn đồng)", "kg", "35", 35000, "nghìn VND/kg"), ("Giá (1.000đ)", "kg", "35", 35000, "nghìn VND/kg"),
        ("Giá (nghìn đồng)", "đ/kg", "35", 35000, "nghìn VND/kg"),
        ("Giá (triệu đồng/tấn)", None, "35", 35000, "triệu VND/tan"),
        ("gia_nghin_dong", "kg", "35", 35000, "nghìn VND/kg"), ("Giá (VNĐ)", "kg", "35.000", 35000, "kg"),
        ("Giá (nghìn đồng)", "nghìn đồng/kg", "35", 35000, "nghìn đồng/kg"),
    ],
)  # fmt: skip
def test_a_header_says_what_its_column_leaves_open(header, unit, price, vnd_kg, native_unit) -> None:
    text = f"Ngày,Mặt hàng,ĐVT,{header}\n1/8/2023,Khóm,{unit or ''},{price}\n"
    row = only(text, columns={"price": header} | ({"unit": "ĐVT"} if unit else {}))
    assert row["price_vnd_kg"] == pytest.approx(vnd_kg)
    assert row["native_unit"] == native_unit


@pytest.mark.parametrize(
    ("unit", "price", "detail"),
    [
        ("đ/kg", "45000", "price '45000' has two scales: its unit states VND, the header of its column 1000 VND; "
                          "correct either"),
        ("đ/tạ", "450.000", "price '450.000' has two scales: its unit states VND, the header of its column 1000 VND; "
                            "correct either"),
        ("kg", "45000", "a kilogram comes to 45000000 VND: nothing is sold at that, its scale may be there already"),
    ],
)  # fmt: skip
def test_a_price_that_its_header_makes_a_thousand_times_too_dear_is_refused(unit, price, detail) -> None:
    text = f"Ngày,Mặt hàng,ĐVT,Giá (nghìn đồng)\n1/8/2023,Khóm,{unit},{price}\n"
    assert only(text, columns={"price": "Giá (nghìn đồng)", "unit": "ĐVT"})["detail"] == detail


def test_the_dearest_and_the_cheapest_prices_are_taken() -> None:
    text = "Ngày,Mặt hàng,Giá\n1/8/2023,Cua biển,5000000\n2/8/2023,Khóm,100\n"
    assert read(text, constants={"unit": "đ/kg"}).observations["price_vnd_kg"].tolist() == [5000000, 100]


def test_a_header_in_another_currency_says_nothing_of_a_declared_one() -> None:
    text = "Ngày,Mặt hàng,Giá (USD/kg)\n1/8/2023,Khóm,35000\n"
    row = only(text, columns={"price": "Giá (USD/kg)"}, constants={"unit": "đ/kg"})
    assert (row["currency"], row["price_vnd_kg"]) == ("VND", 35000)


def test_a_header_never_gives_a_piece_a_weight() -> None:
    text = "Ngày,Mặt hàng,ĐVT,Giá (nghìn đồng/kg)\n1/8/2023,Dừa,chục quả,70\n"
    row = only(text, columns={"price": "Giá (nghìn đồng/kg)", "unit": "ĐVT"})
    assert pd.isna(row["price_vnd_kg"])


def test_a_caption_says_the_unit_of_every_price() -> None:
    text = 'Bảng giá tháng 8,,\nĐVT: nghìn đồng/kg,,\nNgày,Mặt hàng,Giá\n1/8/2023,Khóm,"9,5"\n'
    assert only(text)["price_vnd_kg"] == 9500
    assert only(text, constants={"unit": "kg"})["price_vnd_kg"] == 9500
    assert only(text.replace("nghìn đồng", "USD"), constants={"unit": "nghìn đ/kg"})["price_vnd_kg"] == 9500


def test_a_price_whose_scale_stands_nowhere_is_refused() -> None:
    text = 'Ngày,Mặt hàng,Giá\n1/8/2023,Khóm,"9,5"\n2/8/2023,Khóm,100\n'
    reading = read(text, constants={"unit": "đ/kg"})
    assert reading.observations["price_vnd_kg"].tolist() == [100]
    assert reading.quarantined["detail"].tolist() == [
        "a kilogram comes to 9.5 VND: nothing is sold at that, a scale such as thousands may be missing"
    ]


def test_melted_columns_have_their_own_scale() -> None:
    text = 'Ngày,Khóm (nghìn đồng/kg),Xoài (đ/kg)\n1/8/2023,"9,5",35.000\n'
    columns = {"price_date": "Ngày", "item": None, "price": None}
    declaration = {"melt": {"item": ["Khóm (nghìn đồng/kg)", "Xoài (đ/kg)"]}}
    assert read(text, columns=columns, **declaration).observations["price_vnd_kg"].tolist() == [9500, 35000]


def test_a_json_field_may_name_the_scale() -> None:
    text = '[{"Ngày": "1/8/2023", "Mặt hàng": "Khóm", "Giá (nghìn đồng/kg)": 9.5}]'
    assert only(text, columns={"price": "Giá (nghìn đồng/kg)"})["price_vnd_kg"] == 9500
