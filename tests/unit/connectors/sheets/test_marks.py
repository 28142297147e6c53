"""A person's note comes back to the letter, whatever the platform's lines did to it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from connectors.cells import CellGrid
from connectors.sheets.marks import MarkedTab, Remark, TabFeedback, few_lines, human_part, remark_line, with_lines
from connectors.sheets.placing import match_rows, plan_edits

OURS = re.compile(r"^\[KT\] (Lỗi|Lưu ý): ", re.MULTILINE)
NOTES = st.text(st.sampled_from("ab \n\t[KT]Lỗi:ưu ý\u2028=\"'")).filter(lambda text: not OURS.search(text))
MESSAGES = st.lists(st.text(min_size=1, max_size=30).filter(str.strip), min_size=1, max_size=3)


@given(NOTES, MESSAGES, MESSAGES)
def test_adding_changing_and_taking_away_gives_the_note_back(note, first, second):
    marked = with_lines(note, tuple(remark_line("error", message) for message in first))
    assert human_part(marked) == note
    assert marked.startswith(note)
    changed = with_lines(marked, tuple(remark_line("warning", message) for message in second))
    assert human_part(changed) == note
    assert with_lines(changed, ()) == note


def test_what_a_person_adds_below_the_platforms_lines_stays():
    marked = with_lines("gọi anh Ba", (remark_line("error", "hãy ghi số."),)) + "\nđã gọi"
    assert human_part(marked) == "gọi anh Ba\nđã gọi"
    assert human_part(with_lines("", (remark_line("error", "x"),)) + "\nđã gọi") == "đã gọi"


def test_a_line_is_one_line_and_not_without_end():
    line = remark_line("warning", "một\nhai " + "x" * 900)
    assert line.startswith("Lưu ý: một hai xxx")
    assert len(line) <= 610
    assert "\n" not in line


def rows(*values) -> CellGrid:
    return CellGrid.from_rows([list(row) for row in values])


def test_equal_rows_keep_their_order_and_are_left_out_where_their_number_differs():
    was = rows(["Mã", "x"], ["A", 1], ["B", 1], ["C", 2])
    assert match_rows(was, rows(["Mã", "x"], ["C", 2], [None, 1], [None, 1]), [0]) == {0: 0, 3: 1, 1: 2, 2: 3}
    assert match_rows(was, rows(["Mã", "x"], [None, 1], ["C", 2]), [0]) == {0: 0, 3: 2}


def test_marks_on_rows_that_are_gone_or_empty_are_taken_away():
    checked = rows(["Mã", "x"], ["A", 1])
    now = MarkedTab("t", checked, notes={(5, 1): "[KT] Lỗi: cũ", (6, 1): "của tôi"}, fills={(5, 1): "FFD9C6"})
    edits = plan_edits(now, TabFeedback("t", checked, {1: 0}, {}))
    assert [(edit.row, edit.col, edit.note, edit.fill) for edit in edits] == [(5, 1, "", "")]


def test_a_cell_bears_distinct_lines_errors_first_and_at_most_six():
    warnings = [Remark("warning", f"lưu ý {number}") for number in range(6)]
    shown = few_lines([*warnings, Remark("error", "hãy ghi số."), warnings[0], Remark("error", "hãy  ghi số.")])
    assert shown == ("Lỗi: hãy ghi số.", *(f"Lưu ý: lưu ý {number}" for number in range(5)))
