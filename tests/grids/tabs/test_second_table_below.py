"""A second table stands below the first, with its own title and other columns, or the header repeated on each page."""

from tests.grids.gallery import TEAMS, messages, read, team

OTHER_ORDER = ["Tình trạng", "Tên đội hình", "Số thành viên", "Mã"]


def test_a_second_table_of_the_same_kind_is_read():
    rows = [TEAMS, team("TEA-0001"), [], ["Danh sách bổ sung của xã Ngọc Chúc"], OTHER_ORDER,
            ["Tạm dừng", "Đội số 9", 4, "TEA-0009"]]  # fmt: skip
    reading = read("teams", rows)
    assert reading.rows["sheet_row"].tolist() == [2, 6]
    assert reading.rows["team_name"].tolist() == ["Đội số 1", "Đội số 9"]
    assert (reading.rows_seen, reading.skipped) == (6, 4)
    assert reading.issues["rule"].tolist() == ["missing_columns"]


def test_a_repeated_header_is_not_a_row():
    reading = read("teams", [TEAMS, team("TEA-0001"), TEAMS, team("TEA-0002", "Đội số 2")])
    assert reading.rows["sheet_row"].tolist() == [2, 4]
    assert len(reading.issues) == 0


def test_a_table_of_another_tab_is_refused_by_name():
    difficulties = ["Ngày ghi nhận", "Khó khăn, vướng mắc", "Tình trạng"]
    rows = [TEAMS, team("TEA-0001"), [], difficulties, ["3/4/2023", "Thiếu xe", "Mới"]]
    reading = read("teams", rows)
    assert reading.rows["sheet_row"].tolist() == [2]
    assert messages(reading) == [
        "Tab Đội hình: bảng ở dòng 4 thuộc tab Khó khăn, không được đọc. Hãy chuyển các dòng đó sang tab Khó khăn."
    ]
    assert reading.issues["severity"].tolist() == ["error"]
    assert (reading.rows_seen, reading.skipped) == (5, 4)
