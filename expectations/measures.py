"""The numbers the row rules look at, computed for all rows of a table at once.

A rule between cells becomes an expectation on one column here; null means that the rule does not apply to the row.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from expectations.cell_rules import WINDOW_LIMIT_ALL_YEAR_DAYS, WINDOW_LIMIT_DAYS
from expectations.choices import choice
from expectations.contract import Column, Contract
from expectations.sizes import BESIDE_DAYS, MOST_T_HA
from vietnamese.text import fold

KG_PER_T = 1000
NOT_COMPARED = frozenset({"row_id", "note", "phone"})
BANDS = ("yield_low_t_ha", "yield_high_t_ha", "yield_ceiling_t_ha", "reference_price_vnd_kg")


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What the rules need besides the rows.

    products: one row a product_code with BANDS, null if unknown.
    province_code: GSO code of the plan's province; timezone: of the local date of a read.
    """

    products: pd.DataFrame
    plan_year: int
    province_code: str | None
    timezone: str


def number(rows: pd.DataFrame, name: str) -> pd.Series:
    """A column as float64, NaN where it is empty; raises ValueError for what is no number."""
    return pd.to_numeric(rows[name]).astype("float64")


def upper(rows: pd.DataFrame, name: str) -> pd.Series:
    """Upper bound of a stated range, the value itself where there is none."""
    stated = f"{name}_upper"
    return number(rows, stated).fillna(number(rows, name)) if stated in rows else number(rows, name)


def day(rows: pd.DataFrame, name: str) -> pd.Series:
    """A column as datetime64[ns], NaT where it is empty; raises ValueError for what is no date."""
    return pd.to_datetime(rows[name]).astype("datetime64[ns]")


def _days(later: pd.Series, earlier: pd.Series) -> pd.Series:
    return (later - earlier) / pd.Timedelta(days=1)


def folded(texts: pd.Series) -> pd.Series:
    """Comparison keys without case, tone marks, đ/d and spare spaces; null stays null."""
    keys = {text: fold(str(text)) for text in texts.dropna().unique()}
    return texts.astype(object).map(keys)


def read_on(rows: pd.DataFrame, timezone: str) -> pd.Series:
    """Local date of each row's read."""
    at = pd.to_datetime(rows["fetched_at"], utc=True)
    return at.dt.tz_convert(timezone).dt.tz_localize(None).dt.normalize().astype("datetime64[ns]")


def is_owed(contract: Contract, column: Column, rows: pd.DataFrame, province_code: str | None) -> pd.Series:
    """Rows in which a column of the contract must be filled, as far as its condition says."""
    condition = column.required_when
    if condition is None:
        return pd.Series(True, index=rows.index)
    other = rows[condition.column]
    if condition.home_province:
        code = rows[f"{condition.column}_code"]
        return code.isna() | (code == province_code)
    is_named = other.isin(contract.condition_labels(condition))
    return is_named if condition.values else other.notna() & ~is_named


def _filled(contract: Contract, column: Column, rows: pd.DataFrame, facts: RowFacts) -> pd.Series:
    """1 where the cell is filled or need not be; a row the reading refused has its issue already."""
    is_fine = rows[column.name].notna() | rows["is_refused"].astype(bool)
    is_fine |= ~is_owed(contract, column, rows, facts.province_code)
    return is_fine.astype("float64").where(is_fine)


def _codes(rows: pd.DataFrame, column: Column) -> np.ndarray:
    """The column's values as integers, equal where the cells say the same; -1 for null."""
    values = rows[column.name]
    if column.is_reference:
        values = rows[f"{column.name}_code"].where(rows[f"{column.name}_code"].notna(), values)
    if column.type == "text":
        values = folded(values)
    return pd.factorize(values)[0]


def _duplicate_of(contract: Contract, rows: pd.DataFrame) -> pd.Series:
    """Lowest sheet row that says the same in its unit and snapshot, null on that row itself and on unequal ones."""
    read = rows[~rows["is_refused"].astype(bool)]
    group = read.groupby(["unit_code", "snapshot_id"], sort=False).ngroup().to_numpy()
    for column in contract.columns:
        if column.name not in NOT_COMPARED:
            codes = _codes(read, column)
            group = pd.factorize(group * (codes.max(initial=-1) + 2) + codes + 1)[0]
    first = read["sheet_row"].groupby(group).transform("min").astype("float64")
    return first.where(read["sheet_row"] > first).reindex(rows.index)


def _price_ratio(rows: pd.DataFrame, name: str, reference: pd.Series) -> dict[str, pd.Series]:
    return {f"price_ratio_{name}": number(rows, name) / reference, "reference_price": reference}


def _window(rows: pd.DataFrame, start: str, end: str) -> dict[str, pd.Series]:
    return {"window_days": _days(day(rows, end), day(rows, start))}


def _supply(rows: pd.DataFrame, bands: pd.DataFrame) -> dict[str, pd.Series]:
    window = _window(rows, "harvest_start", "harvest_end")
    limit = pd.Series(WINDOW_LIMIT_DAYS, index=rows.index, dtype="float64")
    limit = limit.mask(rows["season"] == choice("supply", "season", "all_year"), WINDOW_LIMIT_ALL_YEAR_DAYS)
    expected = number(rows, "expected_t")
    yield_t_ha = expected / number(rows, "area_ha")
    ceiling = bands["yield_ceiling_t_ha"].fillna(MOST_T_HA)
    inside = yield_t_ha.clip(bands["yield_low_t_ha"], bands["yield_high_t_ha"])
    return {
        **window,
        "window_limit_days": limit,
        "window_excess_days": window["window_days"] - limit,
        "harvested_share": number(rows, "harvested_t") / expected,
        "contracted_share": number(rows, "contracted_t") / expected,
        "yield_t_ha": yield_t_ha,
        "yield_low_t_ha": bands["yield_low_t_ha"],
        "yield_high_t_ha": bands["yield_high_t_ha"],
        "yield_outside_t_ha": yield_t_ha - inside,
        "yield_ceiling_t_ha": ceiling,
        "ceiling_share": (yield_t_ha / ceiling).where(bands["yield_high_t_ha"].isna() & (number(rows, "area_ha") > 0)),
        **_price_ratio(rows, "farmgate_price_vnd_kg", bands["reference_price_vnd_kg"]),
    }


def _demand(rows: pd.DataFrame, bands: pd.DataFrame) -> dict[str, pd.Series]:
    window = _window(rows, "window_start", "window_end")
    return {**window, **_price_ratio(rows, "price_vnd_kg", bands["reference_price_vnd_kg"])}


def _sales(rows: pd.DataFrame, bands: pd.DataFrame) -> dict[str, pd.Series]:
    """value_gap: relative distance between the stated value and quantity × price, 0 where their ranges meet."""
    lowest = number(rows, "quantity_t") * KG_PER_T * number(rows, "price_vnd_kg")
    highest = upper(rows, "quantity_t") * KG_PER_T * upper(rows, "price_vnd_kg")
    below = (lowest - upper(rows, "value_vnd")) / lowest
    above = (number(rows, "value_vnd") - highest) / highest
    gap = np.maximum(np.maximum(below, above), 0.0)
    households = number(rows, "households")
    return {
        "households_per_t": (households / number(rows, "quantity_t")).where(households > 1),
        "computed_value_vnd": lowest,
        "value_gap": gap.where(rows["kind"] != choice("sales", "kind", "gift")),
        **_price_ratio(rows, "price_vnd_kg", bands["reference_price_vnd_kg"]),
    }


def _is_resolved(difficulties: pd.DataFrame) -> pd.Series:
    return difficulties["status"] == choice("difficulties", "status", "resolved")


def _difficulties(rows: pd.DataFrame, _: pd.DataFrame) -> dict[str, pd.Series]:
    resolved_on, is_resolved = day(rows, "resolved_on"), _is_resolved(rows)
    is_open = rows["status"].notna() & ~is_resolved & resolved_on.notna()
    return {
        "days_to_resolve": _days(resolved_on, day(rows, "raised_on")).where(is_resolved),
        "resolved_while_open": is_open.astype("float64").where(is_open),
    }


def _confirmations(rows: pd.DataFrame, _: pd.DataFrame) -> dict[str, pd.Series]:
    """calendar_month: the month where there is such a one; others are the contract's own matter."""
    month = number(rows, "month")
    return {"calendar_month": month.where(month.between(1, 12))}


def _closing(closed_on: pd.Series, read: pd.Series, prefix: str, plan_year: int) -> dict[str, pd.Series]:
    lead = _days(closed_on, read)
    late = (closed_on - pd.Timestamp(plan_year + 1, 1, 31)) / pd.Timedelta(days=1)
    return {f"{prefix}_lead_days": lead, f"{prefix}_late_days": late.where(lead <= 0)}


_BY_TABLE: dict[str, Callable[[pd.DataFrame, pd.DataFrame], dict[str, pd.Series]]] = {
    "supply": _supply,
    "demand": _demand,
    "sales": _sales,
    "difficulties": _difficulties,
    "confirmations": _confirmations,
}


def _dates(contract: Contract, rows: pd.DataFrame, facts: RowFacts) -> dict[str, pd.Series]:
    read = read_on(rows, facts.timezone)
    measures = {"read_on": read}
    if contract.event_date:
        event = day(rows, contract.event_date)
        year = event.dt.year.astype("float64")
        measures |= {"event_year": year, "event_lead_days": _days(event, read).where(year == facts.plan_year)}
    if contract.window is not None:
        off = _days_off_plan(*(day(rows, name) for name in contract.window), facts.plan_year)
        measures |= {"window_off_days": off, "window_beside_days": off.where(off <= BESIDE_DAYS)}
    if contract.table == "difficulties":
        closed_on = day(rows, "resolved_on").where(_is_resolved(rows))
        measures |= _closing(closed_on, read, "resolution", facts.plan_year)
    if contract.table == "confirmations":
        measures |= _closing(day(rows, "confirmed_on"), read, "confirmation", facts.plan_year)
        measures["nil_days_early"] = _days_early(rows, read, facts.plan_year)
    return measures


def _days_off_plan(start: pd.Series, end: pd.Series, plan_year: int) -> pd.Series:
    """Days between a window and the plan's year, 0 where they touch; null where it ends before it starts."""
    after = _days(start, pd.Series(pd.Timestamp(plan_year, 12, 31), index=start.index))
    before = _days(pd.Series(pd.Timestamp(plan_year, 1, 1), index=start.index), end)
    return np.maximum(np.maximum(after, before), 0.0).where(start <= end)


def _days_early(rows: pd.DataFrame, read: pd.Series, plan_year: int) -> pd.Series:
    """Days from the read of a nil report to the day after its month; null for other rows."""
    month = number(rows, "month")
    is_nil = month.between(1, 12) & rows["nil_report"].eq(True)
    first = pd.to_datetime({"year": plan_year, "month": month.where(is_nil, 1).astype("int64"), "day": 1})
    return _days(first + pd.offsets.MonthEnd(0) + pd.Timedelta(days=1), read).where(is_nil)


def _confirmed(rows: pd.DataFrame) -> pd.Series:
    """Lowest sheet row of the same month in its unit and snapshot, null on that row itself."""
    stated = rows[~rows["is_refused"].astype(bool) & rows["month"].notna()]
    first = stated.groupby(["unit_code", "snapshot_id", "month"])["sheet_row"].transform("min").astype("float64")
    return first.where(stated["sheet_row"] > first).reindex(rows.index)


def _bands(rows: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    by_code = products.drop_duplicates("product_code", keep="last").set_index("product_code")
    by_code = by_code.reindex(columns=list(BANDS)).apply(pd.to_numeric)
    return by_code.reindex(rows["product_code"].astype(object)).set_axis(rows.index)


def measured(contract: Contract, rows: pd.DataFrame, facts: RowFacts) -> pd.DataFrame:
    """Every measure of the table's rules, one row a row of `rows`, same index."""
    measures = _dates(contract, rows, facts)
    if contract.table in _BY_TABLE:
        bands = _bands(rows, facts.products) if "product_code" in rows else pd.DataFrame(index=rows.index)
        measures |= _BY_TABLE[contract.table](rows, bands)
    for column in contract.columns:
        if column.required or column.required_when:
            measures[f"filled_{column.name}"] = _filled(contract, column, rows, facts)
    measures["duplicate_of"] = _duplicate_of(contract, rows)
    if contract.table == "confirmations":
        measures["confirmed_before"] = _confirmed(rows).where(measures["duplicate_of"].isna())
    return pd.DataFrame(measures, index=rows.index)
