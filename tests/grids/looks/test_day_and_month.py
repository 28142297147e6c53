"""Sheets that take the month first: 3/8 typed on the 3rd of August is kept as the 8th of March, 15/8 stays text."""

from connectors.appearance import PLAIN, Appearance
from tests.grids.gallery import SALES, messages, read, rules, sale

MARCH_8, APRIL_8, APRIL_9, APRIL_20, AUGUST_8 = 44993, 45024, 45025, 45036, 45146
MARCH_4, MAY_4, JUNE_4 = 44989, 45050, 45081  # 4/3, 4/5 and 4/6/2023
LATE = "13/08/2023"
AMERICAN = Appearance(locale="en_US")


def days(*given, date_format="dd/mm/yyyy", appearance=PLAIN):
    """A sale on each of these days: a serial in the format, or a text."""
    rows = [sale(day=day, name=f"Hộ {number}") for number, day in enumerate(given)]
    formats = {(at, 1): date_format for at, day in enumerate(given, start=1) if not isinstance(day, str)}
    return read("sales", [SALES, *rows], formats=formats, appearance=appearance)


def test_dates_beside_day_first_texts_are_refused_where_a_format_shows_the_month_first():
    reading = days(MARCH_8, LATE, AUGUST_8, date_format="m/d/yyyy")
    assert rules(reading) == [("B2", "swapped_date", "error"), ("B2", "month_first", "warning")]
    assert messages(reading) == [
        'Ô B2 (Ngày): ghi "08/03/2023", có thể là 08/03/2023 hoặc 03/08/2023: cột này có ô "13/08/2023" ở dạng chữ, '
        "nên có lẽ bảng tính hiểu tháng trước ngày sau. Hãy chọn định dạng Văn bản cho ô rồi gõ lại: nếu là ngày 08 "
        'tháng 3 năm 2023 thì gõ "08/03/2023", nếu là ngày 03 tháng 8 năm 2023 thì gõ "03/08/2023".',
        'Tab Kết quả: cột B "Ngày" hiện tháng trước, ngày sau: ô B2 hiện 3/8/2023, bảng tính hiểu là ngày 08/03/2023. '
        "Hãy chọn định dạng ngày/tháng/năm (dd/mm/yyyy) cho cột rồi xem lại từng ngày.",
    ]
    assert reading.rows["sold_on"].dt.strftime("%d/%m").tolist()[1:] == ["13/08", "08/08"]


def test_they_are_refused_where_the_spreadsheet_is_of_another_land_or_the_months_of_the_texts_fit():
    assert rules(days(MARCH_8, LATE, APRIL_20, appearance=AMERICAN)) == [("B2", "swapped_date", "error")]
    fitting = days(MARCH_8, APRIL_8, LATE, "15/08/2023")
    assert rules(fitting) == [("B2", "swapped_date", "error"), ("B3", "swapped_date", "error")]


def test_one_text_alone_proves_no_swap_however_often_it_stands_there():
    january_3, february_3, april_3 = 44929, 44960, 45019
    for texts in (["25/3/2023"], ["25/3/2023", "25/3/2023"]):
        reading = days(january_3, february_3, april_3, *texts)
        assert rules(reading) == [(f"B{row}", "swapped_date", "warning") for row in (2, 3, 4)]
        assert reading.rows["sold_on"].dt.strftime("%d/%m").tolist()[:3] == ["03/01", "03/02", "03/04"]


def test_without_such_proof_they_are_remarked_on_with_both_readings():
    reading = days(MARCH_8, APRIL_9, APRIL_8, "15/03/2023", date_format="mm-dd-yy")
    assert rules(reading) == [(f"B{row}", "swapped_date", "warning") for row in (2, 3, 4)]
    assert reading.rows["sold_on"].dt.strftime("%d/%m").tolist() == ["08/03", "09/04", "08/04", "15/03"]
    assert messages(reading)[0] == (
        'Ô B2 (Ngày): ghi "08/03/2023", đọc là 08/03/2023; cột này có ô "15/03/2023" ở dạng chữ, nên có lẽ bảng tính '
        "hiểu tháng trước ngày sau. Nếu đúng ra là 03/08/2023 thì hãy chọn định dạng Văn bản cho ô rồi gõ lại "
        '"03/08/2023".'
    )


def test_only_the_cells_that_show_the_month_first_are_refused_beside_others_that_do_not():
    rows = [sale(day=day, name=f"Hộ {number}") for number, day in enumerate((MARCH_8, APRIL_8, LATE, APRIL_20))]
    formats = {(1, 1): "m/d/yyyy", (2, 1): "dd/mm/yyyy", (4, 1): "dd/mm/yyyy"}
    assert rules(read("sales", [SALES, *rows], formats=formats))[:-1] == [("B2", "swapped_date", "error")]


def test_a_column_that_shows_it_takes_the_day_first_is_left_alone():
    assert rules(days(MARCH_8, APRIL_8, LATE, APRIL_20)) == []
    assert rules(days(MARCH_8, APRIL_8, APRIL_9)) == []
    assert rules(days("8/3/2023", LATE)) == []
    assert rules(days(MARCH_8, "15/03/2023")) == []


def test_a_single_date_that_fits_the_texts_once_it_is_swapped_is_remarked_on():
    assert rules(days(MARCH_8, LATE)) == [("B2", "swapped_date", "warning")]


def test_dates_beside_month_first_texts_are_refused_where_nothing_shows_the_day_first():
    assert rules(days("04/13/2023", "04/15/2023", "04/03/2023")) == [
        ("B2", "invalid_date", "error"),
        ("B3", "invalid_date", "error"),
        ("B4", "swapped_date", "error"),
    ]
    pasted = days(MARCH_4, MAY_4, "4/13/2023", "4/15/2023", JUNE_4)
    assert [one for one in rules(pasted) if one[1] == "swapped_date"] == [
        (f"B{row}", "swapped_date", "error") for row in (2, 3, 6)
    ]
    assert messages(pasted)[0] == (
        'Ô B2 (Ngày): ghi "04/03/2023", có thể là 04/03/2023 hoặc 03/04/2023: cột này có ô "4/13/2023" ghi tháng trước '
        'ngày sau. Hãy chọn định dạng Văn bản cho ô rồi gõ lại: nếu là ngày 04 tháng 3 năm 2023 thì gõ "04/03/2023", '
        'nếu là ngày 03 tháng 4 năm 2023 thì gõ "03/04/2023".'
    )


def test_a_single_month_first_text_may_be_a_slip_and_its_neighbours_are_remarked_on():
    reading = days(MARCH_4, "4/13/2023", "04/04/2023", "05/04/2023")
    assert rules(reading) == [
        ("B2", "swapped_date", "warning"),
        ("B3", "invalid_date", "error"),
        ("B5", "swapped_date", "warning"),
    ]
    assert reading.rows["sold_on"].dt.strftime("%d/%m").tolist()[2:] == ["04/04", "05/04"]


def test_month_first_texts_among_dates_that_say_the_day_first_doubt_those_that_fit_them():
    mixed = days(MARCH_4, MARCH_8, APRIL_20, "4/13/2023", "4/15/2023")
    assert [one for one in rules(mixed) if one[1] == "swapped_date"] == [("B2", "swapped_date", "warning")]
    slip = days(MARCH_4, MARCH_8, APRIL_20, "4/13/2023")
    assert [one for one in rules(slip) if one[1] == "swapped_date"] == []


def test_numbers_that_show_the_month_first_agree_with_such_texts():
    shown = days(MARCH_4, MAY_4, "4/13/2023", "4/15/2023", date_format="m/d/yyyy")
    assert [one for one in rules(shown) if one[1] == "swapped_date"] == []
