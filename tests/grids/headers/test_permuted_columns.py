"""Somebody moved columns about, added one in the middle and wrote the labels in capitals without marks."""

from tests.grids.gallery import messages, read

HEADER = ["TINH TRANG", "SO THANH VIEN", "Màu áo", "Tên đội hình", "Mã", "Xã, phường"]


def test_columns_are_found_by_label():
    reading = read("teams", [HEADER, ["San sang", 12, "xanh", "Đội số 1", "TEA-0001", "xã Thạnh Hưng"]])
    row = reading.rows.iloc[0]
    assert (row["readiness"], row["members"], row["team_name"]) == ("Sẵn sàng", 12, "Đội số 1")
    assert (row["row_id"], row["commune_code"]) == ("TEA-0001", "30907")
    assert messages(reading) == [
        'Tab Đội hình: cột C "Màu áo" không có trong mẫu nên không được đọc.',
        'Tab Đội hình: thiếu cột "Đội trưởng", "Số điện thoại", "Địa điểm", "Điều kiện cơ sở vật chất", "Ghi chú". '
        "Hãy thêm lại theo mẫu nếu có số liệu.",
    ]
