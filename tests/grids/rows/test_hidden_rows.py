"""Rows are hidden by a filter: they are read as the others, and their author is told."""

from tests.grids.gallery import TEAMS, messages, read, team


def test_hidden_rows_are_read_and_noted():
    reading = read("teams", [TEAMS, team("TEA-0001"), team("TEA-0002", "Đội số 2"), []], hidden=(3, 4))
    assert len(reading.rows) == 2
    assert messages(reading) == [
        "Tab Đội hình: dòng 3 đang bị ẩn nhưng vẫn được đọc. Dòng nào không dùng nữa thì hãy xóa."
    ]
