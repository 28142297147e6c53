"""Changes of issued months that are too small for a revision: each is told once, in the next report that goes out.

What was told before is taken from the ledger of reports, so a report written again tells what it told the first time.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from connectors.warehouse import Warehouse
from flows.changed_rows import ChangedRows
from flows.revisions import (
    HEADLINE,
    headline_changes,
    is_material,
    month_figures,
    named_cells,
    printed_figures,
    unit_names,
)
from reports.changes import EarlierChange
from reports.corrections import correction

Manifest = Callable[[Mapping], Mapping | None]


def minor_changes(
    warehouse: Warehouse,
    rows: Callable[[], ChangedRows],
    issued: Sequence[Mapping],
    manifest_of: Manifest,
    limit: float,
) -> list[dict]:
    """Entries of the ledger for every headline figure of an issued month that differs from what was last told of it.

    `issued`: the months' editions in order of issue; `manifest_of` gives an edition's manifest, None where it is lost.
    A month with a change beyond the limit is left to its own revision.
    """
    last = {event["month"]: event for event in issued}
    found: list[dict] = []
    for month, event in sorted(last.items()):
        manifest = manifest_of(event)
        if manifest is not None:
            told = [one for one in issued[issued.index(event) + 1 :] if _tells_of(one, month)]
            found += _of_month(warehouse, rows, date.fromisoformat(f"{month}-01"), manifest, told, manifest_of, limit)
    return found


def _tells_of(event: Mapping, month: str) -> bool:
    return any(one["month"] == month for one in event.get("earlier_changes", ()))


def _of_month(
    warehouse: Warehouse,
    rows: Callable[[], ChangedRows],
    month: date,
    manifest: Mapping,
    told: Sequence[Mapping],
    manifest_of: Manifest,
    limit: float,
) -> list[dict]:
    known, now = printed_figures(manifest), month_figures(warehouse, month)
    if any(is_material(figure, *pair, limit) for figure, pair in headline_changes(known, now).items()):
        return []
    for event in told:
        entries = [one for one in event["earlier_changes"] if one["month"] == f"{month:%Y-%m}"]
        known |= {one["figure"]: one["new"] for one in entries}
    changes = headline_changes(known, now)
    if not changes:
        return []
    seen = next((one for event in reversed(told) if (one := manifest_of(event))), manifest)
    before, names, changed = set(seen["snapshots"]), unit_names(warehouse), rows()
    return [_entry(month, figure, pair, changed, before, names) for figure, pair in changes.items()]


def _entry(
    month: date, figure: str, pair: tuple, changed: ChangedRows, before: set[str], names: Mapping[str, str]
) -> dict:
    cells = named_cells(changed.cells(figure.removeprefix(HEADLINE), [month], before), names)
    said = correction(figure, *pair, list(cells), cells)
    printed = EarlierChange(month=month, **said.model_dump())
    return {
        "month": f"{month:%Y-%m}",
        "figure": figure,
        "old": pair[0],
        "new": pair[1],
        "printed": printed.model_dump(mode="json"),
    }
