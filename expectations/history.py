"""Measures that are far from everything their own unit and product, or the province, ever showed: 500 kg or 500 tonnes?

The rows that stand are each other's history. Spans are those of Tukey's fences on a ratio scale: the quartiles, widened
by their own ratio and then by a factor that only a slip of the unit or of a zero passes, so that a quarter of the rows
may be wrong and the rest still say so.
"""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from expectations.cell_rules import PRICE_BAND
from expectations.contract import Column, Contract, load_contracts
from expectations.measures import number
from expectations.rows import ISSUE_COLUMNS, ColumnsAt, issues_of
from expectations.rules import Absent, Row, RowRule
from vietnamese.numbers import number_as_typed, number_trimmed

SIZED = frozenset({"t", "ha", "count", "vnd_kg"})
OF_UNIT, OF_PROVINCE = 8, 20
"""Rows that make a history: of one unit and product, of all units."""
LOW_PART, HIGH_PART = 0.25, 0.75  # each a value that is there, the inner one of two
LEAST_SPREAD = 2.0
TOO_MUCH, TOO_LITTLE = 4.0, 20.0
PRICED_TOO_MUCH = PRICED_TOO_LITTLE = 2.0  # prices of one product lie together, below as above
APART = 20.0  # how far one may be from rows of other units, where its own are of one size, or from other products
KG_PER_T = 1000


def check_history(
    rows: Mapping[str, pd.DataFrame], columns_at: ColumnsAt, reference_prices: pd.Series | None = None
) -> list[pd.DataFrame]:
    """Warnings (ISSUE_COLUMNS) on sizes that nothing beside them makes believable, one frame a table that has any.

    rows: by contract table, the accepted rows of current snapshots of all units; columns_at as in `check_rows`;
    reference_prices: đ/kg by product code; a price far from it has its warning already.
    """
    checked = (_check(one, rows[table], columns_at, reference_prices) for table, one in load_contracts().items())
    return [found for found in checked if len(found)]


def history_rules(contract: Contract) -> list[RowRule]:
    """The rule of every column that has a size."""
    return [
        RowRule("unusual_size", column.name, "warning", Absent(f"odd_{column.name}"), partial(_said, contract, column))
        for column in contract.columns
        if column.measure in SIZED
    ]


def _check(
    contract: Contract, rows: pd.DataFrame, columns_at: ColumnsAt, reference_prices: pd.Series | None
) -> pd.DataFrame:
    rules = history_rules(contract)
    if rows.empty or not rules:
        return pd.DataFrame(columns=list(ISSUE_COLUMNS))
    rows = rows.reset_index(drop=True)
    kind = kind_of(contract)
    of = rows[kind].fillna("") if kind in rows else pd.Series("", index=rows.index)
    groups = _Groups(pd.factorize(pd.MultiIndex.from_arrays([rows["unit_code"], of]))[0], pd.factorize(of)[0])
    reference = (
        of.map(reference_prices).astype("float64")
        if reference_prices is not None
        else pd.Series(np.nan, index=rows.index)
    )
    columns = [contract.column(rule.column) for rule in rules]
    measured = pd.concat([_measured(rows, column, groups, reference) for column in columns], axis=1)
    odd = measured[[rule.check.column for rule in rules]].notna().any(axis=1)
    if not odd.any():
        return pd.DataFrame(columns=list(ISSUE_COLUMNS))
    return issues_of(contract, rows[odd].join(measured).reset_index(drop=True), rules, columns_at)


def kind_of(contract: Contract) -> str | None:
    """The column that rows of a tab have their sizes from: their product, else the first choice they must make.

    None where all rows of a tab are alike, as teams are.
    """
    products = [f"{column.name}_code" for column in contract.columns if column.type == "product"]
    choices = [column.name for column in contract.columns if column.type == "choice" and column.required]
    return next(iter(products or (choices if contract.event_date else [])), None)


class _Groups(NamedTuple):
    """Which history each row belongs to, as numbers from 0: of its unit and kind, of its kind in all units."""

    of_unit: np.ndarray
    of_kind: np.ndarray


def _measured(rows: pd.DataFrame, column: Column, groups: _Groups, reference: pd.Series) -> pd.DataFrame:
    """Columns odd_, low_, high_, others_ and within_ of one measure; odd_ is null where the size is believable.

    A row is held against its own unit's, else its kind's in the province, else, far more loosely, all rows; and one of
    a unit with a history of its own also, as loosely, against its kind's, since a unit may be all wrong.
    """
    name, is_price = column.name, column.measure == "vnd_kg"
    value = number(rows, name).where(lambda one: one > 0)
    own = _history(value, groups.of_unit, OF_UNIT)
    same = _history(value, groups.of_kind, OF_UNIT)
    whole = _history(value, np.zeros(len(rows), int), len(rows) if is_price else OF_PROVINCE)  # prices are of products
    has_own, has_same = own["others"].notna(), same["others"].notna()
    told = own.where(has_own, same.where(has_same, whole))
    much, little = (PRICED_TOO_MUCH, PRICED_TOO_LITTLE) if is_price else (TOO_MUCH, TOO_LITTLE)
    looser = APART / TOO_MUCH
    odd = _is_odd(value, told, much, little) & (has_own | has_same)
    odd |= _is_odd(value, whole, APART, looser * little) & ~has_own & ~has_same
    apart = _is_odd(value, same, APART, looser * little) & has_own & ~odd
    told = told.where(~apart, same)
    if is_price and column.exclusive_minimum is not None:  # a price, unlike a cost, is held against its reference
        ratio = value / reference
        is_told = (ratio < PRICE_BAND[0]) | (ratio > PRICE_BAND[1])
        odd, apart = odd & ~is_told, apart & ~is_told
    return pd.DataFrame(
        {
            f"odd_{name}": pd.Series(1.0, index=rows.index).where(odd | apart),
            f"low_{name}": told["low"],
            f"high_{name}": told["high"],
            f"others_{name}": told["others"],
            f"within_{name}": (has_own & ~apart).astype("float64"),
        }
    )


def _history(value: pd.Series, group: np.ndarray, least: int) -> pd.DataFrame:
    """Quartiles of the rows of each row's group and how many others there are, null where they make no history."""
    stated = np.flatnonzero(value.notna().to_numpy())
    frame = pd.DataFrame(np.nan, index=value.index, columns=["low", "high", "others"])
    if not len(stated):
        return frame
    values, of = value.to_numpy()[stated], group[stated]
    order = np.lexsort((values, of))
    values, of = values[order], of[order]
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    counts = np.diff(starts, append=len(of))
    low = starts + np.ceil(LOW_PART * (counts - 1)).astype(int)
    high = starts + np.floor(HIGH_PART * (counts - 1)).astype(int)
    found = np.column_stack([values[low], values[high], counts - 1.0])
    found[counts <= least] = np.nan
    frame.iloc[stated[order]] = np.repeat(found, counts, axis=0)
    return frame


def _is_odd(value: pd.Series, told: pd.DataFrame, much: float, little: float) -> pd.Series:
    spread = np.maximum(told["high"] / told["low"], LEAST_SPREAD)
    return (value > told["high"] * spread * much) | (value < told["low"] / spread / little)


def _said(contract: Contract, column: Column, row: Row) -> str:
    name = column.name
    value, low, high = row[name], row[f"low_{name}"], row[f"high_{name}"]
    unit = {"t": " tấn", "ha": " ha", "vnd_kg": " đ/kg"}.get(column.measure or "", "")
    about = row.get("product") or (row.get("activity_type") if contract.table == "activities" else None)
    within = "của đơn vị" if row[f"within_{name}"] else "trong tỉnh"
    others = f"{number_trimmed(row[f'others_{name}'])} dòng{f' {about}' if about else ''} khác {within}"
    return (
        f"đọc là {number_as_typed(value)}{unit}; {others} phần lớn từ {number_trimmed(low)} đến "
        f"{number_trimmed(high)}{unit}. {_doubt(column, value, value > high)}; nếu đúng thì giữ nguyên"
    )


def _doubt(column: Column, value: float, is_large: bool) -> str:
    shown = number_as_typed(value)
    if column.measure == "t" and is_large:
        return f'{shown} kg hay {shown} tấn? Nếu là kg thì ghi "{shown} kg"'
    if column.measure == "t":
        tonnes = number_as_typed(value * KG_PER_T)
        return f'{shown} tấn hay {tonnes} tấn? Nếu là {tonnes} tấn thì ghi "{tonnes} tấn"'
    if column.measure == "ha" and is_large:
        return f'{shown} ha hay {shown} công? Nếu là công thì ghi "{shown} công"'
    return "Hãy xem có gõ thừa hoặc thiếu số, hay ghi nhầm cột không"
