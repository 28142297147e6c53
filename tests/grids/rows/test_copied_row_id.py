"""A row was copied with its Mã: the first keeps it, the copy stays and is known by its natural columns."""

from tests.grids.gallery import TEAMS, messages, read, rules, team


def test_the_copy_is_a_warning():
    reading = read("teams", [TEAMS, team("TEA-0001"), team("TEA-0001", "Đội số 2"), team("tea-0001", "Đội số 3")])
    assert rules(reading) == [("A3", "copied_row_id", "warning"), ("A4", "copied_row_id", "warning")]
    assert messages(reading)[0] == (
        'Ô A3 (Mã): ghi "TEA-0001", mã này đã có ở dòng trên. Hãy xóa mã ở dòng này, hệ thống sẽ cấp mã mới.'
    )
    assert reading.rows["row_key"][0] == "TEA-0001"
    assert all(key.startswith("~") for key in reading.rows["row_key"][1:])
    assert reading.rows["row_id"].tolist() == ["TEA-0001", "TEA-0001", "tea-0001"]
    assert not reading.rows["is_refused"].any()
