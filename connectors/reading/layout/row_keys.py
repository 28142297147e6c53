"""The identity of a row: the Mã that the platform gave it, or, until it has one, a key from its natural columns.

A key must survive sorting, inserting and deleting of other rows, so a row's position never takes part in it.
"""

import hashlib
from collections import Counter
from datetime import datetime

import numpy as np
import pandas as pd

from vietnamese.text import fold


def copied_ids(row_ids: np.ndarray) -> np.ndarray:
    """Which rows carry a Mã that an earlier row carries already."""
    folded = pd.Series([fold(value) if value else None for value in row_ids.tolist()], dtype=object)
    return (folded.duplicated() & folded.notna()).to_numpy()


def row_keys(row_ids: np.ndarray, is_unnamed: np.ndarray, natural: list[np.ndarray]) -> np.ndarray:
    """One key a row: its own Mã; for the unnamed "~" and a hash of its natural values, equal rows told apart by #2.

    `natural` are the natural key's columns, typed where they could be read and raw text where they could not.
    """
    keys = row_ids.astype(object).copy()
    taken: Counter[str] = Counter()
    for row in np.flatnonzero(is_unnamed).tolist():
        digest = hashlib.sha256("\x1f".join(_part(column[row]) for column in natural).encode()).hexdigest()
        key = f"~{digest[:16]}"
        taken[key] += 1
        keys[row] = key if taken[key] == 1 else f"{key}#{taken[key]}"
    return keys


def _part(value: object) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, datetime | np.datetime64):
        return str(pd.Timestamp(value).date())
    return fold(str(value))
