"""Reading and checking rows at scale, and what it comes to for 705 units of 7 tabs with 300 rows (section 16).

Run by `make bench`: 50 units are made from the demo's clean tabs by repeating their rows, one amount in twenty spoiled.
It prints rates and the extrapolation to all units, and holds the cost against a plain loop over as many cells.
"""

import resource
from random import Random

from connectors.cells import CellGrid
from connectors.reading.tabs import TabReading
from tests.bench.measures import cost, hold, loop_seconds
from tests.faults.harness import check
from tests.faults.province import CleanTab, Snapshot, clean_tabs, put, read

UNITS, ROWS, ALL_UNITS = 50, 300, 705
BOUND_S, BOUND_GIB, BOUND_LOOPS = 300, 4.0, 300
SPOILED = 0.05
_TYPED = ("1.500", "3 tấn 2 tạ", "khoảng 12 tấn", "12O", "#REF!", "5-6 tấn", "")
_TOLD_APART = ("producer_name", "buyer_name", "description", "team_name", "difficulty", "prepared_by")
_AMOUNTS = {"supply": "expected_t", "sales": "quantity_t", "demand": "quantity_t"}


def grown(tab: CleanTab, chance: Random) -> CellGrid:
    """The tab with its data rows repeated to ROWS of them, each repeat told apart in its words."""
    names = tab.reading.columns_at
    sources = [int(row) - 1 for row in tab.reading.rows["sheet_row"]]
    head = sources[0]
    grid = CellGrid.blank(head + ROWS, tab.grid.n_cols)
    for name in ("kinds", "numbers", "texts", "formats"):
        new, old = getattr(grid, name), getattr(tab.grid, name)
        new[:head] = old[:head]
        new[head:] = old[[sources[row % len(sources)] for row in range(ROWS)]]
    worded = [names[name] for name in _TOLD_APART if name in names]
    for row in range(ROWS):
        if "row_id" in names:
            put(grid, head + row, names["row_id"], f"DEM-{row + 1:04d}")
        for col in worded[:1]:
            put(grid, head + row, col, f"{grid.texts[head + row, col]} {row // len(sources) + 1}")
        if tab.contract.table in _AMOUNTS and chance.random() < SPOILED:
            put(grid, head + row, names[_AMOUNTS[tab.contract.table]], chance.choice(_TYPED))
    return grid


def books() -> list[tuple[CleanTab, Snapshot, CellGrid]]:
    """UNITS workbooks: each is a demo unit's, or its neighbour's where it has no rows in a tab."""
    chance = Random(2023)
    by_table: dict[str, list[CleanTab]] = {}
    for tab in clean_tabs():
        if len(tab.reading.rows):
            by_table.setdefault(tab.contract.table, []).append(tab)
    made = []
    for number in range(UNITS):
        for tabs in by_table.values():
            tab = tabs[number % len(tabs)]
            code = f"U{number:03d}"
            snapshot = Snapshot(code, tab.contract.tab, f"{code}-{tab.contract.table}", tab.snapshot.fetched_at)
            made.append((tab, snapshot, grown(tab, chance)))
    return made


def peak_gib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def read_all(made: list[tuple[CleanTab, Snapshot, CellGrid]]) -> list[TabReading]:
    return [read(tab.contract, grid, snapshot, tab.context) for tab, snapshot, grid in made]


def main() -> None:
    made = books()
    cells = sum(int((grid.kinds != 0).sum()) for _, _, grid in made)
    before = peak_gib()
    read_s, readings = cost(lambda: read_all(made))
    rows = sum(len(one.rows) for one in readings)
    check_s, issues = cost(lambda: check(readings))
    grown_gib, factor = peak_gib() - before, ALL_UNITS / UNITS
    size = f"{UNITS} units × {len(made) // UNITS} tabs × {ROWS} rows"
    print(f"{size}: {rows:,} rows, {cells:,} cells, {len(issues):,} issues")
    print(f"{'':8}{'seconds':>10}{'rows/s':>12}{'cells/s':>12}")
    for name, seconds in (("read", read_s), ("check", check_s), ("both", read_s + check_s)):
        print(f"{name:8}{seconds:10.1f}{rows / seconds:12,.0f}{cells / seconds:12,.0f}")
    whole_s, whole_gib = (read_s + check_s) * factor, before + grown_gib * factor
    print(f"{ALL_UNITS} units, one core, all rows at once: {whole_s:.0f} s (whole build: under {BOUND_S} s), ", end="")
    print(f"peak {whole_gib:.1f} GiB (under {BOUND_GIB:.0f} GiB)")
    walked = loop_seconds() * cells / 1_000_000
    hold(
        "reading and checking, as so many times a plain loop of a turn a cell", (read_s + check_s) / walked, BOUND_LOOPS
    )


if __name__ == "__main__":
    main()
