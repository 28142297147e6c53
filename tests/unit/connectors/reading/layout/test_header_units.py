"""Every unit that the seed spells may stand in a header; its cells are converted, or refused with the reason."""

import pytest

from connectors.cells import CellGrid
from connectors.reading.amounts.cells import field_of, read_number
from connectors.reading.layout.headers import find_tables
from connectors.reading.layout.labels import LabelBook, book_of, is_unit
from expectations.contract import load_contracts
from tests.seed_units import ROWS, UNITS
from vietnamese.text import fold

CONTRACTS = load_contracts()
COLUMNS = {
    "t": ("supply", "expected_t", "Sản lượng dự kiến"),
    "ha": ("supply", "area_ha", "Diện tích"),
    "vnd": ("sales", "value_vnd", "Thành tiền"),
    "vnd_kg": ("supply", "farmgate_price_vnd_kg", "Giá thu mua"),
    "count": ("sales", "households", "Số hộ được hỗ trợ"),
}
TWELVE = {
    "t": {"tấn": 12, "tạ": 1.2, "yến": 0.12, "kg": 0.012, "lạng": 0.0012, "gam": 0.000012},
    "ha": {"ha": 12, "m2": 0.0012, "km2": 1200, "công": 1.2, "công tầm lớn": 1.5552},
    "vnd": {"đồng": 12},
}
"""What 12 in a unit is in tonnes, hectares and đồng, worked out by hand."""
DIMENSIONS = {"t": "mass", "ha": "area", "vnd": "money"}
REFUSED = {
    "local_ta": ("t", "local_ta"), "piece": ("t", "no_weight"), "dozen": ("t", "no_weight"),
    "container": ("t", "unknown_unit"), "regional_area": ("ha", "regional_unit"),
    "foreign": ("vnd", "foreign_currency"),
}  # fmt: skip
_MONEY = "d dong vnd nghin_dong ngan_dong nghin_d ngan_d 1000d 1000_d 1_000d 1000_dong 1_000_dong 1000vnd k nghin ngan"
_MONEY = [one.replace("_", " ") for one in f"{_MONEY} trieu_dong trieu trd tr_d".split()]
ONCE_LISTED = {
    "t": ["tan", "t", "kg", "ta", "yen", "gia", "kilogam", "ky", "ki", "nghin tan", "trai", "chuc", "thung", "bao"],
    "ha": ["ha", "hecta", "hec ta", "cong", "cong dat", "m2", "m²", "met vuong", "mau", "cong tam lon"],
    "vnd_kg": [money + per for money in _MONEY for per in ("", " kg", " 1kg", " 1 kg", " ta", " tan", " yen")],
    "vnd": [*_MONEY, "ty dong", "ty", "trieu vnd", "nghin vnd"],
    "count": ["nguoi", "ho", "ho dan", "luot", "dv", "doan vien", "tnv", "bai", "buoi", "cai", "lan", "thang", "so"],
}
"""Spellings without accents that headers were known by before the seed was asked."""


def spellings(dimension: str) -> list[tuple[str, str]]:
    """(unit's name, as typed) of every spelling; the one sign for a square stands for the three ways to type it."""
    listed = [(row["unit_name"], one) for row in ROWS if row["dimension"] == dimension for one in _typed(row)]
    return [(name, form) for name, one in listed for form in _squares(one)]


def _typed(row: dict[str, str]) -> list[str]:
    return [one for one in row["sheet_spellings"].split(";") if one]


def _squares(spelling: str) -> list[str]:
    return [spelling, spelling.replace("㎡", "m2"), spelling.replace("㎡", "m²")] if "㎡" in spelling else [spelling]


def under(header: str, measure: str, cell: str = "12"):
    """What a cell under this header is read as."""
    table, name, _ = COLUMNS[measure]
    label = book_of(CONTRACTS[table], UNITS).match(header)
    assert label is not None, header
    assert label.column == name, header
    return read_number(cell, field_of(CONTRACTS[table].column(name), UNITS, label.unit))


@pytest.mark.parametrize("measure", TWELVE)
def test_a_header_may_state_any_spelling_of_a_unit(measure):
    said = spellings(DIMENSIONS[measure])
    assert {name for name, _ in said} == set(TWELVE[measure])
    for name, typed in said:
        for header in (f"{COLUMNS[measure][2]} ({typed})", f"{COLUMNS[measure][2].upper()}, {typed.upper()}"):
            assert under(header, measure).value == pytest.approx(TWELVE[measure][name], rel=1e-9), header


@pytest.mark.parametrize("dimension", REFUSED)
def test_a_unit_without_a_size_is_understood_and_refused_with_the_reason(dimension):
    measure, rule = REFUSED[dimension]
    for _, typed in spellings(dimension):
        reading = under(f"{COLUMNS[measure][2]} ({typed})", measure)
        assert (reading.value, reading.remark.rule) == (None, rule), typed


@pytest.mark.parametrize(
    ("unit", "vnd"),
    [
        ("đ/kg", 12), ("đồng/1kg", 12), ("₫ / kg", 12), ("đồng/tạ", 0.12), ("nghìn đồng/kg", 12_000),
        ("nghìn đồng kg", 12_000), ("1.000đ/kg", 12_000), ("1 000 đồng / kg", 12_000), ("ngàn/kg", 12_000),
        ("k", 12_000), ("k/kg", 12_000), ("trđ/tấn", 12_000), ("triệu đồng/tấn", 12_000), ("triệu/tạ", 120_000),
        ("đ/lạng", 120), ("kđ/kilô", 12_000), ("đồng/cân", 12), ("ngàn đồng/yến", 1200), ("đồng", 12),
    ],
)  # fmt: skip
def test_a_price_is_money_for_a_weight(unit, vnd):
    assert under(f"Giá thu mua ({unit})", "vnd_kg").value == pytest.approx(vnd)


@pytest.mark.parametrize(
    ("unit", "vnd"), [("triệu đồng", 12e6), ("tỷ", 12e9), ("tỉ đồng", 12e9), ("trđ", 12e6), ("1.000 đ", 12e3)]
)
def test_a_sum_of_money_may_be_in_thousands_and_more(unit, vnd):
    assert under(f"Thành tiền ({unit})", "vnd").value == vnd


def test_thousands_of_a_unit():
    assert under("Sản lượng dự kiến (nghìn tấn)", "t").value == 12_000
    assert under("Diện tích (1.000 m2)", "ha").value == pytest.approx(1.2)


@pytest.mark.parametrize("header", ["Thành tiền ($)", "Thành tiền (USD)", "Thành tiền - đô la"])
def test_foreign_money_is_never_taken_for_dong(header):
    assert under(header, "vnd").remark.rule == "foreign_currency"


@pytest.mark.parametrize("measure", ONCE_LISTED)
def test_every_spelling_once_listed_in_code_still_names_its_column(measure):
    table, name, label = COLUMNS[measure]
    book = LabelBook(CONTRACTS[table], UNITS)
    for unit in ONCE_LISTED[measure]:
        assert is_unit(unit, UNITS), unit
        for header in (f"{label} ({unit})", f"{label} - {unit}", f"{label} {unit}"):
            found = book.match(header)
            assert found is not None and (found.column, found.states_unit) == (name, True), header


@pytest.mark.parametrize("table", CONTRACTS)
def test_the_contracts_own_labels_keep_their_unit_typed_with_accents_or_without(table):
    book = LabelBook(CONTRACTS[table], UNITS)
    for column in CONTRACTS[table].columns:
        for label in column.labels:
            found, plain = book.match(label), book.match(fold(label))
            own = next((one for one in ("kg", "công", "m2", "triệu đồng") if f"({one})" in label), None)
            assert (found.column, found.unit) == (plain.column, own)
            assert plain.unit == (own and fold(own))


@pytest.mark.parametrize(
    ("table", "header", "column"),
    [
        ("demand", "Sản lượng cần", "quantity_t"), ("demand", "SAN LUONG CAN", "quantity_t"),
        ("demand", "Khối lượng cần", None), ("demand", "KHOI LUONG CAN", None), ("supply", "Sản lượng bò", None),
        ("supply", "Sản lượng năm", None), ("supply", "Sản lượng (tháng)", None), ("supply", "Sản lượng xã", None),
        ("supply", "Số tổ", None), ("supply", "Sản lượng hạt", None), ("supply", "Giá bạt", None),
        ("supply", "Năng suất (tấn/ha)", None), ("supply", "Sản lượng (tấn/ha)", None), ("sales", "Số điểm", None),
        ("supply", "Sản lượng (%)", None), ("supply", "Diện tích (kg)", None), ("sales", "Số hộ (xã)", None),
    ],
)  # fmt: skip
def test_words_that_are_no_unit_there_are_not_taken_for_one(table, header, column):
    label = LabelBook(CONTRACTS[table], UNITS).match(header)
    assert (label and (label.column, label.unit)) == (column and (column, None))


@pytest.mark.parametrize(
    "text", ["năm", "xã", "tổ", "điểm", "đội", "vụ", "đợt", "Mã", "Giá", "Tên", "lít", "%", "", "()"]
)
def test_a_label_of_one_word_is_no_unit(text):
    assert not is_unit(text, UNITS)


def header_of(*rows):
    return find_tables(CellGrid.from_rows(rows), CONTRACTS["sales"], UNITS)[0].header


SALES = ["Ngày", "Nông sản", "Chủ thể", "Kênh tiêu thụ", "Hình thức", "Giá bán"]


def test_a_count_of_pieces_never_takes_the_place_of_a_weight():
    header = header_of([*SALES, "Số lượng (con)", "Khối lượng (kg)"])
    assert (header.columns["quantity_t"], header.units) == (7, {"quantity_t": "kg"})
    assert (header.extra, header.duplicates) == (((6, "Số lượng con"),), ())
    assert header_of([*SALES, "Số lượng (con)"]).units == {"quantity_t": "con"}


def test_a_unit_stated_apart_holds_where_the_column_can_have_it():
    book = book_of(CONTRACTS["sales"], UNITS)
    assert book.unit_among("quantity_t", ["tấn", "con"]) is None
    assert book.unit_among("quantity_t", ["con", "kilô"]) == "kilô"
    assert book.unit_among("quantity_t", ["con"]) == "con"
    assert book.unit_among("value_vnd", ["kg", "triệu đồng"]) == "triệu đồng"
    below = header_of([*SALES, "Sản lượng"], [None, None, None, None, None, "ngàn/kg", "lạng"])
    assert (below.bottom, below.units) == (1, {"price_vnd_kg": "ngàn/kg", "quantity_t": "lạng"})


def test_a_book_is_prepared_once_for_a_contract_and_its_units():
    again = CONTRACTS["sales"].model_copy()
    assert book_of(again, UNITS) is book_of(CONTRACTS["sales"], UNITS)
    assert book_of(CONTRACTS["supply"], UNITS) is not book_of(CONTRACTS["sales"], UNITS)
