"""Numbers and dates whose format shows something else than they hold: thousands, digits of its own, months, nothing."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from connectors.cells import NUMBER, serial_day
from connectors.measurement_units import MeasurementUnits
from connectors.reading.amounts.formats import is_date_format, read_format, split_format
from connectors.reading.outcome import Rule
from connectors.reading.seen.column import SeenColumn
from connectors.reading.wording import quoted
from vietnamese.dates import date_as_typed
from vietnamese.numbers import number_as_typed

_SCALED = re.compile(r"[0#?](,+)(?![0#?,])")
_DECIMALS = re.compile(r"\.([0#?]+)")
_OWN_DIGITS = re.compile(r"\d+")
_SQUARE = re.compile(r"\bk?m[23]\b", re.IGNORECASE)
_CONDITION = re.compile(r"\[[<>=]")
_HALF_DAYS = re.compile(r"am/pm|a/p", re.IGNORECASE)
_SCALES = {1: "nghìn", 2: "triệu", 3: "tỷ"}
_LONGEST = 255  # characters of a number format, as spreadsheet programs have it
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


class _Disguise(NamedTuple):
    """How a format shows a number: divided by 1000 to that power, with digits of its own, with nothing of it."""

    thousands: int = 0
    decimals: int = 0
    digits: str = ""
    words: str = ""
    is_without_number: bool = False

    @property
    def is_none(self) -> bool:
        return not (self.thousands or self.digits or self.is_without_number)


def refuse_disguised(seen: SeenColumn, units: MeasurementUnits) -> None:
    """Refuse the numbers of a numeric column that their format shows as another number, or not at all."""
    for number_format, rows in list(seen.formatted()):
        disguise = _disguise(number_format, units)
        for row in [] if disguise.is_none else rows.tolist():
            number = float(seen.cells.numbers[row])
            said = f"{_told(disguise, number)} nhưng số giữ trong ô là {number_as_typed(number)}"
            seen.refuse(row, Rule.SHOWN_OTHERWISE, f"{said}. Hãy chọn định dạng Số rồi ghi lại đúng số.")


@lru_cache(maxsize=4096)
def _disguise(number_format: str, units: MeasurementUnits) -> _Disguise:
    is_unread = len(number_format) > _LONGEST or is_date_format(number_format)
    if is_unread or _CONDITION.search(number_format):
        return _Disguise()
    codes, words = split_format(number_format.split(";")[0])
    if "%" in codes or "General" in codes or "@" in codes:
        return _Disguise()
    scaled = _SCALED.search(codes)
    is_bare = read_format(number_format, units).phrase.is_bare
    decimals = _DECIMALS.search(codes)
    return _Disguise(
        thousands=len(scaled[1]) if scaled and is_bare else 0,
        decimals=len(decimals[1]) if decimals else 0,
        digits="".join(_OWN_DIGITS.findall(_SQUARE.sub("", words))),
        words=words,
        is_without_number=not re.search(r"[0#?]", codes) and bool(words or ";" in number_format),
    )


def _told(disguise: _Disguise, number: float) -> str:
    if disguise.is_without_number:
        return f"ô chỉ hiện {quoted(disguise.words)}" if disguise.words else "ô không hiện gì"
    if disguise.digits:
        return f"định dạng của ô hiện thêm chữ số {quoted(disguise.digits)}"
    places = Decimal(1).scaleb(-disguise.decimals)
    shown = number_as_typed((Decimal(number) / 1000**disguise.thousands).quantize(places, ROUND_HALF_UP))
    scale = _SCALES.get(disguise.thousands, "phần nghìn")
    return f"ô hiện {quoted(shown)} (định dạng thu gọn hàng {scale})"


@lru_cache(maxsize=4096)
def _shows_without_day(number_format: str) -> str | None:
    """`month`, `month_of_year`, or `year` for a date format that shows so much; None for every other."""
    if not is_date_format(number_format):
        return None
    codes = _HALF_DAYS.sub("", split_format(number_format.split(";")[0])[0]).lower()
    if re.search(r"[dhs]", codes):
        return None
    if "m" not in codes:
        return "year"
    return "month_of_year" if "y" in codes else "month"


def read_as_shown(seen: SeenColumn) -> None:
    """Let dates whose format shows no day be read as the month, or year, that their keeper sees."""
    for number_format, rows in list(seen.formatted()):
        shows = _shows_without_day(number_format)
        for row in [] if shows is None else rows.tolist():
            day = serial_day(float(seen.cells.numbers[row]))
            if day is not None and _FIRST_YEAR <= day.year <= _LAST_YEAR:
                _show(seen, row, day, shows or "")


def _show(seen: SeenColumn, row: int, day: date, shows: str) -> None:
    """Put what is shown of a day in its place; one that is not the first of its month is named beside it."""
    if shows == "year" and seen.column.type == "date":
        seen.take(row, NUMBER, float(day.year), None, None)
        return
    months = {"month": f"tháng {day.month}", "month_of_year": f"{day.month:02d}/{day.year}"}
    shown = months.get(shows, str(day.year))
    seen.put_text(row, shown)
    if day.day != 1 and seen.column.type == "date":
        aside = f"Trong ô là {date_as_typed(day)} nhưng chỉ hiện {quoted(shown)}."
        seen.remark(row, Rule.SHOWN_OTHERWISE, aside, aside)
