"""Prices as feeds write them, under the separators of their currency and never under a guess.

In đồng a comma or dot before exactly three digits groups thousands; in other currencies English rules hold.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from connectors.feeds.price_units import PriceUnit, parse_unit, scale_alone
from connectors.measurement_units import MeasurementUnit
from vietnamese.text import fold, tidy

LEAST_PRICE, LARGEST_PRICE = 1e-4, 1e12  # of anything, in any currency
LARGEST_VND_KG = 1e10
LEAST_VND_KG = 100  # a tenth of what the cheapest produce, sugar cane, has cost in twenty years
MOST_VND_KG = 5e6  # ten times what the dearest produce, crab, has cost
_MISSING = frozenset(
    {"", "…", "...", "..", ".", "-", "–", "—", "--", "n/a", "na", "#n/a", "null", "none", "nan", "x", "thoa thuan",
     "chua co gia", "chua co so lieu", "chua co"}
)  # fmt: skip
_PLAIN = re.compile(r"\d+(?:\.\d{1,2})?")
_PARTS = re.compile(r"(?P<mark>[₫$]|usd|vnd)?\s*(?P<number>[\d.,  ]*\d)\s*(?P<unit>\D.*)?", re.I)
_VND_GROUPS = re.compile(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*")
_VND_MIXED = re.compile(r"\d{1,3}(?:(?:\.\d{3})+,\d{1,2}|(?:,\d{3})+\.\d{1,2})")
_VND_DECIMAL = re.compile(r"\d+[.,](?:\d{1,2}|\d{4,})")
_NUMBER = r"(?:[₫$]|usd|vnd)?\s*(\d[\d., ]*)"
_RANGE = re.compile(
    rf"(?:tu|gia|khoang)?\s*{_NUMBER}[^\d\-–—~÷]{{0,30}}?\s*"
    rf"(?:-+>?|–|—|~|÷|→|\.{{2,3}}|…|\bden\b|\btoi\b|\bto\b|\bhoac\b)\s*{_NUMBER}(?:\D.*)?"
)
_RANGE_RATIO = 10
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class PriceReading:
    """One price cell: its value and the unit written beside the number, or why there is none."""

    value: float = math.nan
    unit: PriceUnit | None = None
    is_missing: bool = False
    problem: str | None = None


def parse_vnd(text: str) -> float | None:
    """Number of a price in đồng: `95,300` and `95.300` are 95300, `25500.0` and `1.250,5` have decimals."""
    if re.fullmatch(r"\d+", text):
        return float(text)
    if _VND_GROUPS.fullmatch(text):
        return float(re.sub(r"[., ]", "", text))
    if _VND_MIXED.fullmatch(text):
        decimal = max(text.rfind(","), text.rfind("."))
        return float(re.sub(r"[.,]", "", text[:decimal]) + "." + text[decimal + 1 :])
    return float(text.replace(",", ".")) if _VND_DECIMAL.fullmatch(text) else None


def parse_english(text: str) -> float | None:
    """Number of a price in another currency: comma groups, dot is the decimal point."""
    return float(text.replace(",", "")) if _ENGLISH.fullmatch(text) else None


def is_missing(value: object) -> bool:
    """Not quoted: blank, an ellipsis, a dash, `n/a`, 'thỏa thuận'."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return True
    return isinstance(value, str) and fold(tidy(value)) in _MISSING


def read_price(value: object, currency: str | None, weights: Mapping[str, MeasurementUnit]) -> PriceReading:
    """One price under the rules of `currency` (VND where nobody states one); a number in the source is itself.

    weights: as `parse_unit` has them, for a unit beside the number.
    """
    if is_missing(value):
        return PriceReading(is_missing=True)
    if isinstance(value, bool):
        return PriceReading(problem="is not a number")
    if isinstance(value, int | float | np.number):
        return _checked(float(value) if abs(value) <= LARGEST_PRICE else math.inf, None)
    return _from_text(tidy(str(value)), currency, weights)


def _from_text(text: str, currency: str | None, weights: Mapping[str, MeasurementUnit]) -> PriceReading:
    if _PLAIN.fullmatch(text):
        return _checked(float(text), None)
    if _is_range(text):
        return PriceReading(problem="is a range of prices, where one price is expected")
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return PriceReading(problem="is negative" if text[:1] in "-−" else "is not a number")
    unit = _unit_beside(parts, weights)
    if unit is not None and unit.currency is None and unit.kg is None and unit.scale == 1:
        return PriceReading(problem="has text that is no unit beside the number")
    rules = currency or (unit.currency if unit else None) or "VND"
    number = (parse_vnd if rules == "VND" else parse_english)(parts["number"].strip())
    if number is None:
        return PriceReading(problem=f"can't be read under the separators of {rules}")
    return _checked(number, unit)


def _is_range(text: str) -> bool:
    """Two prices where one is expected: `45.000 - 47.000`, `từ 45 đến 47 nghìn`; both of one size."""
    found = _RANGE.fullmatch(fold(text))
    if found is None:
        return False
    low, high = sorted(float(re.sub(r"\D", "", one)) for one in found.groups())
    return 0 < high <= low * _RANGE_RATIO


def _unit_beside(parts: re.Match, weights: Mapping[str, MeasurementUnit]) -> PriceUnit | None:
    if parts["unit"] and (scale := scale_alone(parts["unit"])) is not None:
        return PriceUnit(parse_unit(parts["mark"], None, weights).currency, scale)
    if parts["unit"]:
        return parse_unit(parts["unit"].strip(), parts["mark"], weights)
    return parse_unit(parts["mark"], None, weights) if parts["mark"] else None


def _checked(number: float, unit: PriceUnit | None) -> PriceReading:
    if math.isnan(number):
        return PriceReading(problem="is not a number")
    if number < 0:
        return PriceReading(number, unit, problem="is negative")
    if number and not LEAST_PRICE <= number <= LARGEST_PRICE:
        return PriceReading(problem=f"is not a number between {LEAST_PRICE:g} and {LARGEST_PRICE:g}")
    return PriceReading(number, unit)
