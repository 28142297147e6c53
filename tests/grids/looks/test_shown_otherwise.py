"""Numbers and dates whose format shows something else than the cell holds."""

from tests.grids.gallery import SALES, SALES_AT, SALES_DATES, SUPPLY, lot, messages, read, rules, sale

MARCH_1, MARCH_15 = 44986, 45000


def sales(*tonnes):
    """A sale each of these tonnes, as (number, number format)."""
    rows = [sale(name=f"Hộ {number}", tonnes=given) for number, (given, _) in enumerate(tonnes)]
    formats = {(at, SALES_AT["quantity_t"]): form for at, (_, form) in enumerate(tonnes, start=1) if form}
    return read("sales", [SALES, *rows], dates=SALES_DATES, formats=formats)


def test_thousands_millions_own_digits_and_nothing_are_refused_naming_what_is_shown_and_held():
    reading = sales((12_500, "#,##0,"), (1_250_000, "0.0,,"), (12, '0"000"'), (12, ";;;"), (12, '"đủ"'))
    assert rules(reading) == [(f"J{row}", "shown_otherwise", "error") for row in range(2, 7)]
    end = "Hãy chọn định dạng Số rồi ghi lại đúng số."
    assert messages(reading) == [
        f'Ô J2 (Sản lượng): ô hiện "13" (định dạng thu gọn hàng nghìn) nhưng số giữ trong ô là 12500. {end}',
        f'Ô J3 (Sản lượng): ô hiện "1,3" (định dạng thu gọn hàng triệu) nhưng số giữ trong ô là 1250000. {end}',
        f'Ô J4 (Sản lượng): định dạng của ô hiện thêm chữ số "000" nhưng số giữ trong ô là 12. {end}',
        f"Ô J5 (Sản lượng): ô không hiện gì nhưng số giữ trong ô là 12. {end}",
        f'Ô J6 (Sản lượng): ô chỉ hiện "đủ" nhưng số giữ trong ô là 12. {end}',
    ]


def test_formats_that_show_the_number_itself_say_nothing():
    plain = ("General", "0.00", "#,##0", "#,##0.0_);(#,##0.0)", "@", '#,##0 "tấn"', "[>100]0;0.0", "0.0E+00", '0"m2"')
    reading = sales(*((12, one) for one in plain[:-1]))
    assert rules(reading) == []
    assert reading.rows["quantity_t"].tolist() == [12] * 8
    kilograms = sales((12_500, '#,##0 "kg"'), (12_500, '#,##0.0, "tấn"'))
    assert kilograms.rows["quantity_t"].tolist() == [12.5, 12.5]


def test_a_date_whose_format_shows_no_day_is_the_month_that_is_seen():
    rows = [sale(day=MARCH_1), sale(day=MARCH_15, name="B"), sale(day=MARCH_15, name="C"), sale(day=MARCH_15, name="D")]
    formats = {(1, 1): "mm/yyyy", (2, 1): "mmm-yy", (3, 1): "yyyy", (4, 1): "d-mmm"}
    reading = read("sales", [SALES, *rows], formats=formats)
    assert rules(reading) == [(f"B{row}", "partial_date", "error") for row in (2, 3, 4)]
    assert messages(reading)[:2] == [
        'Ô B2 (Ngày): ghi "03/2023", là khoảng từ 01/03/2023 đến 31/03/2023, cột này cần một ngày cụ thể. '
        'Hãy ghi đủ ngày/tháng/năm, ví dụ "15/03/2023".',
        'Ô B3 (Ngày): ghi "03/2023", là khoảng từ 01/03/2023 đến 31/03/2023, cột này cần một ngày cụ thể. '
        'Hãy ghi đủ ngày/tháng/năm, ví dụ "15/03/2023". Trong ô là 15/03/2023 nhưng chỉ hiện "03/2023".',
    ]
    assert reading.rows["sold_on"].dt.day.tolist()[3] == 15


def test_a_window_of_months_lasts_from_the_first_day_to_the_last():
    row = lot(tonnes=12.5)
    row[9], row[10] = MARCH_1, MARCH_1
    reading = read("supply", [SUPPLY, row], formats={(1, 9): "mmm-yy", (1, 10): "mm/yyyy"})
    ends = [reading.rows[name].dt.strftime("%d/%m/%Y").tolist() for name in ("harvest_start", "harvest_end")]
    assert ends == [["01/03/2023"], ["31/03/2023"]]
    assert rules(reading) == [("J2", "partial_date", "warning"), ("K2", "partial_date", "warning")]


def test_a_month_in_a_column_of_words_is_the_text_that_is_seen():
    reading = read("sales", [SALES, sale(note=MARCH_15)], dates=SALES_DATES, formats={(1, SALES_AT["note"]): "mm/yyyy"})
    assert reading.rows["note"].tolist() == ["03/2023"]
