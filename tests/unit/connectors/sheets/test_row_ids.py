"""Rows get their Mã before they land: the next free number, never one that the unit has had."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors.cells import CellGrid
from connectors.landing.store import Landing, SpreadsheetRead, TabRead
from connectors.sheets.row_ids import GivenIds, forget_pending, given_ids, keep_given, with_row_ids
from tests.seed_units import UNITS

AT = datetime(2023, 9, 5, 1, 0, tzinfo=UTC)
TEAMS = "Đội hình"
HEADER = ["Mã", "Xã/Phường", "Tên đội hình", "Số thành viên", "Tình trạng"]


def grid(*rows) -> CellGrid:
    return CellGrid.from_rows([HEADER, *rows])


def team(row_id, name, members=5):
    return [row_id, "Vĩnh Tuy", name, members, "Sẵn sàng"]


def named(given, now, before=None) -> list:
    tabs = (TabRead(TEAMS, now),)
    read = with_row_ids(SpreadsheetRead("907", AT, tabs), {} if before is None else {TEAMS: before}, given, UNITS)
    result = read.tabs[0].grid
    return [result.value(row, 0) for row in range(1, result.n_rows)]


def test_empty_cells_get_the_next_numbers_in_the_order_of_the_rows():
    given = GivenIds()
    found = named(given, grid(team(None, "Một"), team("TEA-0007", "Hai"), team(None, "Ba"), team("DH của tôi", "Bốn")))
    assert found == ["TEA-0008", "TEA-0007", "TEA-0009", "DH của tôi"]
    assert given.highest == {"TEA": 9}


def test_the_number_of_a_deleted_row_is_not_given_again():
    given = GivenIds()
    assert named(given, grid(team(None, "Một"), team(None, "Hai"))) == ["TEA-0001", "TEA-0002"]
    assert named(given, grid(team("TEA-0001", "Một"), team(None, "Ba"))) == ["TEA-0001", "TEA-0003"]


def test_a_number_that_only_history_knows_is_not_given_again(tmp_path):
    landing = Landing(tmp_path)
    for hour, row in enumerate((team("TEA-0041", "Cũ"), team("TEA-0001", "Mới"))):
        landing.land_spreadsheet(SpreadsheetRead("907", AT.replace(hour=hour), (TabRead(TEAMS, grid(row)),)))
    given = given_ids(landing, "907", UNITS)
    assert named(given, grid(team(None, "Ba"))) == ["TEA-0042"]
    keep_given(landing, "907", given, UNITS)
    assert given_ids(landing, "907", UNITS) == given


def test_a_row_read_again_without_the_mã_it_was_given_gets_the_same():
    given = GivenIds()
    first = grid(team(None, "Một"), team(None, "Hai"))
    landed = grid(team("TEA-0001", "Một"), team("TEA-0002", "Hai"))
    named(given, first)
    assert named(given, grid(team(None, "Hai"), team(None, "Một"), team(None, "Ba")), landed) == [
        "TEA-0002", "TEA-0001", "TEA-0003",
    ]  # fmt: skip
    assert named(given, grid(team(None, "Hai", members=9)), landed) == ["TEA-0002"]


def test_once_it_stands_in_the_sheet_it_is_not_given_to_another_row(tmp_path):
    landing, given = Landing(tmp_path), GivenIds()
    named(given, grid(team(None, "Một")))
    keep_given(landing, "907", given, UNITS)
    forget_pending(landing, "907", UNITS)
    given = given_ids(landing, "907", UNITS)
    assert named(given, grid(team(None, "Một")), grid(team("TEA-0001", "Một"))) == ["TEA-0002"]


def test_a_copy_is_remarked_on_first_and_replaced_at_the_next_read():
    given = GivenIds()
    copied = grid(team("TEA-0001", "Một"), team("tea-0001", "Hai"))
    assert named(given, copied, grid(team("TEA-0001", "Một"))) == ["TEA-0001", "tea-0001"]
    assert named(given, copied, copied) == ["TEA-0001", "TEA-0002"]


@pytest.mark.parametrize(
    "rows",
    [
        [["Ghi chú", "gì đó"]],
        [["Mã", "Xã/Phường"], [None, "Vĩnh Tuy"]],
        [HEADER[1:], ["Vĩnh Tuy", "Một", 5, "Sẵn sàng"]],
        [],
    ],
    ids=["no header", "columns missing", "no Mã column", "empty"],
)
def test_a_tab_that_has_no_place_for_it_is_left_alone(rows):
    read = SpreadsheetRead("907", AT, (TabRead(TEAMS, CellGrid.from_rows(rows)),))
    after = with_row_ids(read, {}, GivenIds(), UNITS)
    assert after.tabs[0].grid.content_hash() == read.tabs[0].grid.content_hash()


def test_total_and_note_rows_get_none():
    rows = [team(None, "Một"), [None, None, "Tổng cộng", 5, None], [], ["Ghi chú: số liệu sơ bộ"]]
    assert named(GivenIds(), grid(*rows)) == ["TEA-0001", None, None, "Ghi chú: số liệu sơ bộ"]


def test_what_was_given_in_a_read_that_never_landed_was_not_given(tmp_path):
    landing = Landing(tmp_path)
    before, after = GivenIds({"TEA": 4}), GivenIds({"TEA": 5}, {TEAMS: ["TEA-0005"]})
    read = SpreadsheetRead("907", AT, (TabRead(TEAMS, grid(team("TEA-0005", "Mới"))),))
    keep_given(landing, "907", before, UNITS)
    keep_given(landing, "907", after, UNITS, read)
    assert given_ids(landing, "907", UNITS) == before
    landing.land_spreadsheet(read)
    assert given_ids(landing, "907", UNITS) == after
    keep_given(landing, "907", after, UNITS, replace(read, tabs=()))
    landing.land_spreadsheet(replace(read, fetched_at=AT.replace(hour=2), tabs=()))
    assert given_ids(landing, "907", UNITS) == after
