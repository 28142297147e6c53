"""Flow `report-month`: the gate's verdict on a month or on all that are due, their reports, and the mail they go by."""

from datetime import date, datetime
from pathlib import Path

from prefect import flow, task

from expectations.gate import GateBlocked, Reservation
from flows.duty import WATCHED, on_duty
from pipeline.editions.due import Due, blocked_document, report_due, report_or_notice
from pipeline.editions.month import report
from pipeline.letters.deliver import deliver
from pipeline.letters.outbox import Delivered
from pipeline.province.environment import clock, load_settings


@task(name="judge-and-render")
def judge_and_render(
    config: str, month: date, as_of: datetime | None, reservation: Reservation | None, now: str | None
) -> dict:
    """Judge one month of the built warehouse and render its report, or give the reasons why it may not go out."""
    settings = load_settings(Path(config))
    at = clock(settings, now)
    if as_of is None and reservation is None:
        return report_or_notice(settings, month, at)
    try:
        return report(settings, month, as_of, reservation, at).document()
    except GateBlocked as blocked:
        return blocked_document(blocked.verdict)


@task(name="judge-and-render-all")
def judge_and_render_all(config: str, now: str | None) -> Due:
    """Issue every report that is due and send what is owed."""
    settings = load_settings(Path(config))
    return report_due(settings, clock(settings, now))


@task(name="deliver")
def deliver_owed(config: str, now: str | None) -> tuple[Delivered, ...]:
    """Send every edition and notice that somebody still has to get."""
    settings = load_settings(Path(config))
    return deliver(settings, clock(settings, now))


@flow(name="report-month", **WATCHED)
@on_duty("report-month")
def report_month(
    config: str = "nongsan.toml",
    month: date | None = None,
    as_of: datetime | None = None,
    reservation: Reservation | None = None,
    now: str | None = None,
) -> Due:
    """Issue the report of `month` (any day of it; default: every one that is due) and send it."""
    if month is None:
        return judge_and_render_all(config, now)
    document = judge_and_render(config, month.replace(day=1), as_of, reservation, now)
    return Due((document,), () if as_of is not None else deliver_owed(config, now))
