"""The dates of a whole feed: each distinct text read once, and the order in which they are written judged.

Which order a feed writes shows only in those dates that fit one order and not the other.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from connectors.feeds.date_texts import parse_date


def parse_dates(values: np.ndarray, order: str) -> np.ndarray:
    """Vector of `parse_date` as datetime64[D], NaT where unreadable; each distinct text is read once."""
    return _by_distinct(values, lambda value: np.datetime64(parse_date(value, order), "D"))


_OTHER_ORDER = {"dmy": "mdy", "mdy": "dmy"}
NO_EVIDENCE, DECLARED_ONLY, OTHER_ONLY, EITHER = 0, 1, 2, 3
"""What a date says of the order of its feed: nothing, that it is the declared one, that it is the other one, or that
it may be either and is another day in each.
"""


def other_order(order: str) -> str | None:
    """The order that dates of the declared one may be mistaken for: mdy of dmy, dmy of mdy, None of all others."""
    return _OTHER_ORDER.get(order)


def fitting_order(values: np.ndarray, order: str) -> str | None:
    """The other of dmy and mdy, where some date does not fit the declared order and every date fits the other."""
    other = other_order(order)
    if other is None:
        return None
    distinct = [value for value in pd.unique(values) if value is not None and str(value).strip()]
    fits = all(parse_date(value, other) for value in distinct)
    return other if fits and not all(parse_date(value, order) for value in distinct) else None


def order_evidence(values: np.ndarray, days: np.ndarray, order: str) -> np.ndarray:
    """What each date says of the feed's order; `days`: the values as read in the declared one."""
    other = other_order(order)
    found = np.full(len(values), NO_EVIDENCE, dtype=np.int8)
    if other is None:
        return found
    elsewhere = parse_dates(values, other)
    is_here, is_there = ~np.isnat(days), ~np.isnat(elsewhere)
    found[is_here & ~is_there] = DECLARED_ONLY
    found[~is_here & is_there] = OTHER_ONLY
    found[is_here & is_there & (days != elsewhere)] = EITHER
    return found


def doubtful_files(evidence: np.ndarray, numbers: np.ndarray) -> set[int]:
    """Numbers of the files whose dates may be either, while those nearest in time fit the other order only.

    What came before a file says more than what came after. A file with a date of the declared order alone is in it.
    """
    files = np.unique(numbers)
    said = {int(one): _of_file(evidence[numbers == one]) for one in files}
    doubtful, last = set(), None
    first = next((order for order in said.values() if order is not None), None)
    for number, order in said.items():
        last = order or last
        if order is None and (last or first) == OTHER_ONLY:
            doubtful.add(number)
    return doubtful


def _of_file(evidence: np.ndarray) -> int | None:
    return next((order for order in (DECLARED_ONLY, OTHER_ONLY) if (evidence == order).any()), None)


def _by_distinct(values: np.ndarray, read: Callable[[object], np.datetime64]) -> np.ndarray:
    codes, distinct = pd.factorize(values)
    table = np.array([read(value) for value in distinct] + [np.datetime64("NaT", "D")], dtype="datetime64[D]")
    return table[codes]
