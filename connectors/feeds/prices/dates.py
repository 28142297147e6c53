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
