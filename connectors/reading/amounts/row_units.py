"""A unit that stands in a cell of its own beside the amounts it is for: `kg`, `đ/kg`, `thùng 20 kg`.

What it is for follows from what it measures; a unit of mass says nothing about money.
"""

import re
from typing import Literal, NamedTuple

from connectors.measurement_units import MeasurementUnit, MeasurementUnits
from connectors.reading.amounts.header_units import header_phrases
from connectors.reading.amounts.quantities import pack
from connectors.reading.amounts.units import Phrase, mark_square_metres, read_phrase
from connectors.reading.outcome import Unreadable
from vietnamese.brackets import asides, without_asides
from vietnamese.keeping import keeping
from vietnamese.number_words import words_to_digits
from vietnamese.text import is_dash, is_null_word, normalise

Kind = Literal["amount", "area", "money", "price"]
_BETWEEN = re.compile(r"[;,]|\s+(?:và|va)\s+")
_AFTER_DIGITS = re.compile(r"\d\s*([^\d()]+)")
_BEFORE_DIGITS = re.compile(r"(?<![^\d\s()])([^\d\s()]++)\s*+\d")
_BRACKETS = str.maketrans("()[]", "    ")
_EDGES = " .,:;-–+~x×*"


class RowUnit(NamedTuple):
    """What a unit's cell says: the units it names by what each measures, none where it is not understood.

    container: what is packed, where its weight is said: an amount may count the containers or be weighed itself.
    """

    text: str
    phrases: tuple[Phrase, ...] = ()
    container: MeasurementUnit | None = None


def kind_of(phrase: Phrase) -> Kind:
    """What an amount in this unit is: money, a price, an area, or an amount of produce or of things."""
    dimension = phrase.unit.dimension if phrase.unit is not None else "money"
    if dimension in ("money", "foreign"):
        return "price" if phrase.per else "money"
    return "area" if dimension in ("area", "regional_area") else "amount"


@keeping(4096)
def read_row_unit(raw: str, units: MeasurementUnits) -> RowUnit | None:
    """Understand the text of a unit's cell; None where it says nothing. Never raises, whatever the text."""
    text = normalise(raw)[0]
    if not text or is_dash(text) or is_null_word(text):
        return None
    lowered = text.lower()
    if (packed := _pack(lowered, units)) is not None:
        container, weight = packed
        return RowUnit(text, (Phrase(lowered, unit=MeasurementUnit(text, "mass", weight)),), container)
    whole = _phrase(lowered, units)
    found = [whole] if whole else [_phrase(part, units) for part in _BETWEEN.split(lowered) if part.strip()]
    return RowUnit(text) if None in found else RowUnit(text, tuple(phrase for phrase in found if phrase))


def _pack(lowered: str, units: MeasurementUnits) -> tuple[MeasurementUnit, float] | None:
    """A container and kg of one, where the text says both."""
    try:
        return pack(" ".join(lowered.translate(_BRACKETS).split()), units)
    except Unreadable:
        return None


def _phrase(text: str, units: MeasurementUnits) -> Phrase | None:
    """`kg (ký)` is kg; of `(nghìn đồng)/kg` the brackets are part."""
    outside = without_asides(text).strip()
    for said in (text,) if "/" in text or not outside else (outside, text):
        if phrases := header_phrases(said, units):
            return phrases[0]
    return None


@keeping(8192)
def units_named(raw: str, units: MeasurementUnits) -> frozenset[str]:
    """The names of the units of measure that an amount's own text states; scales (nghìn, k) are none."""
    text = words_to_digits(mark_square_metres(normalise(raw)[0].lower()))[0]
    said = [*_AFTER_DIGITS.findall(text), *asides(text), *_BEFORE_DIGITS.findall(text)[:1]]
    phrases = (read_phrase(words.strip(_EDGES), units) for words in said)
    return frozenset(phrase.unit.name for phrase in phrases if phrase is not None and phrase.unit is not None)
