"""Dates of a spreadsheet that takes the month first: typed as day/month, kept as month/day where that is possible.

What is not possible (15/8) stays text, so a column of both kinds gives itself away, and is looked at as a whole.
"""

import re
from collections.abc import Collection
from datetime import date
from functools import lru_cache

from connectors.cells import NUMBER, TEXT, serial_day
from connectors.reading.amounts.formats import is_date_format, split_format
from connectors.reading.outcome import Rule
from connectors.reading.seen.column import SeenColumn
from connectors.reading.wording import quoted, wrote
from vietnamese.dates import date_as_typed

_DAY_FIRST = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(?:\d{4}|\d{2})\s*", re.ASCII)
_MONTH_FIRST = re.compile(r"[^ymd]*m{1,2}[^ymd]+d{1,2}(?![d])", re.IGNORECASE)
_OF_THE_PROGRAM = frozenset({"mm-dd-yy", "m/d/yy h:mm"})
"""Formats that every program shows in its own order of day and month, whatever they are called in the file."""
_FEWEST = 3
_FEWEST_EVENTS = 2
_LAST_MONTH = 12
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


def doubt_swapped(seen: SeenColumn, locale: str | None) -> None:
    """Look at a date column as a whole: where its texts show that days and months were swapped, doubt the dates.

    They are refused where the spreadsheet's locale, their format, or the months of the texts say so too, else remarked
    on.
    """
    if not len(seen.cells.rows(TEXT)) or not len(seen.cells.rows(NUMBER)):
        return
    late = [one for one in _typed_days(seen) if one[0] > _LAST_MONTH]
    days = {row: day for row in seen.cells.rows(NUMBER).tolist() if (day := _day(seen, row)) is not None}
    if not late or not days:
        return
    proven = {row for row in days if locale is not None or is_month_first(seen.cells.formats[row])}
    others = {row: day for row, day in days.items() if row not in proven}
    if any(day.day > _LAST_MONTH for day in others.values()):
        others = {}
    fits = _fit_swapped(others.values(), {month for _, month, _ in late})
    if fits and len(others) >= (_FEWEST if seen.column.window else _FEWEST_EVENTS):
        proven |= others.keys()
    is_doubtful = fits or len(others) >= _FEWEST
    for row, day in days.items():
        other = swapped(day)
        if other is not None and (row in proven or (is_doubtful and row in others)):
            _doubt(seen, row, day, other, quoted(late[0][2]), is_certain=row in proven)


def _typed_days(seen: SeenColumn) -> list[tuple[int, int, str]]:
    """Day, month and text of the dates written in figures, day first."""
    found = []
    for row in seen.cells.rows(TEXT).tolist():
        text = seen.cells.texts[row]
        match = _DAY_FIRST.fullmatch(text) if len(text) <= _LONGEST else None
        if match and 1 <= int(match[3]) <= _LAST_MONTH and 1 <= int(match[1]) <= 31:
            found.append((int(match[1]), int(match[3]), text.strip()))
    return found


def _day(seen: SeenColumn, row: int) -> date | None:
    number = float(seen.cells.numbers[row])
    return serial_day(number) if is_date_format(seen.cells.formats[row]) else None


def _fit_swapped(days: Collection[date], months: set[int]) -> bool:
    """Whether there are dates, and all lie in the months of the texts once they are swapped, none as it stands."""
    return bool(days) and all(day.day in months for day in days) and not any(day.month in months for day in days)


def _doubt(seen: SeenColumn, row: int, day: date, other: date, example: str, *, is_certain: bool) -> None:
    said, meant = date_as_typed(day), date_as_typed(other)
    why = f"cột này có ô {example} ở dạng chữ, nên có lẽ bảng tính hiểu tháng trước ngày sau"
    if is_certain:
        detail = (
            f"có thể là {said} hoặc {meant}: {why}. Hãy chọn định dạng Văn bản cho ô rồi gõ lại ngày/tháng/năm, ví dụ "
            f"{quoted(meant)}."
        )
        seen.refuse(row, Rule.SWAPPED_DATE, wrote(said, detail))
        return
    aside = f"Nếu đúng ra là {meant} thì hãy chọn định dạng Văn bản cho ô rồi gõ lại {quoted(meant)}."
    seen.remark(row, Rule.SWAPPED_DATE, wrote(said, f"đọc là {said}; {why}. {aside}"), aside)
