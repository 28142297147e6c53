"""What a string of digits, dots and commas can mean as a number.

Vietnamese groups with dots and has a decimal comma, machines do the reverse; both readings are kept where both are
possible, and the caller decides or refuses.
"""

import re
from typing import NamedTuple

from vietnamese.keeping import keeping

NUMERAL = r"\d+(?:[.,'’]\d+)*(?: \d{3}(?!\d))*(?:[.,]\d+)?(?:e[+-]?\d{1,3}(?!\d))?"
_GROUPED = re.compile(r"\d{1,3}(?:([.,'’ ])\d{3})(?:\1\d{3})*")
_MIXED = re.compile(r"(\d{1,3}(?:([.,'’ ])\d{3})(?:\2\d{3})*|\d+)([.,])(\d+)")
_SCIENTIFIC = re.compile(r"(\d+)(?:[.,](\d+))?e([+-]?\d+)")
_LONGEST_EXACT = 4


class Literal(NamedTuple):
    """The possible readings: with the separator as a group mark, and as a decimal mark (None = impossible).

    separator: the lone dot or comma before exactly three digits, '' where there is no doubt. lossy: a rounded
    scientific display whose last digits are gone.
    """

    text: str
    grouped: float | None
    decimal: float | None
    separator: str = ""
    lossy: bool = False

    @property
    def is_ambiguous(self) -> bool:
        """Whether the mark may separate thousands or decimals: `1.234` is 1234 or 1.234."""
        return self.grouped is not None and self.decimal is not None

    @property
    def value(self) -> float:
        """The only reading, or the grouped one of two."""
        return self.grouped if self.grouped is not None else self.decimal  # type: ignore[return-value]


@keeping(32768)
def read_literal(text: str) -> Literal | None:
    """Readings of one numeral (lower case); None where its separators fit no number."""
    if text.isdecimal():
        return Literal(text, float(text), None)
    if "e" in text:
        return _read_scientific(text)
    match = _GROUPED.fullmatch(text)
    if match and not text.startswith("0"):
        grouped = float(re.sub(r"\D", "", text))
        separator = match.group(1)
        if separator in ".," and text.count(separator) == 1:
            return Literal(text, grouped, float(text.replace(",", ".")), separator)
        return Literal(text, grouped, None)
    return _read_decimal(text)


def _read_decimal(text: str) -> Literal | None:
    """One decimal mark, with groups of another kind before it or none."""
    match = _MIXED.fullmatch(text)
    if match is None or match.group(2) == match.group(3):
        return None
    if match.group(2) and text.startswith("0"):
        return None
    whole = re.sub(r"\D", "", match.group(1))
    return Literal(text, None, float(f"{whole}.{match.group(4)}"))


def _read_scientific(text: str) -> Literal | None:
    match = _SCIENTIFIC.fullmatch(text)
    if match is None:
        return None
    whole, decimals, exponent = match.group(1), match.group(2) or "", int(match.group(3))
    if abs(exponent) > 30 or len(text) > 40:
        return None
    value = float(f"{whole}.{decimals or 0}e{exponent}")
    return Literal(text, None, value, lossy=len(decimals) > _LONGEST_EXACT and exponent > len(decimals))
