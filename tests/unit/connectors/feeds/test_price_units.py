"""Units of feeds: only mass converts, and a local weight only where it is stated or declared."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from connectors.feeds import price_units
from connectors.feeds.price_units import PriceUnit, parse_currency, unit_in_header
from connectors.measurement_units import MeasurementUnits

WEIGHTS = MeasurementUnits.load(Path(__file__).parents[4] / "dbt_project" / "seeds").feed_weights


def parse_unit(unit: str | None, currency: str | None = None, declared: Mapping[str, float] | None = None) -> PriceUnit:
    return price_units.parse_unit(unit, currency, WEIGHTS, declared)


@pytest.mark.parametrize(
    ("unit", "currency", "kg", "factor"),
    [
        ("VNĐ/kg", "VND", 1, 1), ("Vnđ/Kg", "VND", 1, 1), ("đồng/tấn", "VND", 1000, 0.001), ("đ/tạ", "VND", 100, 0.01),
        ("nghìn đồng/kg", "VND", 1, 1000), ("1.000đ/kg", "VND", 1, 1000), ("triệu đồng/tấn", "VND", 1000, 1000),
        ("1 000 đ/kg", "VND", 1, 1000), ("kđ/kg", "VND", 1, 1000), ("ngđ/kg", "VND", 1, 1000),
        ("đ/yến", "VND", 10, 0.1), ("đồng/tạ (60kg)", "VND", 60, 1 / 60), ("đ/bao 50 kg", "VND", 50, 1 / 50),
        ("VNĐ/Chục quả", "VND", None, None), ("VNĐ/Quả", "VND", None, None), ("VNĐ/mớ", "VND", None, None),
        ("đ/giạ", "VND", None, None), ("$/mt", "USD", 1000, None), ("($/mt)", "USD", 1000, None),
        ("cent/lb", "USC", 0.45359237, None), ("đ/kg (30 con/kg)", "VND", 1, 1),
    ],
)  # fmt: skip
def test_units_with_their_currency(unit: str, currency: str, kg: float | None, factor: float | None) -> None:
    read = parse_unit(unit)
    assert (read.currency, read.kg) == (currency, kg)
    assert read.vnd_kg_factor == (pytest.approx(factor) if factor else None)


def test_currency_may_stand_apart() -> None:
    assert parse_unit("KG", "VND").vnd_kg_factor == 1
    assert parse_unit("Kg", "nghìn đồng").vnd_kg_factor == 1000
    assert parse_unit("kg").vnd_kg_factor is None
    assert parse_unit(None, "VND").vnd_kg_factor is None


def test_a_declared_weight_gives_way_to_a_stated_one() -> None:
    assert parse_unit("đ/tạ", None, {"tạ": 60}).kg == 60
    assert parse_unit("đ/tạ (50kg)", None, {"tạ": 60}).kg == 50
    assert parse_unit("đ/thùng", None, {"Thùng": 20}).kg == 20
    assert [parse_unit("đ/tạ").is_local_ta, parse_unit("đ/tạ", None, {"tạ": 60}).is_local_ta] == [True, False]
    assert [parse_unit(unit).is_local_ta for unit in ("đ/tạ (60kg)", "đ/quintal", "đ/kg")] == [False] * 3


@pytest.mark.parametrize(
    ("text", "currency"), [("VNĐ", "VND"), ("đ", "VND"), ("₫", "VND"), ("US$", "USD"), ("eur", "EUR"), ("quả", None)]
)
def test_currencies(text: str, currency: str | None) -> None:
    assert parse_currency(text) == (currency, 1.0)


def test_the_unit_of_a_melted_column_stands_in_its_header() -> None:
    assert unit_in_header(["RICE_05_VNM", "($/mt)", "Rice, Viet Namese 5%"]) == "$/mt"
    assert unit_in_header(["Khóm (đ/kg)"]) == "đ/kg"
    assert unit_in_header(["Khóm", "loại 1/2"]) is None
