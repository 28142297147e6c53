"""Totals of the marts against the accepted rows they were made from, to the đồng and the kilogram.

Computed from the raw rows by another way than dbt's, so that a mistake in a model cannot hide in both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import fsum

import pandas as pd

from expectations.choices import choice
from expectations.measures import KG_PER_T, day, number
from expectations.results import CheckResult
from expectations.rules import Between
from vietnamese.numbers import number_trimmed

TOLERANCES = {"t": 0.0005, "vnd": 0.5, "ha": 0.0005, "": 0.5}
Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Total:
    """One reconciled total: a mart's column, and each accepted row's value and share inside the calendar year."""

    mart: str
    column: str
    name: str
    unit: str
    rows: Callable[[Frames], pd.Series]
    share: Callable[[Frames, int], pd.Series | float]

    @property
    def check(self) -> str:
        """The table check's name in `quality.table_checks`: `reconciliation.<mart>.<column>`."""
        return f"reconciliation.{self.mart}.{self.column}"


def share_in_year(rows: pd.DataFrame, start: str, end: str, year: int) -> pd.Series:
    """Part of each window's days, ends included, that lies in the calendar year."""
    first, last, one = day(rows, start), day(rows, end), pd.Timedelta(days=1)
    inside_first = first.clip(lower=pd.Timestamp(year, 1, 1))
    inside_last = last.clip(upper=pd.Timestamp(year, 12, 31))
    return ((inside_last - inside_first) / one + 1).clip(lower=0) / ((last - first) / one + 1)


def _is_in_year(rows: pd.DataFrame, name: str, year: int) -> pd.Series:
    return (day(rows, name).dt.year == year).astype("float64")


def _unplaced(frames: Frames) -> pd.Series:
    supply = frames["supply"]
    return (number(supply, "expected_t") - number(supply, "contracted_t").fillna(0)).clip(lower=0)


def _demanded(frames: Frames) -> pd.Series:
    demand = frames["demand"]
    return number(demand, "quantity_t").where(demand["status"] != choice("demand", "status", "cancelled"), 0)


def _value(frames: Frames) -> pd.Series:
    sales = frames["sales"]
    value = number(sales, "quantity_t") * KG_PER_T * number(sales, "price_vnd_kg")
    return value.where(sales["kind"] != choice("sales", "kind", "gift"), 0)


def _processed(frames: Frames) -> pd.Series:
    sales = frames["sales"]
    form, fresh = sales["processed_form"], choice("sales", "processed_form", "fresh")
    return number(sales, "quantity_t").where(form.notna() & (form != fresh), 0)


def _column(table: str, name: str, blank: float = 0.0) -> Callable[[Frames], pd.Series]:
    return lambda frames: number(frames[table], name).fillna(blank)


def _ones(table: str) -> Callable[[Frames], pd.Series]:
    return lambda frames: pd.Series(1.0, index=frames[table].index)


def _lot(frames: Frames, year: int) -> pd.Series:
    return share_in_year(frames["supply"], "harvest_start", "harvest_end", year)


def _request(frames: Frames, year: int) -> pd.Series:
    return share_in_year(frames["demand"], "window_start", "window_end", year)


def _dated(table: str, name: str) -> Callable[[Frames, int], pd.Series]:
    return lambda frames, year: _is_in_year(frames[table], name, year)


def _always(_: Frames, __: int) -> float:
    return 1.0


_SOLD, _HELD, _RAISED = _dated("sales", "sold_on"), _dated("activities", "held_on"), _dated("difficulties", "raised_on")
TOTALS = (
    Total("mart_supply", "area_ha", "diện tích", "ha", _column("supply", "area_ha"), _lot),
    Total("mart_supply", "expected_t", "sản lượng dự kiến", "t", _column("supply", "expected_t"), _lot),
    Total("mart_supply", "harvested_t", "sản lượng đã thu hoạch", "t", _column("supply", "harvested_t"), _lot),
    Total("mart_supply", "contracted_t", "sản lượng đã có đầu ra", "t", _column("supply", "contracted_t"), _lot),
    Total("mart_supply", "unplaced_t", "sản lượng chưa có đầu ra", "t", _unplaced, _lot),
    Total("mart_demand", "quantity_t", "nhu cầu thu mua", "t", _demanded, _request),
    Total("mart_outcomes", "sales", "số lần bán", "", _ones("sales"), _SOLD),
    Total("mart_outcomes", "quantity_t", "sản lượng bán và tặng", "t", _column("sales", "quantity_t"), _SOLD),
    Total("mart_outcomes", "value_vnd", "giá trị bán", "vnd", _value, _SOLD),
    Total("mart_outcomes", "households", "số hộ được hỗ trợ", "", _column("sales", "households"), _SOLD),
    Total("mart_outcomes", "processed_t", "sản lượng chế biến", "t", _processed, _SOLD),
    Total("mart_activities", "activities", "số hoạt động", "", _column("activities", "quantity", 1.0), _HELD),
    Total("mart_activities", "participants", "số người tham gia", "", _column("activities", "participants"), _HELD),
    Total("mart_activities", "volunteers", "số tình nguyện viên", "", _column("activities", "volunteers"), _HELD),
    Total("mart_activities", "reach", "lượt tiếp cận", "", _column("activities", "reach"), _HELD),
    Total("mart_teams", "teams", "số đội hình", "", _ones("teams"), _always),
    Total("mart_teams", "members", "số thành viên đội hình", "", _column("teams", "members"), _always),
    Total("mart_difficulties", "difficulties", "số khó khăn", "", _ones("difficulties"), _RAISED),
)


def totals_frame(frames: Frames, plan_year: int) -> pd.DataFrame:
    """One row a total: in the mart, of the accepted rows inside and outside the year, and the gap in tolerances.

    Exact sums, so that the order of the rows cannot show in a verdict.
    """
    records = []
    for total in TOTALS:
        values, share = total.rows(frames), total.share(frames, plan_year)
        inside, stated = fsum(values * share), fsum(values)
        in_mart = fsum(number(frames[total.mart], total.column).dropna())
        records.append((in_mart, inside, stated - inside, (in_mart - inside) / TOLERANCES[total.unit]))
    return pd.DataFrame(records, columns=["in_mart", "inside", "outside", "gap_in_tolerances"])


def _detail(total: Total, in_mart: float, inside: float, outside: float) -> str:
    unit = {"t": " tấn", "vnd": " đồng", "ha": " ha", "": ""}[total.unit]
    places = 0 if total.unit in ("vnd", "") else 3
    text = (
        f"Tổng {total.name}: bảng {total.mart} có {number_trimmed(in_mart, places)}{unit}, "
        f"các dòng được nhận có {number_trimmed(inside, places)}{unit} trong năm"
    )
    is_outside = abs(outside) > TOLERANCES[total.unit]
    return f"{text}, {number_trimmed(outside, places)}{unit} ngoài năm." if is_outside else f"{text}."


def reconcile(frames: Frames, plan_year: int) -> list[CheckResult]:
    """One critical check a total; every accepted row is either inside the calendar year or in the number outside."""
    from expectations.suites import suite
    from expectations.validation import failing_rows

    totals = totals_frame(frames, plan_year)
    check = suite("totals.blocking", [("gap", Between("gap_in_tolerances", -1, 1))])
    failing = set(failing_rows(totals[["gap_in_tolerances"]], [check])["gap"])
    return [
        CheckResult(
            check=total.check,
            severity="critical",
            month=None,
            passed=position not in failing,
            observed=row.in_mart,
            expected=row.inside,
            detail=_detail(total, row.in_mart, row.inside, row.outside),
        )
        for position, (total, row) in enumerate(zip(TOTALS, totals.itertuples(), strict=True))
    ]
