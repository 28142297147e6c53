"""Workbooks and history: what is landed is what the backend reads from the files.

Habits decide which errors stay, and the tonnes agree with each other.
"""

from datetime import UTC, date, datetime

import pytest

from connectors.demo import make_province
from connectors.demo.books import Book, write_year
from connectors.demo.schedule import deadline, draw_habits
from connectors.demo.workbook_file import workbook_bytes
from connectors.demo.world import load_world
from connectors.landing.store import Landing
from connectors.sheets.workbooks.backend import WorkbookBackend
from expectations.contract import load_contracts

NOON = datetime(2023, 10, 12, 12)


@pytest.fixture(scope="module")
def world():
    return load_world(2023, 2023)


@pytest.fixture(scope="module")
def year(world):
    return write_year(world)


@pytest.mark.parametrize(
    "code", ["899", "902", "903", "904", "905", "906", "908", "909", "910", "911", "913", "914", "K01"]
)
def test_every_tab_reads_back_as_the_grid_that_would_be_landed(world, year, tmp_path, code):
    unit = next(one for one in world.units if one.unit_code == code)
    models = Book(world, unit, year[code]).on_disk(NOON)
    (tmp_path / f"{code}.xlsx").write_bytes(workbook_bytes(models, NOON, unit.name))
    read = WorkbookBackend(tmp_path).read_tabs(code, NOON.replace(tzinfo=UTC))
    assert [tab.title for tab in read.tabs] == [model.title for model in models]
    for tab, model in zip(read.tabs, models, strict=True):
        assert tab.grid.content_hash() == model.to_grid().content_hash(), tab.title


def test_the_tabs_are_those_of_the_contracts(world, year):
    unit = next(one for one in world.units if one.unit_code == "899")
    models = Book(world, unit, year["899"]).on_disk(NOON)
    for model, contract in zip(models, load_contracts().values(), strict=True):
        assert model.title == contract.tab
        assert model.rows[0] == [column.header for column in contract.columns]


def test_disk_differs_from_the_last_landed_state_by_the_last_hours_edits_only(tmp_path):
    make_province(tmp_path, seed=2023, until=date(2023, 3, 10), units=("905", "912"))
    landing, backend = Landing(tmp_path / "data/landing"), WorkbookBackend(tmp_path / "sheets")
    changed = {}
    for code in ("905", "912"):
        landed = {tab["title"]: tab["sha256"] for tab in landing.receipts(code)[-1]["tabs"]}
        read = backend.read_tabs(code, datetime(2023, 3, 10, 1, tzinfo=UTC))
        changed[code] = [tab.title for tab in read.tabs if tab.grid.content_hash() != landed[tab.title]]
    assert changed == {"905": ["Kết quả"], "912": []}


def test_rows_synced_have_a_row_id_and_new_ones_do_not(tmp_path):
    make_province(tmp_path, seed=2023, until=date(2023, 3, 10), units=("905",))
    read = WorkbookBackend(tmp_path / "sheets").read_tabs("905", datetime(2023, 3, 10, 1, tzinfo=UTC))
    sales = next(tab.grid for tab in read.tabs if tab.title == "Kết quả")
    row_ids = [sales.value(row, 1) for row in range(1, sales.n_rows)]
    synced = [one for one in row_ids[:-1] if one]
    assert synced == [f"SAL-{number:04d}" for number in range(1, len(synced) + 1)]
    assert row_ids[-1] == row_ids[-2]


def test_reports_of_may_come_after_the_provisional_date(world):
    habits = draw_habits(world)[5]
    assert len(habits.late) == 5
    assert (18 - len(habits.late)) / 18 < 0.8
    first = {code: min(_reported(year_of, 5)) for code, year_of in write_year(world).items() if code in habits.late}
    assert all(at > deadline(2023, 5).replace(day=5) for at in first.values())


def _reported(rows, month):
    for table in ("sales", "activities", "difficulties", "confirmations"):
        yield from (record.typed_at for record in rows[table] if record.months(2023) == {month})


def test_errors_outside_careless_months_are_gone_by_the_deadline(world, year):
    habits = draw_habits(world)
    refused = {"ambiguous_number", "unknown_product", "missing_price", "value_mismatch", "swapped_window"}
    checked = 0
    for code, rows in year.items():
        for record in (record for records in rows.values() for record in records):
            months = record.months(2023)
            if record.fault is None or record.fault.kind not in refused:
                continue
            if any(code not in habits[month].careless for month in months if month in habits):
                assert record.fault.fixed_at <= min(deadline(2023, month) for month in months)
                checked += 1
    assert checked > 10


def test_sales_of_a_producer_never_pass_what_the_lots_yielded(year):
    checked = 0
    for rows in year.values():
        lots, sold = {}, {}
        for record in rows["supply"]:
            key = (record.cells["producer_name"], record.product_code)
            lots[key] = lots.get(key, 0) + record.cells["expected_t"]
        once = {tuple(record.cells.items()): record for record in rows["sales"]}
        for record in once.values():
            key = (record.cells["producer_name"], record.product_code)
            sold[key] = sold.get(key, 0) + record.cells["quantity_t"]
        for key in lots.keys() & sold.keys():
            assert sold[key] <= 1.2 * lots[key], key
            checked += 1
    assert checked > 400
