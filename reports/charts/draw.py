"""The report's pictures, drawn from a Chart's points with Altair and turned into SVG and PNG without a browser.

Colours can be told apart by colour-blind readers and in grey; the shipped font makes the bytes the same everywhere.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from reports import look
from reports.charts import prices, results, units
from reports.document import Chart, Point
from reports.glyphs import FONTS, printable

FONT: Final = look.CHART_FONT
_PNG_SCALE: Final = 1.6
_VIETNAMESE: Final = {
    "decimal": ",",
    "thousands": ".",
    "grouping": [3],
    "currency": ["", " đ"],
    "percent": "%",
    "minus": "-",
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn chart; width and height in CSS pixels of the SVG."""

    svg: str
    png: bytes
    width: float
    height: float

    @property
    def share_of_page(self) -> float:
        """The part of the text's width it takes, so that the letters of all charts print alike."""
        return round(min(1.0, self.width / look.CHART_FULL_WIDTH), 4)


def draw(chart: Chart) -> Drawing:
    """SVG and PNG of a chart; the same points give the same bytes."""
    import vl_convert

    _register_fonts()
    spec = _DRAWERS[chart.name]([_legible(point) for point in chart.points]).properties(background="white").to_dict()
    spec["config"] = _config()
    spec.pop("$schema", None)
    svg = vl_convert.vegalite_to_svg(spec, vl_version="6.4", format_locale=_VIETNAMESE)
    width, height = _size(svg)
    return Drawing(svg, vl_convert.svg_to_png(svg, scale=_PNG_SCALE), width, height)


def _legible(point: Point) -> dict[str, Any]:
    return {name: printable(value) if isinstance(value, str) else value for name, value in point.items()}


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
    text = {
        "labelFontSize": look.CHART_TEXT,
        "titleFontSize": look.CHART_TEXT,
        "titleFontWeight": "normal",
        "labelColor": look.BLACK,
    }
    return {
        "font": FONT,
        "view": {"stroke": None},
        "axis": {**text, "gridColor": look.GRID, "domainColor": look.AXIS, "labelLimit": 330},
        "legend": {**text, "title": None, "orient": "top", "columns": 4, "symbolType": "square", "labelLimit": 200},
        "text": {"fontSize": 14, "font": FONT},
    }


_DRAWERS: Final[dict[str, Callable[[list[dict[str, Any]]], Any]]] = {
    "outcomes": results.outcomes,
    "balance": results.balance,
    "year_balance": results.balance,
    "calendar": results.calendar,
    "prices": prices.moves,
    "price_history": prices.history,
    "spread": prices.spread,
    "units": units.status,
    "unit_map": units.unit_map,
    "rates": units.rates,
}
