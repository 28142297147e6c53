"""A header that says another unit than before over the same numbers: tonnes that became kilograms by a word.

Either the header or the numbers are wrong, and nobody but the keeper knows which; unless the numbers followed, which
their own rows show, or a sum of money that fits them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

KEY = "row_key"
SAME = 0.02  # relative difference of two readings of one amount, of which one may be rounded
EXACT = 1e-6
VALUE_TOLERANCE = 0.01
KG_PER_T = 1000.0
_MONEY = ("quantity_t", "price_vnd_kg", "value_vnd")


class UnitAbove(NamedTuple):
    """The unit above a column: as written, and what one of it is in the contract's unit (None: it has no size)."""

    text: str
    size: float | None


@dataclass(frozen=True, eq=False)
class TabSizes:
    """What a content of a tab says of its units. rows: `row_key` and the contract's columns, as typed rows.

    has_row_units: whether a column of units says them row by row.
    """

    units: Mapping[str, UnitAbove]
    rows: pd.DataFrame
    has_row_units: bool = False


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A column whose unit changed over numbers that did not: the words before and after, and in how many rows."""

    column: str
    before: str
    after: str
    rows: int


def unit_change(before: TabSizes | None, after: TabSizes | None) -> UnitChange | None:
    """The first column of `after` that is measured otherwise than in `before` while its numbers are the same."""
    if before is None or after is None:
        return None
    for column, unit in after.units.items():
        old = before.units.get(column)
        if old is None or old.size is None or unit.size is None:
            continue
        ratio = unit.size / old.size
        if not np.isclose(ratio, 1.0):
            rows = _rescaled(before.rows, after.rows, column, ratio)
        elif before.has_row_units and not after.has_row_units:
            rows, old = _rescaled_alone(before.rows, after.rows, column), UnitAbove("đơn vị ghi ở từng dòng", None)
        else:
            continue
        if rows:
            return UnitChange(column, old.text, unit.text, rows)
    return None


def _rescaled(before: pd.DataFrame, after: pd.DataFrame, column: str, ratio: float) -> int:
    """How many rows read another amount from the same number; 0 where the money of a row fits what it reads now.

    Where no row can be compared, the middle of all amounts tells whether the numbers followed.
    """
    old, new, is_proven = _pairs(before, after, column)
    scaled = np.isclose(new, old * ratio, rtol=EXACT, atol=0)
    kept = np.isclose(new, old, rtol=SAME, atol=0)
    if scaled.any() or kept.any() or is_proven.any():
        return 0 if is_proven.any() else int(scaled.sum())
    olds, news = before[column].dropna(), after[column].dropna()
    if not len(olds) or not len(news) or not olds.median() or not news.median():
        return 0
    moved = float(np.log(news.median() / olds.median()))
    return len(news) if abs(moved) > abs(moved - float(np.log(ratio))) else 0


def _rescaled_alone(before: pd.DataFrame, after: pd.DataFrame, column: str) -> int:
    """How many rows read ten, a hundred, … times the amount they read while their units stood beside them."""
    old, new, is_proven = _pairs(before, after, column)
    power = np.log10(new / old)
    moved = (np.abs(power) >= 1 - EXACT) & np.isclose(power, np.round(power), atol=EXACT) & ~is_proven
    return int(moved.sum())


def _pairs(before: pd.DataFrame, after: pd.DataFrame, column: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The amounts of the rows of both contents, old and new, and whether the new row's money fits its amount."""
    if column not in before or column not in after:
        return np.array([]), np.array([]), np.array([], bool)
    proven = after.assign(is_proven=_fits_money(after))[[KEY, column, "is_proven"]]
    old = before[[KEY, column]].drop_duplicates(KEY)
    both = old.merge(proven.drop_duplicates(KEY), on=KEY, suffixes=("_old", "_new")).dropna(
        subset=[f"{column}_old", f"{column}_new"]
    )
    both = both[(both[f"{column}_old"] > 0) & (both[f"{column}_new"] > 0)]
    values = (both[f"{column}_{part}"].to_numpy(float) for part in ("old", "new"))
    return (*values, both["is_proven"].to_numpy(bool))


def _fits_money(rows: pd.DataFrame) -> pd.Series:
    if not {*_MONEY} <= {*rows.columns}:
        return pd.Series(False, index=rows.index)
    quantity, price, value = (pd.to_numeric(rows[name]) for name in _MONEY)
    computed = quantity * KG_PER_T * price
    return (value - computed).abs() <= VALUE_TOLERANCE * computed
