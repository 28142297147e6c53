"""A cooperative's name begins with "Tổng", another is a Mr Cộng: full rows are data whatever their first words."""

from tests.grids.gallery import SUPPLY, SUPPLY_DATES, lot, read


def test_they_are_rows():
    rows = [SUPPLY, lot(None, name="Tổng công ty Rau quả"), lot(None, None, "Cộng"), lot(None, name="Nguồn Phát")]
    reading = read("supply", rows, dates=SUPPLY_DATES)
    assert reading.rows["sheet_row"].tolist() == [2, 3, 4]


def test_an_x_in_the_flag_column_opens_no_section():
    started = [None] * 16 + ["X", None]
    reading = read("supply", [SUPPLY, started], dates=SUPPLY_DATES)
    assert len(reading.rows) == 1
    assert reading.rows["is_refused"].tolist() == [True]
