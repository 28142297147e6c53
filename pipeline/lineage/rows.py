"""The rows behind one part of a figure, out of the lineage model: what each gives, where it stands, what it says.

The model knows rows by their key or their place; here both are looked up in the tables that the state was built from.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from connectors.warehouse import Is, Warehouse
from expectations.contract import load_contracts
from expectations.figures import load_figures, section_figures
from expectations.marts import MARTS
from pipeline.lineage.traced import MartRow

_COLUMNS = (
    "month", "part", "table_name", "row_unit_code", "row_key", "snapshot_id", "sheet_row", "source_columns", "share",
)  # fmt: skip
_KEY, _PLACE = ("unit_code", "row_key"), ("snapshot_id", "sheet_row")
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
    asked = {name: figure[name] for name in ("section", "name", "figure_id")}
    asked["month"] = _plan_months_to(warehouse, month) if to_date else month
    found = warehouse.table("marts.rpt_lineage", (*_COLUMNS, given), where=asked)
    rows = [_row(one, one[given]) for one in found if one[given] or one["part"] == "member"]
    return sorted(rows, key=_greatest_first)


def _plan_months_to(warehouse: Warehouse, month: date) -> list[date]:
    """The plan's months of a year up to one of them."""
    rows = warehouse.table("raw.plan_months", ("month",), where={"is_plan_month": True, "month": Is("<=", month)})
    return [row["month"] for row in rows if row["month"].year == month.year]


def _row(one: Mapping, given: float) -> RowBehind:
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
        given=given,
        found={},
    )


def _greatest_first(row: RowBehind) -> tuple:
    """Orders rows by their part and what they give, then by where they stand; what is not known comes last."""
    place = (row.table, row.unit_code, row.row_key, row.snapshot_id, row.sheet_row, row.month)
    return (row.part, -abs(row.given), *((one is None, one) for one in place))


def total(rows: Iterable[RowBehind]) -> float:
    """What the rows give together, added without loss."""
    return math.fsum(row.given for row in rows)


def looked_up(warehouse: Warehouse, rows: list[RowBehind]) -> list[RowBehind]:
    """The same rows with what stands in them, their keys and their places."""
    wanted: dict[tuple, set[tuple]] = {}
    for row in rows:
        columns, values = _name(row)
        wanted.setdefault((row.table, columns), set()).add(values)
    found: dict[tuple, Mapping] = {}
    for (table, columns), names in sorted(wanted.items()):
        asked = {column: {values[place] for values in names} for place, column in enumerate(columns)}
        for home, condition in _homes(table, columns):
            for one in warehouse.table(home, where=condition | asked):
                found[table, columns, tuple(one[column] for column in columns)] = one
    return [_filled(row, found.get((row.table, *_name(row)))) for row in rows]


def _name(row: RowBehind) -> tuple[tuple[str, ...], tuple]:
    """The columns that name a row in its table, and what stands in them."""
    if row.table == UNIT_STATES:
        return ("unit_code", "month"), (row.unit_code, row.month)
    if row.table == ISSUES:
        return ("issue_id",), (row.row_key,)
    if row.table in FEED_TABLES:
        columns = ("source", "source_file", "snapshot_id", "source_row")
        return columns, (row.unit_code, row.row_key, row.snapshot_id, row.sheet_row)
    return (_KEY, (row.unit_code, row.row_key)) if row.row_key else (_PLACE, (row.snapshot_id, row.sheet_row))


def _homes(table: str, columns: tuple[str, ...]) -> list[tuple[str, dict]]:
    """The tables of the warehouse where rows so named stand, each with what else must hold of them."""
    if table == UNIT_STATES:
        return [("marts.mart_reporting", {})]
    if table == ISSUES:
        return [("quality.issues", {})]
    if table in FEED_TABLES:
        return [(f"raw.{table}", {})]
    if table not in load_contracts():
        return []
    refused = ("raw.quarantined_rows", {"table_name": table})
    return [(f"raw.{table}", {}), *([refused] if columns == _PLACE else [])]


def _filled(row: RowBehind, one: Mapping | None) -> RowBehind:
    if one is None or row.table in (*FEED_TABLES, UNIT_STATES):
        return replace(row, found=one or {})
    return replace(row, found=one, snapshot_id=one["snapshot_id"], sheet_row=one["sheet_row"])


def mart_rows(warehouse: Warehouse, section: str, rows: Iterable[RowBehind]) -> list[MartRow]:
    """The marts' rows behind a figure, each with `given`, what passes through it; those that give most first."""
    if not all(figure.marts for figure in section_figures(section)):
        return []
    marts = _marts()
    passing: dict[tuple, list[RowBehind]] = {}
    for row in rows:
        if row.table in marts and row.found:
            mart = marts[row.table]
            month = row.month if "month" in MARTS[mart].key else None
            key = tuple(row.found[name] if row.found[name] is not None else "" for name in _keys(mart))
            passing.setdefault((mart, month, key), []).append(row)
    found = {place: one for mart, month in {place[:2] for place in passing}
             for place, one in _rows_of(warehouse, mart, month)}  # fmt: skip
    listed = [
        MartRow(place[0], found.get(place, {}), len(of_row), math.fsum(one.given for one in of_row))
        for place, of_row in passing.items()
    ]
    return sorted(listed, key=lambda one: (-abs(one.given), str(one.row)))


def _marts() -> dict[str, str]:
    """By table of rows, the mart that takes them up."""
    sources = (rows for figure in load_figures().values() for rows in figure.rows)
    return {rows.table: rows.mart for rows in sources if rows.table and rows.mart}


def _keys(mart: str) -> list[str]:
    """What tells a mart's rows apart besides the month."""
    return [name for name in MARTS[mart].key if name != "month"]


def _rows_of(warehouse: Warehouse, mart: str, month: date | None) -> Iterable[tuple[tuple, Mapping]]:
    names = _keys(mart)
    for row in warehouse.table(f"marts.{mart}", where={"month": month} if month else None):
        yield (mart, month, tuple(row[name] for name in names)), row
