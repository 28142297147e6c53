"""Pictures of tonnes: sold by month and channel, supply against demand, what the coming weeks leave without a buyer.

Stacked parts alternate between dark and light, so that they can be told apart in grey.
"""

from typing import TYPE_CHECKING, Final

from reports import look
from reports.charts.marks import Points, colours, flat, in_order, looks_by_name, tonnes

if TYPE_CHECKING:
    import altair as alt


_SUPPLY: Final = {"contracted_t": look.PLACED, "unplaced_t": look.UNPLACED}
_DEMAND: Final = "demand_t"
_MOST_PRODUCTS: Final = 15


def outcomes(points: Points) -> "alt.Chart":
    """Tonnes sold of each `month`, stacked by `channel`."""
    import altair as alt

    scale = colours(in_order(points, "channel"), looks_by_name(points, "channel", look.CHANNELS))
    ranked = [{**point, "rank": scale.domain.index(point["channel"])} for point in points]
    return (
        alt.Chart(alt.Data(values=ranked), width=look.CHART_WIDTH, height=260)
        .mark_bar(stroke=look.AXIS, strokeWidth=0.4)
        .encode(
            x=alt.X("month:N", sort=in_order(points, "month"), title=None, axis=flat()),
            y=alt.Y("t:Q", title="Tấn", axis=tonnes()),
            color=alt.Color("channel:N", scale=scale),
            order=alt.Order("rank:Q"),
        )
    )


def balance(points: Points) -> "alt.LayerChart":
    """Supply with and without a buyer as stacked bars, demand as a line, over `at` (weeks or months).

    `series_key`: contracted_t, unplaced_t or demand_t; `series`: its name in the legend.
    """
    import altair as alt

    x = alt.X("at:N", sort=in_order(points, "at"), title=None, axis=flat())
    supplied = [
        {**point, "rank": list(_SUPPLY).index(point["series_key"])}
        for point in points
        if point["series_key"] in _SUPPLY
    ]
    asked = [point for point in points if point["series_key"] == _DEMAND]
    looks = looks_by_name(supplied, "series", _SUPPLY)
    bars = (
        alt.Chart(alt.Data(values=supplied), width=look.CHART_WIDTH, height=240)
        .mark_bar(stroke=look.AXIS, strokeWidth=0.4)
        .encode(
            x=x,
            y=alt.Y("t:Q", title="Tấn", axis=tonnes()),
            color=alt.Color("series:N", scale=colours(in_order(supplied, "series"), looks)),
            order=alt.Order("rank:Q"),
        )
    )
    base = alt.Chart(alt.Data(values=asked)).encode(x=x, y=alt.Y("t:Q"))
    legend = alt.Legend(symbolType="stroke", symbolStrokeWidth=3, title=None, orient="top")
    line = base.mark_line(strokeWidth=2.5, point={"fill": "white", "stroke": look.BLACK, "size": 55}).encode(
        color=alt.Color(
            "series:N", scale=alt.Scale(domain=in_order(asked, "series"), range=[look.BLACK]), legend=legend
        )
    )
    return alt.layer(bars, line).resolve_scale(color="independent")


def calendar(points: Points) -> "alt.LayerChart":
    """Tonnes without a buyer of each `product` (the heaviest fifteen) in each `week`, darker the more."""
    import altair as alt

    heaviest = sorted(points, key=lambda point: (-point["t"], point["product"]))
    products = in_order(heaviest, "product")[:_MOST_PRODUCTS]
    shown = [point for point in points if point["product"] in products and point["t"]]
    weeks = in_order(sorted(points, key=lambda point: point["order"]), "week")
    most = heaviest[0]["t"]
    base = alt.Chart(alt.Data(values=shown), width=alt.Step(56), height=alt.Step(28)).encode(
        x=alt.X("week:N", sort=None, scale=alt.Scale(domain=weeks), title="Tuần từ ngày", axis=flat()),
        y=alt.Y("product:N", sort=products, title=None),
    )
    colour = alt.Color("t:Q", scale=alt.Scale(scheme="blues", domain=[0, most]), legend=None)
    ink = alt.condition(f"datum.t > {most * 0.6}", alt.value("white"), alt.value("black"))
    return alt.layer(
        base.mark_rect(stroke="white", strokeWidth=1.5).encode(color=colour),
        base.mark_text(fontSize=look.CHART_SMALL_TEXT).encode(text=alt.Text("t:Q", format=",.1f"), color=ink),
    )
