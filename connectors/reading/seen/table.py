"""A table's data cells as their keeper sees them, column by column, before any reader gets them."""

from collections.abc import Mapping

import numpy as np

from connectors.cells import CellGrid
from connectors.measurement_units import MeasurementUnits
from connectors.reading.columns import ColumnCells
from connectors.reading.seen.column import SeenColumn
from connectors.reading.seen.day_order import doubt_swapped
from connectors.reading.seen.merged import MergedCells
from connectors.reading.seen.shown import read_as_shown, refuse_disguised
from connectors.reading.seen.struck import leave_out_struck, struck_rows
from expectations.contract import Column, Contract


class SeenTable:
    """The data rows `at` (0-based) of one table of a tab; `columns`: contract column -> 0-based column."""

    def __init__(
        self, grid: CellGrid, contract: Contract, columns: Mapping[str, int], at: np.ndarray, units: MeasurementUnits
    ) -> None:
        self._grid, self._columns, self._at, self._units = grid, columns, at, units
        self._struck_rows = struck_rows(grid, columns, at)
        self._merged = MergedCells(grid, columns, at)
        self._windows = frozenset(column.name for column in contract.columns if column.window)

    def column(self, column: Column) -> SeenColumn:
        """One of the table's columns; cells that may not be used are empty in it, each with its note."""
        grid, col = self._grid, self._columns[column.name]
        cells = ColumnCells(*(array[self._at, col] for array in (grid.kinds, grid.numbers, grid.texts, grid.formats)))
        is_plain = grid.appearance.is_plain
        seen = SeenColumn(column, cells, [] if is_plain else [(row, col) for row in self._at.tolist()])
        if column.name == "row_id":
            return seen
        if not is_plain:
            self._merged.fill(seen, col, self._windows)
            leave_out_struck(seen, grid.appearance, self._struck_rows)
        if seen.is_numeric:
            refuse_disguised(seen, self._units)
        else:
            read_as_shown(seen)
        if column.type == "date":
            doubt_swapped(seen, grid.appearance.locale)
        return seen
