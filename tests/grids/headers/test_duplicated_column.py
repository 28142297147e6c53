"""The column Số thành viên stands twice, the second a copy under another name; the contract's own label wins."""

from tests.grids.gallery import messages, read

HEADER = ["Mã", "Xã/Phường", "Tên đội hình", "Đội trưởng", "Số điện thoại", "Số thành viên", "Địa điểm", "Tình trạng",
          "Điều kiện cơ sở vật chất", "Ghi chú", "Số thành viên"]  # fmt: skip


def test_only_the_first_is_read():
    row = ["TEA-0001", "Thạnh Hưng", "Đội số 1", None, None, 12, None, "Sẵn sàng", None, None, 15]
    reading = read("teams", [HEADER, row])
    assert reading.rows["members"].tolist() == [12]
    assert messages(reading) == [
        'Tab Đội hình: cột K trùng với cột F "Số thành viên"; chỉ đọc cột F. Hãy xóa cột thừa.'
    ]
    assert reading.issues["cell"].tolist() == ["K1"]
