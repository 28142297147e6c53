"""Hundreds of rows hold only what the template put there: numbers, unticked boxes, formulas that give 0, a stray Mã."""

from tests.grids.gallery import CONTRACTS, read

SALES = ["STT", *(column.header for column in CONTRACTS["sales"].columns)]


def test_they_are_blank():
    idle = [7, None, None, None, None, None, None, None, None, None, None, None, 0, None, None, None]
    reading = read("sales", [SALES, *([idle] * 40), [48, "SAL-0040"], ["   "]])
    assert (len(reading.rows), reading.rows_seen, reading.skipped) == (0, 43, 43)
    assert len(reading.issues) == 0


def test_unticked_boxes_are_blank():
    supply = [column.header for column in CONTRACTS["supply"].columns]
    reading = read("supply", [supply, [None] * 16 + [False, None]])
    assert (len(reading.rows), reading.rows_seen) == (0, 2)
