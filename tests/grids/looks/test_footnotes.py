"""Numbers and names with footnote marks, typed as characters or raised by their format."""

from openpyxl.styles import Font

from tests.grids.gallery import SALES, SALES_AT, SALES_DATES, SUPPLY, SUPPLY_DATES, lot, messages, read, rules, sale
from tests.grids.looks.books import lowered, parts, raised, read_typed

DAY = "10/04/2023"


def test_typed_marks_join_no_number_and_no_name():
    rows = [
        sale(tonnes="20¹", price="8.800*"),
        sale(day="3¹/4/2023", name="HTX Bình An¹", tonnes="12,5 tấn (*)"),
        sale(name="Trần B", tonnes="20①", product="Khoai lang²", channel="Thương lái*", households="12†"),
    ]
    reading = read("sales", [SALES, *rows], dates=SALES_DATES)
    assert reading.rows["quantity_t"].tolist() == [20, 12.5, 20]
    assert reading.rows["price_vnd_kg"].tolist() == [8800, 6000, 6000]
    assert reading.rows["households"].tolist()[2] == 12
    assert reading.rows["producer_name"].tolist() == ["Nguyễn Văn A", "HTX Bình An", "Trần B"]
    assert reading.rows["product_code"].nunique() == 1
    assert reading.rows["sold_on"].dt.day.tolist() == [10, 3, 10]
    assert {rule for _, rule, _ in rules(reading)} == {"footnote_mark"}
    assert sorted(cell for cell, _, _ in rules(reading)) == ["B3", "E3", "F4", "H4", "J2", "J3", "J4", "K2", "M4"]
    assert messages(reading)[3] == (
        'Ô H4 (Kênh tiêu thụ): ghi "Thương lái*", bỏ dấu chú thích "*", đọc là "Thương lái". '
        "Hãy ghi chú thích ở cột Ghi chú."
    )


def test_stars_between_figures_are_no_marks():
    reading = read("sales", [SALES, sale(tonnes="2**3"), sale(name="B", tonnes="2*3")], dates=SALES_DATES)
    assert rules(reading) == [("J2", "not_a_number", "error"), ("J3", "not_a_number", "error")]


def test_a_mark_that_may_be_a_power_or_stands_alone_or_amid_digits_is_refused():
    rows = [sale(tonnes="10³"), sale(name="B", tonnes="²"), sale(name="C", tonnes="1²5")]
    reading = read("sales", [SALES, *rows], dates=SALES_DATES)
    assert rules(reading) == [(cell, "footnote_mark", "error") for cell in ("J2", "J3", "J4")]
    assert messages(reading)[0] == (
        'Ô J2 (Sản lượng): ghi "10³", có thể là 1000 (10 lũy thừa) hoặc 10 kèm dấu chú thích. Hãy ghi lại một con số.'
    )


def test_a_fraction_of_raised_and_lowered_figures_is_refused_with_its_whole_text():
    typed = ("2¹⁄₂", "2¹/₂ tấn", "¹⁄₂", "3 ¹/2")
    rows = [sale(name=f"Hộ {number}", tonnes=text) for number, text in enumerate(typed)]
    reading = read("sales", [SALES, *rows, sale(tonnes="12¹", price="8.800²/kg")], dates=SALES_DATES)
    assert reading.rows["quantity_t"].tolist()[-1:] == [12]
    assert reading.rows["price_vnd_kg"].tolist()[-1:] == [8800]
    assert [one for one in rules(reading) if one[2] == "error"] == [
        (f"J{row}", "footnote_mark", "error") for row in (2, 3, 4, 5)
    ]
    assert messages(reading)[0] == (
        'Ô J2 (Sản lượng): ghi "2¹⁄₂", có thể là phân số. Hãy ghi số thập phân, ví dụ "3,2".'
    )


def test_a_fraction_that_is_raised_by_its_format_is_refused_with_its_whole_text(tmp_path):
    rows = [
        sale(DAY, tonnes=parts("2", raised("1/2"))),
        sale(DAY, "B", parts("2 ", raised("1"), "/", lowered("2"), " tấn")),
        sale(DAY, "C", 5, price=parts("8.800", raised("1"), "/kg")),
        sale(parts("10/04", raised("1"), "/2023"), "D", 6),
    ]
    reading = read_typed(tmp_path, "sales", [SALES, *rows])
    assert rules(reading) == [
        ("B5", "footnote_mark", "warning"),
        ("J2", "footnote_mark", "error"),
        ("J3", "footnote_mark", "error"),
        ("K4", "footnote_mark", "warning"),
    ]
    assert reading.rows["price_vnd_kg"].tolist()[2] == 8800
    assert messages(reading)[1] == (
        'Ô J2 (Sản lượng): ghi "21/2", trong đó "1/2" viết nâng lên hoặc hạ xuống, có thể là phân số. Hãy ghi số thập '
        'phân, ví dụ "3,2".'
    )


def test_exponents_formulas_stars_of_a_class_and_old_fonts_are_no_marks():
    note = "đất 500 m², CO₂, OCOP 4*"
    row = lot(tonnes=12.5)
    row[SUPPLY.index("Diện tích (ha)")], row[-1] = "5000 m²", note
    reading = read("supply", [SUPPLY, row], dates=SUPPLY_DATES)
    assert (reading.rows["area_ha"].tolist(), reading.rows["note"].tolist(), rules(reading)) == ([0.5], [note], [])
    old = read("sales", [SALES, sale(buyer_name="V¹i nhµ m¸y")], dates=SALES_DATES)  # TCVN3, where ¹ is ạ
    assert old.rows["buyer_name"].tolist() == ["Vại nhà máy"]
    assert [rule for _, rule, _ in rules(old)] == ["repaired_text"]


def test_parts_raised_or_lowered_by_their_format(tmp_path):
    rows = [
        sale(DAY, tonnes=parts("20", raised("1")), price=parts("8.800", raised("(2)"))),
        sale(DAY, parts("HTX Bình An", raised("1")), parts("12,5", lowered("2"))),
        sale(DAY, "Trần B", 7, note=parts("đất 500 m", raised("2"), ", CO", lowered("2"))),
    ]
    reading = read_typed(tmp_path, "sales", [SALES, *rows])
    assert reading.rows["quantity_t"].tolist() == [20, 12.5, 7]
    assert reading.rows["price_vnd_kg"].tolist() == [8800, 6000, 6000]
    assert reading.rows["producer_name"].tolist()[1] == "HTX Bình An"
    assert reading.rows["note"].tolist()[2] == "đất 500 m2, CO2"
    assert rules(reading) == [(cell, "footnote_mark", "warning") for cell in ("E3", "J2", "J3", "K2")]
    assert messages(reading)[1] == (
        'Ô J2 (Sản lượng): ghi "201", trong đó "1" viết nâng lên hoặc hạ xuống nên bỏ, đọc là "20". '
        "Hãy ghi chú thích ở cột Ghi chú."
    )


def test_a_figure_that_is_raised_as_a_whole_is_no_figure(tmp_path):
    def lift(sheet):
        sheet.cell(2, SALES_AT["quantity_t"] + 1).font = Font(vertAlign="superscript")

    reading = read_typed(tmp_path, "sales", [SALES, sale(DAY, tonnes=15)], lift)
    assert rules(reading) == [("J2", "footnote_mark", "error")]
