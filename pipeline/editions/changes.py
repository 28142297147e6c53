"""What a month's state says differently from an issued report: which headline figures, by how much, whose, which cells.

Beyond the materiality limit a change asks for a revision of the month; a smaller one is in the next month's report.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from connectors.warehouse import Warehouse
from expectations.figures import load_figures
from pipeline.editions.changed_rows import ChangedRows
from pipeline.ledgers.events import EarlierEntry, EditionEvent
from pipeline.ledgers.manifests import Manifest
from reports.changes import EarlierChange, FigureChange, correction

RATE_MATERIALITY = 0.05
_SAME = 1e-9

Figures = Mapping[str, float | None]
Changes = dict[str, tuple[float | None, float | None]]


def month_figures(warehouse: Warehouse, month: date) -> dict[str, float | None]:
    """Every figure of a month as built now, by its id."""
    rows = warehouse.table("marts.rpt_monthly__figures", ("figure_id", "value"), where={"month": month})
    return {row["figure_id"]: row["value"] for row in rows}


def headline_changes(old: Figures, new: Figures) -> Changes:
    """Figures watched after issue that differ at all: figure id -> (old, new); None where nobody stated one."""
    ids = [figure_id for figure_id, figure in load_figures().items() if figure.watched]
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
    if load_figures()[figure].unit == "rate":
        return abs(new - old) >= RATE_MATERIALITY - _SAME
    return abs(new - old) > limit * abs(old)


def material_changes(manifest: Manifest, new: Figures, limit: float) -> Changes:
    """Headline figures that differ from an issued report beyond the limit: figure id -> (old, new)."""
    changes = headline_changes(manifest.values(), new)
    return {figure: pair for figure, pair in changes.items() if is_material(figure, *pair, limit)}


def corrections(
    warehouse: Warehouse, rows: Callable[[], ChangedRows], months: Iterable[date], manifest: Manifest, new: Figures
) -> tuple[FigureChange, ...]:
    """Every headline figure that a revision prints otherwise than the edition it replaces, with its units and cells.

    `months` are those the edition covers, `new` its figures as they stand.
    """
    old = manifest.values()
    changes = headline_changes(old, new)
    if not changes:
        return ()
    names, changed = unit_names(warehouse), rows()
    printed = []
    for figure, pair in changes.items():
        cells = changed.cells(figure, months, set(manifest.snapshots))
        units = sorted({*cells, *_units_changed(figure, old, new)})
        printed.append(correction(figure, *pair, [names.get(unit, unit) for unit in units], named_cells(cells, names)))
    return tuple(printed)


def unit_names(warehouse: Warehouse) -> dict[str, str]:
    """Unit code -> the unit's name, of every unit in the warehouse."""
    rows = warehouse.table("marts.dim_units", ("unit_code", "unit_name"))
    return {row["unit_code"]: row["unit_name"] for row in rows}


def named_cells(cells: Mapping[str, list[str]], names: Mapping[str, str]) -> dict[str, list[str]]:
    """The cells under their units' names instead of their codes."""
    return {names.get(unit, unit): places for unit, places in cells.items()}


def _units_changed(figure: str, old: Figures, new: Figures) -> Iterable[str]:
    """Units whose part of a headline figure is another, where their parts are printed."""
    by_unit = load_figures()[figure].by_unit
    if by_unit is None:
        return []
    ids = {one for one in [*old, *new] if one.startswith(f"{by_unit}.")}
    return [one.removeprefix(f"{by_unit}.") for one in ids if _differ(old.get(one) or 0, new.get(one) or 0)]


ManifestOf = Callable[[EditionEvent], Manifest | None]


def minor_changes(
    warehouse: Warehouse,
    rows: Callable[[], ChangedRows],
    issued: Sequence[EditionEvent],
    manifest_of: ManifestOf,
    limit: float,
) -> list[EarlierEntry]:
    """Entries of the ledger for every headline figure of an issued month that differs from what was last printed of it.

    `issued`: the months' editions in order of issue; `manifest_of` gives an edition's manifest, None where it is lost.
    A month with a change beyond the limit is left to its own revision.
    """
    last = {event.month: event for event in issued}
    found: list[EarlierEntry] = []
    for month, event in sorted(last.items()):
        manifest = manifest_of(event)
        if manifest is not None:
            later = [one for one in issued[issued.index(event) + 1 :] if _prints_change_of(one, month)]
            found += _of_month(warehouse, rows, date.fromisoformat(f"{month}-01"), manifest, later, manifest_of, limit)
    return found


def _prints_change_of(event: EditionEvent, month: str) -> bool:
    return any(one.month == month for one in event.earlier_changes)


def _of_month(
    warehouse: Warehouse,
    rows: Callable[[], ChangedRows],
    month: date,
    manifest: Manifest,
    later: Sequence[EditionEvent],
    manifest_of: ManifestOf,
    limit: float,
) -> list[EarlierEntry]:
    known, now = manifest.values(), month_figures(warehouse, month)
    if any(is_material(figure, *pair, limit) for figure, pair in headline_changes(known, now).items()):
        return []
    for event in later:
        known |= {one.figure: one.new for one in event.earlier_changes if one.month == f"{month:%Y-%m}"}
    changes = headline_changes(known, now)
    if not changes:
        return []
    seen = next((one for event in reversed(later) if (one := manifest_of(event))), manifest)
    before, names, changed = set(seen.snapshots), unit_names(warehouse), rows()
    return [_entry(month, figure, pair, changed, before, names) for figure, pair in changes.items()]


def _entry(
    month: date, figure: str, pair: tuple, changed: ChangedRows, before: set[str], names: Mapping[str, str]
) -> EarlierEntry:
    cells = named_cells(changed.cells(figure, [month], before), names)
    said = correction(figure, *pair, list(cells), cells)
    printed = EarlierChange(month=month, **said.model_dump())
    return EarlierEntry(month=f"{month:%Y-%m}", figure=figure, old=pair[0], new=pair[1], printed=printed)
