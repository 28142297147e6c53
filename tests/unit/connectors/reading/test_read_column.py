"""The other columns, kinds of cells, and whole columns at once."""

import numpy as np
import pytest


def test_flags(read_cells):
    reading = read_cells("flag", ["x", "X", "có", True, 1, "✓", "TRUE", "không", False, 0, "FALSE", None, " ", "xx", 2])
    assert reading.values.tolist() == [True] * 7 + [False] * 6 + [None] * 2
    assert {row: one.rule for row, one in reading.flags.items()} == {13: "unknown_flag", 14: "unknown_flag"}


def test_choices(read_cells):
    reading = read_cells("choice", ["Hợp tác xã", "hop tac xa", "HTX", "HỘ CÁ THỂ", None, "-", "Hợp tác", "nt", 5])
    assert reading.values.tolist() == ["Hợp tác xã"] * 3 + ["Hộ cá thể", None, None, None, None, None]
    assert reading.flags[6].message == (
        'ghi "Hợp tác", không có trong danh sách. Có phải là "Hợp tác xã"? Hãy chọn một trong: Hợp tác xã, Hộ cá thể.'
    )
    assert reading.flags[8].refused


def test_links(read_cells):
    reading = read_cells(
        "url", ["https://a.vn/b?c=1", "facebook.com/tinhdoan", "javascript:alert(1)", "xem trang", None]
    )
    assert reading.values.tolist() == ["https://a.vn/b?c=1", "https://facebook.com/tinhdoan", None, None, None]
    assert list(reading.flags) == [2, 3]


def test_references(read_cells):
    reading = read_cells("commune", ["Rạch Giá", "R¹ch Gi¸", "nt", "Nơi khác", "-", None, 108])
    assert reading.values.tolist() == ["Rạch Giá"] * 3 + [None] * 4
    assert reading.codes.tolist() == ["899"] * 3 + [None] * 4
    assert reading.texts.tolist() == ["Rạch Giá", "R¹ch Gi¸", "R¹ch Gi¸", "Nơi khác", "-", None, "108"]
    assert {row: one.rule for row, one in reading.flags.items()} == {
        1: "repaired_text", 2: "repaired_text", 3: "unknown_name", 6: "unknown_name",
    }  # fmt: skip


def test_numbers_and_dates_in_a_text_column(read_cells):
    reading = read_cells("text", [108, 2.5, 45000, True, 1.2345e16], {2: "dd/mm/yyyy"})
    assert reading.values.tolist() == ["108", "2,5", "15/03/2023", "TRUE", None]
    assert reading.flags[4].rule == "precision_lost"


@pytest.mark.parametrize("kind", ["quantity", "event", "text", "choice", "flag", "phone", "url", "commune"])
def test_spreadsheet_errors_are_refused_everywhere(kind, read_cells):
    remark = read_cells(kind, ["#REF!"]).flags[0]
    assert (remark.rule, remark.refused) == ("spreadsheet_error", True)


@pytest.mark.parametrize("kind", ["quantity", "event", "text", "choice", "phone", "url", "commune"])
def test_blank_is_null_without_a_remark(kind, read_cells):
    reading = read_cells(kind, [None, "", "  ", "\u200b"])
    assert not reading.flags
    assert all(value is None or value != value for value in reading.values.tolist())


def test_a_mixed_column_keeps_its_rows_apart(read_cells):
    cells = [2.5, "2,5 tấn", None, "12 tạ", "5-7 tấn", "x", 45048, "#N/A", True, "5-7 tấn"]
    reading = read_cells("quantity", cells, {6: "d/m/yyyy"})
    np.testing.assert_array_equal(reading.values, [2.5, 2.5, np.nan, 1.2, 5.0, np.nan, np.nan, np.nan, np.nan, 5.0])
    assert reading.uppers == {4: 7.0, 9: 7.0}
    assert set(reading.local_ta) == {3}
    assert {row: one.rule for row, one in sorted(reading.flags.items())} == {
        4: "range", 5: "not_a_number", 6: "excel_date_in_number", 7: "spreadsheet_error", 8: "not_a_number", 9: "range",
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["Văn nghệ", "abc", "Chợ Lớn", "Cá"])
def test_a_choice_like_none_is_answered_with_the_list_alone(typed, read_cell):
    message = read_cell("choice", typed)[1].message
    assert "Có phải là" not in message
    assert message.endswith("Hãy chọn một trong: Hợp tác xã, Hộ cá thể.")


def test_two_choices_in_one_cell_are_asked_apart(read_cell):
    assert read_cell("choice", "Hợp tác xã, Hộ cá thể")[1].message == (
        'ghi "Hợp tác xã, Hộ cá thể", là nhiều lựa chọn, ô này chỉ ghi một. Hãy chọn một trong: Hợp tác xã, Hộ cá thể.'
    )
    assert "nhiều lựa chọn" not in read_cell("choice", "Hợp tác xã, Chợ")[1].message
