"""From a row to its cells: a merged value is found where it is typed, whichever of its rows asks."""

from datetime import UTC, datetime

from connectors.appearance import Appearance, Area
from connectors.cells import CellGrid
from connectors.landing.store import Landing, SpreadsheetRead, TabRead
from pipeline.lineage.sheets import Sheets
from pipeline.province.environment import load_settings
from tests.golden.province import write_province
from tests.grids.gallery import SALES, SALES_AT, sale

AT = datetime(2023, 4, 4, 1, tzinfo=UTC)


def test_a_value_merged_over_rows_leads_to_its_first_cell(tmp_path):
    price = SALES_AT["price_vnd_kg"]
    rows = [SALES, *(sale(name=f"Hộ {number}", tonnes=number) for number in (1, 2, 3, 4))]
    rows[1][price], rows[2][price], rows[3][price], rows[4][price] = 9000, None, None, 7000
    merged = Appearance(merged=(Area(top=1, left=price, bottom=3, right=price),))
    landing = Landing(tmp_path / "landing")
    landing.land_spreadsheet(
        SpreadsheetRead("906", AT, (TabRead("Kết quả", CellGrid.from_rows(rows, appearance=merged)),))
    )
    sheets = Sheets(load_settings(write_province(tmp_path / "province")), landing)
    (snapshot,) = landing.unit_snapshots("906")
    found = [sheets.cells(snapshot, "sales", row, ["quantity_t", "price_vnd_kg"]) for row in (2, 4, 5)]
    assert [[(one.cell, one.read) for one in cells] for cells in found] == [
        [("J2", "1"), ("K2", "9000")],
        [("J4", "3"), ("K2", "9000")],
        [("J5", "4"), ("K5", "7000")],
    ]
    assert found[1][1].link.endswith("K2")
    grid, _ = sheets.opened(snapshot, "sales")
    assert (sheets.read(grid, 3, price), sheets.read(grid, 4, price), sheets.read(grid, 90, price)) == (
        "9000",
        "7000",
        None,
    )
