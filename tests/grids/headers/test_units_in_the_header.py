"""Headers say other units than the template's: kg, công, nghìn đồng; or one line says so for all of them."""

from tests.grids.gallery import APRIL_10, APRIL_25, messages, read

HEADER = ["Xã", "Tên hộ", "Loại hình", "Sản phẩm", "Diện tích (công)", "Từ ngày", "Đến ngày", "Sản lượng (kg)",
          "Giá thu mua (nghìn đồng/kg)", "Ghi chú"]  # fmt: skip
ROW = ["Thạnh Hưng", "Nguyễn Văn A", "hộ", "khoai lang", 15, APRIL_10, APRIL_25, 12500, 6.5, None]


def test_values_are_converted():
    row = read("supply", [HEADER, ROW], dates=(5, 6)).rows.iloc[0]
    assert (row["area_ha"], row["expected_t"], row["farmgate_price_vnd_kg"]) == (1.5, 12.5, 6500)


def test_a_unit_line_counts_where_the_header_says_none():
    header = [label.replace("Sản lượng (kg)", "Sản lượng") for label in HEADER]
    row = read("supply", [["Đơn vị tính: kg"], header, ROW], dates=(5, 6)).rows.iloc[0]
    assert row["expected_t"] == 12.5


def test_a_headers_own_unit_wins_over_the_line():
    header = [label.replace("Sản lượng (kg)", "Sản lượng (tấn)") for label in HEADER]
    row = read("supply", [["Đơn vị tính: kg"], header, [*ROW[:7], 12.5, *ROW[8:]]], dates=(5, 6)).rows.iloc[0]
    assert row["expected_t"] == 12.5


def test_a_missing_amount_is_asked_for_in_the_headers_unit():
    said = messages(read("supply", [HEADER, [*ROW[:7], None, *ROW[8:]]], dates=(5, 6)))
    assert said[0] == 'Ô H2 (Sản lượng dự kiến): đang để trống; cột này bắt buộc. Hãy ghi số kg, ví dụ "2500".'
