"""Warnings on how recent and how complete the published state is: sheets, price feeds, reporting by month.

They never block a month by themselves; the gate weighs the rates against its thresholds.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import pandas as pd

from expectations.results import CheckResult
from vietnamese.dates import month_and_year
from vietnamese.numbers import number

STALE_SHEETS_AFTER_DAYS = 7
Frames = Mapping[str, pd.DataFrame]


def _at(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values, utc=True)


def _names(frames: Frames, codes: Iterable[str]) -> str:
    by_code = dict(zip(frames["units"]["unit_code"], frames["units"]["unit_name"], strict=True))
    return ", ".join(str(by_code.get(code, code)) for code in codes)


def _units_on(units: pd.DataFrame, on: date) -> pd.DataFrame:
    moment = pd.Timestamp(on)
    starts, ends = pd.to_datetime(units["valid_from"]), pd.to_datetime(units["valid_to"])
    return units[(starts.isna() | (starts <= moment)) & (ends.isna() | (ends >= moment))]


def sheet_checks(frames: Frames, as_of: datetime, as_of_date: date) -> list[CheckResult]:
    """Whether every present unit's workbook was ever read, and whether any was seen changed lately."""
    read_at = _at(frames["snapshots"]["fetched_at"])
    present = _units_on(frames["units"], as_of_date)["unit_code"]
    unread = sorted(present[~present.isin(frames["snapshots"]["unit_code"])])
    days = float((pd.Timestamp(as_of) - read_at.max()) / pd.Timedelta(days=1)) if len(read_at) else None
    is_fresh = days is not None and days <= STALE_SHEETS_AFTER_DAYS
    age = (
        "Chưa đọc được bảng tính nào."
        if days is None
        else f"Lần cuối có bảng tính thay đổi cách đây {number(days)} ngày."
    )
    return [
        CheckResult(
            check="freshness.units_read",
            severity="warning",
            month=None,
            passed=not unread,
            observed=float(len(unread)),
            expected=0.0,
            detail=f"Chưa đọc được bảng tính của: {_names(frames, unread)}." if unread else "Đã đọc đủ các đơn vị.",
        ),
        CheckResult("freshness.sheets", "warning", None, is_fresh, days, float(STALE_SHEETS_AFTER_DAYS), age),
    ]


def price_checks(frames: Frames, as_of_date: date) -> list[CheckResult]:
    """One check a feed: days since its last price against the days it is declared good for."""
    results = []
    for feed in frames["feeds"].sort_values("source").itertuples():
        is_empty = pd.isna(feed.last_price_date)
        days = None if is_empty else float((pd.Timestamp(as_of_date) - pd.Timestamp(feed.last_price_date)).days)
        limit = float(feed.stale_after_days)
        detail = (
            f"Nguồn giá “{feed.title}” chưa có giá nào."
            if days is None
            else f"Nguồn giá “{feed.title}”: giá mới nhất cách đây {number(days)} ngày, cho phép {number(limit)} ngày."
        )
        passed = days is not None and days <= limit
        results.append(CheckResult(f"price_staleness.{feed.source}", "warning", None, passed, days, limit, detail))
    return results


def _rate(frames: Frames, rows: pd.DataFrame, column: str, month: date, what: str) -> CheckResult:
    is_met = rows[column].astype(bool)
    lacking = rows.loc[~is_met, "unit_code"].sort_values()
    said = f"{int(is_met.sum())}/{len(rows)} đơn vị {what} {month_and_year(month)}"
    return CheckResult(
        check=f"reporting.{column}",
        severity="warning",
        month=month,
        passed=lacking.empty,
        observed=float(is_met.mean()),
        expected=1.0,
        detail=f"{said}." if lacking.empty else f"{said}; chưa đạt: {_names(frames, lacking)}.",
    )


def reporting_checks(frames: Frames, as_of: datetime) -> list[CheckResult]:
    """Received and usable rates of every plan month whose deadline has passed."""
    months = frames["plan_months"]
    is_due = months["is_plan_month"].astype(bool) & (_at(months["deadline_at"]) <= pd.Timestamp(as_of))
    reporting = frames["mart_reporting"]
    reporting = reporting[reporting["expected"].astype(bool)]
    of_month = pd.to_datetime(reporting["month"])
    results = []
    for moment in pd.to_datetime(months.loc[is_due, "month"]).sort_values():
        rows = reporting[of_month == moment]
        if not rows.empty:
            results.append(_rate(frames, rows, "received", moment.date(), "đã có số liệu"))
            results.append(_rate(frames, rows, "usable", moment.date(), "có số liệu hợp lệ"))
    return results
