"""Issues of one cause as one line: which belong together, what is said of them, where they are."""

import pytest

from pipeline.feedback.said_once import Cause, cells_in_short, said_once


def cause(cell, rule="invalid_phone", column="phone", severity="warning", tab="Nguồn cung", message=None, raw="9"):
    said = message or f'Ô {cell} (Số điện thoại): ghi "{raw}", không phải số điện thoại.'
    return Cause(tab, rule, severity, column, cell, said, raw)


def product(cell, raw, meant):
    said = f'Ô {cell} (Nông sản): ghi "{raw}", không có trong danh mục. Có phải {meant}?'
    return cause(cell, "unknown_product", "product", "error", message=said, raw=raw)


def lines(*causes):
    return [(one.count, one.place, one.message) for one in said_once(causes, lambda one: one)]


def test_a_column_of_telephones_is_one_line_with_its_range():
    found = lines(*[cause(f"F{row}") for row in (4, 5, 6, 9)])
    assert found == [
        (4, "F4:F6, F9", '4 ô cùng một lỗi: F4:F6, F9. Ô F4 (Số điện thoại): ghi "9", không phải số điện thoại.')
    ]


def test_two_are_two_lines():
    assert [count for count, *_ in lines(cause("F4"), cause("F5"))] == [1, 1]


OTHERS = {
    "another column": {"column": "note"},
    "another rule": {"rule": "text_in_phone"},
    "another severity": {"severity": "error"},
    "another tab": {"tab": "Nhu cầu"},
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_what_differs_is_said_apart_and_in_its_place(other):
    given = [cause("F4"), cause("F5", **other), cause("F6"), cause("F7")]
    assert [(count, place) for count, place, _ in lines(*given)] == [(3, "F4, F6:F7"), (1, "F5")]


def test_what_is_said_alike_of_different_values_is_one_line_that_lists_them():
    given = [cause(f"F{row}", raw=str(row)) for row in (4, 5, 5, 6, 7, 8, 9)]
    ((count, place, said),) = lines(*given)
    assert (count, place) == (7, "F4:F9")
    assert said == (
        '7 ô cùng một lỗi: F4:F9, ghi "4", "5", "6", "7" và 2 giá trị khác. '
        'Ô F4 (Số điện thoại): ghi "4", không phải số điện thoại.'
    )


def test_three_products_that_are_each_another_one_keep_their_three_sentences():
    given = [product("E4", "Kóm", "Khóm"), product("E5", "Xòai", "Xoài"), product("E6", "Buởi", "Bưởi")]
    assert lines(*given) == [(1, one.cell, one.message) for one in given]


def test_one_product_of_three_rows_is_one_line_and_the_others_stay_in_their_places():
    given = [product("E4", "Kóm", "Khóm"), product("E5", "Xòai", "Xoài")]
    given += [product("E6", "Kóm", "Khóm"), product("E7", "Kóm", "Khóm")]
    together = '3 ô cùng một lỗi: E4, E6:E7. Ô E4 (Nông sản): ghi "Kóm", không có trong danh mục. Có phải Khóm?'
    assert lines(*given) == [(3, "E4, E6:E7", together), (1, "E5", given[1].message)]


def test_many_that_are_each_told_something_else_are_one_line_with_an_example():
    given = [product(f"E{row}", f"Cây {row}", f"giống {row}") for row in range(4, 10)]
    assert lines(*given) == [
        (
            6,
            "E4:E9",
            '6 ô cùng một lỗi: E4:E9, ghi "Cây 4", "Cây 5", "Cây 6", "Cây 7" và 2 giá trị khác. '
            'Ví dụ: Ô E4 (Nông sản): ghi "Cây 4", không có trong danh mục. Có phải giống 4?',
        )
    ]
    assert [count for count, *_ in lines(*given[:5])] == [1, 1, 1, 1, 1]


def test_a_line_says_what_is_written_in_its_cells():
    given = [*[cause(f"F{row}") for row in (4, 5, 6)], *[cause(f"G{row}", "x", "g", raw=f"{row}") for row in (7, 8, 9)]]
    assert [one.written for one in said_once(given, lambda one: one)] == ["9", '"7", "8", "9"']


def test_issues_of_a_tab_that_point_at_one_cell_stand_by_themselves():
    given = [cause("S4", "blank_row_unit", None, message=f"Tab Nguồn cung: cột {name}", raw=None) for name in "LMN"]
    assert lines(*given) == [(1, "S4", one.message) for one in given]


def test_formulas_without_results_have_one_cause_in_all_columns_of_a_tab():
    said = "công thức chưa có kết quả, hãy mở tệp bằng Excel và lưu lại."
    cells = (("B4", "error"), ("J3", "error"), ("J4", "error"), ("L2", "warning"))
    given = [cause(at, "no_result", at[0], severity, "Kết quả", f"Ô {at} (x): {said}") for at, severity in cells]
    assert lines(*given) == [(4, "B4, J3:J4, L2", f"4 ô cùng một lỗi: B4, J3:J4, L2. Ô B4 (x): {said}")]


def test_issues_of_rows_and_tabs_stand_by_themselves():
    given = [cause(None, "duplicate_row", None, message=f"Dòng {row}: trùng") for row in (3, 4, 5)]
    assert [count for count, *_ in lines(*given)] == [1, 1, 1]


def test_tabs_that_are_all_missing_are_one_line():
    tabs = ("Nguồn cung", "Nhu cầu", "Kết quả")
    given = [cause(None, "missing_tab", None, "error", tab, f"Không thấy tab {tab} trong bảng tính.") for tab in tabs]
    assert lines(*given) == [
        (
            3,
            None,
            "3 tab cùng một lỗi (Nguồn cung, Nhu cầu, Kết quả). Không thấy tab Nguồn cung trong bảng tính.",
        )
    ]


@pytest.mark.parametrize(
    ("cells", "short"),
    [
        (["K5"], "K5"),
        (["K9", "K10", "K8"], "K8:K10"),
        (["K5", "K7", "K9", "K11", "K13", "K14"], "K5, K7, K9, K11 và 2 ô khác"),
        (["AA3", "B3", "AA4"], "B3, AA3:AA4"),
    ],
)
def test_cells_below_one_another_are_a_range(cells, short):
    assert cells_in_short(cells) == short
