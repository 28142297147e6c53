"""Below the rows: a footnote, place and date, the signer's office, a gap for the signature, and the names."""

from tests.grids.gallery import TEAMS, read, team


def test_nothing_of_it_is_data():
    rows = [
        TEAMS,
        team("TEA-0001"),
        [],
        [None, "Ghi chú: số liệu đến ngày 25/4/2023"],
        [None, "(*) Chưa tính xã Hòa Thuận"],
        [None, None, None, None, None, None, None, "Giồng Riềng, ngày 25 tháng 4 năm 2023"],
        [None, "Người lập biểu", None, None, None, None, None, "TM. BAN THƯỜNG VỤ"],
        [None, None, None, None, None, None, None, "BÍ THƯ"],
        [],
        [],
        [None, "Nguyễn Văn A", None, None, None, None, None, "Trần Thị B"],
    ]
    reading = read("teams", rows)
    assert reading.rows["sheet_row"].tolist() == [2]
    assert (reading.rows_seen, reading.skipped, len(reading.issues)) == (11, 10, 0)


def test_a_full_row_below_a_signature_is_still_data():
    reading = read("teams", [TEAMS, team("TEA-0001"), [None, "Người lập biểu"], team("TEA-0002", "Đội số 2")])
    assert reading.rows["sheet_row"].tolist() == [2, 4]
