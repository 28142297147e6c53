"""What a month's state says differently from an issued report: the headline figures that matter, whose, which cells."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import numpy as np

from connectors.cells import CellGrid, a1
from connectors.landing import Landing, TabSnapshot
from connectors.warehouse import Warehouse
from reports.changes import FigureChange
from reports.corrections import correction

MANIFEST = "manifest.json"
HEADLINE = "headline."
RATES = frozenset({"received_rate", "on_time_rate", "on_time_of_received_rate", "usable_rate"})
RATE_MATERIALITY = 0.05
CELLS_SHOWN = 8
# headline figure -> the table that feeds it, and the figure of a unit that shows whose it is
SOURCES = {
    "sold_t": ("sales", "outcomes_by_unit.sold_t"),
    "sold_value_vnd": ("sales", "outcomes_by_unit.value_vnd"),
    "rescued_t": ("sales", "outcomes_by_unit.rescued_t"),
    "gift_t": ("sales", "outcomes_by_unit.gift_t"),
    "households": ("sales", "outcomes_by_unit.households"),
    "expected_supply_t": ("supply", "supply_by_unit.expected_t"),
    "unplaced_t": ("supply", "supply_by_unit.unplaced_t"),
}
_FIGURES = "select figure_id, section, unit_code, value from marts.rpt_monthly__figures where month = ?"
_SNAPSHOTS = "select snapshot_id, unit_code, table_name from raw.snapshots where superseded_at is null"


def read_manifest(folder: Path) -> dict:
    return json.loads((folder / MANIFEST).read_bytes())


def material_changes(warehouse: Warehouse, month: date, manifest: Mapping, limit: float) -> dict[str, tuple]:
    """Headline figures that differ beyond the limit: figure id -> (old, new). Rates: by five points."""
    old = {one["id"]: one["value"] for one in manifest["figures"]}
    new = {row["figure_id"]: row["value"] for row in warehouse.rows(_FIGURES, [month]) if row["section"] == "headline"}
    return {
        figure: (old[figure], new[figure])
        for figure in sorted(set(old) & set(new))
        if _is_material(figure, old[figure], new[figure], limit)
    }


def _is_material(figure: str, old: float | None, new: float | None, limit: float) -> bool:
    if old is None or new is None:
        return old is not new
    if figure.removeprefix(HEADLINE) in RATES:
        return abs(new - old) >= RATE_MATERIALITY
    return abs(new - old) > limit * abs(old)


def corrections(
    warehouse: Warehouse, landing: Landing, month: date, manifest: Mapping, changes: Mapping[str, tuple]
) -> tuple[FigureChange, ...]:
    """The changes as the report prints them, each with the units and cells it comes from where a tab feeds it."""
    names = {row["unit_code"]: row["unit_name"] for row in warehouse.rows("select * from marts.dim_units")}
    rows = warehouse.rows(_FIGURES, [month])
    standing = warehouse.rows(_SNAPSHOTS)
    printed = []
    for figure, (old, new) in changes.items():
        table, by_unit = SOURCES.get(figure.removeprefix(HEADLINE), (None, None))
        units = _units_changed(rows, manifest, by_unit) if by_unit else []
        now = {row["snapshot_id"] for row in standing if row["table_name"] == table and row["unit_code"] in units}
        cells = _cells_changed(landing, set(manifest["snapshots"]), now)
        printed.append(correction(figure, old, new, [names.get(unit, unit) for unit in units], cells))
    return tuple(printed)


def _units_changed(rows: Iterable[Mapping], manifest: Mapping, by_unit: str) -> list[str]:
    old = {one["id"]: one["value"] for one in manifest["figures"] if one["id"].startswith(f"{by_unit}.")}
    new = {row["figure_id"]: row["value"] for row in rows if row["figure_id"].startswith(f"{by_unit}.")}
    changed = [figure for figure in sorted(old | new) if (old.get(figure) or 0) != (new.get(figure) or 0)]
    return [figure.removeprefix(f"{by_unit}.") for figure in changed]


def _cells_changed(landing: Landing, before: set[str], now: set[str]) -> list[str]:
    """Cells that differ between the tabs' contents of the issued report and those that stand, as `Tab!A1`."""
    known = {one.snapshot_id: one for one in landing.tab_snapshots()}
    found: list[str] = []
    for snapshot in sorted(known[name].snapshot_id for name in now - before if name in known):
        after = known[snapshot]
        earlier = [known[name] for name in before if name in known and _is_same_tab(known[name], after)]
        if earlier:
            grids = (landing.grid(one.unit_code, one.sha256) for one in (earlier[0], after))
            found += [f"{after.title}!{place}" for place in _differing(*grids)]
    return [*found[:CELLS_SHOWN], *(["…"] if len(found) > CELLS_SHOWN else [])]


def _is_same_tab(one: TabSnapshot, other: TabSnapshot) -> bool:
    return (one.unit_code, one.title) == (other.unit_code, other.title)


def _differing(old: CellGrid, new: CellGrid) -> list[str]:
    rows, cols = max(old.n_rows, new.n_rows), max(old.n_cols, new.n_cols)
    places = np.argwhere(np.ones((rows, cols), bool)).tolist()
    return [a1(row, col) for row, col in places if old.value(row, col) != new.value(row, col)]
