"""Rows have no Mã yet, and people sort, insert and delete: a key follows its row wherever it goes."""

from tests.grids.gallery import TEAMS, read, team


def keys(*rows):
    reading = read("teams", [TEAMS, *rows])
    return dict(zip(reading.rows["team_name"], reading.rows["row_key"], strict=True))


def test_keys_survive_sorting_inserting_and_deleting():
    before = keys(team(name="Đội A"), team(name="Đội B"), team(name="Đội C"))
    after = keys(team(name="Đội C"), team(name="Đội mới"), [], team(name="đội  a"))
    assert before["Đội C"] == after["Đội C"]
    assert before["Đội A"] == after["đội a"]
    assert len(set(before.values())) == 3


def test_equal_rows_are_told_apart():
    reading = read("teams", [TEAMS, team(), team()])
    first, second = reading.rows["row_key"]
    assert second == f"{first}#2"


def test_a_refused_cell_still_identifies():
    reading = read("teams", [TEAMS, [None, "Xã Lạ Lùng", "Đội A", None, None, 3, None, "Sẵn sàng"],
                             [None, "Xã Khác Hẳn", "Đội A", None, None, 3, None, "Sẵn sàng"]])  # fmt: skip
    assert reading.rows["row_key"].nunique() == 2
