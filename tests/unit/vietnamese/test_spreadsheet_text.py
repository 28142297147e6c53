"""Nothing that somebody typed becomes a formula in whatever program opens the file."""

import csv
import io

import pytest

from vietnamese.spreadsheet_text import csv_text, is_like_formula

FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u200b=1+1", "\ufeff=1+1", "\x00=1+1",
    "＝1+1", "＠SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x";"Xem")', "- Thiếu vốn", "+84 912",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_marked_as_text(text):
    assert is_like_formula(text)
    ((cell,),) = csv.reader(io.StringIO(csv_text([[text]]), newline=""))
    assert cell == f"'{text}".replace("\r", "\n")


def test_words_and_numbers_stay():
    row = ["Hộ Tám", "", "a=b", None, -1.5, 3, "-5.8897", "+3", "1e-7", "12/8"]
    assert csv_text([row]) == "Hộ Tám,,a=b,,-1.5,3,-5.8897,+3,1e-7,12/8\n"
    assert not is_like_formula("")


def test_a_cell_can_add_neither_a_cell_nor_a_row():
    given = [['a,"b"\n=1', "c"], ["d", "e\r=1"]]
    shown = [['a,"b"\n=1', "c"], ["d", "e\n=1"]]
    assert list(csv.reader(io.StringIO(csv_text(given), newline=""))) == shown
