"""Totals that people write under their rows, compared with the rows: a difference shows a slip in one or the other.

A total is never loaded; it is only a checksum, of its section or of its whole table. One whose cell is struck out, or
shows another number than it holds, says nothing.
"""

from collections.abc import Mapping

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from connectors.cells import CellGrid
from connectors.reading.amounts.units import Phrase
from connectors.reading.layout.headers import FoundTable
from connectors.reading.layout.row_kinds import RowKind
from connectors.reading.outcome import ReadContext
from connectors.reading.read_column import read_column
from connectors.reading.remarks import Remarks
from connectors.reading.seen.table import SeenTable
from expectations.contract import Column, Contract
from vietnamese.numbers import number_trimmed

_SUMMED = {"t": 0.00501, "ha": 0.00501, "vnd": 0.501, "count": 0.501}


def check_totals(
    grid: CellGrid,
    table: FoundTable,
    kinds: np.ndarray,
    values: dict[str, np.ndarray],
    context: ReadContext,
    remarks: Remarks,
    units: Mapping[str, str | Phrase | None],
) -> None:
    """Warn on each stated total of a table that equals neither its section nor the table.

    grid: the tab as landed, with how its cells look. kinds: kinds of all rows of the tab. values: column -> value by
    row of the tab, nan where nothing was accepted. units: column -> the unit its totals are in, where it is not the
    contract's own; a column that is missing there has none.
    """
    stated = table.start + np.flatnonzero(np.isin(kinds[table.start : table.stop], (RowKind.TOTAL, RowKind.SECTION)))
    if not len(stated):
        return
    seen = SeenTable(grid, remarks.contract, table.header.columns, stated, context.references.units)
    for column in _summed(remarks.contract, table):
        if column.name not in units:
            continue
        col = table.header.columns[column.name]
        struck = np.flatnonzero([(row, col) in grid.appearance.struck for row in stated.tolist()])
        cells = seen.column(column).cells.without(struck)
        totals = read_column(column, *cells, context, units[column.name]).values
        for row, total in zip(stated.tolist(), totals.tolist(), strict=True):
            if not np.isnan(total):
                _compare(row, float(total), column, table, kinds, values[column.name], grid, remarks)


def _summed(contract: Contract, table: FoundTable) -> list[Column]:
    return [column for column in contract.columns if column.measure in _SUMMED and column.name in table.header.columns]


def _compare(
    row: int,
    total: float,
    column: Column,
    table: FoundTable,
    kinds: np.ndarray,
    values: np.ndarray,
    grid: CellGrid,
    remarks: Remarks,
) -> None:
    scopes = [_rows_of(scope, kinds, grid, table.header.columns[column.name]) for scope in _scopes(row, kinds, table)]
    if any(np.isnan(values[rows]).any() for rows in scopes):
        return
    sums = [float(values[rows].sum()) for rows in scopes]
    slack = max(_SUMMED[column.measure or "t"], 1e-6 * abs(total))
    if any(abs(total - one) <= slack for one in sums):
        return
    nearest = min(sums, key=lambda one: abs(one - total))
    col = table.header.columns[column.name]
    side = "dưới" if kinds[row] == RowKind.SECTION else "trên"
    message = (
        f"dòng tổng ghi {number_trimmed(total, 6)} nhưng cộng các dòng được {number_trimmed(nearest, 6)}. "
        f"Hãy kiểm tra lại dòng tổng hoặc các ô phía {side} {xl_rowcol_to_cell(row, col)}."
    )
    remarks.on_cell(row, col, column, "total_differs", "warning", message)


def _scopes(row: int, kinds: np.ndarray, table: FoundTable) -> list[range]:
    """Row spans a total may be the sum of: a section row's following rows; a total row's section or table."""
    breaks = np.flatnonzero(np.isin(kinds, (RowKind.SECTION, RowKind.TOTAL)))
    before, after = breaks[(breaks < row) & (breaks >= table.start)], breaks[(breaks > row) & (breaks < table.stop)]
    if kinds[row] == RowKind.SECTION:
        return [range(row + 1, int(after[0]) if len(after) else table.stop)]
    start = int(before[-1]) + 1 if len(before) else table.start
    return [range(start, row), range(table.start, row)]


def _rows_of(scope: range, kinds: np.ndarray, grid: CellGrid, col: int) -> np.ndarray:
    """Data rows of a span whose cell in the column is filled."""
    rows = np.arange(scope.start, scope.stop)
    return rows[(kinds[rows] == RowKind.DATA) & (grid.kinds[rows, col] != 0)]
