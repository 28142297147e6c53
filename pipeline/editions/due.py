"""Every report that is due: each closed month in order, what changed since, and then the way to its readers.

Run at any time and as often as one likes: what was issued and sent is neither issued nor sent again.
"""

from dataclasses import dataclass
from datetime import date

from expectations.gate import GateBlocked, GateVerdict
from pipeline.editions.month import report
from pipeline.editions.outcome import ReportResult
from pipeline.editions.summary import is_summary_due, report_summary
from pipeline.ledgers.damage import RecordDamaged
from pipeline.ledgers.editions import SUMMARY
from pipeline.letters.deliver import deliver
from pipeline.letters.notices import Withheld, notify_blocked
from pipeline.letters.outbox import Delivered
from pipeline.province.asof import built_at
from pipeline.province.province import Province
from vietnamese.dates import month_name


@dataclass(frozen=True)
class Due:
    """What came of everything due: the reports in the order they fell due, and what was mailed now."""

    reports: tuple[ReportResult, ...]
    delivered: tuple[Delivered, ...]


def report_due(province: Province) -> Due:
    """Issue each month whose deadline the built state has passed and whose report is missing or says otherwise.

    The interim report comes in its place among them. What the gate blocks is mailed to data staff and left to the next
    time. After everything else it raises RecordDamaged for a month whose earlier editions can't be read any more, and
    NotCleared for an edition that can't be sent.
    """
    found, damaged = [], []
    due = reports_due(province)
    with province.console.step("reports", "writing the reports that are due") as step:
        step.total(len(due))
        for month in due:
            try:
                found.append(_summary_or_notice(province) if month is None else report_or_notice(province, month))
            except RecordDamaged as error:
                damaged.append(error)
            step.advance()
    delivered = deliver(province)
    if damaged:
        raise damaged[0] if len(damaged) == 1 else RecordDamaged("; ".join(dict.fromkeys(map(str, damaged))))
    return Due(tuple(found), delivered)


def reports_due(province: Province) -> list[date | None]:
    """Months whose deadline lies before both now and the instant of the built state, and None for the interim report.

    They stand in the order in which they fell due. The interim report is due by the clock alone, once the state has
    passed the deadline of the last month it speaks of.
    """
    settings = province.settings
    as_of = built_at(province.warehouse)
    at = min(as_of, province.now)
    due = [(settings.deadline(month), month) for month in settings.plan_months if settings.deadline(month) <= at]
    closed = settings.last_closed_month(min(province.now, settings.summary_due_at))
    is_built = closed is not None and settings.deadline(closed) <= as_of
    if is_built and is_summary_due(province):
        due.append((settings.summary_due_at, None))
    return [month for _, month in sorted(due, key=lambda one: one[0])]


def report_or_notice(province: Province, month: date) -> ReportResult:
    """A month's edition, or the reasons why there is none, which data staff then get."""
    name = f"Báo cáo {month_name(month)}/{month.year}"
    try:
        issued = report(province, month, None, None)
    except GateBlocked as blocked:
        if province.settings.deadline(month) <= province.now:
            _tell(province, name, blocked.verdict, stands=False)
        return ReportResult.blocked(blocked.verdict)
    if issued.held_back is not None:
        _tell(province, name, issued.held_back, stands=True)
    return issued


def _summary_or_notice(province: Province) -> ReportResult:
    try:
        return report_summary(province, None, None)
    except GateBlocked as blocked:
        _tell(province, "Báo cáo kết quả từ đầu năm", blocked.verdict, stands=False, asked="--summary")
        return ReportResult.blocked(blocked.verdict, SUMMARY)


def _tell(province: Province, name: str, verdict: GateVerdict, *, stands: bool, asked: str | None = None) -> None:
    release = f"nongsan report {asked or f'--month {verdict.month:%Y-%m}'}"
    notify_blocked(province, Withheld(name, verdict, stands, release))
