"""Which rows of the units' tabs make a month's figure another than before, and the cells in which they differ.

Rows are matched by their keys, so that a row that was moved, or has another above it, is not taken for a changed one;
only rows of the month count, and only the columns that the figure is made of.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from connectors.landing.store import TabSnapshot
from connectors.reading.tabs import TabReading
from connectors.warehouse import Is, Selection, Warehouse
from expectations.choices import choice
from expectations.contract import Contract, load_contracts
from expectations.figures import FigureContract, load_figures
from pipeline.build.readings import read_snapshot, references_at
from pipeline.province.inputs import Inputs
from pipeline.province.settings import next_month

NEW_ROW, LOST_ROW = " (dòng mới)", " (dòng đã xóa)"
_SNAPSHOTS = Selection(
    "raw.snapshots", ("snapshot_id", "unit_code", "table_name", "superseded_at"), order_by=("snapshot_id",)
)
_REFUSED = Selection(
    "raw.issue_sightings",
    ("snapshot_id", "sheet_row"),
    {"severity": "error", "sheet_row": Is(">", 0)},
    distinct=True,
)

Row = Mapping[str, object]


@dataclass(frozen=True)
class Source:
    """The table and columns a figure is made of, the one that a row must state first, the choice that rows make last.

    `days`: the first and the last day of a row, which may be one column. `choices`: keys of the last column's choices
    with which a row counts; None where every row does.
    """

    table: str
    columns: tuple[str, ...]
    days: tuple[str, str]
    choices: frozenset[str] | None = None

    @property
    def _labels(self) -> set[str]:
        return {choice(self.table, self.columns[-1], key) for key in self.choices or ()}

    def counts(self, row: Row | None, month: date) -> bool:
        """Whether a row, if there is one, has a part in the month's figure."""
        if row is None or row["is_refused"] or pd.isna(row[self.columns[0]]):
            return False
        if self.choices is not None and row[self.columns[-1]] not in self._labels:
            return False
        first, last = (row[name] for name in self.days)
        month_end = pd.Timestamp(next_month(month)) - pd.Timedelta(days=1)
        return bool(first <= month_end and last >= pd.Timestamp(month))


def source_of(figure: FigureContract) -> Source | None:
    """The tab's table and columns behind a figure, by its contract and the tab's; None where no tab's rows are."""
    contract = load_contracts().get(figure.rows[0].table or "") if figure.rows else None
    part = figure.parts.get("sum") or figure.parts.get("member")
    if contract is None or part is None or not (contract.window or contract.event_date):
        return None
    column, keys = next(iter(part.measure.only.items()), (None, ()))
    own = [name for name in part.measure.columns if name != column]
    days = contract.window or (contract.event_date or "", contract.event_date or "")
    columns = [*days, *own] if part.measure.blank else [*own, *days]
    columns += [column] if column else []
    return Source(contract.table, tuple(dict.fromkeys(columns)), days, frozenset(keys) if column else None)


class ChangedRows:
    """Compares the tabs that stand in a built warehouse with those an earlier edition was made from."""

    def __init__(self, inputs: Inputs, warehouse: Warehouse, as_of: datetime) -> None:
        self._inputs = inputs
        found = warehouse.tables({"snapshots": _SNAPSHOTS, "refused": _REFUSED})
        self._snapshots = found["snapshots"]
        self._references = references_at(inputs, as_of)
        self._landed = {_content(one.snapshot_id): one for one in inputs.landing.tab_snapshots(as_of)}
        self._readings: dict[tuple[str, str], TabReading | None] = {}
        self._refused: dict[str, list[int]] = {}
        for row in found["refused"]:
            self._refused.setdefault(row["snapshot_id"], []).append(row["sheet_row"])

    def cells(self, figure: str, months: Iterable[date], before: set[str]) -> dict[str, list[str]]:
        """By unit, the cells `Tab!A1` that make a figure (`section.name`) of the months differ.

        `before` are the ids of the snapshots that the earlier edition was made from.
        """
        source = source_of(load_figures()[figure])
        if source is None:
            return {}
        rows = [row for row in self._snapshots if row["table_name"] == source.table]
        old = {row["unit_code"]: row["snapshot_id"] for row in rows if row["snapshot_id"] in before}
        new = {row["unit_code"]: row["snapshot_id"] for row in rows if row["superseded_at"] is None}
        found = {}
        for unit in sorted(old | new):
            if old.get(unit) != new.get(unit):
                pair = (self._reading(one.get(unit), source.table) for one in (old, new))
                found[unit] = list(differing_cells(source, tuple(months), *pair))
        return {unit: cells for unit, cells in found.items() if cells}

    def _reading(self, snapshot_id: str | None, table: str) -> TabReading | None:
        snapshot = self._landed.get(_content(snapshot_id)) if snapshot_id else None
        if snapshot is None:
            return None
        key = (snapshot_id, table)
        if key not in self._readings:
            reading = self._read(snapshot, load_contracts()[table])
            self._readings[key] = reading and self._judged(reading, self._refused.get(snapshot_id, []))
        return self._readings[key]

    @staticmethod
    def _judged(reading: TabReading, refused: list[int]) -> TabReading:
        """With the rows that a check of the row refused beside those that could not be read."""
        is_refused = reading.rows["is_refused"] | reading.rows["sheet_row"].isin(refused)
        return replace(reading, rows=reading.rows.assign(is_refused=is_refused))

    def _read(self, snapshot: TabSnapshot, contract: Contract) -> TabReading | None:
        return read_snapshot(self._inputs, contract, snapshot, self._references)


def _content(snapshot_id: str) -> tuple[str, str]:
    """Unit and content of a snapshot: the same content read again bears another instant."""
    unit, _, content = snapshot_id.split("-", 2)
    return unit, content


def differing_cells(
    source: Source, months: tuple[date, ...], old: TabReading | None, new: TabReading | None
) -> Iterable[str]:
    """Cells of the rows that count in the months and are new, gone, or say something else in the source's columns."""
    for before, after in _matched(source, old, new):
        if not any(source.counts(row, month) for row in (before, after) for month in months):
            continue
        if before is None or after is None:
            reading, row = (new, after) if before is None else (old, before)
            yield _place(reading, row, source.columns[0]) + (NEW_ROW if before is None else LOST_ROW)
            continue
        names = source.columns
        if before["is_refused"] != after["is_refused"]:
            names = tuple(column.name for column in new.contract.columns)
        for name in names:
            if not _same(before[name], after[name]):
                yield _place(new, after, name)


def _place(reading: TabReading, row: Row, name: str) -> str:
    """`Tab!A1` of a row's column, or of the row's first cell where the tab has no such column."""
    return f"{reading.snapshot.title}!{xl_rowcol_to_cell(int(row['sheet_row']) - 1, reading.columns_at.get(name, 0))}"


def _same(one: object, other: object) -> bool:
    return bool(one == other) or bool(pd.isna(one) and pd.isna(other))


def _matched(source: Source, old: TabReading | None, new: TabReading | None) -> list[tuple[Row | None, Row | None]]:
    """Pairs of a row before and after, one of them None where it has no partner: by key, then by what they say."""
    before, after = ([] if one is None else one.rows.to_dict("records") for one in (old, new))
    natural = load_contracts()[source.table].natural_key
    pairs: list[tuple[Row | None, Row | None]] = []
    for key in (lambda row: row["row_key"], _said((*natural, *source.columns)), _said(natural)):
        found, before, after = _paired(before, after, key)
        pairs += found
    pairs += [(row, None) for row in before] + [(None, row) for row in after]
    return sorted(pairs, key=lambda pair: int((pair[1] or pair[0])["sheet_row"]))


def _said(names: tuple[str, ...]) -> Callable[[Row], object]:
    return lambda row: tuple(None if pd.isna(row[name]) else row[name] for name in names)


def _paired(
    before: list[Row], after: list[Row], key: Callable[[Row], object]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Rows with the same key side by side, and those left over on either side."""
    waiting: dict[object, list[Row]] = {}
    for row in before:
        waiting.setdefault(key(row), []).append(row)
    pairs, left = [], []
    for row in after:
        partners = waiting.get(key(row))
        if partners:
            pairs.append((partners.pop(0), row))
        else:
            left.append(row)
    matched = {id(one) for one, _ in pairs}
    return pairs, [row for row in before if id(row) not in matched], left
