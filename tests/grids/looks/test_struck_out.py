"""Old values crossed out beside the new ones, cells and rows crossed out: none of it is part of a value."""

from openpyxl.styles import Font

from tests.grids.gallery import SALES, TEAMS, messages, rules, sale, team
from tests.grids.looks.books import parts, read_typed, struck

DAY = "10/04/2023"


def test_what_is_left_is_read_and_both_are_named(tmp_path):
    reading = read_typed(
        tmp_path,
        "sales",
        [
            SALES,
            sale(DAY, tonnes=parts(struck("15"), "20")),
            sale(DAY, "Trần B", parts(struck("8,2"), " ", "6 tấn"), parts("7.000 ", struck("6.500"))),
            sale(DAY, parts(struck("Lê Thị Cũ"), " Lê Thị Mới"), 3, 6000),
            sale(parts(struck("09"), DAY), "Phạm D", parts(struck("3 tấn"), "200 kg")),
        ],
    )
    assert reading.rows["quantity_t"].tolist() == [20, 6, 3, 0.2]
    assert reading.rows["price_vnd_kg"].tolist() == [6000, 7000, 6000, 6000]
    assert reading.rows["producer_name"].tolist()[2] == "Lê Thị Mới"
    assert reading.rows["sold_on"].dt.strftime("%d/%m").tolist() == ["10/04"] * 4
    assert rules(reading) == [
        ("B5", "struck_text", "warning"),
        ("E4", "struck_text", "warning"),
        ("J2", "struck_text", "warning"),
        ("J3", "struck_text", "warning"),
        ("J5", "struck_text", "warning"),
        ("K3", "struck_text", "warning"),
    ]
    assert messages(reading)[2] == (
        'Ô J2 (Sản lượng): ghi "1520", trong đó "15" bị gạch ngang nên bỏ, đọc là "20". Hãy xóa hẳn phần gạch ngang.'
    )
    assert reading.issues["raw_value"].tolist()[2] == "1520"


def test_a_figure_with_a_digit_struck_out_in_its_middle_is_none(tmp_path):
    reading = read_typed(tmp_path, "sales", [SALES, sale(DAY, tonnes=parts("1", struck("5"), "000"))])
    assert rules(reading) == [("J2", "struck_text", "error")]
    assert messages(reading) == [
        'Ô J2 (Sản lượng): ghi "15000", trong đó "5" bị gạch ngang; phần còn lại "1 000" chưa rõ là bao nhiêu. '
        'Hãy ghi lại, ví dụ "3,2".'
    ]
    assert reading.rows["is_refused"].tolist() == [True]


def test_what_is_left_may_itself_be_refused(tmp_path):
    reading = read_typed(tmp_path, "sales", [SALES, sale(DAY, tonnes=parts(struck("15"), "nhiều lắm"))])
    assert rules(reading) == [("J2", "not_a_number", "error")]
    assert messages(reading)[0].endswith('Trong ô "15" bị gạch ngang nên đã bỏ khi đọc.')


def test_cells_struck_out_in_a_row_that_is_not(tmp_path):
    def strike(sheet):
        for place in ("J2", "M2", "O2"):
            sheet[place].font = Font(strike=True)

    reading = read_typed(tmp_path, "sales", [SALES, sale(DAY, tonnes=15, households=7, note="bỏ")], strike)
    assert rules(reading) == [
        ("J2", "struck_cell", "error"),
        ("M2", "struck_cell", "warning"),
        ("O2", "struck_cell", "warning"),
    ]
    assert messages(reading)[0] == (
        'Ô J2 (Sản lượng): ghi "15", cả ô bị gạch ngang nên không được tính. Nếu còn đúng thì hãy bỏ gạch ngang; '
        "nếu không thì hãy xóa rồi ghi lại."
    )
    assert reading.rows[["households", "note"]].isna().all(axis=None)


def test_rows_struck_out_as_wholes_are_said_once_whether_cell_by_cell_or_by_their_style(tmp_path):
    def strike(sheet):
        sheet.row_dimensions[2].font = Font(strike=True)
        for col in range(2, 10):
            sheet.cell(4, col).font = Font(strike=True)
        sheet["J4"].value = "để lại"

    rows = [TEAMS, team("TEA-0001"), team("TEA-0002", "Đội số 2"), team("TEA-0003", parts(struck("Đội số 3")))]
    reading = read_typed(tmp_path, "teams", rows, strike)
    assert len(reading.rows) == 3
    assert messages(reading) == [
        "Tab Đội hình: dòng 2, 4 bị gạch ngang cả dòng nhưng vẫn được đọc. Dòng nào không dùng nữa thì hãy xóa."
    ]


def test_a_unit_struck_out_in_a_header_is_not_the_columns(tmp_path):
    header = [*SALES]
    header[9] = parts("Sản lượng (", struck("tấn"), " kg)")
    reading = read_typed(tmp_path, "sales", [header, sale(DAY, tonnes=1500)])
    assert reading.rows["quantity_t"].tolist() == [1.5]


def test_brackets_of_which_all_is_struck_out_are_left_out_too(tmp_path):
    rows = [sale(DAY, tonnes=parts("15 (", struck("20"), ")")), sale(DAY, "Trần B", parts("3 [", struck("5"), "] tấn"))]
    reading = read_typed(tmp_path, "sales", [SALES, *rows])
    assert reading.rows["quantity_t"].tolist() == [15, 3]
    assert messages(reading) == [
        'Ô J2 (Sản lượng): ghi "15 (20)", trong đó "20" bị gạch ngang nên bỏ, đọc là "15". Hãy xóa hẳn phần gạch '
        "ngang.",
        'Ô J3 (Sản lượng): ghi "3 [5] tấn", trong đó "5" bị gạch ngang nên bỏ, đọc là "3 tấn". Hãy xóa hẳn phần gạch '
        "ngang.",
    ]


def test_a_hidden_column_that_the_tab_needs_is_to_be_shown_and_never_deleted(tmp_path):
    def hide(sheet):
        sheet.column_dimensions["J"].hidden = True

    assert messages(read_typed(tmp_path, "sales", [SALES, sale(DAY, tonnes=15)], hide)) == [
        'Tab Kết quả: cột J "Sản lượng (tấn)" đang bị ẩn nhưng vẫn được đọc. Hãy bỏ ẩn để thấy hết những gì được đọc.'
    ]


def test_hidden_columns_are_read_and_said_once(tmp_path):
    def hide(sheet):
        for letter in ("A", "J", "M", "X"):
            sheet.column_dimensions[letter].hidden = True

    reading = read_typed(tmp_path, "sales", [SALES, sale(DAY, tonnes=15), sale(DAY, "Trần B", 3)], hide)
    assert reading.rows["quantity_t"].tolist() == [15, 3]
    assert messages(reading) == [
        'Tab Kết quả: cột J "Sản lượng (tấn)", M "Số hộ được hỗ trợ" đang bị ẩn nhưng vẫn được đọc. Hãy bỏ ẩn để '
        'thấy hết những gì được đọc. Nếu không dùng nữa thì có thể xóa cột M "Số hộ được hỗ trợ".'
    ]
