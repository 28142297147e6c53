"""The records of every unit and the workbook they make at any instant.

The platform's own Mã is given here at each sync, as its write-back gives it.
"""

from bisect import bisect_right
from datetime import date, datetime, timedelta
from itertools import pairwise

from connectors.cells import CellGrid
from connectors.demo.faults import FaultMaker, twin_sales
from connectors.demo.layout import Shown, TabLayout
from connectors.demo.lots import LotMaker
from connectors.demo.other_tabs import OtherTabsMaker
from connectors.demo.people import Producers
from connectors.demo.records import Record
from connectors.demo.schedule import MONTHS, Diary, draw_habits
from connectors.demo.sheet_model import SheetModel
from connectors.demo.trade import RequestMaker, SaleMaker, outside_lots, outside_sales
from connectors.demo.world import DemoUnit, World
from expectations.contract import TABLES, load_contracts

BUSY_MONTHS = {"K01": [3, 4, 6, 8, 9, 11], "K02": [2, 5, 8, 12], "K03": [4, 8, 10]}
OUTSIDE_MONTHS = {"K01": [3, 4, 8, 11]}
QUIET_DISTRICTS = {"912": {2, 5, 9, 10, 12}}
STEADY_AFTERTHOUGHTS = ("905", "899", "907")
Records = dict[str, list[Record]]


def write_year(world: World) -> dict[str, Records]:
    """A whole year of every unit's rows, mistakes included: unit_code -> table -> rows in the order typed."""
    habits = draw_habits(world)
    diaries = {unit.unit_code: Diary(world, unit, habits) for unit in world.units}
    year = {unit.unit_code: _unit_rows(world, unit, diaries[unit.unit_code]) for unit in world.units}
    sales = [record for rows in year.values() for record in rows["sales"]]
    for twin in twin_sales(world, sales, diaries):
        year[twin.unit_code]["sales"].append(twin)
    for rows in year.values():
        for records in rows.values():
            records.sort(key=lambda record: record.typed_at)
    return year


def _unit_rows(world: World, unit: DemoUnit, diary: Diary) -> Records:
    lots = LotMaker(world, unit, diary, Producers(world, unit)).make()
    sales = SaleMaker(world, unit, diary).make(lots)
    outside = OUTSIDE_MONTHS.get(unit.unit_code, [])
    sales += outside_sales(world, unit, diary, outside)
    busy = {month for record in sales for month in record.months(world.year)}
    quiet = set(MONTHS) - set(BUSY_MONTHS.get(unit.unit_code, MONTHS)) | QUIET_DISTRICTS.get(unit.unit_code, set())
    other_tabs = OtherTabsMaker(world, unit, diary, quiet - busy)
    rows: Records = {
        "supply": [lot.record for lot in lots] + outside_lots(world, unit, diary, outside),
        "demand": RequestMaker(world, unit, diary).make(lots),
        "sales": sales,
        "activities": other_tabs.activities(),
        "teams": other_tabs.teams(),
        "difficulties": other_tabs.difficulties(lots),
        "confirmations": other_tabs.confirmations(),
    }
    for copy in FaultMaker(world, unit, diary).spoil([record for records in rows.values() for record in records]):
        rows[copy.table].append(copy)
    if unit.style.get("own_ids"):
        for number, record in enumerate(rows["activities"], start=1):
            record.row_id = f"KHOI-{number:02d}"
    return rows


def add_afterthoughts(world: World, year: dict[str, Records], until: datetime) -> None:
    """Edits of the last hours: in steady units a sale like an earlier one is typed below it after the last sync."""
    for hours, code in enumerate(STEADY_AFTERTHOUGHTS, start=1):
        at = until - timedelta(hours=hours)
        earlier = [one for one in year.get(code, {}).get("sales", []) if one.typed_at < at and one.fault is None]
        if not earlier:
            continue
        on = min(until.date() - timedelta(days=1), date(world.year, 12, 30))
        cells = {**earlier[-1].cells, "sold_on": on, "quantity_t": 0.5 + hours / 4, "value_vnd": None}
        year[code]["sales"].append(Record("sales", code, at, cells, product_code=earlier[-1].product_code))


class Book:
    """One unit's workbook through time."""

    def __init__(self, world: World, unit: DemoUnit, rows: Records) -> None:
        contracts = load_contracts()
        self.unit, self.rows = unit, rows
        self.layouts = {table: TabLayout(world, unit, contracts[table]) for table in TABLES}
        self.prefixes = {table: contracts[table].id_prefix for table in TABLES}
        self.given = dict.fromkeys(TABLES, 0)
        self.changes = {table: sorted(at for record in rows[table] for at in record.instants()) for table in TABLES}
        self.grids: dict[str, CellGrid] = {}

    def changed_tables(self, since: datetime | None, at: datetime) -> list[str]:
        """Tables with an edit in (since, at]; all of them where `since` is None."""
        if since is None:
            return list(TABLES)
        return [table for table, when in self.changes.items() if bisect_right(when, at) > bisect_right(when, since)]

    def _shown(self, table: str, at: datetime) -> list[Shown]:
        return [(record, cells) for record in self.rows[table] if (cells := record.visible(at)) is not None]

    def sync(self, table: str, at: datetime) -> SheetModel:
        """The tab after a sync: rows that had no Mã have one now."""
        shown = self._shown(table, at)
        layout, prefix = self.layouts[table], self.prefixes[table]
        if prefix:
            for record, _ in layout.ordered(shown):
                if record.row_id is None:
                    self.given[table] += 1
                    record.row_id = f"{prefix}-{self.given[table]:04d}"
        return layout.sheet(shown, {id(record): record.row_id for record, _ in shown})

    def on_disk(self, at: datetime) -> list[SheetModel]:
        """The tabs as people left them: rows typed since the last sync lack a Mã, the first such sale copies one."""
        sheets = []
        for table in TABLES:
            shown = self._shown(table, at)
            row_ids = {id(record): record.row_id for record, _ in shown}
            if table == "sales":
                _copy_a_row_id(shown, row_ids)
            sheets.append(self.layouts[table].sheet(shown, row_ids))
        return [*sheets, *self.extra_tabs()]

    def extra_tabs(self) -> list[SheetModel]:
        """Tabs of the keeper's own, which the platform ignores."""
        title = self.unit.style.get("extra_tab")
        if not title:
            return []
        model = SheetModel(title)
        model.add(["Việc cần nhớ"], bold=True)
        for line in (
            "Gọi lại các xã trước ngày 28",
            "Nhắc chi đoàn ấp báo giá thương lái",
            "Mượn cân của hợp tác xã",
        ):
            model.add([line])
        return [model]


def _copy_a_row_id(shown: list[Shown], row_ids: dict[int, str | None]) -> None:
    """A new row made by copying the one above keeps that row's Mã."""
    for (above, _), (record, _) in pairwise(shown):
        if row_ids[id(above)] and row_ids[id(record)] is None:
            row_ids[id(record)] = row_ids[id(above)]
            return
