"""Check the published tables before anyone sees them: keys, references, months, totals, freshness.

What fails here as critical blocks every month; the last good warehouse stands until it is mended.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from expectations.freshness import price_checks, reporting_checks, sheet_checks
from expectations.link_balance import LINK_FRAMES, link_checks
from expectations.marts import MARTS, Mart
from expectations.reconciliation import TOTALS, reconcile
from expectations.results import CheckResult
from expectations.rules import Absent, Check, OneOf, Unique
from vietnamese.numbers import number

SHOWN = 3


class Frame(NamedTuple):
    """What is read of the built warehouse: a table with its schema, columns of it, and the order of the rows."""

    table: str
    columns: tuple[str, ...]
    order_by: tuple[str, ...] = ()


_EXTRA = {
    "mart_reporting": ("expected", "received", "usable"),
    "mart_link_plan": ("quantity_t", "stage"),
    "mart_link_unplaced": ("unplaced_t",),
}
_OTHERS = {
    "supply": ("raw.supply", "harvest_start", "harvest_end", "area_ha", "expected_t", "harvested_t", "contracted_t"),
    "demand": ("raw.demand", "window_start", "window_end", "quantity_t", "status"),
    "sales": ("raw.sales", "sold_on", "kind", "quantity_t", "price_vnd_kg", "households", "processed_form"),
    "activities": ("raw.activities", "held_on", "quantity", "participants", "volunteers", "reach"),
    "teams": ("raw.teams", "members"),
    "difficulties": ("raw.difficulties", "raised_on"),
    "units": ("raw.units", "unit_code", "unit_name", "valid_from", "valid_to"),
    "plan_months": ("raw.plan_months", "month", "is_plan_month", "deadline_at"),
    "snapshots": ("raw.snapshots", "unit_code", "fetched_at"),
    "feeds": ("raw.feeds", "source", "title", "stale_after_days", "last_price_date"),
    "run": ("raw.run", "as_of", "as_of_date", "plan_year"),
    "products": ("reference.products", "product_code", "group_code"),
}


def _mart_columns(name: str) -> tuple[str, ...]:
    totals = tuple(total.column for total in TOTALS if total.mart == name)
    return tuple(dict.fromkeys(MARTS[name].columns + totals + _EXTRA.get(name, ())))


FRAMES: dict[str, Frame] = {
    **{name: Frame(f"marts.{name}", _mart_columns(name), MARTS[name].key) for name in MARTS},
    **{name: Frame(table, tuple(columns)) for name, (table, *columns) in {**_OTHERS, **LINK_FRAMES}.items()},
}
"""Every frame `check_results` needs, by name: which table and columns of the built warehouse it is."""


def _known_products(products: pd.DataFrame, kind: str) -> tuple[str, ...]:
    codes = set(products["product_code"])
    return tuple(sorted(codes | set(products["group_code"].dropna()) if kind == "group" else codes))


def _outside_year(months: pd.Series, plan_year: int) -> pd.Series:
    """1 where a month is not the first day of a month of the year, null where it is."""
    moments = pd.to_datetime(months)
    is_fine = (moments.dt.year == plan_year) & (moments.dt.day == 1)
    return (~is_fine).astype("float64").where(~is_fine)


def _mart_frame(mart: Mart, frame: pd.DataFrame, plan_year: int) -> pd.DataFrame:
    checked = frame[list(mart.columns)].copy()
    checked["null_key"] = checked.isna().any(axis=1).astype("float64").replace(0.0, float("nan"))
    for name in mart.columns:
        checked[name] = checked[name].astype(object)
    if mart.is_monthly:
        checked["outside_year"] = _outside_year(frame["month"], plan_year)
    return checked


def _mart_checks(mart: Mart, units: tuple[str, ...], products: pd.DataFrame) -> dict[str, Check]:
    checks: dict[str, Check] = {"key_unique": Unique(mart.key), "key_filled": Absent("null_key")}
    if mart.has_units:
        checks["unit_known"] = OneOf("unit_code", units)
    if mart.products:
        checks["product_known"] = OneOf("product_code", _known_products(products, mart.products))
    if mart.is_monthly:
        checks["month_in_year"] = Absent("outside_year")
    return checks


_SAID = {
    "key_unique": "trùng khóa",
    "key_filled": "thiếu khóa",
    "unit_known": "có mã đơn vị không tồn tại",
    "product_known": "có mã nông sản không tồn tại",
    "month_in_year": "có tháng ngoài năm kế hoạch",
}


def _examples(frame: pd.DataFrame, key: tuple[str, ...], rows: list[int]) -> str:
    shown = [" · ".join(str(frame[name].iloc[row]) for name in key) for row in rows[:SHOWN]]
    return "; ".join(shown) + ("; …" if len(rows) > SHOWN else "")


def check_mart(
    name: str, frame: pd.DataFrame, units: tuple[str, ...], products: pd.DataFrame, plan_year: int
) -> list[CheckResult]:
    """The critical checks of one mart: its key, its references, its months."""
    from expectations.suites import suite
    from expectations.validation import failing_rows

    mart = MARTS[name]
    checks = _mart_checks(mart, units, products)
    found = failing_rows(_mart_frame(mart, frame, plan_year), [suite(f"{name}.blocking", checks.items())])
    results = []
    for kind in checks:
        rows = found.get(kind, [])
        said = f"Bảng {name}: {number(len(rows))} dòng {_SAID[kind]} ({_examples(frame, mart.key, rows)})."
        detail = said if rows else f"Bảng {name}: không dòng nào {_SAID[kind]}."
        results.append(CheckResult(f"{name}.{kind}", "critical", None, not rows, float(len(rows)), 0.0, detail))
    return results


def check_results(frames: Mapping[str, pd.DataFrame]) -> list[CheckResult]:
    """Every check of the published tables; frames: the tables of `FRAMES` by name, of one and the same build."""
    run = frames["run"].iloc[0]
    plan_year, as_of = int(run["plan_year"]), pd.to_datetime(run["as_of"], utc=True)
    as_of_date = pd.Timestamp(run["as_of_date"]).date()
    units = tuple(frames["units"]["unit_code"])
    results = []
    for name in MARTS:
        results += check_mart(name, frames[name], units, frames["products"], plan_year)
    results += reconcile(frames, plan_year)
    results += link_checks(frames)
    results += sheet_checks(frames, as_of, as_of_date)
    results += price_checks(frames, as_of_date)
    return results + reporting_checks(frames, as_of)
