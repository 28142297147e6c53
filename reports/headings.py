"""How a figure is headed in a table and what its number counts: the label and the unit of its contract, in words.

A cell prints the number without its unit, which stands in the heading or in a column of its own.
"""

from collections.abc import Mapping
from typing import Final

from expectations.figures import FigureContract
from reports.document import Kind
from reports.rounding import DECIMALS, Number, printed

UNIT_WORDS: Final[Mapping[str, str]] = {"t": "tấn", "ha": "ha", "vnd": "triệu đồng", "vnd_kg": "đ/kg", "rate": "%"}


def kind_of(figure: FigureContract) -> Kind:
    """How a cell prints a figure's number; money in millions."""
    return "vnd_million" if figure.unit == "vnd" else figure.unit


def unit_words(figure: FigureContract) -> str:
    """'tấn', 'triệu đồng', 'hộ': what a figure's printed number counts."""
    return figure.counted or UNIT_WORDS[figure.unit]


def heading(figure: FigureContract) -> str:
    """'Tiêu thụ (tấn)'; a count's label says by itself what is counted."""
    return figure.label if figure.unit == "count" else f"{figure.label} ({unit_words(figure)})"


def short_heading(figure: FigureContract) -> str:
    """'Còn (ngày)': the heading where a column has no room for the whole label, or it stands alone."""
    return f"{figure.short or figure.label} ({unit_words(figure)})"


def in_a_cell(figure: FigureContract, value: Number) -> str:
    """A figure's number as the headline table prints it."""
    return printed(value, kind_of(figure), DECIMALS.get(kind_of(figure), 0))


def with_unit(figure: FigureContract, value: Number) -> str:
    """'22,2 tấn', '94,4%': a figure's number with what it counts."""
    words = unit_words(figure)
    return f"{in_a_cell(figure, value)}{'' if words == '%' else ' '}{words}"
