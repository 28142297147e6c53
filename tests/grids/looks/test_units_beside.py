"""A unit of its own column that is merged over rows, crossed out, or crossed out in part."""

import numpy as np
from openpyxl.styles import Font

from tests.grids.gallery import SALES, messages, rules, sale
from tests.grids.looks.books import parts, raised, read_typed, struck

DAY = "10/04/2023"
LABELS = [*["Sản lượng" if label == "Sản lượng (tấn)" else label for label in SALES], "ĐVT"]
UNIT = "P"


def rows(*given):
    """A tab of sales of (quantity, unit), the quantity in column J and the unit in column P."""
    named = enumerate(given, start=1)
    return [LABELS, *([*sale(DAY, f"Người Số {at}", tonnes), unit] for at, (tonnes, unit) in named)]


def tonnes(reading):
    return [None if np.isnan(value) else value for value in reading.rows["quantity_t"].tolist()]


def of_rows(reading):
    return [(cell, rule) for cell, rule, _ in rules(reading) if rule not in ("merged_cells", "missing_columns")]


def test_a_merged_unit_is_that_of_all_its_rows(tmp_path):
    given = rows((12, "kg"), (13, None), (14, None), (2, "tấn"))
    reading = read_typed(tmp_path, "sales", given, lambda sheet: sheet.merge_cells("P2:P4"))
    assert tonnes(reading) == [0.012, 0.013, 0.014, 2.0]
    assert of_rows(reading) == []


def test_a_refusal_names_the_first_cell_of_the_merged_unit(tmp_path):
    given = rows((1, "tấn"), (120, "thùng"), (130, None))
    reading = read_typed(tmp_path, "sales", given, lambda sheet: sheet.merge_cells("P3:P4"))
    assert tonnes(reading) == [1.0, None, None]
    assert of_rows(reading) == [("J3", "unknown_unit"), ("J4", "unknown_unit")]
    assert 'Ô J4 (Sản lượng): ô P3 ghi đơn vị "thùng"; ghi "130"' in messages(reading)[-1]


def test_a_merged_mark_and_a_mark_below_a_merged_unit_are_as_above(tmp_path):
    given = rows((1, "kg"), (2, '"'), (3, None), (4, "tấn"), (5, None), (6, "nt"))

    def merge(sheet):
        sheet.merge_cells("P3:P4")
        sheet.merge_cells("P5:P6")

    assert tonnes(read_typed(tmp_path, "sales", given, merge)) == [0.001, 0.002, 0.003, 4.0, 5.0, 6.0]


def test_a_unit_merged_with_a_cell_of_another_column_is_none(tmp_path):
    given = rows((12, "kg"), (13, "kg"))
    given[2][14] = "Xã nhập"  # the note, in column O
    reading = read_typed(tmp_path, "sales", given, lambda sheet: sheet.merge_cells("O3:P3"))
    assert tonnes(reading) == [0.012, None]
    assert ("J3", "merged_cell") in of_rows(reading)
    assert (
        'Ô J3 (Sản lượng): đơn vị ở ô P3 gộp với ô O3 (ghi "Xã nhập") là ô của cột khác. Hãy bỏ gộp rồi ghi riêng cho '
        "từng cột."
    ) in messages(reading)


def test_a_unit_crossed_out_refuses_its_row_and_what_refers_to_it(tmp_path):
    given = rows((12, "kg"), (13, "kg"), (14, "nt"), (15, "kg"), ("16 kg", "tấn"))

    def strike(sheet):
        sheet[f"{UNIT}3"].font = sheet[f"{UNIT}6"].font = Font(strike=True)

    reading = read_typed(tmp_path, "sales", given, strike)
    assert tonnes(reading) == [0.012, None, None, 0.015, 0.016]
    assert of_rows(reading) == [("J3", "struck_cell"), ("J4", "struck_cell")]
    assert messages(reading)[-1] == (
        'Ô J4 (Sản lượng): đơn vị ở ô P3 ghi "kg", cả ô bị gạch ngang nên không được tính. Nếu còn đúng thì hãy bỏ '
        "gạch ngang; nếu không thì hãy xóa rồi ghi lại."
    )


def test_a_unit_crossed_out_in_part_is_read_by_its_rest_and_remarked_on(tmp_path):
    given = rows((12, parts(struck("tấn"), " kg")), (13, parts("kg", raised("a"))), (1400, "kg"))
    reading = read_typed(tmp_path, "sales", given)
    assert tonnes(reading) == [0.012, 0.013, 1.4]
    assert of_rows(reading) == [("J2", "struck_text"), ("J3", "footnote_mark")]
    assert {severity for _, rule, severity in rules(reading) if rule == "struck_text"} == {"warning"}
    assert messages(reading)[-2] == (
        'Ô J2 (Sản lượng): đơn vị ở ô P2 ghi "tấn kg", trong đó "tấn" bị gạch ngang nên bỏ, đọc là "kg". Hãy xóa hẳn '
        "phần gạch ngang."
    )


def test_a_row_crossed_out_as_a_whole_is_read_like_a_hidden_one(tmp_path):
    def strike(sheet):
        for cell in sheet[2]:
            cell.font = Font(strike=True)

    reading = read_typed(tmp_path, "sales", rows((12, "kg"), (13, "kg")), strike)
    assert tonnes(reading) == [0.012, 0.013]
