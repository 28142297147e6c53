"""Header texts as people write them and the column and unit each names."""

import pytest

from connectors.reading.layout.labels import LabelBook, is_ordinal, stated_units
from connectors.reading.names.names import name_key
from expectations.contract import load_contracts
from tests.seed_units import UNITS

SUPPLY = LabelBook(load_contracts()["supply"], UNITS)
SALES = LabelBook(load_contracts()["sales"], UNITS)


@pytest.mark.parametrize(
    ("text", "column", "unit"),
    [
        ("Mã", "row_id", None), ("SẢN LƯỢNG DỰ KIẾN", "expected_t", None),
        ("Sản lượng dự kiến, tấn", "expected_t", None),
        ("Sản lượng (kg)", "expected_t", "kg"), ("Sản lượng dự kiến - tạ", "expected_t", "tạ"),
        ("Diện tích\n(công)", "area_ha", "công"), ("Diện tích (m²)", "area_ha", "m²"),
        ("Giá thu mua (nghìn đồng/kg)", "farmgate_price_vnd_kg", "nghìn đồng/kg"),
        ("Giá thu mua (1.000đ/kg)", "farmgate_price_vnd_kg", "1.000đ/kg"),
        ("Giá thu mua (nếu có)", "farmgate_price_vnd_kg", None), ("Xã / Phường *", "commune", None),
        ("Thu hoạch từ (dd/mm/yyyy)", "harvest_start", None), ("Sản phẩm (ghi rõ giống)", "product", None),
        ("san luong", "expected_t", None), ("Tỉnh (thành phố)", "origin_province", None),
    ],
)  # fmt: skip
def test_a_label_names_its_column_and_unit(text, column, unit):
    label = SUPPLY.match(text)
    assert (label.column, label.unit) == (column, unit)


@pytest.mark.parametrize("text", ["STT", "Thu hoạch", "Sản lượng dự kiến (năm trước)", "Năng suất (tấn/ha)", "x" * 200])
def test_other_texts_name_nothing(text):
    assert SUPPLY.match(text) is None


def test_the_contracts_own_header_ranks_before_an_alias():
    assert [SUPPLY.match(text).rank for text in ("Sản lượng dự kiến (tấn)", "Sản lượng", "Sản lượng dự kiến (kg)")] == [
        0, 1, 2,
    ]  # fmt: skip


def test_money_in_millions():
    assert SALES.match("Thành tiền (triệu đồng)").unit == "triệu đồng"


def test_a_unit_line_is_taken_apart():
    assert stated_units("Đơn vị tính: kg; nghìn đồng") == ("kg", "nghìn đồng")
    assert stated_units("Đơn vị: Huyện đoàn An Biên") == ("Huyện đoàn An Biên",)
    assert stated_units("Sản lượng tính bằng kg") == ()
    assert SUPPLY.unit_among("expected_t", ["kg"]) == "kg"
    assert SUPPLY.unit_among("expected_t", ["Huyện đoàn An Biên"]) is None
    assert SUPPLY.unit_among("area_ha", ["kg"]) is None


def test_the_running_number_column_means_nothing():
    assert all(is_ordinal(text) for text in ("STT", "TT", "Số thứ tự", "s.t.t"))


@pytest.mark.parametrize("table", list(load_contracts()))
def test_no_label_names_two_columns_of_a_contract(table):
    owners = {}
    for column in load_contracts()[table].columns:
        for text in column.labels:
            assert owners.setdefault(name_key(text), column.name) == column.name
