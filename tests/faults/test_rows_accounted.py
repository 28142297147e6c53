"""Every row of every tab of every demo workbook: accepted, quarantined or skipped, and nothing besides.

The demo's own count of the rows it wrote is the witness; the golden province's counts are asserted with its build.
"""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from connectors.demo import make_province
from connectors.demo.world import PROVINCE, load_world
from connectors.reading.layout.headers import last_row
from connectors.reading.layout.workbook_tabs import assign_tabs
from connectors.reading.outcome import ReadContext, UnitScope
from connectors.sheets.workbooks.backend import WorkbookBackend
from expectations.contract import TABLES, load_contracts
from tests.faults.harness import check
from tests.faults.province import YEAR, Snapshot, read, references

UNTIL = date(2023, 6, 20)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """(rows the demo wrote by table, readings with their grids)"""
    folder = tmp_path_factory.mktemp("demo")
    summary = make_province(folder, until=UNTIL)
    backend, at = WorkbookBackend(folder / "sheets"), datetime(2023, 6, 20, 3, tzinfo=UTC)
    readings = [
        one for unit in load_world(YEAR, YEAR).units for one in _readings(backend.read_tabs(unit.unit_code, at), unit)
    ]
    return summary.rows, readings


def _readings(book, unit):
    grids = {tab.title: tab.grid for tab in book.tabs}
    assigned = assign_tabs(grids, grids.__getitem__, load_contracts().values(), references().units)
    scope = UnitScope(unit.unit_code, unit.kind, unit.district_code, PROVINCE)
    context = ReadContext(scope, references(), YEAR, UNTIL)
    for table, title in assigned.tables.items():
        snapshot = Snapshot(unit.unit_code, title, f"{unit.unit_code}-{table}", book.fetched_at)
        yield read(load_contracts()[table], grids[title], snapshot, context), grids[title]


def test_every_row_the_demo_wrote_is_read(demo):
    written, readings = demo
    assert len(readings) == 18 * len(TABLES)
    rows = Counter()
    for reading, _ in readings:
        rows[reading.contract.table] += len(reading.rows)
    assert dict(rows) == written


def test_seen_is_accepted_and_quarantined_and_skipped(demo):
    _, readings = demo
    issues = check(reading for reading, _ in readings)
    errors = issues[(issues["severity"] == "error") & issues["sheet_row"].notna()]
    bad = Counter()
    for unit, table, _ in set(zip(errors["unit_code"], errors["table"], errors["sheet_row"].astype(int), strict=True)):
        bad[unit, table] += 1
    for reading, grid in readings:
        place = (reading.snapshot.unit_code, reading.contract.table)
        refused = set(reading.rows.loc[reading.rows["is_refused"].astype(bool), "sheet_row"])
        flagged = errors[(errors["unit_code"] == place[0]) & (errors["table"] == place[1])]["sheet_row"].astype(int)
        assert refused <= set(flagged) <= set(reading.rows["sheet_row"]), place
        accepted = sum(row not in set(flagged) for row in reading.rows["sheet_row"])
        assert reading.rows_seen == last_row(grid) + 1 == accepted + bad[place] + reading.skipped, place
    assert sum(bad.values()) > 50
