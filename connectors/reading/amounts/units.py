"""The words that may follow a number: units of mass, area, money and counting, scales (ngàn, triệu), and "/kg".

Which units there are, how large they are and how each is treated is reference data, given by whoever reads; what has no
fixed size (mẫu, giỏ, chục) is listed too, so that the refusal can say why.
"""

import re
from typing import NamedTuple

from connectors.measurement_units import MeasurementUnit, MeasurementUnits
from vietnamese.keeping import keeping
from vietnamese.scale_words import HUNDREDS, SHORT, SPOKEN, with_unmarked


class Phrase(NamedTuple):
    """What follows a number: `triệu đồng/tấn` is scale 1e6, unit đồng, per (tấn,).

    per_amount: 100 in `đ/100 kg`. half: `rưỡi` was said.
    """

    text: str
    scale: float = 1.0
    unit: MeasurementUnit | None = None
    per: tuple[MeasurementUnit, ...] = ()
    per_amount: float = 1.0
    half: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether the words name neither a scale, a unit, a basis (`/kg`) nor a half."""
        return self.scale == 1.0 and self.unit is None and not self.per and not self.half


BARE = Phrase("")
_SCALES = with_unmarked({**HUNDREDS, **SPOKEN, **SHORT})
_HALVES = frozenset({"rưỡi", "rưởi", "ruoi"})
_GLUED_MONEY = {
    "trđ": "tr đ", "trd": "tr đ", "ngđ": "ng đ", "ngd": "ng đ", "nđ": "ng đ", "kđ": "k đ", "tỷđ": "tỷ đ", "kvnđ": "k đ",
    "kvnd": "k đ", "trvnđ": "tr đ", "trvnd": "tr đ",
}  # fmt: skip

_LONGEST = 200  # characters; no unit with its money, its scale and what it is for is as long
_SQUARE = re.compile(r"(?<![^\W\d_])(k?)m ?[2²](?!\d)")


def mark_square_metres(text: str) -> str:
    """`m2` ends in a digit; one sign for it keeps numbers and units apart."""
    return _SQUARE.sub(r"\1㎡", text) if "m" in text else text


@keeping(8192)
def read_phrase(text: str, units: MeasurementUnits) -> Phrase | None:
    """Understand what follows a number (lower case, no digits); None where some word of it is not a unit."""
    text = text.strip(" .,;:")
    if not text:
        return BARE
    if len(text) > _LONGEST:
        return None
    head, *per_texts = [text] if units.knows(text) else (part.strip() for part in text.split("/"))
    per = tuple(units.find(part) for part in per_texts)
    measured = _read_measured(head, units)
    if measured is None or None in per:
        return None
    scale, unit, half = measured
    return Phrase(text, scale, unit, per, 1.0, half)


def _read_measured(head: str, units: MeasurementUnits) -> tuple[float, MeasurementUnit | None, bool] | None:
    """`triệu rưỡi đồng` -> (1e6, đồng, True)."""
    words = " ".join(_GLUED_MONEY.get(word, word) for word in head.replace("tr.đ", "trđ").split()).split()
    half = any(word in _HALVES for word in words)
    words = [word for word in words if word not in _HALVES]
    scale = 1.0
    while words and words[0].strip(".") in _SCALES and not units.knows(" ".join(words)):
        scale *= _SCALES[words.pop(0).strip(".")]
    if not words:
        return scale, None, half
    unit = units.find(" ".join(words))
    return None if unit is None else (scale, unit, half)
