"""Dates of which day and month may have changed places: the texts of their column tell, looked at as a whole.

A spreadsheet that takes the month first keeps 3/8 as the 8th of March and leaves 15/8 as text. One that takes the day
first does so with dates that come from such a sheet: 4/13 stays text beside 4/3, the 4th of March.
"""

import re
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from connectors.cells import NUMBER, TEXT, serial_day
from connectors.reading.amounts.formats import is_date_format, split_format
from connectors.reading.outcome import Rule
from connectors.reading.seen.column import SeenColumn
from connectors.reading.wording import quoted, wrote
from vietnamese.dates import date_as_typed, long_date

_FIGURES = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\s*", re.ASCII)
_MONTH_FIRST = re.compile(r"[^ymd]*m{1,2}[^ymd]+d{1,2}(?![d])", re.IGNORECASE)
_OF_THE_PROGRAM = frozenset({"mm-dd-yy", "m/d/yy h:mm"})
"""Formats that every program shows in its own order of day and month, whatever they are called in the file."""
_FEWEST = 3
_FEWEST_EVENTS = 2
_FEWEST_TEXTS = 2
"""So many different texts prove an order; a single one may be a slip of the hand."""
_LAST_MONTH = 12
_LAST_DAY = 31
_CENTURY = 2000
_LONGEST = 30


@lru_cache(maxsize=4096)
def is_month_first(number_format: str | None) -> bool:
    """Whether a format shows the month before the day in figures, so that 3/8 is the 8th of March."""
    if not number_format or number_format in _OF_THE_PROGRAM or not is_date_format(number_format):
        return False
    return _MONTH_FIRST.match(split_format(number_format.split(";")[0])[0]) is not None


def swapped(day: date) -> date | None:
    """The other day that figures of day and month can mean; None where they mean one."""
    if day.day > _LAST_MONTH or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)


class _Typed(NamedTuple):
    """A date written in figures, as it stands: `first` and `second` are its day and its month, in an order to tell."""

    row: int
    first: int
    second: int
    year: int
    text: str


def doubt_swapped(seen: SeenColumn, locale: str | None) -> None:
    """Look at a date column as a whole: where its texts show that days and months were swapped, doubt its dates.

    They are refused where that is proven, else remarked on: by the spreadsheet's locale, by their format, or by several
    texts whose months fit.
    """
    if not len(seen.cells.rows(TEXT)):
        return
    typed = _typed_days(seen)
    late = [one for one in typed if one.first > _LAST_MONTH >= one.second]
    turned = [one for one in typed if one.second > _LAST_MONTH >= one.first]
    days = {row: day for row in seen.cells.rows(NUMBER).tolist() if (day := _day(seen, row)) is not None}
    foreign = {row for row in days if locale is not None or is_month_first(seen.cells.formats[row])}
    if late and days:
        _doubt_kept(seen, late, days, foreign)
    if turned:
        own = {row: day for row, day in days.items() if row not in foreign and row not in seen.notes}
        is_mixed = bool(late) or any(day.day > _LAST_MONTH for day in own.values())
        _doubt_pasted(seen, turned, own | _days_of(typed), is_mixed=is_mixed)


def _doubt_kept(seen: SeenColumn, late: list[_Typed], days: dict[int, date], foreign: set[int]) -> None:
    """Dates beside texts that say the day first (15/8): a sheet that takes the month first may have kept them."""
    others = {row: day for row, day in days.items() if row not in foreign}
    if any(day.day > _LAST_MONTH for day in others.values()):
        others = {}
    fits = bool(others) and all(_fits(day, {one.second for one in late}) for day in others.values())
    fewest = _FEWEST if seen.column.window else _FEWEST_EVENTS
    is_proven = fits and len(others) >= fewest and len({one.text for one in late}) >= _FEWEST_TEXTS
    is_doubtful = fits or len(others) >= _FEWEST
    why = f"cột này có ô {quoted(late[0].text)} ở dạng chữ, nên có lẽ bảng tính hiểu tháng trước ngày sau"
    for row, day in days.items():
        if row in foreign or (is_doubtful and row in others):
            _doubt(seen, row, day, why, is_certain=row in foreign or is_proven)


def _doubt_pasted(seen: SeenColumn, turned: list[_Typed], days: dict[int, date], *, is_mixed: bool) -> None:
    """Dates beside texts that say the month first (4/13): they may have been written so too.

    Where other dates of the column say the day first, only those are doubted that fit the texts' months once swapped.
    """
    several = len({one.text for one in turned}) >= _FEWEST_TEXTS
    months = {one.first for one in turned}
    why = f"cột này có ô {quoted(turned[0].text)} ghi tháng trước ngày sau"
    for row, day in days.items():
        if not is_mixed or (several and _fits(day, months)):
            _doubt(seen, row, day, why, is_certain=several and not is_mixed)


def _typed_days(seen: SeenColumn) -> list[_Typed]:
    """The dates written in figures."""
    found = []
    for row in seen.cells.rows(TEXT).tolist():
        text = seen.cells.texts[row]
        match = _FIGURES.fullmatch(text) if len(text) <= _LONGEST else None
        if match and 1 <= int(match[1]) <= _LAST_DAY and 1 <= int(match[3]) <= _LAST_DAY:
            year = int(match[4]) + (0 if len(match[4]) > 2 else _CENTURY)
            found.append(_Typed(row, int(match[1]), int(match[3]), year, text.strip()))
    return found


def _days_of(typed: list[_Typed]) -> dict[int, date]:
    """What the texts that can be read in either order are read as."""
    return {
        one.row: date(one.year, one.second, one.first)
        for one in typed
        if max(one.first, one.second) <= _LAST_MONTH and one.year
    }


def _day(seen: SeenColumn, row: int) -> date | None:
    number = float(seen.cells.numbers[row])
    return serial_day(number) if is_date_format(seen.cells.formats[row]) else None


def _fits(day: date, months: Collection[int]) -> bool:
    """Whether the day lies in the months of the texts once it is swapped, and not as it stands."""
    return day.day in months and day.month not in months


def _doubt(seen: SeenColumn, row: int, day: date, why: str, *, is_certain: bool) -> None:
    other = swapped(day)
    if other is None:
        return
    said, meant = date_as_typed(day), date_as_typed(other)
    written = seen.cells.texts[row] if seen.cells.kinds[row] == TEXT else said
    if is_certain:
        detail = (
            f"có thể là {said} hoặc {meant}: {why}. Hãy chọn định dạng Văn bản cho ô rồi gõ lại: nếu là "
            f"{long_date(day)} thì gõ {quoted(said)}, nếu là {long_date(other)} thì gõ {quoted(meant)}."
        )
        seen.refuse(row, Rule.SWAPPED_DATE, wrote(written, detail))
        return
    aside = f"Nếu đúng ra là {meant} thì hãy chọn định dạng Văn bản cho ô rồi gõ lại {quoted(meant)}."
    seen.remark(row, Rule.SWAPPED_DATE, wrote(written, f"đọc là {said}; {why}. {aside}"), aside)
