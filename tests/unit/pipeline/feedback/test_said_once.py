"""Issues of one cause as one line: which belong together, what is said of them, where they are."""

import pytest

from pipeline.feedback.said_once import Cause, cells_in_short, said_once


def cause(cell, rule="invalid_phone", column="phone", severity="warning", tab="Nguồn cung", message=None):
    said = message or f'Ô {cell} (Số điện thoại): ghi "9", không phải số điện thoại.'
    return Cause(tab, rule, severity, column, cell, said)


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


def test_sentences_are_not_compared():
    """Three cells of three texts have one cause; the line shows the first."""
    given = [cause(f"C{row}", "unknown_commune", "commune", message=f"Ô C{row} (Xã): ghi {row}") for row in (7, 8, 9)]
    assert lines(*given) == [(3, "C7:C9", "3 ô cùng một lỗi: C7:C9. Ô C7 (Xã): ghi 7")]


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
