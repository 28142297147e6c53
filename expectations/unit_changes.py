"""A header or a column of units that says another unit than before for the same numbers: tonnes that became kilograms.

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
    """The unit that a column's numbers are in, said above them or by all rows: as written, and one in the contract's.

    size: None where it has none there. differs: the rows say several units, so that there is no one size either.
    """

    text: str
    size: float | None
    differs: bool = False


@dataclass(frozen=True, eq=False)
class TabSizes:
    """What a content of a tab says of its units. rows: `row_key` and the contract's columns, as typed rows."""

    units: Mapping[str, UnitAbove]
    rows: pd.DataFrame


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
        rows = _changed(before.rows, after.rows, column, old, unit) if old is not None else 0
        if rows and old is not None:
            return UnitChange(column, old.text, unit.text, rows)
    return None


def _changed(before: pd.DataFrame, after: pd.DataFrame, column: str, old: UnitAbove, unit: UnitAbove) -> int:
    """How many rows read another amount from the same number.

    Of rows that say several units before and after, some are mended one by one; most of them at once are no mending.
    """
    if old.differs or unit.differs:
        moved, compared = _rescaled_alone(before, after, column)
        is_mended = old.differs and unit.differs and (moved < 2 or 2 * moved < compared)
        return 0 if is_mended else moved
    if old.size is None or unit.size is None or np.isclose(unit.size, old.size):
        return 0
    return _rescaled(before, after, column, unit.size / old.size)


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


def _rescaled_alone(before: pd.DataFrame, after: pd.DataFrame, column: str) -> tuple[int, int]:
    """How many rows read ten, a hundred, … times what they read or a part of it, and how many can be compared."""
    old, new, is_proven = _pairs(before, after, column)
    power = np.log10(new / old)
    moved = (np.abs(power) >= 1 - EXACT) & np.isclose(power, np.round(power), atol=EXACT) & ~is_proven
    return int(moved.sum()), len(moved)


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
