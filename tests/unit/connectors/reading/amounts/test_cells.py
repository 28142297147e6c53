"""Numeric cells: separators, units, compounds, words, ranges, bounds; expected values worked out by hand."""

import pytest

CLEAN = [
    ("quantity", "1,234.5 kg", 1.2345),
    ("quantity", "1.234.567 kg", 1234.567),
    ("quantity", "0,125", 0.125),  # a group cannot begin with 0, so one reading is left
    ("quantity", "1234,567", 1234.567),  # nor can it have four digits before it
    ("quantity", "2.500 kg", 2.5),
    ("quantity", "12 tạ", 1.2),
    ("quantity", "2 tấn rưỡi", 2.5),
    ("quantity", "3½ tấn", 3.5),
    ("quantity", "5 tấn + 300kg", 5.3),
    ("quantity", "20kg x 333 thùng", 6.66),
    ("quantity", "30 giạ (20kg/giạ)", 0.6),
    ("quantity", "3 xe (1.500 kg/xe)", 4.5),
    ("quantity", "12 tấn (120 tạ)", 12.0),
    ("quantity", "12 (tấn)", 12.0),
    ("quantity", "5 yến", 0.05),
    ("quantity", "1 500 000 kg", 1500.0),
    ("quantity", "'2500", 2500.0),
    ("area", "1 ha 500 m2", 1.05),
    ("area", "12 công tầm lớn", 1.5552),
    ("area", "2 mẫu tây", 2.0),
    ("price", "25k", 25_000.0),
    ("price", "7k25", 7_250.0),
    ("price", "25 ngàn 500 đồng/kg", 25_500.0),
    ("price", "1tr250/tạ", 12_500.0),
    ("price", "2500000 đ/100 kg", 25_000.0),
    ("price", "25.000 đồng một kg", 25_000.0),
    ("price", "12.000đ/thùng (10kg/thùng)", 1_200.0),
    ("price", "25.500,50", 25_500.5),
    ("value", "1 tỷ 250 triệu 500 ngàn", 1_250_500_000.0),
    ("value", "1 tỷ 2", 1_200_000_000.0),
    ("value", "1.250 triệu", 1_250_000_000.0),
    ("people", "1,200", 1200.0),
    ("people", "2,5k view", 2500.0),
    ("month", "Tháng 5", 5.0),
    ("month", "T12", 12.0),
    ("month", "tháng mười một", 11.0),
]
WARNED = [
    ("quantity", "khoảng 5-7 tấn", 5.0, "range"),
    ("quantity", "800 kg - 1 tấn", 0.8, "range"),
    ("quantity", "5 tấn trở lên", 5.0, "lower_bound"),
    ("quantity", "≥ 10", 10.0, "lower_bound"),
    ("quantity", "dưới 5 tấn", 5.0, "upper_bound"),
    ("quantity", "12 tấn (ước)", 12.0, "approximate"),
    ("quantity", "2 tấn 50", 2.05, "implied_unit"),
    ("quantity", "12 tấn (giống mới)", 12.0, "extra_text"),
    ("quantity", "một trăm hai mươi tấn", 120.0, "number_words"),
    ("quantity", "L©m Qu¶ng", None, "not_a_number"),
    ("quantity", "5 taán", 5.0, "repaired_text"),
    ("value", "hai triệu rưỡi", 2_500_000.0, "number_words"),
    ("people", "không", 0.0, "explicit_nil"),
]
REFUSED = [
    ("quantity", "1.500", "ambiguous_number"),
    ("quantity", "1,500 tấn", "ambiguous_number"),
    ("quantity", "1,500 kg", "ambiguous_number"),
    ("area", "2,125", "ambiguous_number"),
    ("area", "3,500 m2", "ambiguous_number"),
    ("value", "1,500 triệu", "ambiguous_number"),
    ("quantity", "3 xe (1,500 kg/xe)", "ambiguous_number"),
    ("quantity", "500k", "ambiguous_number"),
    ("quantity", "5 triệu", "ambiguous_number"),
    ("quantity", "2 tấn 5", "ambiguous_number"),
    ("price", "12 rưỡi", "ambiguous_number"),
    ("price", "7 ngàn 50", "ambiguous_number"),
    ("quantity", "1.00.000", "not_a_number"),
    ("quantity", "5 tấn 5 tấn", "not_a_number"),
    ("quantity", "vài tấn", "not_a_number"),
    ("quantity", "7-5 tấn", "reversed_range"),
    ("quantity", "12 tấn (100 tạ)", "conflicting_forms"),
    ("area", "75 công (8 ha)", "conflicting_forms"),
    ("area", "2 mẫu", "regional_unit"),
    ("area", "5 tấn", "wrong_dimension"),
    ("quantity", "5 ha", "wrong_dimension"),
    ("quantity", "5 tạ/ha", "wrong_dimension"),
    ("quantity", "30%", "wrong_dimension"),
    ("quantity", "100 lít", "wrong_dimension"),
    ("value", "25.000 đ/kg", "wrong_dimension"),
    ("price", "25.000 đ/ha", "wrong_dimension"),
    ("people", "5 tấn", "wrong_dimension"),
    ("price", "$25", "foreign_currency"),
    ("quantity", "2 tá", "no_weight"),
    ("quantity", "120 tạ (khoai lang)", "local_ta"),
    ("quantity", "15/3/2023", "excel_date_in_number"),
    ("quantity", "1,23457E+11", "precision_lost"),
    ("quantity", "-5", "negative"),
    ("quantity", "0", "not_positive"),
    ("price", "-", "zero_price"),
    ("people", "12,5", "not_an_integer"),
    ("month", "Tháng 13", "out_of_range"),
    ("month", "1", "out_of_range"),
]


@pytest.mark.parametrize(("kind", "typed", "value"), CLEAN)
def test_clean_cells(kind, typed, value, read_cell):
    got, remark = read_cell(kind, typed)
    assert remark.rule is None
    assert got == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(("kind", "typed", "value", "rule"), WARNED)
def test_cells_with_a_remark(kind, typed, value, rule, read_cell):
    got, remark = read_cell(kind, typed)
    assert (got, remark.rule) == (value, rule)


@pytest.mark.parametrize(("kind", "typed", "rule"), REFUSED)
def test_refused_cells(kind, typed, rule, read_cell):
    got, remark = read_cell(kind, typed)
    assert (got, remark.rule, remark.refused) == (None, rule, True)
    assert remark.message.startswith(f'ghi "{typed}", ')


def test_an_ambiguous_number_shows_both_readings_and_how_to_write_them(read_cell):
    assert read_cell("quantity", "1.500")[1].message == (
        'ghi "1.500", có thể là 1500 tấn hoặc 1,5 tấn. Hãy ghi "1500 tấn" hoặc "1,5 tấn".'
    )
    assert 'Hãy ghi "2125 tấn" hoặc "2125 kg".' in read_cell("quantity", "2,125")[1].message


@pytest.mark.parametrize(
    ("typed"), ["1500 tấn", "1,5 tấn", "2125", "2125 kg", "10 thùng (20 kg/thùng)", "120 tạ (60 kg/tạ)"]
)
def test_what_the_messages_recommend_is_accepted(typed, read_cell):
    assert read_cell("quantity", typed)[1].rule is None


def test_units_in_the_header(read_cell):
    assert read_cell("quantity", 500, header_unit="kg")[0] == 0.5
    assert read_cell("quantity", "5 tấn", header_unit="kg")[0] == 5.0
    assert read_cell("area", "15", header_unit="công")[0] == 1.5
    assert read_cell("price", 25, header_unit="nghìn đồng/kg")[0] == 25_000.0
    assert read_cell("price", 25, header_unit="1000đ/kg")[0] == 25_000.0
    assert read_cell("price", "25.500 đ", header_unit="nghìn đồng/kg")[0] == 25_500.0
    assert read_cell("price", "25.500", header_unit="nghìn đồng/kg")[1].rule == "ambiguous_number"
    assert read_cell("quantity", "5", header_unit="bao gạo")[1].rule == "unknown_unit"
    assert read_cell("quantity", 5, header_unit="ha")[1].rule == "wrong_dimension"


def test_units_in_the_number_format(read_cell):
    assert read_cell("quantity", 500, '#,##0 "kg"')[0] == 0.5
    assert read_cell("quantity", 500, "#,##0.00")[0] == 500.0
    assert read_cell("price", 25500, "#,##0 [$₫-42A]")[0] == 25_500.0
    assert read_cell("price", 25, "$#,##0")[1].rule == "foreign_currency"
    assert read_cell("quantity", 0.3, "0%")[1].rule == "wrong_dimension"
    assert read_cell("quantity", 5, "[Red]-0.0;0.0")[0] == 5.0
    assert read_cell("month", 45048, "mm/yyyy")[1].message.endswith("Nếu là tháng 5 thì hãy ghi 5.")


@pytest.mark.parametrize("number", [1e16, float("inf"), -1, 0])
def test_typed_numbers_outside_the_bounds(number, read_cell):
    assert read_cell("quantity", number)[1].refused


@pytest.mark.parametrize(
    ("kind", "cell", "header", "hint"),
    [
        ("quantity", "-5", "kg", 'Hãy ghi số kg, ví dụ "2500".'),
        ("quantity", "0", "kg", 'Hãy ghi số kg, ví dụ "2500".'),
        ("quantity", "#REF!", "kg", 'ghi số kg, ví dụ "2500".'),
        ("quantity", "nhiều", "tạ", 'Hãy ghi số tạ, ví dụ "25".'),
        ("quantity", "20 trái", "kg", 'Hãy ghi số kg, ví dụ "2500".'),
        ("quantity", "nhiều", "thùng", 'Hãy ghi số tấn, kèm đơn vị, ví dụ "2,5 tấn".'),
        ("area", "-1", "công", 'Hãy ghi số công, ví dụ "7,5".'),
        ("price", "0", "nghìn đồng/kg", 'Hãy ghi số nghìn đồng một kg, ví dụ "25,5". Nếu chưa có giá'),
        ("price", "-1", "đ/tấn", 'Hãy ghi số đồng một tấn, ví dụ "25.500.000".'),
        ("value", "-1", "triệu đồng", 'Hãy ghi số triệu đồng, ví dụ "30".'),
    ],
)
def test_a_hint_speaks_the_headers_unit(kind, cell, header, hint, read_cell):
    assert hint in read_cell(kind, cell, header_unit=header)[1].message


def test_a_dot_before_three_digits_of_kg_is_a_group(read_cell):
    value, remark = read_cell("quantity", "1.250", header_unit="kg")
    assert (value, remark.rule) == (1.25, "grouped_number")
    assert "đọc là 1250 kg (dấu chấm ngăn hàng nghìn)" in remark.message
    assert read_cell("area", "1.250", header_unit="m2")[0] == 0.125
    value, remark = read_cell("quantity", "1,250", header_unit="kg")
    assert (value, remark.rule) == (None, "ambiguous_number")
    assert remark.message.endswith('Hãy ghi "1250 kg" hoặc "1,25 kg".')
    assert read_cell("quantity", "1.250", header_unit="tạ")[1].rule == "ambiguous_number"


@pytest.mark.parametrize(
    ("kind", "typed", "advice"),
    [
        ("area", "27,187 ha", 'Hãy ghi "27187 ha" hoặc "27,19 ha".'),
        ("area", "27.187", 'Hãy ghi "27187 ha" hoặc "27,19 ha".'),
        ("quantity", "27,187 tấn", 'Hãy ghi "27187 tấn" hoặc "27187 kg".'),
        ("value", "1,234 triệu", 'Hãy ghi "1234 triệu" hoặc "1.234.000 đồng".'),
    ],
)
def test_both_readings_are_advised_in_forms_people_type(kind, typed, advice, read_cell):
    assert read_cell(kind, typed)[1].message.endswith(advice)


def test_grouped_hectares_are_said_without_their_dot(read_cell):
    value, remark = read_cell("area", "27.187 ha")
    assert (value, remark.rule) == (27187.0, "grouped_number")
    assert "đọc là 27187 ha (dấu chấm ngăn hàng nghìn)" in remark.message


@pytest.mark.parametrize(
    ("cell", "value"), [("1,2 tỷ", 1.2e9), ("7tr", 7e6), ("7,5", 7.5), ("7.5", 7.5), (7.5, 7.5), (25_000_000, 2.5e7)]
)
def test_a_price_of_an_odd_scale_is_loaded_with_a_warning(cell, value, read_cell):
    got, remark = read_cell("price", cell)
    assert (got, remark.rule, remark.refused) == (value, "unusual_scale", False)


@pytest.mark.parametrize("cell", ["25k", "100", "7.000.000", 7_000_000, "12 triệu/tấn"])
def test_a_price_of_a_usual_scale_is_clean(cell, read_cell):
    assert read_cell("price", cell)[1].rule is None


def test_a_quantity_beyond_the_province_is_loaded_with_a_warning(read_cell):
    for cell in (250_000, "250000", "250000 tấn"):
        value, remark = read_cell("quantity", cell)
        assert (value, remark.rule, remark.refused) == (250_000.0, "unusual_quantity", False)
    assert read_cell("quantity", 250_000, header_unit="kg")[1].rule is None
    assert read_cell("quantity", 100_000)[1].rule is None
