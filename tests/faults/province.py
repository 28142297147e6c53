"""A province without a mistake: the demo's workbooks as their keepers would have them had nobody ever slipped.

Faults are seeded into these tabs one a row, so that whatever is found beside them is a false flag.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from types import EllipsisType

import numpy as np
import pandas as pd

from connectors.appearance import Area, TextRun
from connectors.cells import BOOL, EMPTY, ERROR, NUMBER, SPREADSHEET_ERRORS, TEXT, CellGrid, Value
from connectors.demo.books import Records, write_year
from connectors.demo.layout import TabLayout
from connectors.demo.records import Record
from connectors.demo.sheet_model import serial
from connectors.demo.world import PROVINCE, DemoUnit, World, load_world
from connectors.reading.names.references import References
from connectors.reading.outcome import ReadContext, UnitScope
from connectors.reading.tabs import TabReading, read_tab
from expectations.contract import Contract, load_contracts

YEAR = 2023
IN_PLAN, AFTER_PLAN = datetime(2023, 11, 20, 3, tzinfo=UTC), datetime(2024, 2, 10, 3, tzinfo=UTC)
LATE_UNITS = frozenset({"902", "904", "907", "909", "912", "914", "K02"})
SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
DATE_FORMAT = "dd/mm/yyyy"
SALE = ("sold_on", "producer_name", "product", "quantity_t")


@dataclass(frozen=True)
class Looked:
    """A cell that is more than its value: how it looks, and what stands above it, merged with it or not."""

    value: Value | date
    runs: tuple[TextRun, ...] = ()
    is_struck: bool = False
    number_format: str | None = None
    above: Value | date | EllipsisType = ...
    is_merged_above: bool = False


Written = Value | date | Looked


@dataclass(frozen=True)
class Snapshot:
    """One content of one tab of one unit."""

    unit_code: str
    title: str
    snapshot_id: str
    fetched_at: datetime


@dataclass
class CleanTab:
    """A tab as landed and as read; `notes` carries what the seeding of single kinds must know of its rows."""

    unit: DemoUnit
    contract: Contract
    snapshot: Snapshot
    context: ReadContext
    grid: CellGrid
    reading: TabReading
    notes: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def key(self) -> tuple[str, str]:
        return self.unit.unit_code, self.contract.table

    @cached_property
    def values(self) -> dict[str, list]:
        """The typed values by column, null as None."""
        rows = self.reading.rows
        return {name: [None if pd.isna(one) else one for one in rows[name].tolist()] for name in rows}

    @property
    def is_in_kilograms(self) -> bool:
        return bool(self.unit.style.get("kilograms")) and self.contract.table == "sales"

    def rows(self) -> Iterator["Row"]:
        return (Row(self, position) for position in range(len(self.reading.rows)))


@dataclass(frozen=True)
class Row:
    """A data row of a clean tab: typed values by column, the raw cell where that is asked for."""

    tab: CleanTab
    position: int

    @property
    def sheet_row(self) -> int:
        return self.tab.values["sheet_row"][self.position]

    def __getitem__(self, name: str):
        return self.tab.values[name][self.position]

    def has(self, name: str) -> bool:
        return name in self.tab.reading.columns_at

    def raw(self, name: str) -> Written:
        """The cell as it stands, a date as a date."""
        at = (self.sheet_row - 1, self.tab.reading.columns_at[name])
        value = self.tab.grid.value(*at)
        if isinstance(value, float) and self.tab.grid.formats[at] == DATE_FORMAT:
            return self[name].date()
        return value

    def above(self) -> "Row | None":
        """The row directly above, where that is a data row too."""
        before = Row(self.tab, self.position - 1) if self.position else None
        return before if before and before.sheet_row == self.sheet_row - 1 else None


@lru_cache
def references() -> References:
    return References.load(SEEDS, on=date(YEAR, 11, 20))


@lru_cache
def clean_tabs() -> tuple[CleanTab, ...]:
    """Every tab of every unit; raises AssertionError where one of them has an issue on a row."""
    world = load_world(YEAR, YEAR)
    year = _without_faults(write_year(world))
    tabs = tuple(tab for unit in world.units for tab in _unit_tabs(world, unit, year[unit.unit_code]))
    _note_latest_sales(tabs)
    _note_months_with_content(tabs)
    return tabs


def _unit_tabs(world: World, unit: DemoUnit, rows: Records) -> Iterator[CleanTab]:
    if unit.style.get("totals"):
        unit = replace(unit, style={**unit.style, "totals": True})
    at = AFTER_PLAN if unit.unit_code in LATE_UNITS else IN_PLAN
    local = datetime(at.year, at.month, at.day, 10)
    for table, contract in load_contracts().items():
        shown = [(record, cells) for record in rows[table] if (cells := record.visible(local)) is not None]
        ids = {id(record): record.row_id for record, _ in shown}
        grid = TabLayout(world, unit, contract).sheet(shown, ids).to_grid()
        snapshot = Snapshot(unit.unit_code, contract.tab, f"{unit.unit_code}-{table}", at)
        scope = UnitScope(unit.unit_code, unit.kind, unit.district_code, PROVINCE)
        context = ReadContext(scope, references(), YEAR, local.date())
        yield CleanTab(unit, contract, snapshot, context, grid, read(contract, grid, snapshot, context))


def read(contract: Contract, grid: CellGrid, snapshot: Snapshot, context: ReadContext) -> TabReading:
    return read_tab(contract, grid, snapshot, context, load_contracts().values())


def _without_faults(year: dict[str, Records]) -> dict[str, Records]:
    """The rows as meant: faults undone, rows pasted twice and sales told twice left out, Mã given."""
    known: set[tuple] = set()
    contracts = load_contracts()
    for unit_code, rows in year.items():
        for table, records in rows.items():
            kept = []
            for record in records:
                record.fault = None
                telling = _telling(record, unit_code)
                if not known.intersection(telling):
                    known.update(telling)
                    kept.append(record)
            rows[table] = kept
            for number, record in enumerate(kept, start=1):
                if contracts[table].id_prefix:
                    record.row_id = record.row_id or f"{contracts[table].id_prefix}-{number:04d}"
    return year


def _telling(record: Record, unit_code: str) -> list[tuple]:
    """What makes the record the same as another: all its cells in its unit; a sale's own four anywhere."""
    cells = {name: value for name, value in record.cells.items() if name not in ("note", "phone")}
    telling = [(record.table, unit_code, tuple(sorted((name, str(value)) for name, value in cells.items())))]
    if record.table == "sales":
        telling.append((record.table, *(str(record.cells.get(name)) for name in SALE)))
    return telling


def _note_latest_sales(tabs: tuple[CleanTab, ...]) -> None:
    """The tonnes of lots of a producer and product, on the row of its latest sale."""
    lots: dict[tuple, float] = defaultdict(float)
    for tab in tabs:
        if tab.contract.table == "supply":
            rows = tab.reading.rows
            for producer, code, tonnes in zip(
                rows["producer_name"], rows["product_code"], rows["expected_t"], strict=True
            ):
                lots[tab.unit.unit_code, producer, code] += tonnes
    for tab in tabs:
        if tab.contract.table == "sales":
            latest = tab.reading.rows.sort_values(["sold_on", "sheet_row"], kind="stable")
            latest = latest.drop_duplicates(["producer_name", "product_code"], keep="last")
            for position, producer, code in zip(
                latest.index, latest["producer_name"], latest["product_code"], strict=True
            ):
                if found := lots.get((tab.unit.unit_code, producer, code)):
                    tab.notes["lots_t"][int(position)] = found


def _note_months_with_content(tabs: tuple[CleanTab, ...]) -> None:
    """The confirmations of months in which their unit sold something."""
    sold = {tab.unit.unit_code: set(tab.reading.rows["sold_on"].dt.month) for tab in tabs if tab.key[1] == "sales"}
    for tab in tabs:
        if tab.contract.table == "confirmations":
            for position, month in enumerate(tab.reading.rows["month"]):
                if month in sold[tab.unit.unit_code]:
                    tab.notes["has_content"][position] = 1.0


def copied(grid: CellGrid) -> CellGrid:
    return grid.copy()


def widened(grid: CellGrid, rows: int, cols: int) -> CellGrid:
    """A copy with this many more empty rows and columns."""
    wide = CellGrid.blank(grid.n_rows + rows, grid.n_cols + cols, grid.hidden_rows, grid.appearance)
    for name in ("kinds", "numbers", "texts", "formats"):
        getattr(wide, name)[: grid.n_rows, : grid.n_cols] = getattr(grid, name)
    return wide


def put(grid: CellGrid, row0: int, col0: int, value: Written) -> None:
    """Write one cell as a spreadsheet holds it: a date is a serial number in a date format."""
    at = (row0, col0)
    if isinstance(value, Looked):
        _put_looked(grid, at, value)
        return
    grid.kinds[at], grid.numbers[at], grid.texts[at], grid.formats[at] = EMPTY, np.nan, None, None
    if value is None or value == "":
        return
    if isinstance(value, bool):
        grid.kinds[at], grid.numbers[at] = BOOL, float(value)
    elif isinstance(value, str):
        grid.kinds[at], grid.texts[at] = ERROR if value in SPREADSHEET_ERRORS else TEXT, value
    elif isinstance(value, date):
        grid.kinds[at], grid.numbers[at], grid.formats[at] = NUMBER, serial(value), DATE_FORMAT
    else:
        grid.kinds[at], grid.numbers[at] = NUMBER, float(value)


def _put_looked(grid: CellGrid, at: tuple[int, int], looked: Looked) -> None:
    """Write the cell, and note on the tab, which is a copy of its own, how it looks."""
    if looked.above is not ...:
        put(grid, at[0] - 1, at[1], looked.above)
    put(grid, *at, looked.value)
    if looked.number_format is not None:
        grid.formats[at] = looked.number_format
    look = grid.appearance
    if looked.runs:
        look = replace(look, runs={**look.runs, at: looked.runs})
    if looked.is_struck:
        look = replace(look, struck=look.struck | {at})
    if looked.is_merged_above:
        look = replace(look, merged=(*look.merged, Area(at[0] - 1, at[1], *at)))
    object.__setattr__(grid, "appearance", look)
