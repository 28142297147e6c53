"""Columns of units as their keeper sees them: what a merged area holds is every row's, a struck unit is no row's."""

from collections.abc import Mapping, Sequence

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from connectors.appearance import Area
from connectors.cells import EMPTY, CellGrid
from connectors.reading.columns import ColumnCells
from connectors.reading.outcome import Rule
from connectors.reading.seen.column import SeenColumn
from connectors.reading.seen.struck import leave_out_struck, struck_rows
from connectors.reading.wording import quoted
from expectations.contract import Column

_UNIT = Column(name="row_unit", header="ĐVT", type="text", description="The unit of a row.", example="kg")


def seen_units(
    grid: CellGrid, columns: Mapping[str, int], unit_columns: Sequence[int], at: np.ndarray
) -> dict[int, SeenColumn]:
    """The columns of units (0-based) of a table in its data rows `at`; cells that may not be used have a note.

    columns: contract column -> 0-based column, by which rows that are struck out as wholes are known.
    """
    if not unit_columns:
        return {}
    rows = struck_rows(grid, columns, at)
    return {col: _seen(grid, col, unit_columns, at, rows) for col in unit_columns}


def _seen(grid: CellGrid, col: int, unit_columns: Sequence[int], at: np.ndarray, struck: frozenset[int]) -> SeenColumn:
    cells = ColumnCells(*(array[at, col] for array in (grid.kinds, grid.numbers, grid.texts, grid.formats)))
    seen = SeenColumn(_UNIT, cells, [(row, col) for row in at.tolist()])
    for area in grid.appearance.merged:
        if area.left <= col <= area.right and _holds_something(grid, area):
            _fill(seen, grid, area, at, is_of_units=area.left in unit_columns)
    if not grid.appearance.is_plain:
        leave_out_struck(seen, grid.appearance, struck)
    return seen


def _holds_something(grid: CellGrid, area: Area) -> bool:
    return area.top < grid.n_rows and area.left < grid.n_cols and bool(grid.kinds[area.top, area.left] != EMPTY)


def _fill(seen: SeenColumn, grid: CellGrid, area: Area, at: np.ndarray, *, is_of_units: bool) -> None:
    """Give the rows of a merged area what its first cell holds; of another column's cell it is no unit."""
    first = (area.top, area.left)
    start, stop = np.searchsorted(at, [area.top, area.bottom + 1])
    for row in range(int(start), int(stop)):
        if seen.origins[row] == first:
            continue
        seen.origins[row] = first
        seen.take(row, grid.kinds[first], grid.numbers[first], grid.texts[first], grid.formats[first])
        if not is_of_units:
            detail = f"gộp với ô {xl_rowcol_to_cell(*first)} (ghi {quoted(seen.shown(row))}) là ô của cột khác."
            seen.refuse(row, Rule.MERGED_CELL, f"{detail} Hãy bỏ gộp rồi ghi riêng cho từng cột.")
