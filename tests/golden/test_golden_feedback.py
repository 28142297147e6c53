"""The two-unit province after its feedback: each bad cell bears its note, and the platform's writes are no edits."""

from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from connectors.landing.store import Landing
from connectors.warehouse import FILE_NAME, PRESENT, Warehouse
from pipeline.feedback.write_back import feed_back
from pipeline.intake.spreadsheets import changed_units, land_units
from pipeline.province.console import Step
from pipeline.province.environment import clock
from tests.golden.office import Office
from tests.provinces import province_of

FILL = "FFFFD9C6"


@pytest.fixture(scope="module")
def office(built_province, tmp_path_factory):
    return Office.copy(built_province, tmp_path_factory.mktemp("told") / "province")


@pytest.fixture(scope="module")
def told(office):
    """Built and told once; what a dry run said before."""
    before = (office.settings.sheets_folder / "907.xlsx").read_bytes()
    dry = feed_back(office.province, dry_run=True)
    assert (office.settings.sheets_folder / "907.xlsx").read_bytes() == before
    return office.settings, dry, feed_back(office.province)


def book(settings, unit="907"):
    return openpyxl.load_workbook(settings.sheets_folder / f"{unit}.xlsx")


def marked(settings) -> set[tuple[str, str, str]]:
    return {
        (unit, sheet.title, cell.coordinate)
        for unit in ("907", "K01")
        for sheet in book(settings, unit)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None and cell.comment.text.startswith("[KT] ")
    }


def test_the_marks_are_on_exactly_the_cells_with_open_issues(told):
    settings, _, _ = told
    warehouse = Warehouse(Path(settings.data_folder) / FILE_NAME)
    open_ones = {"cleared_at": None, "cell": PRESENT}
    issues = warehouse.table("quality.issues", ("unit_code", "tab", "cell"), where=open_ones, distinct=True)
    assert marked(settings) == {(one["unit_code"], one["tab"], one["cell"]) for one in issues}
    supply = book(settings)["Nguồn cung"]
    assert supply["L6"].value == "1.500"
    assert supply["L6"].comment.text.startswith('[KT] Lỗi: ghi "1.500"')
    assert supply["L6"].fill.fgColor.rgb == FILL
    assert supply["L2"].comment is None


def test_a_row_without_a_mã_has_one_in_the_sheet_and_in_the_warehouse(told):
    settings, _, _ = told
    assert book(settings, "K01")["Kết quả"]["A2"].value == "SAL-0001"
    warehouse = Warehouse(Path(settings.data_folder) / FILE_NAME)
    rows = warehouse.table("raw.sales", ("row_id",), where={"unit_code": "K01"})
    assert rows == [{"row_id": "SAL-0001"}]


def test_the_tab_of_results_leads_to_the_cells(told):
    sheet = book(told[0])["Kết quả kiểm tra"]
    assert sheet["A1"].value == "KẾT QUẢ KIỂM TRA – Huyện đoàn Gò Quao"
    places = [row[3] for row in sheet.iter_rows(min_row=9) if row[2].value == "Nguồn cung" and row[3].value == "L6"]
    assert places[0].hyperlink.location == "'Nguồn cung'!L6"


def test_the_dry_run_said_what_was_then_written(told):
    _, dry, done = told
    assert [list(one.lines()) for one in dry.written] == [list(one.lines()) for one in done.written]
    assert [one.is_written for one in dry.written + done.written] == [False, False, True, True]
    assert done.warnings() == []
    assert dry.warnings() == [
        "[sheets] write_back is off: feedback for 907, K01 not written; `nongsan sheets feedback --dry-run` shows it"
    ]


def test_its_own_writes_are_no_edits_and_nothing_is_said_twice(told):
    settings, _, _ = told
    landing = Landing(settings.landing_folder)
    assert changed_units(province_of(settings, landing=landing)) == []
    assert (
        land_units(province_of(settings, clock(settings), landing=landing), ["907", "K01"], Step(None, None)).landed
        == []
    )
    assert feed_back(province_of(settings, landing=landing)).written == []


def test_a_mended_cell_loses_its_mark_at_the_next_build(office, told):
    settings, _, _ = told
    changed = book(settings)
    changed["Nguồn cung"]["L6"].value = 1.5
    changed.save(settings.sheets_folder / "907.xlsx")
    office.now += timedelta(hours=1)
    office.refresh()
    assert [one.unit_code for one in feed_back(office.province).written] == ["907"]
    cell = book(settings)["Nguồn cung"]["L6"]
    assert (cell.comment, cell.fill.fill_type) == (None, None)
    assert ("907", "Nguồn cung", "L6") not in marked(settings)
    assert len(marked(settings)) > 0
