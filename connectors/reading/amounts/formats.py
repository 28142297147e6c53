"""What a cell's number format says beyond its number: that it is a date, a percentage, or so many kg.

`500` shown as `500 kg` was meant as 500 kg, and a `2.5` that the sheet turned into 2 May is no number any more.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from connectors.measurement_units import MeasurementUnits
from connectors.reading.amounts.units import BARE, Phrase, mark_square_metres, read_phrase

_LONGEST = 255  # characters of a number format, as spreadsheet programs have it
_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<char>.)', re.DOTALL)
_CODES = frozenset("#0?,.%eE+-/ @:dmyhsDMYHSGenralAP")
_DATE_CODES = re.compile(r"[dmyhs]", re.IGNORECASE)
_THOUSANDS = re.compile(r"[0#?](,+)(?![0#?])")


class FormatMeaning(NamedTuple):
    """is_date, is_percent: the number is not what it looks like. phrase: the unit shown after it."""

    is_date: bool = False
    is_percent: bool = False
    phrase: Phrase = BARE


PLAIN = FormatMeaning()


@lru_cache(maxsize=4096)
def is_date_format(number_format: str | None) -> bool:
    """Whether a number format, in the notation of Excel and Google Sheets, shows a number as a date."""
    if not number_format or number_format == "General" or len(number_format) > _LONGEST:
        return False
    codes, _ = split_format(number_format.split(";")[0])
    return bool(_DATE_CODES.search(codes.replace("General", "")))


@lru_cache(maxsize=4096)
def read_format(number_format: str | None, units: MeasurementUnits) -> FormatMeaning:
    """Understand a number format in the notation of Excel and Google Sheets; unknown words in it mean nothing."""
    if not number_format or number_format == "General" or len(number_format) > _LONGEST:
        return PLAIN
    if is_date_format(number_format):
        return FormatMeaning(is_date=True)
    codes, literals = split_format(number_format.split(";")[0])
    if "%" in codes:
        return FormatMeaning(is_percent=True)
    phrase = read_phrase(mark_square_metres(" ".join(literals.lower().split())), units) or BARE
    scaled = _THOUSANDS.search(codes)
    if scaled and not phrase.is_bare:
        phrase = phrase._replace(scale=phrase.scale / 1000 ** len(scaled.group(1)))
    return FormatMeaning(phrase=phrase)


def split_format(section: str) -> tuple[str, str]:
    """Of a section of a number format: the codes that shape the number, and the text shown with it."""
    codes, literals = [], []
    for token in _TOKEN.finditer(section):
        bracket = token["bracket"]
        if bracket is not None:
            if bracket.startswith("$"):
                literals.append(bracket[1:].split("-")[0])
            elif bracket.lower().strip("hms") == "":
                codes.append(bracket)
        elif token["char"] and token["char"] in _CODES:
            codes.append(token["char"])
            literals.append(" ")
        else:
            literals.append(token["quoted"] or token["escaped"] or token["char"] or "")
    text = re.sub(r"\s+", " ", "".join(literals)).strip(" ()-:")
    return "".join(codes), text
