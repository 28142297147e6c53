"""What a month's state says differently from an issued report: which headline figures, by how much, whose, which cells.

Beyond the materiality limit a change asks for a revision of the month; below it, it is told in the next month's report.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from connectors.warehouse import Warehouse
from flows.changed_rows import ChangedRows
from reports.changes import FigureChange
from reports.corrections import correction
from reports.render import MANIFEST
from reports.sections.general import HEADLINES

HEADLINE = "headline."
RATES = frozenset({"received_rate", "on_time_rate", "on_time_of_received_rate", "usable_rate"})
RATE_MATERIALITY = 0.05
_SAME = 1e-9
# headline figure -> the figure of a unit that shows whose it is
BY_UNIT = {
    "sold_t": "outcomes_by_unit.sold_t",
    "sold_value_vnd": "outcomes_by_unit.value_vnd",
    "rescued_t": "outcomes_by_unit.rescued_t",
    "gift_t": "outcomes_by_unit.gift_t",
    "households": "outcomes_by_unit.households",
    "expected_supply_t": "supply_by_unit.expected_t",
    "unplaced_t": "supply_by_unit.unplaced_t",
}
_FIGURES = "select figure_id, section, value from marts.rpt_monthly__figures where month = ?"

Figures = Mapping[str, float | None]
Changes = dict[str, tuple[float | None, float | None]]


class ManifestDamaged(Exception):
    """An edition's manifest does not say what a manifest says; carries the path and the fix."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was changed: remove its folder, `nongsan report` writes the edition again")


def read_manifest(folder: Path) -> dict:
    """The manifest of an issued edition; raises ManifestDamaged, OSError."""
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        raise ManifestDamaged(path) from error
    if not _is_manifest(found):
        raise ManifestDamaged(path)
    return found


def _is_manifest(found: object) -> bool:
    """Whether it names its files and snapshots, and of each figure id, value, print and lineage."""
    if not isinstance(found, dict) or not isinstance(found.get("files"), dict):
        return False
    snapshots, figures = found.get("snapshots"), found.get("figures")
    return isinstance(snapshots, list) and isinstance(figures, list) and all(_is_figure(one) for one in figures)


def _is_figure(one: object) -> bool:
    if not isinstance(one, dict) or not isinstance(one.get("value", ""), int | float | None):
        return False
    return all(isinstance(one.get(name), str) for name in ("id", "printed", "lineage"))


def printed_figures(manifest: Mapping) -> dict[str, float | None]:
    """Every figure an issued report prints, unrounded, by its id."""
    return {one["id"]: one["value"] for one in manifest["figures"]}


def month_figures(warehouse: Warehouse, month: date) -> dict[str, float | None]:
    """Every figure of a month as built now, by its id."""
    return {row["figure_id"]: row["value"] for row in warehouse.rows(_FIGURES, [month])}


def headline_changes(old: Figures, new: Figures) -> Changes:
    """Headline figures that differ at all: figure id -> (old, new); None where nobody stated one."""
    ids = [HEADLINE + name for name, *_ in HEADLINES]
    return {one: (old.get(one), new.get(one)) for one in ids if _differ(old.get(one), new.get(one))}


def _differ(old: float | None, new: float | None) -> bool:
    """Whether two sums of doubles are not the same one, added up in whatever order."""
    if old is None or new is None:
        return old is not new
    return not math.isclose(old, new, rel_tol=_SAME, abs_tol=_SAME)


def is_material(figure: str, old: float | None, new: float | None, limit: float) -> bool:
    """Whether a change asks for a revision: beyond the limit relatively, for a rate by five points."""
    if old is None or new is None:
        return old is not new
    if figure.removeprefix(HEADLINE) in RATES:
        return abs(new - old) >= RATE_MATERIALITY
    return abs(new - old) > limit * abs(old)


def material_changes(manifest: Mapping, new: Figures, limit: float) -> Changes:
    """Headline figures that differ from an issued report beyond the limit: figure id -> (old, new)."""
    changes = headline_changes(printed_figures(manifest), new)
    return {figure: pair for figure, pair in changes.items() if is_material(figure, *pair, limit)}


def corrections(
    warehouse: Warehouse, rows: Callable[[], ChangedRows], months: Iterable[date], manifest: Mapping, new: Figures
) -> tuple[FigureChange, ...]:
    """Every headline figure that a revision prints otherwise than the edition it replaces, with its units and cells.

    `months` are those the edition covers, `new` its figures as they stand.
    """
    old = printed_figures(manifest)
    changes = headline_changes(old, new)
    if not changes:
        return ()
    names, changed = unit_names(warehouse), rows()
    printed = []
    for figure, pair in changes.items():
        cells = changed.cells(figure.removeprefix(HEADLINE), months, set(manifest["snapshots"]))
        units = sorted({*cells, *_units_changed(figure, old, new)})
        printed.append(correction(figure, *pair, [names.get(unit, unit) for unit in units], named_cells(cells, names)))
    return tuple(printed)


def unit_names(warehouse: Warehouse) -> dict[str, str]:
    return {row["unit_code"]: row["unit_name"] for row in warehouse.rows("select * from marts.dim_units")}


def named_cells(cells: Mapping[str, list[str]], names: Mapping[str, str]) -> dict[str, list[str]]:
    """The cells under their units' names instead of their codes."""
    return {names.get(unit, unit): places for unit, places in cells.items()}


def _units_changed(figure: str, old: Figures, new: Figures) -> Iterable[str]:
    """Units whose part of a headline figure is another, where their parts are printed."""
    by_unit = BY_UNIT.get(figure.removeprefix(HEADLINE))
    if by_unit is None:
        return []
    ids = {one for one in [*old, *new] if one.startswith(f"{by_unit}.")}
    return [one.removeprefix(f"{by_unit}.") for one in ids if _differ(old.get(one) or 0, new.get(one) or 0)]
