"""The units stand in a row of their own under the labels, or above two labels merged under one."""

from tests.grids.gallery import APRIL_10, APRIL_25, read

LABELS = ["Xã", "Tên hộ", "Loại hình", "Sản phẩm", "Diện tích", "Từ ngày", "Đến ngày", "Sản lượng", "Giá"]
UNITS = [None, None, None, None, "(công)", None, None, "(kg)", "(đ/kg)"]
ROW = ["Thạnh Hưng", "Nguyễn Văn A", "hộ", "khoai lang", 15, APRIL_10, APRIL_25, 12500, 6500]


def test_a_row_of_units():
    reading = read("supply", [LABELS, UNITS, ROW], dates=(5, 6))
    row = reading.rows.iloc[0]
    assert (row["area_ha"], row["expected_t"], row["farmgate_price_vnd_kg"]) == (1.5, 12.5, 6500)
    assert (reading.rows_seen, reading.skipped) == (3, 2)


def test_a_unit_above_two_merged_labels_is_each_ones():
    upper = [*LABELS[:7], "Sản lượng (kg)", None, "Mã"]
    lower = [*([None] * 7), "Dự kiến", "Thực thu", None]
    row = read("supply", [upper, lower, [*ROW[:8], 2000, "SUP-0001"]], dates=(5, 6)).rows.iloc[0]
    assert (row["expected_t"], row["harvested_t"]) == (12.5, 2)
