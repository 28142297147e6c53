"""Pictures of the units: how each one's month stands, where it lies and what it sold, and the rates of the year.

The map needs no ground: symbols stand at the districts' centres, each with its name and tonnes beside it.
"""

import math
from typing import TYPE_CHECKING, Final

from reports import look
from reports.charts.label_places import Symbol, sides
from reports.charts.marks import Points, flat, in_order, looks_by_name

if TYPE_CHECKING:
    import altair as alt


REPORTED: Final = {"received": "Đã báo cáo", "complete": "Đầy đủ", "on_time": "Đúng hạn", "usable": "Hợp lệ"}
_ROOM_BESIDE: Final = 0.22
_ROOM_ABOVE: Final = 0.07
_SMALLEST: Final = 45
_GREATEST: Final = 850
_GAP: Final = 5
_LETTER: Final = 6.5
_LINE: Final = 14
_RATES: Final = {
    "received_rate": ("#0B4F7D", [1, 0], "circle"),
    "on_time_rate": ("#C2410C", [7, 4], "square"),
    "usable_rate": ("#000000", [2, 3], "triangle-up"),
}


def answer(name: str, flag: object) -> str:
    """Yes or no to one of REPORTED: what is late stays so, the others may still come."""
    return "Có" if flag else "Không" if name == "on_time" else "Chưa"


def status(points: Points) -> "alt.LayerChart":
    """One row a `unit`, one column a state of its report, in words."""
    import altair as alt

    long = [
        {"unit": point["unit"], "state": label, "word": answer(name, point[name]), "is_so": bool(point[name])}
        for point in points
        for name, label in REPORTED.items()
    ]
    base = alt.Chart(alt.Data(values=long), width=330, height=alt.Step(23)).encode(
        x=alt.X("state:N", sort=list(REPORTED.values()), title=None, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("unit:N", sort=[point["unit"] for point in points], title=None),
    )
    fill = alt.condition("datum.is_so", alt.value(look.YES), alt.value(look.NO))
    return alt.layer(
        base.mark_rect(stroke="white", strokeWidth=1.5).encode(color=fill),
        base.mark_text(fontSize=look.CHART_SMALL_TEXT).encode(text="word:N"),
    )


def unit_map(points: Points) -> "alt.LayerChart":
    """A symbol at each unit's `longitude`, `latitude`: its area the tonnes `t`, its shape and colour the `status`."""
    import altair as alt

    x, y = _window(points)
    width = look.CHART_WIDTH
    height = round(width * (y[1] - y[0]) / ((x[1] - x[0]) * math.cos(math.radians(y[0]))))
    most = max(1.0, *(point["t"] for point in points))
    placed = _named(points, most, (x, y), (width, height))
    base = alt.Chart(alt.Data(values=placed), width=width, height=height)
    east, north = alt.Scale(domain=x, nice=False), alt.Scale(domain=y, nice=False, zero=False)
    latitude = alt.Y("latitude:Q", scale=north, axis=None)
    looks = looks_by_name(points, "status", look.STATES)
    states = list(looks)
    fills, shapes = ([looks[name][part] for name in states] for part in (0, 1))
    sizes = alt.Scale(domain=[0, most], range=[_SMALLEST, _GREATEST])
    symbols = base.mark_point(filled=True, opacity=1, stroke=look.BLACK, strokeWidth=1.1).encode(
        x=alt.X("longitude:Q", scale=east, axis=None),
        y=latitude,
        size=alt.Size("t:Q", scale=sizes, legend=None),
        shape=alt.Shape("status:N", scale=alt.Scale(domain=states, range=shapes)),
        fill=alt.Fill("status:N", scale=alt.Scale(domain=states, range=fills)),
    )
    x_of_names = alt.X("names_from:Q", scale=east, axis=None)
    return alt.layer(symbols, *(_names(base.encode(x=x_of_names, y=latitude), side) for side in ("left", "right")))


def _names(base: "alt.Chart", side: str) -> "alt.Chart":
    text = base.transform_filter(f"datum.side == '{side}'")
    align = "left" if side == "right" else "right"
    return text.mark_text(
        align=align, baseline="middle", lineBreak="\n", lineHeight=_LINE, fontSize=look.CHART_SMALL_TEXT
    ).encode(text="label:N")


def _named(points: Points, most: float, window: tuple[list[float], list[float]], size: tuple[int, int]) -> Points:
    """Each point with the side of its symbol on which its name stands, and from which longitude."""
    (west, east), (south, north) = window
    per_degree = size[0] / (east - west)
    symbols = []
    for point in points:
        words = str(point["label"]).split("\n")
        symbols.append(
            Symbol(
                (point["longitude"] - west) * per_degree,
                (north - point["latitude"]) / (north - south) * size[1],
                math.sqrt((_SMALLEST + (_GREATEST - _SMALLEST) * point["t"] / most) / math.pi),
                max(len(word) for word in words) * _LETTER,
                len(words) * _LINE,
            )
        )
    named = []
    for point, symbol, side in zip(points, symbols, sides(symbols, _GAP), strict=True):
        away = (symbol.radius + _GAP) / per_degree
        named.append({**point, "side": side, "names_from": point["longitude"] + (away if side == "right" else -away)})
    return named


def _window(points: Points) -> tuple[list[float], list[float]]:
    east, north = ([point[name] for point in points] for name in ("longitude", "latitude"))
    return (
        [min(east) - _ROOM_BESIDE, max(east) + _ROOM_BESIDE],
        [min(north) - _ROOM_ABOVE, max(north) + _ROOM_ABOVE],
    )


def rates(points: Points) -> "alt.LayerChart":
    """The `rate` of each `series` by `month`, lines told apart by dashes and marks; `series_key`: a rate's column."""
    import altair as alt

    looks = looks_by_name(points, "series", _RATES)
    names = list(looks)
    colour, dash, shape = ([looks[name][part] for name in names] for part in range(3))
    base = alt.Chart(alt.Data(values=points), width=look.CHART_WIDTH, height=190).encode(
        x=alt.X("month:N", sort=in_order(points, "month"), title=None, axis=flat()),
        y=alt.Y("rate:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5)),
        color=alt.Color("series:N", scale=alt.Scale(domain=names, range=colour)),
    )
    return alt.layer(
        base.mark_line(strokeWidth=2).encode(
            strokeDash=alt.StrokeDash("series:N", scale=alt.Scale(domain=names, range=dash))
        ),
        base.mark_point(filled=True, size=70, opacity=1).encode(
            shape=alt.Shape("series:N", scale=alt.Scale(domain=names, range=shape))
        ),
    )
