"""What several pictures share: the order in which things appear, the colours of named series, and the plain axes.

Altair is imported inside, so that a process which draws nothing never loads it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from reports import look

if TYPE_CHECKING:
    import altair as alt


Points = list[dict[str, Any]]
Look = TypeVar("Look")


def in_order(points: Points, name: str) -> list[Any]:
    """The distinct values of a field as they first appear."""
    return list(dict.fromkeys(point[name] for point in points))


def looks_by_name(points: Points, name: str, looks: Mapping[str, Look]) -> dict[str, Look]:
    """What each name in the points looks like, in the order of `looks`, which knows the keys in `<name>_key`."""
    names = {point[f"{name}_key"]: point[name] for point in points}
    return {names[key]: shown for key, shown in looks.items() if key in names}


def colours(names: list[str], palette: Mapping[str, str]) -> "alt.Scale":
    """The palette's colours of the names there are, in the palette's order; a name it lacks is dark grey."""
    import altair as alt

    ordered = [name for name in palette if name in names] + [name for name in names if name not in palette]
    return alt.Scale(domain=ordered, range=[palette.get(name, look.AXIS) for name in ordered])


def flat() -> "alt.Axis":
    """An axis of words that stand upright, without grid lines."""
    import altair as alt

    return alt.Axis(labelAngle=0, grid=False)


def tonnes() -> "alt.Axis":
    """The axis of tonnes."""
    import altair as alt

    return alt.Axis(format=",.0f", tickCount=6)
