"""A sync that is cut short, however often, leaves no unit unread for longer than the others."""

from dataclasses import replace

import pytest

from connectors.cells import CellGrid
from connectors.landing.store import SpreadsheetRead, TabRead
from connectors.sheets.workbooks.backend import WorkbookBackend
from pipeline.intake.spreadsheets import land_units
from pipeline.intake.turns import in_turn, note_turn
from pipeline.province.console import Step
from pipeline.province.environment import load_settings
from tests.golden.province import write_province
from tests.provinces import SOME_DAY, province_of

QUIET = Step(None, None)
UNITS = ["901", "902", "903", "904"]


class TimeIsOver(BaseException):
    """As the alarm of a flow ends whatever goes on."""


class Hanging(WorkbookBackend):
    """Each sync has time for one spreadsheet, and is ended at the next that it begins to read."""

    def __init__(self, folder):
        super().__init__(folder)
        self.begun = []

    def read_tabs(self, unit_code, fetched_at):
        self.begun.append(unit_code)
        if len(self.begun) % 2 == 0:
            raise TimeIsOver
        return SpreadsheetRead(unit_code, fetched_at, (TabRead("Đội hình", CellGrid.blank(1, 1)),))


@pytest.fixture
def province(tmp_path):
    return province_of(load_settings(write_province(tmp_path / "province")), SOME_DAY)


def land(province, unit, at):
    province.landing.land_spreadsheet(SpreadsheetRead(unit, at, (TabRead("Đội hình", CellGrid.blank(1, 1)),)))


def test_where_each_sync_is_cut_short_all_are_read_in_turn(province):
    """The clock stands still and nothing that is read is new, so no receipt tells who was read."""
    folder = province.settings.sheets_folder
    backend = province.run.kept(("workbooks", folder), lambda: Hanging(folder))
    for _ in range(4):
        with pytest.raises(TimeIsOver):
            land_units(province, UNITS, QUIET)
    assert backend.begun == ["901", "902", "903", "904", "901", "902", "903", "904"]


def test_before_any_turn_is_kept_the_receipts_say_who_was_read_longest_ago(province):
    land(province, "901", SOME_DAY.replace(hour=3))
    land(province, "904", SOME_DAY.replace(hour=2))
    assert in_turn(province, UNITS) == ["902", "903", "904", "901"]
    note_turn(province, "902")
    assert in_turn(province, UNITS) == ["903", "904", "901", "902"]
    note_turn(province, "901")
    note_turn(replace(province, now=SOME_DAY.replace(year=2022)), "904")
    assert in_turn(province, ["901", "904", "902"]) == ["902", "901", "904"], "a clock put back changes no order"
