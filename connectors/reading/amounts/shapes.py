"""Numbers that are no amounts: a telephone or a date typed where things are counted or a price is asked for.

Nobody counts nine hundred million people; a mobile number without its zero is exactly such a number.
"""

import re
from datetime import date

import numpy as np

from connectors.reading.amounts.targets import Target, wanted
from connectors.reading.outcome import Reading, Rule, refuse
from connectors.reading.wording import wrote
from vietnamese.dates import date_as_typed

_MOBILE_FIRST = (3, 5, 7, 8, 9)  # first digits of a mobile number after its zero
_TENTH = 1e8  # place of the first of nine digits
_LAND_LINES = (2e9, 3e9)
_PHONED = frozenset({"count", "vnd_kg"})
_PHONE_TEXT = re.compile(r"0\d{9,10}", re.ASCII)
_DATE_TEXT = re.compile(r"(\d{2})(\d{2})((?:19|20)\d{2})", re.ASCII)
_ISO_TEXT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_MONTH_TEXT = re.compile(r"(?:0?[1-9]|1[0-2])\s*[-–.]\s*(?:19|20)\d{2}", re.ASCII)


def are_phones(values: np.ndarray, target: Target) -> np.ndarray:
    """Mask of values that are telephone numbers, in a column in which no amount is as large."""
    if target.measure not in _PHONED:
        return np.zeros(len(values), bool)
    is_mobile = np.isin(values // _TENTH, _MOBILE_FIRST) & (values < 10 * _TENTH)
    is_land_line = (values >= _LAND_LINES[0]) & (values < _LAND_LINES[1])
    return (is_mobile | is_land_line) & (values == np.floor(values))


def are_dates(values: np.ndarray, target: Target) -> np.ndarray:
    """Mask of counts that are a day written in eight digits."""
    if target.measure != "count":
        return np.zeros(len(values), bool)
    found = (values >= 1e7) & (values < 1e8)
    found[found] = [_day(f"{value:.0f}") is not None for value in values[found].tolist()]
    return found


def shape_refusal(value: float, raw: object, target: Target) -> Reading | None:
    """The refusal of a value that is a telephone number or a date; `raw`: the text or number as typed."""
    text = raw.strip() if isinstance(raw, str) else ""
    one = np.array([value])
    if are_phones(one, target)[0] or _PHONE_TEXT.fullmatch(text):
        return refuse(Rule.PHONE_IN_NUMBER, wrote(raw, f"trông như số điện thoại. Hãy ghi {wanted(target)}."))
    if target.measure != "count":
        return None
    day = _day(text) or _day(f"{value:.0f}")
    if day is not None:
        return _date(raw, f"trông như ngày {date_as_typed(day)}", target)
    return _date(raw, "trông như một tháng", target) if _MONTH_TEXT.fullmatch(text) else None


def _date(raw: object, said: str, target: Target) -> Reading:
    return refuse(Rule.EXCEL_DATE_IN_NUMBER, wrote(raw, f"{said}, không phải số đếm. Hãy ghi {wanted(target)}."))


def _day(digits: str) -> date | None:
    """`03082023` and `20230803` as days; None for other digits."""
    if match := _ISO_TEXT.fullmatch(digits):
        year, month, day = map(int, match.groups())
    elif match := _DATE_TEXT.fullmatch(digits):
        day, month, year = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
