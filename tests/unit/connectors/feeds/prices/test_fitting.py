"""A declaration that does not fit its feed is said in one line, with what is there instead."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.prices.observations import FeedReading, read_feed
from connectors.feeds.prices.parsed_rows import FeedFile
from connectors.feeds.prices.products import ProductMatcher
from connectors.feeds.tables.headers import nearest_label
from connectors.measurement_units import MeasurementUnits

SEEDS = Path(__file__).parents[5] / "dbt_project" / "seeds"
UNITS = MeasurementUnits.load(SEEDS)
MATCHER = ProductMatcher.load(SEEDS)
CSV = "Ngày,Mặt hàng,Tỉnh,Giá\n1/8/2023,Khóm,Kiên Giang,9500\n2/8/2023,Khóm,Kiên Giang,9600\n"
LOGIN = "<html><title>Đăng nhập</title><table><tr><td>Tài khoản</td><td>Mã OTP</td></tr></table></html>"


def read(*texts: str, **keys: object) -> FeedReading:
    columns = {"price_date": "Ngày", "item": "Mặt hàng", "price": "Giá"} | dict(keys.pop("columns", {}))
    constants = {"constants": {"unit": "đ/kg"}} | keys
    declaration = FeedDeclaration.model_validate({"name": "gia", "file": "x", "columns": columns, **constants})
    late = datetime(2023, 9, 1, tzinfo=UTC)
    files = [FeedFile(text.encode(), f"{number}.csv", "s", late) for number, text in enumerate(texts)]
    return read_feed(files, declaration, MATCHER, UNITS)


def test_a_declaration_that_fits_has_nothing_said_of_it() -> None:
    assert read(CSV).problem is None
    assert read().problem is None


@pytest.mark.parametrize(
    ("text", "keys", "said"),
    [
        (CSV, {"columns": {"price_date": "Ngay thang", "item": "Tên hàng"}},
         "0.csv has no column 'Ngay thang' (nearest: 'Ngày'), 'Tên hàng' (nearest: 'Mặt hàng'); it has 'Ngày', "
         "'Mặt hàng', 'Tỉnh', 'Giá'; correct feeds/*.yml or the file"),
        (CSV, {"keep": {"Tỉnh": ["Kiên Gianh"]}},
         "gives no price: 0.csv has 2 rows, of which keep leaves none: 'Tỉnh' is never 'Kiên Gianh'; it has "
         "'Kiên Giang'"),
        (LOGIN, {}, "0.csv is the HTML page 'Đăng nhập' and has no column 'Ngày', 'Mặt hàng', 'Giá'; it has "
                    "'Tài khoản', 'Mã OTP'; correct feeds/*.yml or the file"),
        ('{"data": []}', {"table": "$.data"}, "gives no price: 0.csv has no row at $.data"),
        ("Ngày,Mặt hàng,Giá\n", {}, "gives no price: 0.csv has no row"),
        (CSV.replace(",9", ",khoảng 9"), {},
         "none of its 2 prices can be taken; 0.csv row 2: price 'khoảng 9500' is not a number"),
        (CSV.replace("9500", "…").replace("9600", ""), {},
         "gives no price: every cell of its price column is blank or says that nothing is quoted"),
        (CSV, {"constants": {}},
         "none of its 2 prices comes to VND/kg: they state no unit; give constants.unit, such as đ/kg, or the weight "
         "of the unit in constants.kg_per_unit"),
        (CSV, {"constants": {"unit": "đ/thùng"}},
         "none of its 2 prices comes to VND/kg: their unit is 'đ/thùng'; give the weight of the unit in "
         "constants.kg_per_unit"),
        (CSV, {"constants": {"unit": "trái", "currency": "VND"}},
         "none of its 2 prices comes to VND/kg: their unit is 'trái'; give the weight of the unit in "
         "constants.kg_per_unit"),
        (CSV, {"constants": {"unit": "chục"}},
         "none of its 2 prices comes to VND/kg: their unit is 'chục'; give the weight of the unit in "
         "constants.kg_per_unit and constants.currency, such as VND"),
        (CSV, {"constants": {"unit": "kg"}},
         "none of its 2 prices comes to VND/kg: their unit is 'kg'; give constants.currency, such as VND"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_line(text: str, keys: dict, said: str) -> None:
    assert read(text, **keys).problem == said


def test_prices_in_another_currency_fit() -> None:
    assert read(CSV, constants={"unit": "USD/tấn"}).problem is None


def test_one_file_of_several_is_named_and_the_others_counted() -> None:
    problem = read(CSV, "a,b\n", "c,d\n").problem
    assert problem == (
        "2.csv has no column 'Ngày', 'Mặt hàng', 'Giá' (and 1 more file(s)); correct feeds/*.yml or the file"
    )


@pytest.mark.parametrize(
    ("label", "names", "nearest"),
    [
        ("RICE_05_VNM", ["Rice, Thai 5%", "Rice, Viet Namese 5%", "Maize"], "Rice, Viet Namese 5%"),
        ("Gía", ["Ngày", "Giá bán"], "Giá bán"),
        ("Đơn vị", ["Ngày", "Giá bán"], None),
        ("Mặt hàn", ["Mặt hàng", "Giá"], "Mặt hàng"),
        ("COFFEE_ROBUS", ["Coffee, Arabica", "Coffee, Robusta"], "Coffee, Robusta"),
    ],
)  # fmt: skip
def test_the_nearest_label(label: str, names: list[str], nearest: str | None) -> None:
    assert nearest_label(label, names) == nearest


def test_a_label_of_half_a_character_is_named_with_the_sign_for_a_lost_letter() -> None:
    problem = read('[{"Ngày\\ud800": 1, "Mặt hàng": "Khóm", "Giá": 9500}]').problem
    assert problem == (
        "0.csv no record has the field 'Ngày' (nearest: 'Ngày\ufffd'); it has Giá, Mặt hàng, Ngày\ufffd; "
        "correct feeds/*.yml or the file"
    )
