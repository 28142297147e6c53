"""A headline figure that says something else than before, as paper prints it: before, after, whose, which cells."""

from collections.abc import Iterable, Mapping

from reports.changes import FigureChange
from reports.document import Kind
from reports.rounding import DECIMALS, printed
from reports.sections.general import HEADLINES
from reports.wording import NOTHING, enumerated, sentence_case

_HEADLINES = {f"headline.{name}": (label, unit, kind) for name, label, unit, kind in HEADLINES}
_MOST_DECIMALS = 6
_CELLS_SHOWN = 8


def correction(
    figure_id: str,
    old: float | None,
    new: float | None,
    units: Iterable[str] = (),
    cells: Mapping[str, list[str]] | None = None,
) -> FigureChange:
    """The change of one headline figure; `cells`: places such as `Kết quả!J12` by the unit's printed name."""
    label, measure, kind = _HEADLINES[figure_id]
    before, after = _told_apart(old, new, kind)
    name = sentence_case(label.removeprefix("Trong đó: "))
    return FigureChange(
        name=f"{name} ({measure})", old=before, new=after, unit=enumerated(units), cells=_places(cells or {})
    )


def _told_apart(old: float | None, new: float | None, kind: Kind) -> tuple[str, str]:
    """Both numbers with as many decimals as it takes to see that they differ, at least those of the report."""
    for decimals in range(DECIMALS.get(kind, 0), _MOST_DECIMALS + 1):
        texts = [NOTHING if one is None else printed(one, kind, decimals) for one in (old, new)]
        if texts[0] != texts[1]:
            break
    return texts[0], texts[1]


def _places(cells: Mapping[str, list[str]]) -> str:
    """'Kết quả!J2, Kết quả!J3'; with the units' names before their cells where there are several."""
    shown = [", ".join(_shown(places)) for places in cells.values()]
    if len(shown) < 2:
        return "".join(shown)
    return "; ".join(f"{unit}: {places}" for unit, places in zip(cells, shown, strict=True))


def _shown(places: list[str]) -> list[str]:
    more = len(places) - _CELLS_SHOWN
    return places if more < 2 else [*places[:_CELLS_SHOWN], f"và {more} ô khác"]
