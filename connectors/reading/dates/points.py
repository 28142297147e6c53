"""The forms in which Vietnamese write a day, a month, a part of a month or a quarter.

A `Point` is what was said, before anybody knows the year or whether the column wants a beginning or an end.
"""

import calendar
import re
from datetime import date
from typing import NamedTuple

from connectors.reading.outcome import Rule, Unreadable
from vietnamese.dates import day_and_month_as_typed

_MONTH_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
    "mười": 10, "mười một": 11, "mười hai": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_WORDS = "mười hai|mười một|mười|một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4}
_MONTH_SIGN = r"(?:tháng|thang|thg|th|t)\s*\.?\s*"
_YEAR = r"(?:\s*[/.,-]?\s*(?:năm|nam)?\s*(?P<year>\d{4})|\s*(?:/|năm|nam)\s*(?P<short>\d{2}))?"
_MONTH = rf"{_MONTH_SIGN}(?P<month>\d{{1,2}}|{_WORDS}){_YEAR}"
_DAY_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<day>\d{1,2})\s*(?P<sep>[/.-])\s*(?P<month>\d{1,2})\s*(?P=sep)\s*(?:(?P<year>\d{4})|(?P<short>\d{2}))",
        r"(?P<year>\d{4})\s*(?P<sep>[/.-])\s*(?P<month>\d{1,2})\s*(?P=sep)\s*(?P<day>\d{1,2})",
        rf"(?P<day>\d{{1,2}})\s*[,/-]?\s*{_MONTH}",
        r"(?P<day>\d{1,2})[ -](?P<month>[a-z]{3})[a-z]*\.?[ ,-]+(?:(?P<year>\d{4})|(?P<short>\d{2}))",
        r"(?P<month>[a-z]{3})[a-z]*\.? (?P<day>\d{1,2}),? (?P<year>\d{4})",
        r"(?P<day>\d{1,2})\s*(?P<sep>[/.-])\s*(?P<month>\d{1,2})",
    )
)
_MONTH_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:(?P<part>đầu|giữa|cuối|(?:thượng|trung|hạ) tuần|nửa đầu|nửa cuối|nửa sau|dau|giua|cuoi)\s+)?{_MONTH}",
        r"(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{4})",
        r"(?P<year>\d{4})\s*[/.m-]\s*(?P<month>\d{1,2})",
        r"(?P<month>[a-z]{3})[a-z]*[ -](?P<year>\d{4})",
    )
)
_QUARTER = re.compile(rf"(?:quý|quí|quy|q)\s*\.?\s*(?P<quarter>iv|i{{1,3}}|[1-4]|một|hai|ba|tư|bốn){_YEAR}")
_PARTS = {
    "đầu": (1, 10), "thượng tuần": (1, 10), "dau": (1, 10), "giữa": (11, 20), "trung tuần": (11, 20), "giua": (11, 20),
    "cuối": (21, 0), "hạ tuần": (21, 0), "cuoi": (21, 0), "nửa đầu": (1, 15), "nửa cuối": (16, 0), "nửa sau": (16, 0),
}  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class Point(NamedTuple):
    """From day `first_day` of `first_month` to `last_day` (0 = its last day) of `last_month`; year None = not said."""

    first_day: int
    first_month: int
    last_day: int
    last_month: int
    year: int | None
    is_day: bool

    def first(self, year: int) -> date:
        """The earliest day it can mean in that year; raises Unreadable where it has no such day, as 30/2."""
        return _date(self.first_day, self.first_month, year)

    def last(self, year: int) -> date:
        """The latest day it can mean in that year, the month's last where no day is given; raises Unreadable."""
        day = self.last_day or calendar.monthrange(year, self.last_month)[1]
        return _date(day, self.last_month, year)


def read_point(text: str, *, is_event: bool = False) -> Point | None:
    """Understand one day, month, part of a month or quarter (lower case); None where it is none of them.

    is_event: the column wants a day, so that `10-5` is one: there is no range of months from October back to May.
    Raises Unreadable for what looks like a date but is none: 31/4, month 13.
    """
    for form in _DAY_FORMS:
        if (match := form.fullmatch(text)) and (point := _day_point(match, is_event=is_event)):
            return point
    for form in _MONTH_FORMS:
        if (match := form.fullmatch(text)) and (month := _month_number(match["month"])):
            first, last = _PARTS[part] if (part := match.groupdict().get("part")) else (1, 0)
            return Point(first, month, last, month, _year(match), False)
    if match := _QUARTER.fullmatch(text):
        word = match["quarter"]
        quarter = int(word) if word.isdecimal() else _ROMAN[word]
        return Point(1, 3 * quarter - 2, 0, 3 * quarter, _year(match), False)
    return None


def _day_point(match: re.Match[str], *, is_event: bool) -> Point | None:
    month, day, year = _month_number(match["month"]), int(match["day"]), _year(match)
    if month is None:
        return None
    if year is None and match.groupdict().get("sep") == "-" and day <= (month - 1 if is_event else 12):
        shown = f"ngày {day_and_month_as_typed(day, month)} hoặc từ tháng {day} đến tháng {month}"
        raise Unreadable(Rule.INVALID_DATE, f'có thể là {shown}. Hãy ghi đủ ngày/tháng/năm, ví dụ "15/03/2023".')
    _date(day, month, year or 2024)
    return Point(day, month, day, month, year, True)


def _month_number(word: str) -> int | None:
    """1..12 from digits or a word; raises Unreadable for month 0 or 13, None for a word that is no month."""
    if not word.isdecimal():
        return _MONTH_WORDS.get(word)
    month = int(word)
    if not 1 <= month <= 12:
        raise Unreadable(
            Rule.INVALID_DATE, f'không có tháng {month}. Hãy ghi ngày trước, tháng sau, ví dụ "15/03/2023".'
        )
    return month


def _year(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups.get("year"):
        return _checked_year(int(groups["year"]))
    return 2000 + int(groups["short"]) if groups.get("short") else None


def _checked_year(year: int) -> int:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Unreadable(Rule.INVALID_DATE, f"năm {year} không hợp lý. Hãy kiểm tra lại năm.")
    return year


def _date(day: int, month: int, year: int) -> date:
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        said = day_and_month_as_typed(day, month)
        detail = f"không có ngày {said}: tháng {month} có {length} ngày. Hãy ghi lại ngày đúng."
        raise Unreadable(Rule.INVALID_DATE, detail)
    return date(year, month, day)
