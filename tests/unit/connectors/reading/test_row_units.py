"""A unit in a column of its own: each row's amounts in the unit its row says, or refused."""

import numpy as np
import pytest

from expectations.unit_changes import TabSizes, unit_change
from tests.grids.gallery import CONTRACTS, SUPPLY, SUPPLY_DATES, lot, messages, read, rules

SALES = ["Ngày", "Chủ thể", "Nông sản", "Kênh tiêu thụ", "Hình thức", "Sản lượng", "Giá bán"]


def sale(quantity, price=9000, product="Khóm"):
    return ["3/4/2023", "Nguyễn Văn A", product, "Siêu thị", "Thường xuyên", quantity, price]


def sales(*rows, header="Sản lượng", label="ĐVT", price="Giá bán"):
    """A tab of sales with a column of units beside it: rows of (quantity, unit)."""
    labels = [*SALES[:5], header, price, label]
    return read("sales", [labels, *([*sale(quantity), unit] for quantity, unit in rows)])


def tonnes(reading):
    return [None if np.isnan(value) else value for value in reading.rows["quantity_t"].tolist()]


def of_cells(reading):
    """(cell, rule, severity) of what is said of rows."""
    return [one for one, row in zip(rules(reading), reading.issues["sheet_row"], strict=True) if row == row and row]


@pytest.mark.parametrize("label", ["ĐVT", "Đơn vị tính", "Đơn vị", "ĐV", "Unit", "Đ.V.T", "ĐVT (kg, tạ, tấn)", None])
def test_a_row_is_read_in_the_unit_of_its_row(label):
    reading = sales((250, "kg"), ("1,5", "tấn"), (12, "yến"), (7, " TẠ "), (800, "Ký"), label=label)
    assert tonnes(reading) == [0.25, 1.5, 0.12, 0.7, 0.8]
    assert of_cells(reading) == []
    assert "extra_columns" not in {rule for _, rule, _ in rules(reading)}


def test_marks_for_as_above_count():
    reading = sales((250, "kg"), (300, '"'), (400, "nt"), (500, "-//-"), (2, "tấn"), (3, "như trên"))
    assert tonnes(reading) == [0.25, 0.3, 0.4, 0.5, 2.0, 3.0]


def test_what_has_no_weight_or_is_no_unit_is_refused():
    reading = sales((120, "thùng"), (2500, "trái"), (8, "mâm cỗ lớn"), (3, '"'), (5, 20), (6, "lít"))
    assert tonnes(reading) == [None] * 6
    assert [rule for _, rule, _ in of_cells(reading)] == [
        "unknown_unit", "no_weight", "unknown_unit", "unknown_unit", "unknown_unit", "wrong_dimension",
    ]  # fmt: skip
    assert {severity for _, _, severity in of_cells(reading)} == {"error"}
    assert messages(reading)[2] == (
        'Ô F4 (Sản lượng): ghi "8", nhưng ô H4 ghi "mâm cỗ lớn", không rõ là đơn vị gì. Hãy ghi số tấn, ví dụ "2,5".'
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("kg", "kg"), ("tấn", "tấn"), ("kg", "tấn", 2)),
        ((None, None), ("kg", "kg"), ("tấn", "kg", 2)),
        ((None, None), ("kg", "tấn"), ("tấn", "đơn vị ghi ở từng dòng", 1)),
        (("kg", "tấn"), ("tấn", "tấn"), ("đơn vị ghi ở từng dòng", "tấn", 1)),
        (("kg", "kg"), (None, None), ("kg", "tấn", 2)),
        (("kg", "kg"), ("kg", "kg"), None),
        (("tấn", "tấn"), ("tấn", None), None),
    ],
)
def test_a_change_of_the_rows_units_over_the_same_numbers_is_known(before, after, expected):
    sizes = [
        TabSizes(one.units, one.rows.assign(row_key=["SAL-1", "SAL-2"]))
        for one in (sales(*zip((250, 300), said, strict=True)) for said in (before, after))
    ]
    found = unit_change(*sizes)
    assert (found and (found.before, found.after, found.rows)) == expected


TITLE = [["Đơn vị tính: tấn, đồng/kg"], [*SALES, "ĐVT"]]
BELOW = [[*SALES, "ĐVT"], [*[None] * 5, "(tấn)", "(đ/kg)", None]]
LABELS = [[*SALES[:5], "Sản lượng (tấn)", "Giá bán (đ/kg)", "ĐVT"]]


@pytest.mark.parametrize("above", [LABELS, TITLE, BELOW], ids=["label", "title", "row below the labels"])
def test_the_contracts_own_unit_in_the_header_is_a_statement_like_any_other(above):
    units = [(12, "kg"), (3, "tấn"), ("400 kg", "kg"), (4, None), (5, "thùng")]
    reading = read("sales", [*above, *([*sale(tonnes), unit] for tonnes, unit in units)])
    assert tonnes(reading) == [None, 3.0, 0.4, 4.0, None]
    first = len(above) + 1
    assert of_cells(reading) == [(f"F{first}", "unit_conflict", "error"), (f"F{first + 4}", "unit_conflict", "error")]
    assert (
        f'Ô F{first} (Sản lượng): ghi "12", nhưng ô H{first} ghi đơn vị "kg" còn tiêu đề cột ghi "tấn". Nếu là 12 kg '
        f'thì hãy ghi "12 kg"; nếu không thì sửa ô H{first}.'
    ) in messages(reading)


def test_the_headers_container_agrees_with_the_same_one_and_takes_its_weight():
    rows = ((120, "thùng"), (120, "thùng 20 kg"), (9, "bao 50 kg"), (7, "bao"), (50, None), (30, "kg"))
    reading = sales(*rows, header="Sản lượng (thùng)")
    assert tonnes(reading) == [None, 2.4, None, None, None, None]
    assert [(cell, rule) for cell, rule, _ in rules(reading) if rule in ("unit_conflict", "header_unit")] == [
        ("F2", "header_unit"), ("F4", "unit_conflict"), ("F5", "unit_conflict"), ("F6", "header_unit"),
        ("F7", "unit_conflict"),
    ]  # fmt: skip


def test_an_amount_without_a_unit_waits_where_others_are_no_tonnes_and_nothing_above_says_one():
    reading = sales((250, "kg"), (500, None), (None, None), (4, "-"), ("3 tấn", None), (40, "kg"))
    assert tonnes(reading) == [0.25, None, None, None, 3.0, 0.04]
    assert [one for one in of_cells(reading) if "blank" in one[1]] == [
        ("F3", "blank_row_unit", "error"), ("F5", "blank_row_unit", "error"),
    ]  # fmt: skip
    told = dict(zip(rules(reading), messages(reading), strict=True))
    assert told["F3", "blank_row_unit", "error"] == (
        'Ô F3 (Sản lượng): ghi "500", nhưng ô H3 chưa ghi đơn vị, trong khi ô H2 ghi "kg". Hãy ghi đơn vị vào ô H3.'
    )


@pytest.mark.parametrize("header", ["Sản lượng", "Sản lượng (tấn)"])
def test_a_blank_unit_is_the_headers_where_the_others_say_the_same(header):
    reading = sales((2, "tấn"), (4, None), header=header)
    assert tonnes(reading) == [2.0, 4.0]
    assert of_cells(reading) == []


def test_a_unit_of_money_says_nothing_of_tonnes():
    assert tonnes(sales((2, "nghìn đồng"), (4, None))) == [2.0, 4.0]


def test_a_cell_that_names_its_unit_agrees_or_is_refused():
    reading = sales(("300 kg", "kg"), ("300 kg", "tấn"), ("2 tấn 3 tạ", "tấn"), ("5 tấn", "thùng"), ("40 kg", None))
    assert tonnes(reading) == [0.3, None, 2.3, None, 0.04]
    assert of_cells(reading) == [("F3", "unit_conflict", "error"), ("F5", "unit_conflict", "error")]
    assert 'Ô F3 (Sản lượng): ghi "300 kg", nhưng ô H3 ghi đơn vị "tấn". Hãy ghi cùng một đơn vị ở hai ô.' in (
        messages(reading)
    )


def test_a_header_of_another_unit_agrees_or_is_refused():
    reading = sales((250, "kg"), (3, "tấn"), ("4 tấn", "tấn"), (600, None), header="Sản lượng (kg)")
    assert tonnes(reading) == [0.25, None, 4.0, 0.6]
    assert of_cells(reading) == [("F3", "unit_conflict", "error")]
    assert messages(reading)[0] == (
        'Ô F3 (Sản lượng): ghi "3", nhưng ô H3 ghi đơn vị "tấn" còn tiêu đề cột ghi "kg". Nếu là 3 tấn thì hãy ghi '
        '"3 tấn"; nếu không thì sửa ô H3.'
    )


def test_a_mass_is_not_said_of_money_and_a_price_not_of_a_mass():
    reading = sales((250, "kg"), ("3", "nghìn đồng/kg"))
    assert reading.rows["price_vnd_kg"].tolist() == [9000.0, 9_000_000.0]
    assert tonnes(reading) == [0.25, 3.0]
    reading = read("sales", [[*SALES, "ĐVT"], [*sale(2, "8,5"), "ngàn đ/kg"], [*sale(2, 8500), "đ/kg; tấn"]])
    assert reading.rows["price_vnd_kg"].tolist() == [8500.0, 8500.0]
    assert tonnes(reading) == [2.0, 2.0]


def test_each_column_has_the_unit_beside_it():
    labels = [*SALES[:5], "Sản lượng", "ĐVT", "Giá bán", "Đơn vị tính"]
    rows = [[*sale(250)[:6], "kg", "12", "nghìn đồng"], [*sale(3)[:6], "tấn", 9000, "đồng/kg"]]
    reading = read("sales", [labels, *rows])
    assert tonnes(reading) == [0.25, 3.0]
    assert reading.rows["price_vnd_kg"].tolist() == [12_000.0, 9000.0]


def test_a_price_of_a_piece_is_refused():
    reading = sales((3, "đ/trái"))
    assert tonnes(reading) == [3.0]
    assert of_cells(reading) == [("G2", "no_weight", "error")]


def test_a_container_with_its_weight_is_weighed_where_the_header_says_nothing():
    reading = sales((120, "thùng 20 kg"), (10, "bao (50kg)"), (7, "25 kg/giỏ"), header="Số lượng")
    assert tonnes(reading) == [2.4, 0.5, 0.175]
    reading = sales((3.2, "thùng 20 kg"), header="Sản lượng (tấn)")  # 3.2 tonnes in boxes, or 3.2 boxes
    assert of_cells(reading) == [("F2", "unit_conflict", "error")]


def test_a_likely_label_must_hold_units():
    reading = sales((250, "Xã đoàn Bàn Thạch"), (3, "Huyện đoàn"), label="Đơn vị")
    assert tonnes(reading) == [250.0, 3.0]
    assert "extra_columns" in {rule for _, rule, _ in rules(reading)}
    assert tonnes(sales((3, "thùng"), (4, "bao"), label="Loại bao bì")) == [3.0, 4.0]


@pytest.mark.parametrize(
    "label", ["Đơn vị Đoàn", "Đơn vị đồng hành", "Đơn vị đỡ đầu", "Đơn vị tỉnh giao", "Đơn vị đóng gói"]
)
def test_a_label_that_only_begins_like_a_units_must_hold_units(label):
    reading = sales((2.5, "Xã đoàn Bàn Thạch"), (3, "Hội Nông dân"), header="Sản lượng", label=label)
    assert tonnes(reading) == [2.5, 3.0]
    assert of_cells(reading) == []
    assert tonnes(sales((250, "kg"), (3, "tấn"), header="Sản lượng", label="Đơn vị đo khối lượng")) == [0.25, 3.0]


@pytest.mark.parametrize("label", [None, "Ghi thêm"])
def test_a_single_word_under_no_telling_label_is_no_column_of_units(label):
    reading = sales((12, None), (13, "kg"), (14, None), header="Sản lượng", label=label)
    assert tonnes(reading) == [12.0, 13.0, 14.0]
    assert tonnes(sales((12, "kg"), (13, "kg"), header="Sản lượng", label=label)) == [0.012, 0.013]


def test_a_text_too_long_to_be_read_is_refused_for_its_length_whatever_its_row_says():
    reading = sales(("tấn " * 5000 + "5", "kg"), (250, "kg"), header="Sản lượng")
    assert tonnes(reading) == [None, 0.25]
    assert of_cells(reading) == [("F2", "text_too_long", "error")]


def test_quy_cach_is_a_unit_or_a_form_as_its_cells_say():
    assert tonnes(sales((250, "kg"), (3, "tấn"), (40, "bao"), label="Quy cách")) == [0.25, 3.0, None]
    reading = sales((3, "Sấy khô"), (4, "Tươi"), label="Quy cách")
    assert reading.rows["processed_form"].tolist() == ["Sấy khô", "Tươi"]
    assert tonnes(reading) == [3.0, 4.0]


def test_of_several_quantities_the_unit_is_for_those_without_one():
    header = ["Sản lượng dự kiến" if one == "Sản lượng dự kiến (tấn)" else one for one in SUPPLY]
    row = [*lot("SUP-0001", tonnes=3200)]
    row[SUPPLY.index("Đã thu hoạch (tấn)")] = 100  # and 3 that have a buyer
    reading = read("supply", [[*header, "ĐVT"], [*row, *[None] * (len(SUPPLY) - len(row)), "kg"]], dates=SUPPLY_DATES)
    assert reading.rows["expected_t"].tolist() == [3.2]
    assert [(cell, rule) for cell, rule, _ in rules(reading)] == [("M2", "unit_conflict"), ("N2", "unit_conflict")]


def test_an_area_has_its_own_units():
    row = [*lot("SUP-0001", tonnes=20)]
    row[SUPPLY.index("Diện tích (ha)")] = 15
    labels = ["Diện tích" if one == "Diện tích (ha)" else one for one in SUPPLY]
    reading = read("supply", [[*labels, "ĐVT"], [*row, *[None] * (len(SUPPLY) - len(row)), "công"]], dates=SUPPLY_DATES)
    assert (reading.rows["area_ha"].tolist(), reading.rows["expected_t"].tolist()) == ([1.5], [20.0])


def test_a_count_is_no_mass():
    labels = [column.header for column in CONTRACTS["activities"].columns]
    at = labels.index("Số lượng")
    row = [None, "3/4/2023", "Tuyên truyền", None, "Phát thanh", *[None] * (len(labels) - 5)]
    counted = [[*row[:at], number, *row[at + 1 :], unit] for number, unit in ((3, "buổi"), (500, "kg"), (4, "tập san"))]
    reading = read("activities", [[*labels, "ĐVT"], *counted])
    assert reading.rows["quantity"].tolist()[::2] == [3.0, 4.0]
    assert ("F3", "wrong_dimension") in [(cell, rule) for cell, rule, _ in rules(reading)]


def test_totals_are_in_the_unit_of_all_rows_or_of_none():
    labels = [*SALES, "ĐVT"]
    total = [None, None, "Tổng cộng", None, None, 550]
    same = read("sales", [labels, [*sale(250), "kg"], [*sale(300), "kg"], total])
    mixed = read("sales", [labels, [*sale(250), "kg"], [*sale(3), "tấn"], [*total[:5], 253]])
    wrong = read("sales", [labels, [*sale(250), "kg"], [*sale(300), "kg"], [*total[:5], 650]])
    assert [("total_differs" in {rule for _, rule, _ in rules(one)}) for one in (same, mixed, wrong)] == [
        False, False, True,
    ]  # fmt: skip
