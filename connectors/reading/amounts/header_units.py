"""The unit that stands above the cells it holds for: in a label, in the row below the labels, in a line of the title.

Which words these are follows from what a contract's measure can be measured in: any unit of that kind, also one that
the cells are then refused for, since a refusal says why and a column that nobody recognises says nothing.
"""

import re
from collections.abc import Iterator

from connectors.measurement_units import MeasurementUnit, MeasurementUnits
from connectors.reading.amounts.units import Phrase, mark_square_metres, read_phrase
from vietnamese.keeping import keeping
from vietnamese.scale_words import spell_thousand

PRICE = "vnd_kg"
MEASURES = ("t", "ha", "vnd", PRICE)
"""The measures of a contract that have units; a price is money for a weight."""
_REFUSED = {
    "mass": frozenset({"local_ta", "piece", "dozen", "container"}),
    "area": frozenset({"regional_area"}),
    "money": frozenset({"foreign"}),
}
_LEAST_SCALE = 1000.0
_MOST_WORDS = 7  # of a scale, its money and the weight it is for, each at its longest
_MARKS = tuple(map(re.compile, (r"[()\[\]{}]+", r"[^\w%/₫$€¥£㎡]+", r"[^\w%/]+")))
"""What may be overlooked of how a unit is set off: brackets, all marks but the signs of units, all marks."""
_ENDS = " .,:;*/–—-"
_FOR_ONE = re.compile(r"\s*/\s*(?:1\s*)?(?=[^\W\d_])|(?<=[^\W\d_])\s+1\s*(?=[^\W\d_])")


@keeping(8192)
def header_phrases(text: str, units: MeasurementUnits) -> tuple[Phrase, ...]:
    """What a header may mean by a unit, the likeliest first: `1.000đ/1kg`, `(nghìn đồng) / kg`, `nghìn đồng kg`."""
    lowered = spell_thousand(text.lower().strip(f"{_ENDS}()[]"))
    said = [spell_thousand(marks.sub(" ", lowered).strip(_ENDS)) for marks in _MARKS]
    plain = dict.fromkeys(" ".join(_FOR_ONE.sub("/", mark_square_metres(one)).split()) for one in said)
    return tuple(phrase for one in plain for phrase in _readings(one, units))


def _readings(said: str, units: MeasurementUnits) -> Iterator[Phrase]:
    """The words as they are, then as money per weight without a stroke between."""
    words = said.split()
    if not 0 < len(words) <= _MOST_WORDS:
        return
    phrase = read_phrase(said, units)
    if phrase is not None and not phrase.is_bare:
        yield phrase
    for at in range(len(words) - 1, 0, -1) if "/" not in said else ():
        rate = read_phrase(f"{' '.join(words[:at])}/{' '.join(words[at:])}", units)
        if rate is not None:
            yield rate


def stated_unit(text: str, measure: str | None, units: MeasurementUnits) -> Phrase | None:
    """The unit that these words state for a column of this measure; None where they state none that it can have."""
    if measure not in MEASURES:
        return None
    return next((phrase for phrase in header_phrases(text, units) if _can_state(phrase, measure, units)), None)


def converts(phrase: Phrase, measure: str, units: MeasurementUnits) -> bool:
    """Whether cells in this unit of the measure can be read; others are refused with the reason."""
    is_rate_known = all(unit.dimension == "mass" for unit in phrase.per)
    return is_rate_known and (phrase.unit is None or phrase.unit.dimension == _dimension(measure, units))


def _dimension(measure: str, units: MeasurementUnits) -> str:
    return units.of_measure("vnd" if measure == PRICE else measure).dimension


def _can_state(phrase: Phrase, measure: str, units: MeasurementUnits) -> bool:
    dimension = _dimension(measure, units)
    if phrase.half or (phrase.per and (measure != PRICE or not _is_for_produce(phrase.per))):
        return False
    if phrase.unit is None:
        return dimension == "money" and phrase.scale >= _LEAST_SCALE
    return phrase.unit.dimension == dimension or phrase.unit.dimension in _REFUSED[dimension]


def _is_for_produce(per: tuple[MeasurementUnit, ...]) -> bool:
    return len(per) == 1 and (per[0].dimension == "mass" or per[0].dimension in _REFUSED["mass"])
