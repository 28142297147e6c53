"""The mart rows between a figure and the rows of sheets: which of them take the rows up, and what passes through each.

A mart's grain is its key; the rows behind a figure fall into it by the same columns.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import date

from connectors.warehouse import Warehouse
from flows.tracing_rows import RowBehind

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
