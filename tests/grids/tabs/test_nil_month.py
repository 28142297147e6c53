"""The confirmations tab has no Mã: its month identifies a row, and "Tháng 4" is April."""

from tests.grids.gallery import read

HEADER = ["Tháng", "Không phát sinh", "Người lập", "Ngày chốt", "Ghi chú"]


def test_months():
    reading = read("confirmations", [HEADER, ["Tháng 4", "x", "Lê Minh Châu", "2/5/2023"], [3, None, "Lê Minh Châu"]])
    assert reading.rows["month"].tolist() == [4, 3]
    assert reading.rows["nil_report"].tolist() == [True, False]
    assert reading.rows["row_id"].tolist() == [None, None]
    assert reading.rows["row_key"].nunique() == 2
    assert len(reading.issues) == 0
