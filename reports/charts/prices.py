"""Pictures of prices: the widest moves, two years of the series that stand out, and who gets what of the price.

An abnormal price is a triangle that points the way it left, so that no colour is needed to read it.
"""

from typing import TYPE_CHECKING, Final

from reports import look
from reports.charts.marks import Points, in_order, looks_by_name

if TYPE_CHECKING:
    import altair as alt


_BARS: Final = 330
_LABELLED_MONTHS: Final = 6
_MARKS: Final = {"high": ("triangle-up", look.UNPLACED), "low": ("triangle-down", look.GROWER)}


def moves(points: Points) -> "alt.LayerChart":
    """Relative change of each `item` on the month before, with its price as `label`."""
    import altair as alt

    rates = [point["rate"] for point in points]
    lowest, highest = min(0.0, *rates), max(0.0, *rates)
    margin = max(0.02, highest - lowest) * 0.05
    domain = [lowest - margin * (lowest < 0), highest + margin * (highest > 0 or lowest == 0)]
    base = alt.Chart(alt.Data(values=points), width=_BARS, height=alt.Step(30)).encode(
        y=alt.Y("item:N", sort=in_order(points, "item"), title=None, axis=alt.Axis(labelPadding=6))
    )
    bars = base.mark_bar(height=16).encode(
        x=alt.X(
            "rate:Q",
            title="Tăng, giảm so với tháng trước",
            axis=alt.Axis(format="+~%", tickCount=5, labelExpr="datum.value == 0 ? '0%' : datum.label"),
            scale=alt.Scale(domain=domain, nice=False),
        ),
        color=alt.condition("datum.rate < 0", alt.value(look.FALL), alt.value(look.RISE)),
    )
    words = base.mark_text(align="left", dx=10).encode(x=alt.value(_BARS), text="label:N")
    return alt.layer(bars, words)


def history(points: Points) -> "alt.FacetChart":
    """The `price` of each `item` by `month` (YYYY-MM), the months of a `signal` marked with a triangle."""
    import altair as alt

    months = sorted(set(in_order(points, "month")))
    axis = alt.Axis(
        values=months[::-_LABELLED_MONTHS][::-1],
        labelExpr="slice(datum.value, 5, 7) + '/' + slice(datum.value, 0, 4)",
        labelAngle=0,
        labelFontSize=look.CHART_SMALL_TEXT,
    )
    price = alt.Y(
        "price:Q",
        title="đ/kg",
        scale=alt.Scale(zero=False),
        axis=alt.Axis(format=",.0f", tickCount=4, labelFontSize=look.CHART_SMALL_TEXT),
    )
    base = alt.Chart().encode(x=alt.X("month:O", title=None, axis=axis, scale=alt.Scale(domain=months)), y=price)
    line = base.mark_line(strokeWidth=1.6, color=look.AXIS)
    header = alt.Header(title=None, labelFontSize=14, labelFont=look.CHART_FONT, labelLimit=290)
    return (
        alt.layer(line, *_marked(base, points), data=alt.Data(values=points))
        .properties(width=235, height=105)
        .facet(alt.Facet("item:N", sort=in_order(points, "item"), header=header), columns=2, spacing=14)
        .resolve_scale(y="independent")
    )


def _marked(base: "alt.Chart", points: Points) -> list["alt.Chart"]:
    """A triangle at each month with a signal; no layer where there is none, as a scale of nothing cannot be drawn."""
    import altair as alt

    marks = looks_by_name([point for point in points if point["signal"]], "signal", _MARKS)
    shapes, fills = ([mark[part] for mark in marks.values()] for part in (0, 1))
    marked = (
        base.mark_point(filled=True, size=150, opacity=1, stroke=look.BLACK, strokeWidth=0.6)
        .transform_filter("datum.signal != ''")
        .encode(
            shape=alt.Shape("signal:N", scale=alt.Scale(domain=list(marks), range=shapes)),
            color=alt.Color("signal:N", scale=alt.Scale(domain=list(marks), range=fills)),
        )
    )
    return [marked] if marks else []


def spread(points: Points) -> "alt.Chart":
    """The `share` of each `part` in what the consumer pays, one bar an `item`."""
    import altair as alt

    parts = in_order(points, "part")
    return (
        alt.Chart(alt.Data(values=points), width=430, height=alt.Step(26))
        .mark_bar(height=16, stroke=look.AXIS, strokeWidth=0.4)
        .encode(
            y=alt.Y("item:N", sort=in_order(points, "item"), title=None),
            x=alt.X("share:Q", title="Phần trong giá bán", axis=alt.Axis(format=".0%", tickCount=5), stack="zero"),
            color=alt.Color("part:N", scale=alt.Scale(domain=parts, range=[look.GROWER, look.TRADE][: len(parts)])),
            order=alt.Order("part:N", sort="descending"),
        )
    )
