"""Flow `report-month`: the gate's verdict on a month or on all that are due, their reports, and the mail they go by."""

from datetime import date, datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from expectations.gate import GateBlocked, Reservation
from flows.deployed import MaskedErrors, deployed
from flows.time_limits import flow_limit, task_limit
from pipeline.editions.due import Due, report_due, report_or_notice
from pipeline.editions.month import report
from pipeline.editions.outcome import ReportResult
from pipeline.letters.deliver import deliver
from pipeline.letters.outbox import Delivered
from pipeline.province.environment import open_province
from pipeline.province.province import Province


@task(name="judge-and-render", timeout_seconds=task_limit("judge-and-render"), cache_policy=NO_CACHE)
@MaskedErrors()
def judge_and_render(
    province: Province, month: date, as_of: datetime | None, reservation: Reservation | None
) -> ReportResult:
    """Judge one month of the built warehouse and render its report, or give the reasons why it may not go out."""
    if as_of is None and reservation is None:
        return report_or_notice(province, month)
    try:
        return report(province, month, as_of, reservation)
    except GateBlocked as blocked:
        return ReportResult.blocked(blocked.verdict)


@task(name="judge-and-render-all", timeout_seconds=task_limit("judge-and-render-all"), cache_policy=NO_CACHE)
@MaskedErrors()
def judge_and_render_all(province: Province) -> Due:
    """Issue every report that is due and send what is owed."""
    return report_due(province)


@task(name="deliver", timeout_seconds=task_limit("deliver"), cache_policy=NO_CACHE)
@MaskedErrors()
def deliver_owed(province: Province) -> tuple[Delivered, ...]:
    """Send every edition and notice that somebody still has to get."""
    return deliver(province)


@flow(name="report-month", timeout_seconds=flow_limit("report-month"))
@deployed("report-month")
def report_month(
    config: str = "nongsan.toml",
    month: date | None = None,
    as_of: datetime | None = None,
    reservation: Reservation | None = None,
    now: str | None = None,
) -> Due:
    """Issue the report of `month` (any day of it; default: every one that is due) and send it."""
    with open_province(config, now) as province:
        if month is None:
            return judge_and_render_all(province)
        issued = judge_and_render(province, month.replace(day=1), as_of, reservation)
        return Due((issued,), () if as_of is not None else deliver_owed(province))
