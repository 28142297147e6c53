"""The header is merged over two rows: "Thu hoạch" above "từ" and "đến", "Sản lượng (tấn)" above three columns."""

from tests.grids.gallery import APRIL_10, APRIL_25, read

UPPER = [
    "STT", "Mã", "Xã/Phường", "Chủ thể", "Loại chủ thể", "Nông sản", "Thu hoạch", None, "Sản lượng (tấn)", None,
    "Ghi chú",
]  # fmt: skip
LOWER = [None, None, None, None, None, None, "từ", "đến", "Dự kiến", "Đã thu hoạch", None]
ROW = [1, "SUP-0001", "Thạnh Hưng", "Nguyễn Văn A", "Hộ", "Khóm", APRIL_10, APRIL_25, 12.5, 4, "xe vào được"]


def test_both_rows_make_the_labels():
    reading = read("supply", [UPPER, LOWER, ROW], dates=(6, 7))
    assert (reading.rows_seen, len(reading.rows), reading.skipped) == (3, 1, 2)
    assert reading.columns_at == {
        "row_id": 1, "commune": 2, "producer_name": 3, "producer_type": 4, "product": 5, "harvest_start": 6,
        "harvest_end": 7, "expected_t": 8, "harvested_t": 9, "note": 10,
    }  # fmt: skip
    row = reading.rows.iloc[0]
    assert (row["expected_t"], row["harvested_t"], row["note"]) == (12.5, 4, "xe vào được")
    assert str(row["harvest_end"].date()) == "2023-04-25"
    assert reading.issues["rule"].tolist() == ["missing_columns"]
