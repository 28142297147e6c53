"""A headline figure that a revision corrects, as page and annex print it: before, after, whose, in which cells."""

from collections.abc import Iterable

from reports.changes import FigureChange
from reports.rounding import DECIMALS, printed
from reports.sections.general import HEADLINES
from reports.wording import NOTHING, enumerated

_HEADLINES = {f"headline.{name}": (label, unit, kind) for name, label, unit, kind in HEADLINES}


def correction(
    figure_id: str, old: float | None, new: float | None, units: Iterable[str] = (), cells: Iterable[str] = ()
) -> FigureChange:
    """The change of one headline figure; `units` are printed names, `cells` places such as `Kết quả!J12`."""
    label, measure, kind = _HEADLINES[figure_id]
    decimals = DECIMALS.get(kind, 0)
    before, after = (NOTHING if one is None else printed(one, kind, decimals) for one in (old, new))
    return FigureChange(
        name=f"{label} ({measure})", old=before, new=after, unit=enumerated(units), cells=", ".join(cells)
    )
