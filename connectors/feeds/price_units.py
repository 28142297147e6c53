"""What a feed's unit text means: the currency, its scale, and how many kilograms the price is for.

Only units of mass have kilograms, which the reference data says; a price per fruit, bunch or dozen stays in its own
unit.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from connectors.measurement_units import MeasurementUnit
from vietnamese.brackets import asides
from vietnamese.scale_words import ENGLISH, NAMES, SHORT, SPOKEN, spell_thousand
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
_SCALES = {fold(word): float(size) for word, size in {**SPOKEN, **SHORT, **ENGLISH}.items() if size <= _LARGEST_SCALE}
_WORDS = "|".join(sorted(map(re.escape, _SCALES), key=len, reverse=True))
_MONEY = "|".join(sorted((re.escape(fold(word)) for word in _CURRENCIES), key=len, reverse=True))
_SCALED_MONEY = re.compile(rf"(?<![^\W_])(?:(?P<word>{_WORDS})|1[., ]?000)[. _]*(?P<money>{_MONEY})(?![^\W_])")
_PER = r"\s*(?:/|\btren\b|\bper\b|\bmot\b)\s*"
_MONEY_PER = re.compile(rf"(?<![^\W_])(?:(?:{_WORDS}|1[., ]?000)[. ]*)?(?:{_MONEY}){_PER}(?P<measure>[^()\[\],;:/\d]+)")
_LABEL = re.compile(r"^(?:dvt|don vi(?: tinh)?|unit)\s*:\s*")
_CAPTION = re.compile(r"(?:^|[\s(\[])(?:dvt|don vi(?: tinh)?|unit)\s*:\s*(.+)")
_STATED_KG = re.compile(r"(?<!\d)(\d+(?:[.,]\d+)?)\s*kg\b")
_PARENTHESES = re.compile(r"\([^)]*\)?|(?<!\d)\d+(?:[.,]\d+)?\s*kg\b")


@dataclass(frozen=True, slots=True)
class PriceUnit:
    """A price's unit: ISO currency (USC = US cents), the scale of the stated money, the unit, its kilograms.

    label: how the unit is shown where the text of its own column does not say its scale. names_money: its own text
    names the currency. is_contested: it names money without the scale that the header of its column has.
    """

    currency: str | None
    scale: float = 1.0
    unit: str | None = None
    kg: float | None = None
    is_local_ta: bool = False
    label: str | None = None
    names_money: bool = field(default=False, compare=False)
    is_contested: bool = False

    @property
    def vnd_kg_factor(self) -> float | None:
        """Multiply a native price by this to get VND/kg; None where it can't be converted."""
        return self.scale / self.kg if self.currency == "VND" and self.kg else None


def parse_currency(text: str | None) -> tuple[str | None, float]:
    """Currency code and scale of `VNĐ`, `nghìn đồng`, `US$`; (None, 1) where it names no currency."""
    words = fold(spell_thousand(fold(tidy(text or "")).strip("()[]. ")))
    scale = 1.0
    for word, factor in _SCALES.items():
        if words.startswith(word) and (rest := words.removeprefix(word).strip(". ")) in _CURRENCIES:
            words, scale = rest, factor
            break
    if words in _CURRENCIES:
        return _CURRENCIES[words], scale
    return (words.upper(), scale) if words in _OTHER_CURRENCIES else (None, 1.0)


def _parse_money(text: str) -> tuple[str | None, float]:
    """Of money before a slash: also a scale alone, which in a price is one of đồng, and a scaled currency in words."""
    currency, scale = parse_currency(text)
    if currency is None and (lone := _SCALES.get(text.strip("()[]. "))) is not None:
        return "VND", lone
    if currency is None and (found := _SCALED_MONEY.search(text)):
        return parse_currency(found.group())
    return currency, scale


@lru_cache(maxsize=4096)
def _parse(unit_text: str, currency_text: str | None) -> tuple[PriceUnit, str | None]:
    """The unit, with the kilograms its text states itself, and the folded name of its measure."""
    words = _LABEL.sub("", fold(tidy(unit_text)).strip("[] "))
    if words.startswith("(") and words.endswith(")"):
        words = words[1:-1].strip()
    money, slash, measure = words.partition("/")
    currency, scale = _parse_money(money.strip()) if slash else (None, 1.0)
    if slash and currency is None:
        measure = words
    if not slash:
        currency, scale, measure = _without_slash(words)
    names_money = currency is not None
    stated, stated_scale = parse_currency(currency_text)
    if stated and (currency is None or (currency == stated and scale == 1)):
        currency, scale = stated, stated_scale
    name = " ".join(_PARENTHESES.sub(" ", measure).split())
    found = _STATED_KG.search(measure)
    kg = float(found[1].replace(",", ".")) if found else None
    return PriceUnit(currency, scale, measure.strip() or None, kg, names_money=names_money), name or None


def _without_slash(words: str) -> tuple[str | None, float, str]:
    """Currency, scale and measure of `đồng`, `kg`, `nghìn đồng`, `kg (nghìn đồng)`, `nghìn đồng một kg`."""
    currency, scale = parse_currency(words)
    if currency and (words in _CURRENCIES or scale != 1):
        return currency, scale, ""
    found = _SCALED_MONEY.search(words)
    if found is None:
        return None, 1.0, words
    currency, scale = parse_currency(found.group())
    rest = re.sub(rf"^{_PER}", "", words[: found.start()] + " " + words[found.end() :].lstrip())
    return currency, scale, rest.replace("()", " ").strip("()[]-,.: ")


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


def scale_alone(text: str) -> float | None:
    """The size of a scale word that stands beside a number without a currency, `9,5 nghìn`; None for other texts."""
    return _SCALES.get(fold(tidy(text)).strip(". "))


def completed(stated: PriceUnit, header: PriceUnit | None) -> PriceUnit:
    """A price's unit with what the header of its column says besides: a scale, and what the unit leaves open.

    A header in another currency than the unit's own says nothing of it. A unit that names its money without the
    header's scale is contested: which of the two holds depends on the price.
    """
    if header is None or header.currency is None or (stated.currency or header.currency) != header.currency:
        return stated
    is_open = stated.unit is None
    measured = header if is_open else stated
    whole = replace(measured, currency=header.currency, scale=stated.scale)
    if stated.scale != 1 or header.scale == 1:
        return whole
    money = f"{NAMES[int(header.scale)]} {header.currency}"
    label = f"{money}/{whole.unit}" if whole.unit else money
    return replace(whole, scale=header.scale, label=label, is_contested=stated.names_money)


def unit_in_header(texts: list[str]) -> str | None:
    """The header text, or its part in parentheses, that is a unit of price such as `($/mt)`; None where none is."""
    for text in texts:
        for part in (text, *asides(text)):
            unit, _ = _parse(part, None)
            if "/" in part and unit.currency and unit.unit:
                return part.strip("() ")
    return None


def money_in_header(texts: list[str]) -> str | None:
    """What the header of a price column says of its unit or scale: `Giá (nghìn đồng/kg)`, `Giá đ/kg`, `Giá (1.000đ)`.

    A unit goes before a scale alone, and that before a bare currency in parentheses.
    """
    if unit := unit_in_header(texts):
        return unit
    folded = [(text, _folded_signs(text)) for text in texts]
    for pattern in (_MONEY_PER, _SCALED_MONEY):
        for text, signs in folded:
            if found := pattern.search(signs):
                return text[found.start() : found.end()].replace("_", " ").strip()
    return next((part for text in texts for part in asides(text) if parse_currency(part)[0]), None)


def money_in_caption(texts: Iterable[str]) -> str | None:
    """What a line above the table says of all its prices: `ĐVT: nghìn đồng/kg`; None where none names money."""
    for text in texts:
        if (found := _CAPTION.search(_folded_signs(text))) and (said := money_in_header([text[found.start(1) :]])):
            return said
        if found and parse_currency(text[found.start(1) :])[0]:
            return text[found.start(1) :]
    return None


def _folded_signs(text: str) -> str:
    """The text folded sign by sign, so that a place in it is the same place in the text."""
    return "".join(one if len(one := fold(sign)) == 1 else sign for sign in text)
