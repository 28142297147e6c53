"""The report's pictures, drawn from a Chart's points with Altair and turned into SVG and PNG without a browser.

Colours can be told apart by colour-blind readers and in grey; the shipped font makes the bytes the same everywhere.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reports.document import Chart

if TYPE_CHECKING:
    import altair as alt

FONTS: Final = Path(__file__).parent / "fonts"
FONT: Final = "Liberation Serif"
WIDTH: Final = 620
_PNG_SCALE: Final = 1.6
_VIETNAMESE: Final = {
    "decimal": ",",
    "thousands": ".",
    "grouping": [3],
    "currency": ["", " đ"],
    "percent": " %",
    "minus": "-",
}
_BLUE, _ORANGE, _GREEN, _SKY, _RED, _PURPLE, _GREY, _YELLOW = (
    "#0072B2", "#E69F00", "#009E73", "#56B4E9", "#D55E00", "#CC79A7", "#7F7F7F", "#F0E442",
)  # fmt: skip
_CHANNELS: Final = {
    "Thương lái": _BLUE,
    "Chợ đầu mối": _ORANGE,
    "Siêu thị": _GREEN,
    "Trung tâm thương mại": _YELLOW,
    "Nhà máy chế biến": _SKY,
    "Điểm bán của Đoàn": _RED,
    "Trực tuyến": _PURPLE,
    "Khác": _GREY,
}
_SERIES: Final = {
    "Dự kiến thu hoạch": _SKY,
    "Đã có đầu ra": _GREEN,
    "Chưa có đầu ra": _RED,
    "Nhu cầu thu mua": _BLUE,
}
_STATES: Final = {"received": "Đã báo cáo", "complete": "Đầy đủ", "on_time": "Đúng hạn", "usable": "Dùng được"}
_BARS: Final = 330
_MOST_PRODUCTS: Final = 15


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn chart; width and height in CSS pixels of the SVG."""

    svg: str
    png: bytes
    width: float
    height: float


def draw(chart: Chart) -> Drawing:
    """SVG and PNG of a chart; the same points give the same bytes."""
    import vl_convert

    _register_fonts()
    spec = _DRAWERS[chart.name](list(chart.points)).properties(background="white").to_dict()
    spec["config"] = _config()
    spec.pop("$schema", None)
    svg = vl_convert.vegalite_to_svg(spec, vl_version="6.4", format_locale=_VIETNAMESE)
    width, height = _size(svg)
    return Drawing(svg, vl_convert.svg_to_png(svg, scale=_PNG_SCALE), width, height)


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))


def _size(svg: str) -> tuple[float, float]:
    found = re.search(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"', svg)
    if found is None:
        raise ValueError("the drawn chart states no size")
    return float(found.group(1)), float(found.group(2))


def _config() -> dict[str, Any]:
    text = {"labelFontSize": 15, "titleFontSize": 15, "titleFontWeight": "normal", "labelColor": "#000000"}
    return {
        "font": FONT,
        "view": {"stroke": None},
        "axis": {**text, "gridColor": "#DDDDDD", "domainColor": "#555555", "labelLimit": 330},
        "legend": {**text, "title": None, "orient": "top", "columns": 4, "symbolType": "square", "labelLimit": 200},
        "text": {"fontSize": 14, "font": FONT},
    }


def _in_order(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def _colours(names: list[str], palette: dict[str, str]) -> "alt.Scale":
    import altair as alt

    ordered = [name for name in palette if name in names] + [name for name in names if name not in palette]
    return alt.Scale(domain=ordered, range=[palette.get(name, "#444444") for name in ordered])


def _outcomes(points: list[dict[str, Any]]) -> "alt.Chart":
    import altair as alt

    channels = _in_order([point["channel"] for point in points])
    scale = _colours(channels, _CHANNELS)
    ranked = [{**point, "rank": scale.domain.index(point["channel"])} for point in points]
    return (
        alt.Chart(alt.Data(values=ranked), width=WIDTH, height=260)
        .mark_bar(stroke="white", strokeWidth=0.6)
        .encode(
            x=alt.X("month:N", sort=_in_order([point["month"] for point in points]), title=None, axis=_flat()),
            y=alt.Y("t:Q", title="Tấn", axis=alt.Axis(format=",.0f", tickCount=6)),
            color=alt.Color("channel:N", scale=scale),
            order=alt.Order("rank:Q"),
        )
    )


def _flat() -> "alt.Axis":
    import altair as alt

    return alt.Axis(labelAngle=0, grid=False)


def _balance(points: list[dict[str, Any]]) -> "alt.Chart":
    import altair as alt

    series = _in_order([point["series"] for point in points])
    scale = _colours(series, _SERIES)
    return (
        alt.Chart(alt.Data(values=points), width=WIDTH, height=240)
        .mark_bar()
        .encode(
            x=alt.X("month:N", sort=_in_order([point["month"] for point in points]), title=None, axis=_flat()),
            xOffset=alt.XOffset("series:N", sort=scale.domain),
            y=alt.Y("t:Q", title="Tấn", axis=alt.Axis(format=",.0f", tickCount=6)),
            color=alt.Color("series:N", scale=scale),
        )
    )


def _prices(points: list[dict[str, Any]]) -> "alt.LayerChart":
    import altair as alt

    rates = [point["rate"] for point in points]
    lowest, highest = min(0.0, *rates), max(0.0, *rates)
    margin = max(0.02, highest - lowest) * 0.05
    domain = [lowest - margin * (lowest < 0), highest + margin * (highest > 0 or lowest == 0)]
    items = _in_order([point["item"] for point in points])
    base = alt.Chart(alt.Data(values=points), width=_BARS, height=alt.Step(30)).encode(
        y=alt.Y("item:N", sort=items, title=None, axis=alt.Axis(labelPadding=6))
    )
    bars = base.mark_bar(height=16).encode(
        x=alt.X(
            "rate:Q",
            title="Tăng, giảm so với tháng trước",
            axis=alt.Axis(format="+~%", tickCount=5, labelExpr="datum.value == 0 ? '0 %' : datum.label"),
            scale=alt.Scale(domain=domain, nice=False),
        ),
        color=alt.condition("datum.rate < 0", alt.value(_ORANGE), alt.value(_BLUE)),
    )
    words = base.mark_text(align="left", dx=10).encode(x=alt.value(_BARS), text="label:N")
    return alt.layer(bars, words)


def _spread(points: list[dict[str, Any]]) -> "alt.Chart":
    import altair as alt

    parts = _in_order([point["part"] for point in points])
    return (
        alt.Chart(alt.Data(values=points), width=430, height=alt.Step(26))
        .mark_bar(height=16)
        .encode(
            y=alt.Y("item:N", sort=_in_order([point["item"] for point in points]), title=None),
            x=alt.X("share:Q", title="Phần trong giá bán", axis=alt.Axis(format=".0%", tickCount=5), stack="zero"),
            color=alt.Color("part:N", scale=alt.Scale(domain=parts, range=[_GREEN, _GREY][: len(parts)])),
            order=alt.Order("part:N", sort="descending"),
        )
    )


def _units(points: list[dict[str, Any]]) -> "alt.LayerChart":
    import altair as alt

    long = [
        {"unit": point["unit"], "state": label, "word": "Có" if point[name] else "Chưa"}
        for point in points
        for name, label in _STATES.items()
    ]
    base = alt.Chart(alt.Data(values=long), width=330, height=alt.Step(23)).encode(
        x=alt.X("state:N", sort=list(_STATES.values()), title=None, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("unit:N", sort=[point["unit"] for point in points], title=None),
    )
    fill = alt.condition("datum.word == 'Có'", alt.value("#D3E8F5"), alt.value(_ORANGE))
    return alt.layer(
        base.mark_rect(stroke="white", strokeWidth=1.5).encode(color=fill),
        base.mark_text(fontSize=13).encode(text="word:N"),
    )


def _calendar(points: list[dict[str, Any]]) -> "alt.LayerChart":
    import altair as alt

    heaviest = sorted(points, key=lambda point: (-point["t"], point["product"]))
    products = _in_order([point["product"] for point in heaviest])[:_MOST_PRODUCTS]
    shown = [point for point in points if point["product"] in products and point["t"]]
    weeks = [point["week"] for point in sorted(points, key=lambda point: point["order"])]
    most = heaviest[0]["t"]
    base = alt.Chart(alt.Data(values=shown), width=alt.Step(56), height=alt.Step(28)).encode(
        x=alt.X("week:N", sort=None, scale=alt.Scale(domain=_in_order(weeks)), title="Tuần từ ngày", axis=_flat()),
        y=alt.Y("product:N", sort=products, title=None),
    )
    colour = alt.Color("t:Q", scale=alt.Scale(scheme="blues", domain=[0, most]), legend=None)
    ink = alt.condition(f"datum.t > {most * 0.6}", alt.value("white"), alt.value("black"))
    return alt.layer(
        base.mark_rect(stroke="white", strokeWidth=1.5).encode(color=colour),
        base.mark_text(fontSize=13).encode(text=alt.Text("t:Q", format=",.1f"), color=ink),
    )


_DRAWERS: Final[dict[str, Callable[[list[dict[str, Any]]], Any]]] = {
    "outcomes": _outcomes,
    "balance": _balance,
    "prices": _prices,
    "spread": _spread,
    "units": _units,
    "calendar": _calendar,
}
