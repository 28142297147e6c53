"""Date cells: day first, serials, and the phrases of farmers, each accepted only where the column can hold it.

A window column takes a month, a quarter or a third of a month at its first or last day with a warning; an event needs
its day.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple
from unicodedata import normalize

import numpy as np

from connectors.cells import serial_day
from connectors.reading.dates.points import Point, read_point
from connectors.reading.outcome import EMPTY_READING, Reading, Rule, Unreadable, refuse
from connectors.reading.wording import wrote
from vietnamese.dates import date_as_typed
from vietnamese.keeping import keeping
from vietnamese.numbers import number_as_typed
from vietnamese.text import is_ditto, is_formula, is_nothing, normalise

Window = Literal["start", "end"] | None
_FAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(20\d\d)", re.ASCII)
_WEEKDAY = re.compile(r"(?:thứ\s*(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|cn)\s*,?\s*(?=ngày|\d)")
_CLOCK = r"\d{1,2}\s*(?:h|g|giờ|:)\s*\d{0,2}(?::\d{2}(?:\.\d+)?)?\s*(?:am|pm|sa|ch|z)?(?:[+-]\d{2}:?\d{2})?"
_CLOCK_BEFORE = re.compile(rf"(?:lúc\s*)?{_CLOCK},?\s*(?=ngày)")
_CLOCK_AFTER = re.compile(rf"(?<=\d)(?:[ ,t]+(?:lúc\s*)?){_CLOCK}$")
_DAY_SIGN = re.compile(r"\b(?:ngày|ngay)\s+(?=\d)")
_SOLAR = re.compile(r"\s*\(?\b(?:dương lịch|duong lich|dl)\b\)?")
_LUNAR = re.compile(r"\b(?:âm|âm lịch|am lich|al|âl|chạp|chap|giêng|gieng|rằm|tết|mùng|mồng|nhuận|lịch ta)\b")
_SEASON = re.compile(
    r"\b(?:vụ|mùa|hè thu|đông xuân|thu đông|xuân hè|he thu|dong xuan|thu dong|quanh năm|quanh nam|cả năm|đang|đã|chưa|"
    r"sắp|chuẩn bị|rải rác|thường xuyên|liên tục|hàng năm|hằng năm|hàng tháng|đầu năm|cuối năm|giữa năm|tháng đầu năm|"
    r"tháng cuối năm|khi chín|hiện nay|dang|vu|mua|rai rac|ca nam|cuoi nam|dau nam|xong|hết rồi|het roi|gấp|rồi)\b"
)
_ABOUT = re.compile(r"(?:khoảng|khoang|tầm|tam|cỡ|độ|chừng|dự kiến|du kien|ước|vào khoảng)(?:\s+(?:vào|từ))?:?\s+")
_LEADING = {
    "start": re.compile(r"(?:từ|tu|kể từ|bắt đầu từ|bắt đầu)\s+"),
    "end": re.compile(r"(?:(?:đến|den|tới|toi)\s+)?(?:(?:hết|het)\s+)?"),
}
_CONNECTOR = re.compile(r"\s+(?:-|–|—|→)\s+|\s*(?:–|—|→|\b(?:đến|den|tới|toi)\b)\s*")
_FROM = re.compile(r"(?:từ|tu)\s+")
_YEAR_FIRST = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_DAY_AND_MONTH = re.compile(r"(\d{1,2}),(\d{1,2})")
_BARE_MONTHS = re.compile(r"\d{1,2}(?:\s*/\s*\d{4}|\s+năm\s+\d{4})?")
_ASK_BOTH = 'Hãy ghi ngày bắt đầu và ngày kết thúc vào hai cột, ví dụ "15/03/2023" và "30/04/2023".'
_ASK_DAY = 'Hãy ghi đủ ngày/tháng/năm, ví dụ "15/03/2023".'


class DaySpan(NamedTuple):
    """What was said, as days. rule: None for a full date, else how much was understood."""

    first: date
    last: date
    rule: str | None = None


@lru_cache(maxsize=64)
def date_reader(window: Window, plan_year: int) -> Callable[[str], Reading]:
    """The reader of one kind of date column; it remembers what it has read."""

    @keeping(65536)
    def read(raw: str) -> Reading:
        return _read(raw, window, plan_year)

    return read


def read_date(raw: str, window: Window, plan_year: int) -> Reading:
    """Read a date cell's text; the value is a date. Never raises, whatever the text."""
    return date_reader(window, plan_year)(raw)


def _read(raw: str, window: Window, plan_year: int) -> Reading:
    text = " ".join(normalize("NFKC", normalise(raw)[0]).lower().split()).strip(" .,;")
    if is_nothing(text):
        return EMPTY_READING
    try:
        _refuse_words(text, window)
        about = _ABOUT.match(text)
        span = _understand(_strip_ornaments(text[about.end() :] if about else text), plan_year, window)
        if span is not None:
            return _settle(raw, _about(span) if about else span, window)
    except Unreadable as problem:
        return refuse(problem.rule, wrote(raw, problem.detail))
    return refuse(Rule.INVALID_DATE, wrote(raw, f"không đọc được thành ngày. {_ask(window)}"))


def _ask(window: Window) -> str:
    return _ASK_BOTH if window else _ASK_DAY


def _refuse_words(text: str, window: Window) -> None:
    if is_formula(text):
        raise Unreadable(Rule.FORMULA_TEXT, f"là công thức ở dạng chữ. {_ASK_DAY}")
    if is_ditto(text):
        raise Unreadable(Rule.DITTO_IN_NUMBER, f'dấu "như trên" không dùng cho cột ngày. {_ASK_DAY}')
    if _LUNAR.search(text):
        raise Unreadable(
            Rule.LUNAR_DATE, 'có vẻ là ngày âm lịch. Hãy đổi sang dương lịch rồi ghi lại, ví dụ "15/03/2023".'
        )
    if _SEASON.search(text):
        raise Unreadable(Rule.SEASON_WORD, f"chưa cho biết ngày cụ thể. {_ask(window)}")


def _strip_ornaments(text: str) -> str:
    """Without weekday, clock time and the word ngày."""
    text = _CLOCK_BEFORE.sub("", _SOLAR.sub("", text))
    text = _CLOCK_AFTER.sub("", _WEEKDAY.sub("", text))
    return _DAY_SIGN.sub("", text).strip(" ,;")


def _about(span: DaySpan) -> DaySpan:
    """The same days, said with a word of doubt before them: a day is none that is known any more."""
    return span._replace(rule=Rule.APPROXIMATE) if span.rule in (None, Rule.IMPLIED_YEAR) else span


def _understand(text: str, plan_year: int, window: Window) -> DaySpan | None:
    point = read_point(text, is_event=window is None)
    if point is None and window is not None and (led := _LEADING[window].match(text)):
        point = read_point(text[led.end() :])
    if point is not None:
        year = point.year or plan_year
        rule = None if point.is_day else Rule.PARTIAL_DATE
        if point.is_day and point.year is None:
            rule = Rule.IMPLIED_YEAR
        return DaySpan(point.first(year), point.last(year), rule)
    ends = _split_range(text)
    return _range(*ends, plan_year) if ends else None


def _split_range(text: str) -> tuple[str, str] | None:
    text = _FROM.sub("", text, count=1) if _FROM.match(text) else text
    parts = _CONNECTOR.split(text)
    if len(parts) == 1:
        parts = text.split("-")
    return (parts[0].strip(), parts[1].strip()) if len(parts) == 2 and all(parts) else None


def _range(left: str, right: str, plan_year: int) -> DaySpan | None:
    """Two ends, of which one may lean on the other: `15-20/3`, `tháng 3 - 5/2023`, `tháng 12 - tháng 1`."""
    last = read_point(right)
    if left.startswith(("t", "đầu", "giữa", "cuối")) and _BARE_MONTHS.fullmatch(right):
        last = read_point(f"tháng {right}")
    if last is None:
        return None
    if left.isdecimal() and last.is_day:
        first: Point | None = last._replace(first_day=int(left), last_day=int(left))
    else:
        first = read_point(left)
    if first is None:
        return None
    return _order(first, last, plan_year)


def _order(first: Point, last: Point, plan_year: int) -> DaySpan:
    """Give both ends a year; a range that runs past December ends in the next year."""
    wraps = (last.last_month, last.last_day or 31) < (first.first_month, first.first_day)
    if first.year is None and last.year is None:
        first_year, last_year = plan_year, plan_year + wraps
    elif first.year is None:
        first_year, last_year = (last.year or 0) - wraps, last.year or 0
    else:
        first_year, last_year = first.year, last.year or first.year + wraps
    begin, end = first.first(first_year), last.last(last_year)
    if end < begin:
        raise Unreadable(Rule.INVALID_DATE, f"ngày sau lại sớm hơn ngày trước. {_ASK_BOTH}")
    return DaySpan(begin, end, Rule.DATE_RANGE)


def _settle(raw: str, span: DaySpan, window: Window) -> Reading:
    """The span as the column can hold it."""
    first, last = (date_as_typed(day) for day in (span.first, span.last))
    if span.rule is None:
        return Reading(span.first)
    if span.rule == Rule.IMPLIED_YEAR:
        return Reading(
            span.first, span.rule, False, wrote(raw, f"thiếu năm, đọc là {first}. Hãy ghi đủ ngày/tháng/năm.")
        )
    if span.rule == Rule.APPROXIMATE:
        return _settle_about(raw, span, window)
    if window is None:
        raise Unreadable(span.rule, f"là khoảng từ {first} đến {last}, cột này cần một ngày cụ thể. {_ASK_DAY}")
    value, shown, which = (span.first, first, "đầu") if window == "start" else (span.last, last, "cuối")
    detail = f"lấy ngày {which} là {shown}. Nếu biết ngày cụ thể thì hãy ghi lại, ví dụ {shown}."
    return Reading(value, span.rule, False, wrote(raw, detail))


def _settle_about(raw: str, span: DaySpan, window: Window) -> Reading:
    """A day said with `khoảng`: a window may begin or end there, an event needs the day it was."""
    shown = date_as_typed(span.first)
    if window is None:
        raise Unreadable(span.rule or "", f"là ngày ước chừng, cột này cần một ngày cụ thể. {_ASK_DAY}")
    detail = f"là ngày ước chừng, đang lấy {shown}. Khi biết ngày cụ thể hãy ghi lại."
    return Reading(span.first, span.rule, False, wrote(raw, detail))


def plain_dates(texts: list[str]) -> np.ndarray:
    """Days of plainly written dates (`15/3/2023`) as datetime64[ns]; NaT for every other text."""
    days: list[date | None] = [None] * len(texts)
    for position, match in enumerate(map(_FAST.fullmatch, texts)):
        if match is None:
            continue
        day, _, month, year = match.groups()
        try:
            days[position] = date(int(year), int(month), int(day))
        except ValueError:
            continue
    return np.array(days, dtype="datetime64[ns]")


def serial_refusal(serial: float, is_date_format: bool, plan_year: int) -> Reading:
    """Why a number in a date column is no date; `15.3` was probably meant as 15/3."""
    if is_date_format and (day := serial_day(serial)):
        shown = date_as_typed(day)
        return refuse(Rule.INVALID_DATE, wrote(shown, f"năm không hợp lý. {_ASK_DAY}"))
    shown = number_as_typed(serial)
    if meant := _meant(shown, plan_year):
        detail = f'là một con số, không phải ngày. Nếu là {meant} thì hãy ghi "{meant}".'
        return refuse(Rule.INVALID_DATE, wrote(shown, detail))
    if 1990 <= serial <= 2100 and serial == int(serial):
        return refuse(Rule.PARTIAL_DATE, wrote(shown, f"mới chỉ có năm. {_ASK_DAY}"))
    return refuse(Rule.INVALID_DATE, wrote(shown, f"là một con số, không phải ngày. {_ASK_DAY}"))


def _meant(shown: str, plan_year: int) -> str | None:
    """The day that `20230315` or `15,3` probably stands for, as it should be typed; None where there is no such day."""
    if run_together := _YEAR_FIRST.fullmatch(shown):
        year, month, day = map(int, run_together.groups())
    elif decimal := _DAY_AND_MONTH.fullmatch(shown):
        year, (day, month) = plan_year, map(int, decimal.groups())
    else:
        return None
    try:
        return date_as_typed(date(year, month, day))
    except ValueError:
        return None
