"""Which cells of a damaged tab were changed, found by the hash that its content must have.

Other contents of the tab, or the workbook itself, say what may have stood there; only a change that restores the hash
is named, so nothing is guessed.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from connectors.appearance import Appearance
from connectors.cells import CellGrid, raw_text
from connectors.landing.store import LandingCorrupt, TabSnapshot
from connectors.sheets.protocol import SheetUnavailable
from connectors.sheets.workbooks.backend import WorkbookBackend
from pipeline.province.province import Province

MOST_TRIES = 3000
MOST_NEIGHBOURS = 8
_CELLS_NAMED = 12
_ARRAYS = ("kinds", "numbers", "texts", "formats")


def cells_told(province: Province, snapshot: TabSnapshot) -> str:
    """One sentence on what is wrong with a damaged tab, its cells where they are certain."""
    try:
        grid = CellGrid.from_arrow(province.landing.tab_table(snapshot.unit_code, snapshot.sha256))
    except (LandingCorrupt, ValueError, KeyError, TypeError, IndexError):
        return "the file is gone or can't be read; restore it from a backup of data/landing"
    if grid.content_hash() == snapshot.sha256:
        return "the file was damaged while it was read; verify again"
    found = _changed(grid, snapshot.sha256, _references(province, snapshot))
    if found is None:
        return "its cells are not those that were read; which ones can't be told without a backup of data/landing"
    changed, original = found
    return f"edited cell(s): {_named(changed, grid, original)}"


def _named(places: list[tuple[int, int]], grid: CellGrid, original: CellGrid) -> str:
    said = [
        f"{xl_rowcol_to_cell(row, col)} holds {_shown(grid, row, col)}, was read as {_shown(original, row, col)}"
        for row, col in places[:_CELLS_NAMED]
    ]
    more = len(places) - len(said)
    return "; ".join(said) + (f"; and {more} more" if more else "")


def _shown(grid: CellGrid, row: int, col: int) -> str:
    inside = row < grid.n_rows and col < grid.n_cols
    text = raw_text(grid, row, col) if inside else None
    return "nothing" if text is None else f"“{text}”"


def _references(province: Province, snapshot: TabSnapshot) -> Iterator[CellGrid]:
    """The tab as the workbook holds it now, then its other contents, those nearest in time first."""
    settings = province.settings
    if settings.sheets.backend == "workbooks":
        try:
            read = WorkbookBackend(settings.sheets_folder).read_tabs(snapshot.unit_code, snapshot.fetched_at)
        except SheetUnavailable:
            read = None
        yield from (tab.grid for tab in (read.tabs if read else ()) if tab.title == snapshot.title)
    states = province.landing.spreadsheet_states(snapshot.unit_code)
    others = {tabs[snapshot.title].sha256: tabs[snapshot.title] for _, tabs in states if snapshot.title in tabs}
    others.pop(snapshot.sha256, None)
    nearest = sorted(others.values(), key=lambda one: abs(one.fetched_at - snapshot.fetched_at))
    for one in nearest[:MOST_NEIGHBOURS]:
        try:
            yield province.landing.grid(one.unit_code, one.sha256)
        except LandingCorrupt:
            continue


def _changed(
    grid: CellGrid, sha256: str, references: Iterable[CellGrid]
) -> tuple[list[tuple[int, int]], CellGrid] | None:
    """The cells that differ from the content of that hash, and that content; None where no reference gives it back."""
    tries = 0
    for reference in references:
        differing = _differing(grid, reference)
        if reference.content_hash() == sha256:
            return differing, reference
        if grid.kinds.shape != reference.kinds.shape or _frame(grid) != _frame(reference):
            reference = _same_shape(reference, grid)
        for size in (1, 2, 3):
            for places in combinations(_differing(grid, reference), size):
                if (tries := tries + 1) > MOST_TRIES:
                    return None
                restored = _with(grid, reference, places)
                if restored.content_hash() == sha256:
                    return list(places), restored
    return None


def _differing(one: CellGrid, other: CellGrid) -> list[tuple[int, int]]:
    rows, cols = max(one.n_rows, other.n_rows), max(one.n_cols, other.n_cols)
    first, second = (_padded(grid, rows, cols) for grid in (one, other))
    same = (first.kinds == second.kinds) & (np.nan_to_num(first.numbers) == np.nan_to_num(second.numbers))
    same &= (first.texts == second.texts) & (first.formats == second.formats)
    return [(int(row), int(col)) for row, col in np.argwhere(~same)]


def _same_shape(reference: CellGrid, grid: CellGrid) -> CellGrid:
    """The reference cut or filled up to the shape of the grid: its first rows and columns."""
    padded = _padded(reference, max(grid.n_rows, reference.n_rows), max(grid.n_cols, reference.n_cols))
    cut = (getattr(padded, name)[: grid.n_rows, : grid.n_cols] for name in _ARRAYS)
    return CellGrid(*cut, *_frame(grid))


def _frame(grid: CellGrid) -> tuple[frozenset[int], Appearance]:
    """What a grid holds beside its cells."""
    return grid.hidden_rows, grid.appearance


def _padded(grid: CellGrid, rows: int, cols: int) -> CellGrid:
    blank = CellGrid.blank(rows, cols, *_frame(grid))
    for name in _ARRAYS:
        getattr(blank, name)[: grid.n_rows, : grid.n_cols] = getattr(grid, name)
    return blank


def _with(grid: CellGrid, reference: CellGrid, places: Iterable[tuple[int, int]]) -> CellGrid:
    restored = grid.copy()
    for place in places:
        for name in _ARRAYS:
            getattr(restored, name)[place] = getattr(reference, name)[place]
    return restored
