"""Everything that is due on paper: each closed month in order, what changed since, and then the way to its readers.

Run at any time and as often as one likes: what was issued and sent is neither issued nor sent again.
"""

from dataclasses import dataclass
from datetime import date, datetime

from connectors.landing.store import Landing
from connectors.warehouse import FILE_NAME, Warehouse
from expectations.gate import GateBlocked, GateVerdict
from pipeline.editions.month import report
from pipeline.editions.summary import is_summary_due, report_summary
from pipeline.ledgers.editions import SUMMARY
from pipeline.letters.deliver import deliver
from pipeline.letters.notices import Withheld, notify_blocked
from pipeline.letters.outbox import Delivered
from pipeline.province.console import CONSOLE
from pipeline.province.settings import Settings
from vietnamese.dates import month_name


@dataclass(frozen=True)
class Due:
    """What came of everything due: one JSON object a report in the order they fell due, and what was mailed now."""

    reports: tuple[dict, ...]
    delivered: tuple[Delivered, ...]


def report_due(settings: Settings, now: datetime) -> Due:
    """Issue each month whose deadline the built state has passed and whose report is missing or says otherwise.

    The interim report comes in its place among them. What the gate blocks is told to data staff and left to the next
    time. Raises NotCleared after everything else for an edition that can't be sent.
    """
    found = []
    papers = papers_due(settings, now)
    with CONSOLE.step("reports", "writing the reports that are due") as step:
        step.total(len(papers))
        for month in papers:
            found.append(_summary_or_notice(settings, now) if month is None else report_or_notice(settings, month, now))
            step.advance()
    return Due(tuple(found), deliver(settings, now))


def papers_due(settings: Settings, now: datetime) -> list[date | None]:
    """Months whose deadline lies before both now and the instant of the built state, and None for the interim report.

    They stand in the order in which they fell due. The interim report is due by the clock alone, once the state has
    passed the deadline of the last month it speaks of.
    """
    as_of = Warehouse(settings.data_folder / FILE_NAME).rows("select as_of from raw.run")[0]["as_of"]
    at = min(as_of, now)
    due = [(settings.deadline(month), month) for month in settings.plan_months if settings.deadline(month) <= at]
    closed = settings.last_closed_month(min(now, settings.summary_due_at))
    is_built = closed is not None and settings.deadline(closed) <= as_of
    if is_built and is_summary_due(settings, Landing(settings.landing_folder), now):
        due.append((settings.summary_due_at, None))
    return [paper for _, paper in sorted(due, key=lambda one: one[0])]


def report_or_notice(settings: Settings, month: date, now: datetime) -> dict:
    """The JSON object of a month's edition, or the reasons why there is none, which data staff are then told."""
    name = f"Báo cáo {month_name(month)}/{month.year}"
    try:
        issued = report(settings, month, None, None, now)
    except GateBlocked as blocked:
        if settings.deadline(month) <= now:
            _tell(settings, name, blocked.verdict, now, stands=False)
        return blocked_document(blocked.verdict)
    if issued.held_back is not None:
        _tell(settings, name, issued.held_back, now, stands=True)
    return issued.document()


def _summary_or_notice(settings: Settings, now: datetime) -> dict:
    try:
        document = report_summary(settings, None, None, now).document()
    except GateBlocked as blocked:
        _tell(settings, "Báo cáo kết quả từ đầu năm", blocked.verdict, now, stands=False, asked="--summary")
        document = blocked_document(blocked.verdict)
    return {"kind": SUMMARY, **document}


def _tell(
    settings: Settings, name: str, verdict: GateVerdict, now: datetime, *, stands: bool, asked: str | None = None
) -> None:
    release = f"nongsan report {asked or f'--month {verdict.month:%Y-%m}'}"
    notify_blocked(settings, Landing(settings.landing_folder), Withheld(name, verdict, stands, release), now)


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
