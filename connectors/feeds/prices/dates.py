"""Dates as price feeds write them: in one declared order, ISO, Excel serials, epoch seconds, or months.

The order is never guessed from a value, because `5/9/2025` reads well both ways and is wrong in one.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from vietnamese.text import fold, tidy

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?")
_TRIPLE = re.compile(r"(?:ngay )?(\d{1,2})(?:[-/.]| thang )(\d{1,2})(?:[-/.]| nam )(\d{4}|\d{2})(?:[ ,t]+[\d:. apm]+)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH_FIRST_YEAR = re.compile(r"(\d{4})\s?[m\-/.]\s?(\d{1,2})(?:[-/.]\d{1,2}.*)?")
_MONTH_LAST_YEAR = re.compile(r"(?:thang )?(\d{1,2})[-/.](\d{4})")
_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_UNIX_EPOCH = datetime(1970, 1, 1)
_LOCAL_OFFSET = timedelta(hours=7)


def _triple(text: str, order: str) -> tuple[int, int, int] | None:
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if not (found := _TRIPLE.fullmatch(text)):
        return None
    first, second, last = int(found[1]), int(found[2]), int(found[3])
    if order == "ymd":
        return (2000 + first, second, last) if len(found[3]) == 2 else None
    year = last if len(found[3]) == 4 else 2000 + last
    return (year, first, second) if order == "mdy" else (year, second, first)


def _month(text: str) -> tuple[int, int, int] | None:
    if found := _MONTH_FIRST_YEAR.fullmatch(text):
        return int(found[1]), int(found[2]), 1
    if found := _MONTH_LAST_YEAR.fullmatch(text):
        return int(found[2]), int(found[1]), 1
    return None


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

    A text that begins with a four-digit year is read as year, month, day whatever the order; times are cut off; epoch
    seconds and milliseconds are taken at the time of Viet Nam.
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
    parts = _month(text) if order == "month" else _triple(text, order)
    if parts is None:
        return _from_number(float(text), order) if re.fullmatch(r"\d{10}|\d{13}", text) else None
    try:
        return date(*parts) if _FIRST_YEAR <= parts[0] <= _LAST_YEAR else None
    except ValueError:
        return None


def parse_dates(values: np.ndarray, order: str) -> np.ndarray:
    """Vector of `parse_date` as datetime64[D], NaT where unreadable; each distinct text is read once."""
    return _by_distinct(values, lambda value: np.datetime64(parse_date(value, order), "D"))


def fitting_order(values: np.ndarray, order: str) -> str | None:
    """The other of dmy and mdy, where some date does not fit the declared order and every date fits the other."""
    if order not in ("dmy", "mdy"):
        return None
    other = "mdy" if order == "dmy" else "dmy"
    distinct = [value for value in pd.unique(values) if value is not None and str(value).strip()]
    fits = all(parse_date(value, other) for value in distinct)
    return other if fits and not all(parse_date(value, order) for value in distinct) else None


def _by_distinct(values: np.ndarray, read: Callable[[object], np.datetime64]) -> np.ndarray:
    codes, distinct = pd.factorize(values)
    table = np.array([read(value) for value in distinct] + [np.datetime64("NaT", "D")], dtype="datetime64[D]")
    return table[codes]
