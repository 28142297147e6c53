"""Cells merged over rows and columns: names and dates are every row's, what is added up counts once."""

from tests.grids.gallery import SALES, TEAMS, messages, rules, sale, team
from tests.grids.looks.books import parts, read_typed, struck

DAY = "10/04/2023"


def merge(*areas):
    def then(sheet):
        for area in areas:
            sheet.merge_cells(area)

    return then


def test_what_names_and_dates_a_row_is_that_of_every_row_it_is_merged_over(tmp_path):
    rows = [
        sale(DAY, "HTX Bình An", 12, 8800, phone=None),
        sale(None, None, 3, None, commune=None, product=None, channel=None, kind=None),
        sale(None, None, 4, None, commune=None, product=None, channel=None, kind=None),
    ]
    merged = merge("B2:B4", "D2:D4", "E2:E4", "F2:F4", "H2:H4", "I2:I4", "K2:K4")
    reading = read_typed(tmp_path, "sales", [SALES, *rows], merged)
    columns = ["sold_on", "commune", "producer_name", "product", "channel", "kind", "price_vnd_kg"]
    assert reading.rows[columns].drop_duplicates().shape == (1, 7)
    assert reading.rows["producer_name"].tolist() == ["HTX Bình An"] * 3
    assert reading.rows["price_vnd_kg"].tolist() == [8800] * 3
    assert reading.rows["quantity_t"].tolist() == [12, 3, 4]
    assert messages(reading) == [
        "Tab Kết quả: ô gộp B2:B4, D2:D4, E2:E4, F2:F4, H2:H4 và 2 chỗ khác được đọc như đã ghi ở từng dòng. "
        "Hãy bỏ gộp và ghi đủ từng dòng để khi sắp xếp bảng không bị sai."
    ]


def test_what_is_added_up_counts_once_and_the_other_rows_name_the_merge(tmp_path):
    rows = [
        sale(DAY, "HTX Bình An", 15, households=30),
        sale(DAY, "Trần B", None),
        sale(DAY, "Lê C", None),
        sale(DAY, "Võ D", 1),
    ]
    reading = read_typed(tmp_path, "sales", [SALES, *rows], merge("J2:J4", "M2:M4"))
    assert reading.rows["quantity_t"].sum() == 16
    assert reading.rows["households"].sum() == 30
    assert reading.rows["is_refused"].tolist() == [False, True, True, False]
    assert rules(reading) == [
        ("J2", "merged_cell", "warning"),
        ("J3", "merged_cell", "error"),
        ("J4", "merged_cell", "error"),
        ("M2", "merged_cell", "warning"),
        ("M3", "merged_cell", "warning"),
        ("M4", "merged_cell", "warning"),
    ]
    assert messages(reading)[:2] == [
        'Ô J2 (Sản lượng): ghi "15", ô gộp J2:J4 chỉ được tính một lần, ở dòng 2. Hãy bỏ gộp rồi ghi riêng cho từng '
        "dòng.",
        'Ô J3 (Sản lượng): gộp với ô J2 (ghi "15"); số đó chỉ được tính một lần, ở dòng 2. Hãy bỏ gộp rồi ghi riêng '
        "cho từng dòng.",
    ]


def test_cells_merged_across_columns_are_named_where_they_are_of_another_column(tmp_path):
    reading = read_typed(tmp_path, "sales", [SALES, sale(DAY, "HTX Bình An", 15, product=None)], merge("E2:F2"))
    assert rules(reading) == [("F2", "merged_cell", "error")]
    assert messages(reading) == [
        'Ô F2 (Nông sản): gộp với ô E2 (ghi "HTX Bình An") là ô của cột khác. Hãy bỏ gộp rồi ghi riêng cho từng cột.'
    ]


def test_a_window_merged_over_both_its_columns_is_both_ends(tmp_path):
    from tests.grids.gallery import SUPPLY, lot

    row = lot(tonnes=12.5)
    row[9], row[10] = "tháng 4", None
    reading = read_typed(tmp_path, "supply", [SUPPLY, row], merge("J2:K2"))
    ends = [reading.rows[name].dt.strftime("%d/%m/%Y").tolist() for name in ("harvest_start", "harvest_end")]
    assert ends == [["01/04/2023"], ["30/04/2023"]]


def test_merges_of_titles_headers_empty_cells_and_the_ma_change_nothing(tmp_path):
    rows = [["BÁO CÁO ĐỘI HÌNH"], TEAMS, team(None), team(None, "Đội số 2"), [None, None, "Cộng", None, None, 24]]
    reading = read_typed(tmp_path, "teams", rows, merge("A1:J1", "A3:A4", "E3:E4", "C5:E5"))
    assert reading.rows["team_name"].tolist() == ["Đội số 1", "Đội số 2"]
    assert messages(reading) == []


def test_what_is_struck_out_of_a_merged_cell_is_so_in_every_row(tmp_path):
    rows = [sale(DAY, parts(struck("Lê Cũ"), " Lê Mới"), 1), sale(DAY, None, 2)]
    reading = read_typed(tmp_path, "sales", [SALES, *rows], merge("E2:E3"))
    assert reading.rows["producer_name"].tolist() == ["Lê Mới", "Lê Mới"]
    assert rules(reading)[:2] == [("E2", "struck_text", "warning"), ("E3", "struck_text", "warning")]


def test_a_required_cell_whose_merge_starts_outside_the_rows_names_the_merge(tmp_path):
    """Merged with the header above it, the cell shows the header."""
    rows = [SALES, sale(DAY, None, 1), sale(DAY, "Trần B", 2)]
    reading = read_typed(tmp_path, "sales", rows, merge("E1:E2"))
    assert rules(reading) == [("E2", "merged_cell", "error")]
    assert 'gộp với ô E1 (ghi "Chủ thể")' in messages(reading)[0]
