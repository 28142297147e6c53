"""A table's data cells as their keeper sees them, column by column, before any reader gets them."""

from collections.abc import Mapping

import numpy as np

from connectors.cells import CellGrid
from connectors.reading.columns import ColumnCells
from connectors.reading.seen.column import SeenColumn
from connectors.reading.seen.struck import leave_out_struck, struck_rows
from expectations.contract import Column


class SeenTable:
    """The data rows `at` (0-based) of one table of a tab; `columns`: contract column -> 0-based column."""

    def __init__(self, grid: CellGrid, columns: Mapping[str, int], at: np.ndarray) -> None:
        self._grid, self._columns, self._at = grid, columns, at
        self._struck_rows = struck_rows(grid, self._columns, at)

    def column(self, column: Column) -> SeenColumn:
        """One of the table's columns; cells that may not be used are empty in it, each with its note."""
        grid, col = self._grid, self._columns[column.name]
        cells = ColumnCells(*(array[self._at, col] for array in (grid.kinds, grid.numbers, grid.texts, grid.formats)))
        seen = SeenColumn(column, cells, [(row, col) for row in self._at.tolist()])
        if column.name == "row_id":
            return seen
        if not grid.appearance.is_plain:
            leave_out_struck(seen, grid.appearance, self._struck_rows)
        return seen
