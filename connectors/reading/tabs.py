"""A whole tab: from the cells as landed to typed rows, the issues of their cells, and a count of every row seen.

Nothing disappears here: each row is loaded or skipped for a reason, each refused cell is an issue at its address.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from connectors.barrier import UNREADABLE_ROW, UNREADABLE_TAB, guarded
from connectors.cells import EMPTY, CellGrid
from connectors.measurement_units import MeasurementUnits
from connectors.reading.across_cells import resolve_across
from connectors.reading.blanks import take_cautiously
from connectors.reading.cell_remarks import remark_on_cells, required_rows, strict_rows
from connectors.reading.layout.headers import FoundTable, TabRejected, find_tables
from connectors.reading.layout.loading import still_to_come
from connectors.reading.layout.looks import remark_on_looks
from connectors.reading.layout.remarks import remark_on_layout
from connectors.reading.layout.row_keys import copied_ids, row_keys
from connectors.reading.layout.row_kinds import RowKind, classify
from connectors.reading.layout.totals import check_totals
from connectors.reading.layout.unit_columns import with_unit_columns
from connectors.reading.outcome import ReadContext
from connectors.reading.read_column import ColumnReading, absent_column
from connectors.reading.remarks import Remarks, SnapshotKey, raw_text
from connectors.reading.row_units import RowUnits
from connectors.reading.seen.column import SeenColumn, settle
from connectors.reading.seen.table import SeenTable
from connectors.reading.wording import quoted
from expectations.contract import Contract
from expectations.unit_changes import UnitAbove

_NUMERIC = frozenset({"integer", "decimal", "money"})
MOST_UNREADABLE = 50
UNREAD_ROW = (
    "hệ thống chưa đọc được dòng này. Hãy xóa dòng rồi gõ lại; nếu vẫn còn báo thì hãy báo Ban Phong trào Tỉnh đoàn."
)
UNREAD_TAB = (
    "hệ thống chưa đọc được tab này. Hãy chép các dòng sang bảng tính mẫu; nếu vẫn còn báo thì hãy báo Ban Phong trào "
    "Tỉnh đoàn."
)


@dataclass(frozen=True)
class TabReading:
    """A tab as understood.

    rows: one entry a data row: unit_code, snapshot_id, fetched_at, sheet_row (1-based), row_id, row_key, the contract's
        columns typed (a reference also as <name>_code, a range's upper end as <name>_upper), is_refused.
    issues: columns ISSUE_COLUMNS. rows_seen: row 1 to the last filled one. skipped: rows seen that are not in `rows`.
    columns_at: contract column -> 0-based column of the tab's first table. units: the units that its measured columns
        are in, as the header or its rows say. locale: the spreadsheet's, where it is not Vietnamese.
    """

    contract: Contract
    snapshot: SnapshotKey
    rows: pd.DataFrame
    issues: pd.DataFrame
    rows_seen: int
    skipped: int
    columns_at: dict[str, int]
    units: Mapping[str, UnitAbove] = field(default_factory=dict)
    locale: str | None = None


def read_tab(
    contract: Contract,
    grid: CellGrid,
    snapshot: SnapshotKey,
    context: ReadContext,
    other_contracts: Iterable[Contract] = (),
) -> TabReading:
    """Read one tab; raises TabRejected, with a Vietnamese reason, where it cannot be understood as a whole.

    A second table that belongs to one of `other_contracts` is skipped with an error issue. Rows at which the reading
    itself fails are refused, and the others are read as if they were empty.
    """
    others, place = list(other_contracts), f"unit {snapshot.unit_code}, tab {snapshot.title} ({snapshot.snapshot_id})"

    def read(part: CellGrid) -> TabReading:
        try:
            return _read_tab(contract, part, snapshot, context, others)
        except TabRejected as rejected:
            raise still_to_come(part.bounded, rejected) from rejected

    def tables() -> list[FoundTable]:
        return _tables(grid.bounded, contract, context.references.units, others)

    def without_unreadable(error: Exception) -> TabReading:
        rows = guarded(lambda: _unreadable_rows(contract, grid, tables(), read, place), place, lambda _: None)
        if rows is None:
            raise TabRejected(UNREADABLE_TAB, UNREAD_TAB) from error
        found = guarded(lambda: read(_without(grid, rows)), place, lambda _: None)
        if found is None or not rows:
            raise TabRejected(UNREADABLE_TAB, UNREAD_TAB) from error
        return _with_refused(found, grid, rows)

    return guarded(lambda: read(grid), place, without_unreadable, known=(TabRejected,))


def _tables(grid: CellGrid, contract: Contract, units: MeasurementUnits, others: list[Contract]) -> list[FoundTable]:
    """The tables of the tab, with the columns that say the units of the contract's own rows."""
    found = find_tables(grid, contract, units, others)
    return [table if table.belongs_to else with_unit_columns(grid, table, contract, units) for table in found]


def _unreadable_rows(
    contract: Contract, grid: CellGrid, tables: list[FoundTable], read: Callable[[CellGrid], object], place: str
) -> list[int] | None:
    """The data rows (0-based) at which the reading fails, halved until each stands alone; None where they are many."""
    kinds = classify(grid.bounded, tables, contract)
    data = np.flatnonzero(kinds == RowKind.DATA).tolist()
    found, waiting = [], [data]
    while waiting and len(found) <= MOST_UNREADABLE:
        rows = waiting.pop()
        alone = _without(grid, sorted(set(data) - set(rows)))
        if not rows or guarded(lambda alone=alone: read(alone) is not None, place, lambda _: False):
            continue
        if len(rows) == 1:
            found += rows
        else:
            waiting += [rows[: len(rows) // 2], rows[len(rows) // 2 :]]
    return sorted(found) if len(found) <= MOST_UNREADABLE else None


def _without(grid: CellGrid, rows: list[int]) -> CellGrid:
    """A copy of the tab in which these rows are empty."""
    part = grid.copy()
    part.kinds[rows], part.numbers[rows], part.texts[rows], part.formats[rows] = EMPTY, np.nan, None, None
    return part


def _with_refused(reading: TabReading, grid: CellGrid, rows: list[int]) -> TabReading:
    """The reading with the rows that it was made without, each refused with an issue of its own."""
    contract, snapshot = reading.contract, reading.snapshot
    remarks = Remarks(snapshot, contract, grid)
    for row in rows:
        remarks.on_row(row, contract.columns[0], UNREADABLE_ROW, "error", UNREAD_ROW)
    refused = pd.DataFrame(
        {
            "unit_code": snapshot.unit_code,
            "snapshot_id": snapshot.snapshot_id,
            "fetched_at": snapshot.fetched_at,
            "sheet_row": [row + 1 for row in rows],
            "row_key": [f"~row-{row + 1}" for row in rows],
            "is_refused": True,
        }
    )
    whole = refused.reindex(columns=list(reading.rows.columns))
    kept = reading.rows
    for name in whole.columns.difference(refused.columns):
        is_object = kept[name].dtype == object
        whole[name] = _as_is(np.full(len(rows), None, object)) if is_object else whole[name].astype(kept[name].dtype)
    joined = pd.concat([kept, whole], ignore_index=True) if len(kept) else whole
    joined = joined.sort_values("sheet_row", kind="stable", ignore_index=True)
    issues = pd.concat([reading.issues, remarks.to_frame(joined)], ignore_index=True)
    return replace(reading, rows=joined, issues=issues, skipped=reading.skipped - len(rows))


def _read_tab(
    contract: Contract,
    grid: CellGrid,
    snapshot: SnapshotKey,
    context: ReadContext,
    other_contracts: list[Contract],
) -> TabReading:
    typed, grid = grid, grid.bounded
    remarks = Remarks(snapshot, contract, typed.shortened)
    tables = _tables(grid, contract, context.references.units, other_contracts)
    kinds = classify(grid, tables, contract)
    parts = [_read_table(typed, table, kinds, context, remarks) for table in tables if table.belongs_to is None]
    remark_on_layout(grid, tables, kinds, remarks)
    remark_on_looks(typed, tables, kinds, remarks)
    units = parts[0][1]
    rows = pd.concat([part for part, _ in parts], ignore_index=True) if len(parts) > 1 else parts[0][0]
    rows = _identified(rows, contract, tables[0], grid, remarks)
    rows.insert(0, "fetched_at", snapshot.fetched_at)
    for name in ("snapshot_id", "unit_code"):
        rows.insert(0, name, _as_is(np.full(len(rows), getattr(snapshot, name), object)))
    issues = remarks.to_frame(rows)
    header = tables[0].header
    counts = (len(kinds), len(kinds) - len(rows), header.columns)
    return TabReading(contract, snapshot, rows, issues, *counts, units, typed.appearance.locale)


def rejection_issue(contract: Contract, snapshot: SnapshotKey, rejected: TabRejected) -> pd.DataFrame:
    """The one issue of a tab that was refused as a whole."""
    remarks = Remarks(snapshot, contract, CellGrid.blank(0, 0))
    remarks.on_tab(rejected.rule, "error", rejected.reason)
    return remarks.to_frame()


def raw_row(grid: CellGrid, columns_at: dict[str, int], sheet_row: int) -> dict[str, str]:
    """A row's filled cells as text by contract column, to be shown beside a quarantined row."""
    cells = {name: raw_text(grid.shortened, sheet_row - 1, col) for name, col in columns_at.items()}
    return {name: text for name, text in cells.items() if text is not None}


def _read_table(
    grid: CellGrid, table: FoundTable, kinds: np.ndarray, context: ReadContext, remarks: Remarks
) -> tuple[pd.DataFrame, dict[str, UnitAbove]]:
    """A table's rows, and the units that its columns are in."""
    contract, header = remarks.contract, table.header
    at = table.start + np.flatnonzero(kinds[table.start : table.stop] == RowKind.DATA)
    row_units = RowUnits(grid, table, at, contract, context)
    readings = _read_columns(grid, table, at, context, contract, row_units)
    is_refused = np.zeros(len(at), bool)
    strict = strict_rows(contract, readings, len(at))
    for column in contract.columns:
        take_cautiously(column, readings[column.name])
        wanted = required_rows(contract, column, readings, len(at), context)
        refused = remark_on_cells(column, readings[column.name], wanted, at, header.columns, remarks, strict)
        is_refused |= refused
    _compare_totals(grid, table, kinds, readings, at, context, remarks, row_units)
    return _frame(contract, readings, at, is_refused), row_units.units()


def _read_columns(
    grid: CellGrid,
    table: FoundTable,
    at: np.ndarray,
    context: ReadContext,
    contract: Contract,
    row_units: RowUnits,
) -> dict[str, ColumnReading]:
    """Every column of the contract in these rows (0-based), as their keeper sees them."""
    header = table.header
    cells = SeenTable(grid, contract, header.columns, at, context.references.units)
    readings: dict[str, ColumnReading] = {}
    seen: dict[str, SeenColumn] = {}
    for column in contract.columns:
        if column.name not in header.columns:
            readings[column.name] = absent_column(column, len(at))
            continue
        one = seen[column.name] = cells.column(column)
        readings[column.name] = row_units.read(column, tuple(one.cells), context)
    resolve_across(contract, readings, context)
    for name, one in seen.items():
        settle(readings[name], one.notes)
    return readings


def _compare_totals(
    grid: CellGrid,
    table: FoundTable,
    kinds: np.ndarray,
    readings: dict[str, ColumnReading],
    at: np.ndarray,
    context: ReadContext,
    remarks: Remarks,
    row_units: RowUnits,
) -> None:
    values = {}
    for name in table.header.columns:
        if readings[name].values.dtype == float:
            values[name] = np.full(len(kinds), np.nan)
            values[name][at] = readings[name].values
    check_totals(grid, table, kinds, values, context, remarks, row_units.in_totals(values))


def _frame(
    contract: Contract, readings: dict[str, ColumnReading], at: np.ndarray, is_refused: np.ndarray
) -> pd.DataFrame:
    columns: dict[str, np.ndarray | pd.Series] = {"sheet_row": at + 1}
    if "row_id" not in readings:
        columns["row_id"] = _as_is(np.full(len(at), None, object))
    for column in contract.columns:
        reading = readings[column.name]
        columns[column.name] = _as_is(reading.values)
        if reading.codes is not None:
            columns[f"{column.name}_code"] = _as_is(reading.codes)
        if reading.uppers and column.type in _NUMERIC:
            upper = np.full(len(at), np.nan)
            upper[list(reading.uppers)] = list(reading.uppers.values())
            columns[f"{column.name}_upper"] = upper
    columns["is_refused"] = is_refused
    return pd.DataFrame(columns)


def _as_is(values: np.ndarray) -> np.ndarray | pd.Series:
    """Objects stay objects and None stays None."""
    return pd.Series(values, dtype=object) if values.dtype == object else values


def _identified(
    rows: pd.DataFrame, contract: Contract, table: FoundTable, grid: CellGrid, remarks: Remarks
) -> pd.DataFrame:
    """Rows with their keys; a copied Mã is remarked on and does not identify."""
    row_ids = rows["row_id"].to_numpy(object)
    is_copied = copied_ids(row_ids)
    col = table.header.columns.get("row_id")
    for row in np.flatnonzero(is_copied).tolist():
        message = (
            f"ghi {quoted(row_ids[row])}, mã này đã có ở dòng trên. Hãy xóa mã ở dòng này, hệ thống sẽ cấp mã mới."
        )
        if col is not None:
            column = contract.column("row_id")
            remarks.on_cell(int(rows["sheet_row"].iloc[row]) - 1, col, column, "copied_row_id", "warning", message)
    unnamed = is_copied | pd.isna(row_ids)
    natural = [_natural_values(rows, name, unnamed, table, grid) for name in contract.natural_key]
    rows.insert(2, "row_key", _as_is(row_keys(row_ids, unnamed, natural)))
    return rows


def _natural_values(
    rows: pd.DataFrame, name: str, unnamed: np.ndarray, table: FoundTable, grid: CellGrid
) -> np.ndarray:
    """A natural key column of the rows without a Mã of their own; raw text where a cell could not be read."""
    column = f"{name}_code" if f"{name}_code" in rows else name
    values = rows[column].to_numpy(object, copy=True)
    col = table.header.columns.get(name)
    for row in np.flatnonzero(unnamed & pd.isna(values)).tolist() if col is not None else ():
        values[row] = raw_text(grid, int(rows["sheet_row"].iloc[row]) - 1, col)
    return values
