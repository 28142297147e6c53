"""What a feed's unit text means: the currency, its scale, and how many kilograms the price is for.

Only units of mass have kilograms, which the reference data says; a price per fruit, bunch or dozen stays in its own
unit.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from connectors.measurement_units import MeasurementUnit
from vietnamese.brackets import asides
from vietnamese.scale_words import SHORT, SPOKEN, spell_thousand
from vietnamese.text import fold, tidy

_CURRENCIES = {
    **dict.fromkeys(("vnd", "d", "dong", "₫", "viet nam dong", "dong viet nam", "vn dong"), "VND"),
    **dict.fromkeys(("usd", "$", "us$", "do la my", "do la", "us dollar"), "USD"),
    **dict.fromkeys(("usc", "cent", "cents", "us cent", "us cents", "cent usd", "¢"), "USC"),
}
_OTHER_CURRENCIES = frozenset(
    {"eur", "thb", "cny", "jpy", "krw", "lak", "khr", "inr", "idr", "myr", "php", "sgd", "aud", "gbp", "twd", "hkd"}
)
_LARGEST_SCALE = 10**6  # nobody quotes a price in thousands of millions
_SCALES = {fold(word): float(size) for word, size in {**SPOKEN, **SHORT}.items() if size <= _LARGEST_SCALE}
_STATED_KG = re.compile(r"(?<!\d)(\d+(?:[.,]\d+)?)\s*kg\b")
_PARENTHESES = re.compile(r"\([^)]*\)?|(?<!\d)\d+(?:[.,]\d+)?\s*kg\b")


@dataclass(frozen=True, slots=True)
class PriceUnit:
    """A price's unit: ISO currency (USC = US cents), the scale of the stated money, the unit, its kilograms."""

    currency: str | None
    scale: float = 1.0
    unit: str | None = None
    kg: float | None = None
    is_local_ta: bool = False

    @property
    def vnd_kg_factor(self) -> float | None:
        """Multiply a native price by this to get VND/kg; None where it can't be converted."""
        return self.scale / self.kg if self.currency == "VND" and self.kg else None


def parse_currency(text: str | None) -> tuple[str | None, float]:
    """Currency code and scale of `VNĐ`, `nghìn đồng`, `US$`; (None, 1) where it names no currency."""
    words = fold(spell_thousand(fold(tidy(text or "")).strip("()[]. ")))
    scale = 1.0
    for word, factor in _SCALES.items():
        if words.startswith(word) and (rest := words.removeprefix(word).strip()) in _CURRENCIES:
            words, scale = rest, factor
            break
    if words in _CURRENCIES:
        return _CURRENCIES[words], scale
    return (words.upper(), scale) if words in _OTHER_CURRENCIES else (None, 1.0)


@lru_cache(maxsize=4096)
def _parse(unit_text: str, currency_text: str | None) -> tuple[PriceUnit, str | None]:
    """The unit, with the kilograms its text states itself, and the folded name of its measure."""
    words = fold(tidy(unit_text)).strip("[] ")
    if words.startswith("(") and words.endswith(")"):
        words = words[1:-1].strip()
    money, slash, measure = words.partition("/")
    currency, scale = parse_currency(money) if slash else (None, 1.0)
    if slash and currency is None:
        measure = words
    if not slash:
        lone, lone_scale = parse_currency(words) if words in _CURRENCIES else (None, 1.0)
        currency, scale, measure = (lone, lone_scale, "") if lone else (None, 1.0, words)
    stated, stated_scale = parse_currency(currency_text)
    if stated and currency is None:
        currency, scale = stated, stated_scale
    name = " ".join(_PARENTHESES.sub(" ", measure).split())
    found = _STATED_KG.search(measure)
    kg = float(found[1].replace(",", ".")) if found else None
    return PriceUnit(currency, scale, measure.strip() or None, kg), name or None


def parse_unit(
    unit_text: str | None,
    currency_text: str | None,
    weights: Mapping[str, MeasurementUnit],
    declared: Mapping[str, float] | None = None,
) -> PriceUnit:
    """Unit of `VNĐ/kg`, `$/mt`, `đồng/tạ (60kg)`, or of a bare `KG` with its currency given apart.

    weights: units of mass by folded spelling (`MeasurementUnits.feed_weights`). A weight stated in the text wins over
    one that the feed's declaration gives (unit -> kg), which wins over the general one.
    """
    unit, name = _parse(unit_text or "", currency_text)
    if unit.kg is not None or name is None:
        return unit
    own = {fold(key): value for key, value in (declared or {}).items()}
    if name in own:
        return replace(unit, kg=own[name])
    weight = weights.get(name)
    return unit if weight is None else replace(unit, kg=weight.size, is_local_ta=weight.may_be_local)


def unit_in_header(texts: list[str]) -> str | None:
    """The header text, or its part in parentheses, that is a unit of price such as `($/mt)`; None where none is."""
    for text in texts:
        for part in (text, *asides(text)):
            unit, _ = _parse(part, None)
            if "/" in part and unit.currency and unit.unit:
                return part.strip("() ")
    return None
