"""One date as price feeds write it: in one declared order, ISO, with the name of its month, Excel serials, instants.

The order is never guessed from a value, because `5/9/2025` reads well both ways and is wrong in one. An instant with an
offset belongs to the day that it falls on in Viet Nam.
"""

import re
from datetime import date, datetime, timedelta

import numpy as np

from vietnamese.text import fold, tidy

_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTHS = {
    **{name: number for number, name in enumerate(_ENGLISH_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_ENGLISH_MONTHS, 1)},
    "sept": 9,
}
_NAME = rf"(?P<name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_BETWEEN = r"[\s\-/.,]*"
_WEEKDAY = re.compile(
    r"^(?:thu (?:hai|ba|tu|nam|sau|bay|\d)\s*,?|chu nhat\s*,?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?)\s+"
)
_NAMED_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<day>\d{{1,2}}){_BETWEEN}{_NAME}{_BETWEEN}(?P<year>\d{{4}}|\d{{2}})",
        rf"{_NAME}{_BETWEEN}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,]+(?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}}){_BETWEEN}{_NAME}{_BETWEEN}(?P<day>\d{{1,2}})",
    )
)
_NAMED_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}}|\d{{2}}){_BETWEEN}{_NAME}{_BETWEEN}(?P<day>\d{{1,2}})")
_NAMED_MONTHS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_NAME}{_BETWEEN}'?(?P<year>\d{{4}}|\d{{2}})",
        rf"(?P<year>\d{{4}}){_BETWEEN}{_NAME}",
    )
)
_TIME = re.compile(r"[ ,t]+\d{1,2}:\d{2}[\d:. apm]*$")
_INSTANT = re.compile(
    r"(?P<day>.*?\d)(?:t| |, )\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*(?P<half>[ap]m)?\s*"
    r"(?P<zone>z|utc|gmt)?\s*(?:(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)?(?:\s*\([^()]*\))?"
)
_LONGEST = 80
_NET_DATE = re.compile(r"/?date\((-?\d{12,13})(?:[+-]\d{4})?\)/?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?")
_TRIPLE = re.compile(
    r"(?:ngay )?(\d{1,2})(?:[-/.]| (?:thang|thg) )(\d{1,2})(?:[-/.]| nam |, ?| (?=\d{4}))(\d{4}|\d{2})"
    r"(?:[ ,t]+[\d:. apm]+)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH_FIRST_YEAR = re.compile(r"(\d{4})\s?[m\-/.]\s?(\d{1,2})(?:[-/.]\d{1,2}.*)?")
_MONTH_LAST_YEAR = re.compile(r"(?:thang |thg |th|t)?\s?(\d{1,2})(?:\s?[-/.]\s?| nam )(\d{4})")
_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_UNIX_EPOCH = datetime(1970, 1, 1)
_LOCAL_OFFSET = timedelta(hours=7)


def _triple(text: str, order: str) -> tuple[int, int, int] | None:
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if not (found := _TRIPLE.fullmatch(text)):
        return _named_day(text, order)
    first, second, last = int(found[1]), int(found[2]), int(found[3])
    if order == "ymd":
        return (2000 + first, second, last) if len(found[3]) == 2 else None
    year = last if len(found[3]) == 4 else 2000 + last
    return (year, first, second) if order == "mdy" else (year, second, first)


def _named_day(text: str, order: str) -> tuple[int, int, int] | None:
    """`01-Aug-2023`, `Aug 1, 2023`: the name says which part is the month; the order, which of two is a short year."""
    text = _TIME.sub("", text)
    for pattern in (_NAMED_YEAR_FIRST,) if order == "ymd" else _NAMED_DAYS:
        if found := pattern.fullmatch(text):
            return _year(found["year"]), _MONTHS[found["name"]], int(found["day"])
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(text: str) -> tuple[int, int, int] | None:
    if found := _MONTH_FIRST_YEAR.fullmatch(text):
        return int(found[1]), int(found[2]), 1
    if found := _MONTH_LAST_YEAR.fullmatch(text):
        return int(found[2]), int(found[1]), 1
    for pattern in _NAMED_MONTHS:
        if found := pattern.fullmatch(text):
            return _year(found["year"]), _MONTHS[found["name"]], 1
    found = _named_day(text, "dmy")
    return found and (found[0], found[1], 1)


def _from_number(number: float, order: str) -> date | None:
    if 1e9 <= number < 4e9 or 1e12 <= number < 4e12:
        seconds = number if number < 4e9 else number / 1000
        return (_UNIX_EPOCH + timedelta(seconds=seconds) + _LOCAL_OFFSET).date()
    if 20000 <= number < 80000:
        return _EXCEL_EPOCH + timedelta(days=int(number))
    if 19000101 <= number <= 21001231 and number == int(number) and order != "month":
        return parse_date(str(int(number)), order)
    return None


def parse_date(value: object, order: str) -> date | None:
    """One date in the declared order (`dmy`, `mdy`, `ymd`, `month` = first of the month), or None if it is not one.

    A text that begins with a four-digit year is read as year, month, day whatever the order; the name of a month says
    which part it is; times are cut off; instants with an offset (`…T17:00:00Z`), epoch seconds and milliseconds are
    taken at the time of Viet Nam.
    """
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return None
        return day.replace(day=1) if order == "month" else day
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | np.number):
        return _from_number(float(value), order)
    text = fold(tidy(str(value)))
    return _from_text(text, order) if len(text) <= _LONGEST else None


def _from_text(text: str, order: str) -> date | None:
    """The date of a folded text."""
    text = _WEEKDAY.sub("", text)
    if net := _NET_DATE.fullmatch(text):
        return _from_number(float(net[1]), order)
    if (found := _INSTANT.fullmatch(text)) and (found["zone"] or found["sign"]):
        return _local_day(found, order)
    parts = _month(text) if order == "month" else _triple(text, order)
    if parts is None:
        return _from_number(float(text), order) if re.fullmatch(r"\d{10}|\d{13}", text) else None
    return _checked_day(parts)


def _checked_day(parts: tuple[int, int, int]) -> date | None:
    try:
        return date(*parts) if _FIRST_YEAR <= parts[0] <= _LAST_YEAR else None
    except ValueError:
        return None


def _local_day(found: re.Match, order: str) -> date | None:
    """The day in Viet Nam of an instant with an offset."""
    parts = _triple(found["day"], "ymd" if order == "month" else order)
    day, hour, minute = parts and _checked_day(parts), int(found["hour"]), int(found["minute"])
    if day is None or hour > 24 or minute > 59:
        return None
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    offset = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    at = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute)
    local = at - (-offset if found["sign"] == "-" else offset) + _LOCAL_OFFSET
    return local.date().replace(day=1) if order == "month" else local.date()
