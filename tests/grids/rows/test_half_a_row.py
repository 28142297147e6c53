"""A person began a row and left: it is not blank, so it is refused and its author told what is missing."""

from tests.grids.gallery import TEAMS, messages, read


def test_every_missing_cell_is_named():
    reading = read("teams", [TEAMS, [None, None, "Đội số 1"]])
    assert reading.rows["is_refused"].tolist() == [True]
    assert messages(reading) == [
        'Ô F2 (Số thành viên): đang để trống; cột này bắt buộc. Hãy ghi, ví dụ "15".',
        'Ô H2 (Tình trạng): đang để trống; cột này bắt buộc. Hãy ghi, ví dụ "Sẵn sàng".',
    ]
    assert set(reading.issues["severity"]) == {"error"}
    assert set(reading.issues["row_key"]) == {reading.rows["row_key"][0]}
