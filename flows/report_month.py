"""Flow `report-month`: the gate's verdict on a month, then its report or the reasons why there is none."""

from datetime import date, datetime
from pathlib import Path

from prefect import flow, task

from expectations.gate import Reservation
from flows.reporting import ReportResult, report
from flows.settings import load_settings


@task(name="judge-and-render")
def judge_and_render(config: str, month: date, as_of: datetime | None, reservation: Reservation | None) -> ReportResult:
    """Judge one month of the built warehouse and render its report; raises GateBlocked."""
    return report(load_settings(Path(config)), month, as_of, reservation)


@flow(name="report-month", validate_parameters=False)
def report_month(
    config: str = "nongsan.toml",
    month: date | None = None,
    as_of: datetime | None = None,
    reservation: Reservation | None = None,
) -> ReportResult:
    """Issue the report of `month` (first day of a plan month) from the published warehouse."""
    if month is None:
        raise ValueError("month is needed, for example 2023-08-01")
    return judge_and_render(config, month, as_of, reservation)
