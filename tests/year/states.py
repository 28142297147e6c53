"""The one thing the timeline does not do for real: dbt. A build here is a small state machine over what really landed.

A template warehouse, really built once, has every table; a simulated build copies it and writes into it what the landed
workbooks say of each unit and month: received (a confirmation of the month), on time (read by its deadline), usable (no
"?" in that row), tonnes sold (sum of Kết quả), and an urgent alert (a lot of Nguồn cung that needs support). Everything
that reads the warehouse then is the real thing, the gate with its seals among it.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import duckdb

from connectors.landing.store import Landing, TabSnapshot
from connectors.warehouse import BUILD_FOLDER, Warehouse, unpublished_warehouse
from expectations.results import CheckResult
from pipeline.build import verdicts
from pipeline.build.platform_tables import fact_tables
from pipeline.build.raw_tables import arrow_table, platform_types

TABLES = {"Kết quả": "sales", "Nguồn cung": "supply", "Xác nhận tháng": "confirmations"}
NEEDED = {
    "raw.price_observations", "raw.feeds", "raw.alert_settings", "raw.alert_benchmarks", "raw.snapshots",
    "raw.issue_sightings", "marts.mart_reporting", "marts.mart_activities",
}  # fmt: skip
SOUND = CheckResult(
    check="keys", severity="critical", month=None, passed=True, observed=0.0, expected=0.0, detail="every key is unique"
)


@dataclass
class UnitYear:
    """What one unit's workbook said, over all reads."""

    received_at: dict[int, datetime] = field(default_factory=dict)
    spoilt: set[int] = field(default_factory=set)
    sold_t: dict[int, float] = field(default_factory=dict)
    urgent: list[str] = field(default_factory=list)


def rows_of(landing: Landing, unit: str, snapshot: TabSnapshot | None) -> Iterator[list]:
    """The tab's cells below its header."""
    if snapshot is None:
        return
    grid = landing.grid(unit, snapshot.sha256)
    for row in range(1, grid.n_rows):
        yield [grid.value(row, col) for col in range(grid.n_cols)]


def unit_year(landing: Landing, unit: str, at: datetime) -> UnitYear:
    found = UnitYear()
    for fetched_at, tabs in landing.spreadsheet_states(unit, at):
        rows = list(rows_of(landing, unit, tabs.get("Xác nhận tháng")))
        for row in rows:
            found.received_at.setdefault(int(row[0]), fetched_at)
        found.spoilt = {int(row[0]) for row in rows if row[4] == "?"}
        found.sold_t = {}
        for row in rows_of(landing, unit, tabs.get("Kết quả")):
            month = int(str(row[1]).split("/")[1])
            found.sold_t[month] = found.sold_t.get(month, 0.0) + float(row[9])
        found.urgent = [str(row[9]) for row in rows_of(landing, unit, tabs.get("Nguồn cung")) if row[16] == "x"]
    return found


class Totals:
    """Row counts as a build reports them; the timeline has no use for them."""

    def totals(self) -> dict[str, int]:
        return {"seen": 0, "accepted": 0, "quarantined": 0, "skipped": 0}


def small_template(built, path):
    """The tables of a real build that a verdict, an edition or a reminder reads, in a file that is quick to open."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"attach '{built}' as warehouse (read_only)")
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_catalog = 'warehouse'"
        ).fetchall()
        for schema in ("raw", "marts", "quality"):
            connection.execute(f"create schema {schema}")
        for schema, table in tables:
            if schema == "quality" or f"{schema}.{table}" in NEEDED or table.startswith(("dim_", "rpt_")):
                connection.execute(f"create table {schema}.{table} as from warehouse.{schema}.{table}")


class Remembered:
    """`judged_content`, computed once for each published state: a file that was published never changes."""

    def __init__(self) -> None:
        self._real, self._known = verdicts.judged_content, None

    def forget(self) -> None:
        self._known = None

    def __call__(self, warehouse) -> str:
        self._known = self._known or self._real(warehouse)
        return self._known


class OpenedOnce:
    """`Warehouse._open` with one connection for each published file instead of one for each query."""

    def __init__(self) -> None:
        self._real, self._open = Warehouse._open, {}

    def method(self):
        @contextmanager
        def opened(warehouse, *, read_only):
            if not read_only or warehouse.path.parent.name == BUILD_FOLDER:
                with self._real(warehouse, read_only=read_only) as connection:
                    yield connection
            else:
                warehouse.demand()
                yield self._connection(warehouse.path)

        return opened

    def _connection(self, path):
        file = path.stat().st_ino
        if file not in self._open:
            self.close()
            self._open[file] = duckdb.connect(str(path), read_only=True)
            self._open[file].execute("set timezone = 'UTC'")
        return self._open[file]

    def close(self) -> None:
        for connection in self._open.values():
            connection.close()
        self._open.clear()


def simulated_build(template, content: Remembered):
    """A stand-in for `pipeline.build.build._build` that publishes what landed as the state machine reads it."""

    def build(province, inputs, at, folder):
        content.forget()
        settings, landing = province.settings, province.landing
        years = {unit.unit_code: unit_year(landing, unit.unit_code, at) for unit in inputs.units}
        with unpublished_warehouse(settings.data_folder, folder) as unpublished:
            shutil.copyfile(template, unpublished.path)
            unpublished.load(fact_tables(inputs, at) | snapshots(landing, at))
            with duckdb.connect(str(unpublished.path)) as connection:
                connection.begin()
                write_months(connection, settings, years)
                write_alerts(connection, settings, years, at)
                connection.commit()
            verdicts.judge(inputs, unpublished, at)
        return Totals(), []

    return build


def snapshots(landing: Landing, at: datetime) -> dict:
    rows = [
        {
            "snapshot_id": one.snapshot_id, "unit_code": one.unit_code, "table_name": TABLES.get(one.title, "teams"),
            "tab": one.title, "fetched_at": one.fetched_at, "superseded_at": one.superseded_at, "rows_seen": 0,
            "accepted": 0, "quarantined": 0, "skipped": 0,
        }
        for one in landing.tab_snapshots(at)
    ]  # fmt: skip
    return {"raw.snapshots": arrow_table(rows, platform_types("snapshots"))}


def write_months(connection, settings, years):
    """Flags of every unit and month, and the figures that depend on them."""
    flags, figures, sold = [], [], []
    for month in settings.plan_months:
        found = {unit: month_flags(settings, month, year) for unit, year in years.items()}
        tonnes = {unit: year.sold_t.get(month.month, 0.0) for unit, year in years.items()}
        received, on_time, usable = (sum(one) for one in zip(*found.values(), strict=True))
        flags += [(month, unit, *found[unit], years[unit].received_at.get(month.month)) for unit in years]
        sold += [(month, f"outcomes_by_unit.sold_t.{unit}", unit, tonnes[unit]) for unit in years]
        figures += [
            (month, "headline.sold_t", sum(tonnes.values())),
            (month, "headline.received_rate", received / len(years)),
            (month, "headline.on_time_rate", on_time / len(years)),
            (month, "headline.usable_rate", usable / len(years)),
            (month, "headline.on_time_of_received_rate", on_time / received if received else None),
        ]
    connection.execute("delete from quality.issues")
    columns = "month date, unit varchar, received bool, on_time bool, usable bool, first_at timestamptz"
    table(connection, f"flags({columns})", flags)
    for name in ("mart_reporting", "rpt_monthly__units"):
        connection.execute(
            f"update marts.{name} as known set received = flags.received, complete = flags.received, "
            "on_time = flags.on_time, usable = flags.usable, first_received_at = flags.first_at "
            "from flags where known.month = flags.month and known.unit_code = flags.unit"
        )
    table(connection, "figures(month date, figure varchar, value double)", figures)
    connection.execute(
        "update marts.rpt_monthly__figures as known set value = figures.value from figures "
        "where known.month = figures.month and known.figure_id = figures.figure"
    )
    table(connection, "sold(month date, figure_id varchar, unit_code varchar, value double)", sold)
    connection.execute("delete from marts.rpt_monthly__figures where figure_id like 'outcomes_by_unit.sold_t.%'")
    connection.execute(
        "insert into marts.rpt_monthly__figures by name "
        "select *, 'outcomes_by_unit' as section, 'sold_t' as name, 't' as measure from sold"
    )


def table(connection, described: str, rows: list[tuple]) -> None:
    """A temporary table of a few rows."""
    connection.execute(f"create temp table {described}")
    places = ", ".join(f"({', '.join('?' * len(rows[0]))})" for _ in rows)
    connection.execute(f"insert into {described.split('(')[0]} values {places}", [cell for row in rows for cell in row])


def month_flags(settings, month: date, year: UnitYear) -> tuple[bool, bool, bool]:
    """received, on_time, usable."""
    at = year.received_at.get(month.month)
    is_received = at is not None
    return is_received, is_received and at <= settings.deadline(month), is_received and month.month not in year.spoilt


def write_alerts(connection, settings, years, at):
    """One urgent alert a lot that needs support, of the week its harvest starts in."""
    connection.execute("delete from marts.rpt_quick__alerts")
    for unit, year in years.items():
        for starts_on in year.urgent:
            day = datetime.strptime(starts_on, "%d/%m/%Y").date()
            monday = day - timedelta(days=day.weekday())
            connection.execute(
                "insert into marts.rpt_quick__alerts by name select cast(? as date) as as_of_date, ? as unit_code, "
                "? as unit_name, 'pineapple' as product_code, 'Khóm' as product_name, cast(? as date) as week_start, "
                "cast(? as date) as week_end, 12.0 as at_risk_t, 12.0 as supply_t, "
                "12.0 as unplaced_t, 1 as lots, 3 as days_to_harvest, 5 as shelf_life_days, 0 as open_requests, 0 as "
                "open_buyers, 0.0 as open_demand_t, 0 as known_buyers, 0 as ready_teams, 'no_demand' as cause, "
                "'cần hỗ trợ gấp' as reason",
                [settings.local(at).date(), unit, unit, monday, monday + timedelta(days=6)],
            )
