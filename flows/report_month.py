"""Flow `report-month`: the gate's verdict on a month, then its report or the reasons why there is none."""

from datetime import date, datetime
from pathlib import Path

from prefect import flow, task

from expectations.gate import Reservation
from flows.duty import WATCHED, on_duty
from flows.reporting import ReportResult, report
from flows.settings import ConfigError, clock, load_settings


@task(name="judge-and-render")
def judge_and_render(
    config: str, month: date, as_of: datetime | None, reservation: Reservation | None, now: str | None
) -> ReportResult:
    """Judge one month of the built warehouse and render its report; raises GateBlocked."""
    settings = load_settings(Path(config))
    return report(settings, month, as_of, reservation, clock(settings, now))


@flow(name="report-month", validate_parameters=False, **WATCHED)
@on_duty("report-month")
def report_month(
    config: str = "nongsan.toml",
    month: date | None = None,
    as_of: datetime | None = None,
    reservation: Reservation | None = None,
    now: str | None = None,
) -> ReportResult:
    """Issue the report of `month` (its first day; default: the last one whose deadline has passed)."""
    settings = load_settings(Path(config))
    chosen = month or settings.last_closed_month(clock(settings, now))
    if chosen is None:
        raise ConfigError("no month of the plan has passed its deadline yet: name one")
    return judge_and_render(config, chosen, as_of, reservation, now)
