"""Sheets that take the month first: 3/8 typed on the 3rd of August is kept as the 8th of March, 15/8 stays text."""

from connectors.appearance import PLAIN, Appearance
from tests.grids.gallery import SALES, messages, read, rules, sale

MARCH_8, APRIL_8, APRIL_9, APRIL_20, AUGUST_8 = 44993, 45024, 45025, 45036, 45146
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
        "nên có lẽ bảng tính hiểu tháng trước ngày sau. Hãy chọn định dạng Văn bản cho ô rồi gõ lại ngày/tháng/năm, ví "
        'dụ "03/08/2023".',
        'Tab Kết quả: cột B "Ngày" hiện tháng trước, ngày sau: ô B2 hiện 3/8/2023, được đọc là ngày 08/03/2023. '
        "Hãy chọn định dạng ngày/tháng/năm (dd/mm/yyyy) cho cột rồi xem lại từng ngày.",
    ]
    assert reading.rows["sold_on"].dt.strftime("%d/%m").tolist()[1:] == ["13/08", "08/08"]


def test_they_are_refused_where_the_spreadsheet_is_of_another_land_or_the_months_of_the_texts_fit():
    assert rules(days(MARCH_8, LATE, APRIL_20, appearance=AMERICAN)) == [("B2", "swapped_date", "error")]
    fitting = days(MARCH_8, APRIL_8, LATE)
    assert rules(fitting) == [("B2", "swapped_date", "error"), ("B3", "swapped_date", "error")]


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
