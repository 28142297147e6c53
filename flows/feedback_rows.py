"""What the published warehouse says of each unit: its open issues, its months and rows, its calls to make."""

from collections.abc import Iterable

from connectors.warehouse import FILE_NAME, Warehouse
from flows.call_lists import CALLS
from flows.feedback_texts import UnitState
from pipeline.province.settings import Settings

_QUERIES = {
    "units": "select unit_code, unit_name from marts.dim_units order by unit_code",
    "issues": (
        'select unit_code, tab, table_name, sheet_row, cell, "column", rule, severity, message, raw_value, '
        "snapshot_id, first_seen_at from quality.issues where cleared_at is null "
        "order by unit_code, tab, sheet_row nulls first, cell, rule"
    ),
    "rates": (
        "select unit_code, count(*) filter (expected) as expected, "
        "count(*) filter (expected and received) as received, count(*) filter (expected and on_time) as on_time, "
        "count(*) filter (expected and usable) as usable from marts.mart_reporting where month <= ("
        "select max(month) from raw.plan_months where deadline_at <= (select as_of from raw.run)) group by unit_code"
    ),
    "rows": (
        "select unit_code, sum(accepted) as accepted, sum(quarantined) as quarantined from raw.snapshots "
        "where superseded_at is null and table_name <> 'spreadsheet' group by unit_code"
    ),
    "calls": CALLS,
}


def unit_states(settings: Settings, only: Iterable[str] | None = None) -> list[UnitState]:
    """One state a unit, in the order of their codes; raises WarehouseMissing."""
    found = Warehouse(settings.data_folder / FILE_NAME).row_sets({name: (sql, ()) for name, sql in _QUERIES.items()})
    wanted = None if only is None else set(only)
    issues, calls = _by_unit(found["issues"]), _by_unit(found["calls"])
    rates = {row["unit_code"]: row for row in found["rates"]}
    rows = {row["unit_code"]: row for row in found["rows"]}
    return [
        UnitState(
            unit_code=unit["unit_code"],
            unit_name=unit["unit_name"],
            issues=tuple(issues.get(unit["unit_code"], ())),
            rates=_whole(rates.get(unit["unit_code"])),
            rows=_whole(rows.get(unit["unit_code"])),
            calls=tuple(calls.get(unit["unit_code"], ())),
        )
        for unit in found["units"]
        if wanted is None or unit["unit_code"] in wanted
    ]


def _by_unit(rows: list[dict]) -> dict[str, list[dict]]:
    units: dict[str, list[dict]] = {}
    for row in rows:
        units.setdefault(row["unit_code"], []).append(row)
    return units


def _whole(row: dict | None) -> dict[str, int]:
    return {name: int(count or 0) for name, count in (row or {}).items() if name != "unit_code"}
