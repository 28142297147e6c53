"""The rows behind one part of a figure, out of the lineage model: what each gives, where it stands, what it says.

The model knows rows by their key or their place; here both are looked up in the tables that the state was built from.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from connectors.warehouse import Warehouse
from expectations.contract import load_contracts

_BEHIND = (
    "select month, part, table_name, row_unit_code, row_key, snapshot_id, sheet_row, source_columns, share, "
    "{given} as given from marts.rpt_lineage as lineage where section = ? and name = ? and figure_id = ? "
    "and {months} and ({given} <> 0 or part = 'member') "
    "order by part, abs({given}) desc, table_name, row_unit_code, row_key, snapshot_id, sheet_row, month"
)
_TO_DATE = "month in (select month from raw.plan_months where is_plan_month) and month <= ? and year(month) = ? "
_BY_KEY = "select * from raw.{table} where list_contains(?, unit_code || '/' || row_key)"
_BY_PLACE = "select * from raw.{table} where list_contains(?, snapshot_id || '/' || cast(sheet_row as varchar))"
_QUARANTINED = (
    "select * from raw.quarantined_rows where table_name = '{table}' "
    "and list_contains(?, snapshot_id || '/' || cast(sheet_row as varchar))"
)
_ISSUES = "select * from quality.issues where list_contains(?, issue_id)"
_PRICES = (
    "select * from raw.{table} where list_contains(?, source || '/' || source_file || '/' || snapshot_id || '/' || "
    "cast(source_row as varchar))"
)
_STATES = "select * from marts.mart_reporting where month = ? and list_contains(?, unit_code)"
FEED_TABLES = ("price_observations", "price_quarantine")
UNIT_STATES, ISSUES = "mart_reporting", "issues"


@dataclass(frozen=True)
class RowBehind:
    """A row and what it gives to a figure; `found` is the row itself as understood."""

    month: date
    part: str
    table: str
    unit_code: str
    row_key: str | None
    snapshot_id: str | None
    sheet_row: int | None
    columns: tuple[str, ...]
    share: float
    given: float
    found: Mapping[str, object]


def rows_behind(warehouse: Warehouse, figure: Mapping, month: date, *, to_date: bool = False) -> list[RowBehind]:
    """Every row behind a figure (section, name, figure_id) of a month, or of the year up to it; the greatest first."""
    given = "period_contribution" if to_date else "contribution"
    sql = _BEHIND.format(given=given, months=_TO_DATE if to_date else "month = ?")
    asked = [figure["section"], figure["name"], figure["figure_id"], month, *([month.year] if to_date else [])]
    return [_row(one) for one in warehouse.rows(sql, asked)]


def _row(one: Mapping) -> RowBehind:
    return RowBehind(
        month=one["month"],
        part=one["part"],
        table=one["table_name"],
        unit_code=one["row_unit_code"],
        row_key=one["row_key"],
        snapshot_id=one["snapshot_id"],
        sheet_row=one["sheet_row"],
        columns=tuple(one["source_columns"].split(", ")),
        share=float(one["share"]),
        given=one["given"],
        found={},
    )


def total(rows: Iterable[RowBehind]) -> float:
    """What the rows give together, added without loss."""
    return math.fsum(row.given for row in rows)


def looked_up(warehouse: Warehouse, rows: list[RowBehind]) -> list[RowBehind]:
    """The same rows with what stands in them, their keys and their places."""
    found: dict[tuple, Mapping] = {}
    for table in sorted({row.table for row in rows}):
        of_table = [row for row in rows if row.table == table]
        for sql, keys in _questions(table, of_table):
            for one in warehouse.rows(sql, [*keys]):
                found.update({(table, *key): one for key in _names(table, one)})
    return [_filled(row, found) for row in rows]


def _questions(table: str, rows: list[RowBehind]) -> list[tuple[str, list]]:
    if table == UNIT_STATES:
        return [(_STATES, [month, [row.unit_code for row in rows]]) for month in sorted({row.month for row in rows})]
    if table == ISSUES:
        return [(_ISSUES, [[row.row_key for row in rows]])]
    if table in FEED_TABLES:
        keys = [f"{row.unit_code}/{row.row_key}/{row.snapshot_id}/{row.sheet_row}" for row in rows]
        return [(_PRICES.format(table=table), [keys])]
    if table not in load_contracts():
        return []
    keyed = [f"{row.unit_code}/{row.row_key}" for row in rows if row.row_key]
    placed = [f"{row.snapshot_id}/{row.sheet_row}" for row in rows if not row.row_key]
    questions = [(_BY_KEY.format(table=table), [keyed])] if keyed else []
    if placed:
        questions += [(sql.format(table=table), [placed]) for sql in (_BY_PLACE, _QUARANTINED)]
    return questions


def _names(table: str, one: Mapping) -> list[tuple]:
    """Under what a row behind a figure may look for this one."""
    if table == UNIT_STATES:
        return [(one["unit_code"], one["month"])]
    if table == ISSUES:
        return [(one["issue_id"],)]
    if table in FEED_TABLES:
        return [(one["source"], one["source_file"], one["snapshot_id"], one["source_row"])]
    return [(one["unit_code"], one["row_key"]), (one["snapshot_id"], one["sheet_row"])]


def _key(row: RowBehind) -> tuple:
    if row.table == UNIT_STATES:
        return (row.unit_code, row.month)
    if row.table == ISSUES:
        return (row.row_key,)
    if row.table in FEED_TABLES:
        return (row.unit_code, row.row_key, row.snapshot_id, row.sheet_row)
    return (row.unit_code, row.row_key) if row.row_key else (row.snapshot_id, row.sheet_row)


def _filled(row: RowBehind, found: Mapping[tuple, Mapping]) -> RowBehind:
    one = found.get((row.table, *_key(row)))
    if one is None or row.table in (*FEED_TABLES, UNIT_STATES):
        return replace(row, found=one or {})
    return replace(row, found=one, snapshot_id=one["snapshot_id"], sheet_row=one["sheet_row"])


# table of the rows -> the mart that takes them up, and its key besides the month
_MARTS = {
    "sales": ("mart_outcomes", ("unit_code", "product_code", "channel", "kind")),
    "supply": ("mart_supply", ("unit_code", "product_code")),
    "demand": ("mart_demand", ("unit_code", "buyer_type", "product_code")),
    "activities": ("mart_activities", ("unit_code", "activity_type")),
    "teams": ("mart_teams", ("unit_code", "readiness")),
    "price_observations": ("mart_prices", ("price_date", "product_code", "market", "price_type")),
}
_TIMELESS = frozenset({"mart_teams", "mart_prices"})
# sections whose rows reach the report by another way than the monthly mart of their table
_WEEKLY = frozenset(
    {"harvest_calendar", "alerts", "units", "quality", "feeds", "balance", "link_plan", "link_unplaced", "link_summary"}
)


def mart_rows(warehouse: Warehouse, section: str, rows: Iterable[RowBehind]) -> list[dict]:
    """The marts' rows behind a figure, each with `given`, what passes through it; those that give most first."""
    if section in _WEEKLY:
        return []
    passing: dict[tuple, list[RowBehind]] = {}
    for row in rows:
        if row.table in _MARTS and row.found:
            mart, names = _MARTS[row.table]
            month = None if mart in _TIMELESS else row.month
            key = tuple(row.found[name] if row.found[name] is not None else "" for name in names)
            passing.setdefault((mart, month, key), []).append(row)
    found = {place: one for mart, month in {place[:2] for place in passing}
             for place, one in _rows_of(warehouse, mart, month)}  # fmt: skip
    listed = [
        {
            "mart": place[0],
            "row": found.get(place, {}),
            "rows": len(of_row),
            "given": math.fsum(one.given for one in of_row),
        }
        for place, of_row in passing.items()
    ]
    return sorted(listed, key=lambda one: (-abs(one["given"]), str(one["row"])))


def _rows_of(warehouse: Warehouse, mart: str, month: date | None) -> Iterable[tuple[tuple, Mapping]]:
    names = next(keys for name, keys in _MARTS.values() if name == mart)
    condition, given = ("where month = ?", [month]) if month else ("", [])
    for row in warehouse.rows(f"select * from marts.{mart} {condition}", given):  # noqa: S608
        yield (mart, month, tuple(row[name] for name in names)), row
