"""Everything that is due on paper: each closed month in order, what changed since, and then the way to its readers.

Run at any time and as often as one likes: what was issued and sent is neither issued nor sent again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from connectors.landing import Landing
from connectors.warehouse import FILE_NAME, Warehouse
from expectations.gate import GateBlocked, GateVerdict
from flows.console import CONSOLE
from flows.delivery import UNSENT, Delivered
from flows.delivery_reports import deliver_reports
from flows.notices import deliver_notices, notify_blocked
from flows.reporting import report
from flows.settings import Settings


@dataclass(frozen=True)
class Due:
    """What came of everything due: one JSON object a report in the order they fell due, and what was mailed now."""

    reports: tuple[dict, ...]
    delivered: tuple[Delivered, ...]


def report_due(settings: Settings, now: datetime) -> Due:
    """Issue each month whose deadline the built state has passed and whose report is missing or says otherwise.

    A month that the gate blocks is told to data staff and left to the next time. Raises NotCleared after everything
    else for an edition that can't be sent.
    """
    found = []
    months = list(months_due(settings, now))
    with CONSOLE.step("reports", "writing the reports that are due") as step:
        step.total(len(months))
        for month in months:
            found.append(report_or_notice(settings, month, now))
            step.advance()
    return Due(tuple(found), deliver(settings, now))


def months_due(settings: Settings, now: datetime) -> Iterator[date]:
    """Months whose deadline lies before both now and the instant of the built state, in order."""
    as_of = Warehouse(settings.data_folder / FILE_NAME).rows("select as_of from raw.run")[0]["as_of"]
    return (month for month in settings.plan_months if settings.deadline(month) <= min(as_of, now))


def report_or_notice(settings: Settings, month: date, now: datetime) -> dict:
    """The JSON object of a month's edition, or the reasons why there is none, which data staff are then told."""
    landing = Landing(settings.landing_folder)
    try:
        issued = report(settings, month, None, None, now)
    except GateBlocked as blocked:
        if settings.deadline(month) <= now:
            notify_blocked(settings, landing, blocked.verdict, now, stands=False)
        return blocked_document(blocked.verdict)
    if issued.held_back is not None:
        notify_blocked(settings, landing, issued.held_back, now, stands=True)
    return issued.document()


def deliver(settings: Settings, now: datetime) -> tuple[Delivered, ...]:
    """Send what is owed: notices, then editions in the order of issue; raises NotCleared."""
    landing = Landing(settings.landing_folder)
    return (*deliver_notices(settings, landing, now), *deliver_reports(settings, landing, now))


def delivery_warnings(settings: Settings, issued: list[dict]) -> list[str]:
    """What to say of editions that stay in their folder because no mail server is configured."""
    is_new = any(one["changed"] and one["files"] for one in issued)
    return [UNSENT] if is_new and settings.mail.host is None else []


def blocked_document(verdict: GateVerdict) -> dict:
    """The JSON object of a month that may not go out."""
    return {
        "month": f"{verdict.month:%Y-%m}",
        "as_of": verdict.as_of.isoformat(),
        "verdict": verdict.verdict,
        "revision": None,
        "provisional": False,
        "changed": True,
        "reasons": list(verdict.reasons),
        "files": {},
    }
