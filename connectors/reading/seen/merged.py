"""Merged cells: what stands in the first of them is every one's, but for what is added up, which counts once."""

from collections.abc import Mapping

import numpy as np
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from connectors.appearance import Area
from connectors.cells import EMPTY, CellGrid
from connectors.reading.outcome import Rule
from connectors.reading.seen.column import NUMERIC, Place, SeenColumn
from connectors.reading.wording import quoted, wrote
from expectations.contract import Column


def is_added_up(column: Column) -> bool:
    """Whether the cells of a column are summed, so that one number for several rows must count once."""
    return column.type in NUMERIC and column.measure != "vnd_kg" and column.name != "month"


class MergedCells:
    """The merged areas of a table's data rows `at` (0-based); `columns`: contract column -> 0-based column."""

    def __init__(self, grid: CellGrid, columns: Mapping[str, int], at: np.ndarray) -> None:
        self._grid, self._at = grid, at
        self._data_rows = frozenset(at.tolist())
        self._names = {col: name for name, col in columns.items()}
        self._areas: dict[int, list[Area]] = {}
        for area in grid.appearance.merged:
            for col in range(area.left, area.right + 1):
                if col in self._names and self._rows(area):
                    self._areas.setdefault(col, []).append(area)

    def _rows(self, area: Area) -> list[int]:
        """Positions of the data rows that an area touches, where its first cell holds something."""
        first = (area.top, area.left)
        if area.top >= self._grid.n_rows or area.left >= self._grid.n_cols or self._grid.kinds[first] == EMPTY:
            return []
        start, stop = np.searchsorted(self._at, [area.top, area.bottom + 1])
        return list(range(int(start), int(stop)))

    def fill(self, seen: SeenColumn, col: int, windows: frozenset[str]) -> None:
        """Give the cells of a column what their merged area holds, or refuse them by its name.

        windows: the columns of a window's dates, over which one text may be merged.
        """
        for area in self._areas.get(col, []):
            first = (area.top, area.left)
            is_own = area.left == col or {self._names.get(area.left), seen.column.name} <= windows
            for row in self._rows(area):
                if seen.origins[row] == first:
                    self._remark_on_first(seen, row, area)
                elif is_own and area.top in self._data_rows and not is_added_up(seen.column):
                    seen.origins[row] = first
                    self._take(seen, row, first)
                else:
                    seen.refuse(row, Rule.MERGED_CELL, _refusal(self._shown(first, seen, row), area, is_own=is_own))

    def _take(self, seen: SeenColumn, row: int, first: Place) -> None:
        grid = self._grid
        seen.take(row, grid.kinds[first], grid.numbers[first], grid.texts[first], grid.formats[first])

    def _shown(self, first: Place, seen: SeenColumn, row: int) -> str:
        """What stands in the first cell, as its keeper would type it."""
        self._take(seen, row, first)
        return seen.shown(row)

    def _remark_on_first(self, seen: SeenColumn, row: int, area: Area) -> None:
        """The first cell of several rows: what it holds is added up in its own row alone."""
        if not is_added_up(seen.column) or len(self._rows(area)) < 2:
            return
        place = xl_range(*area)
        detail = f"ô gộp {place} chỉ được tính một lần, ở dòng {area.top + 1}. Hãy bỏ gộp rồi ghi riêng cho từng dòng."
        seen.remark(
            row, Rule.MERGED_CELL, wrote(seen.shown(row), detail), f"Ô gộp {place} chỉ được tính ở dòng {area.top + 1}."
        )


def _refusal(shown: str, area: Area, *, is_own: bool) -> str:
    first = xl_rowcol_to_cell(area.top, area.left)
    if is_own:
        counted = f"số đó chỉ được tính một lần, ở dòng {area.top + 1}"
        return f"gộp với ô {first} (ghi {quoted(shown)}); {counted}. Hãy bỏ gộp rồi ghi riêng cho từng dòng."
    return f"gộp với ô {first} (ghi {quoted(shown)}) là ô của cột khác. Hãy bỏ gộp rồi ghi riêng cho từng cột."
