"""Issue the interim results report: due once a year, on the same terms as a month's report and in the same series.

It covers the plan from its first month to the last one closed by the day it is due; that month's verdict judges it.
"""

from datetime import date, datetime

from connectors.warehouse import Warehouse
from expectations.gate import Reservation
from pipeline.build.verdicts import verdict_on
from pipeline.editions.changes import Figures, corrections
from pipeline.editions.issue import IssuingContext, ReportedChanges, Series, issue_or_stand, issuing_context
from pipeline.editions.outcome import ReportResult
from pipeline.ledgers.editions import SUMMARY, editions
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError, Settings


def covered_month(settings: Settings, at: datetime) -> date | None:
    """The last month the report covers when it is written at an instant: closed by then and by the day it is due."""
    return settings.last_closed_month(min(at, settings.summary_due_at))


def is_summary_due(province: Province) -> bool:
    """Whether the day has come and no edition, or only a provisional or an early one, has gone out."""
    settings = province.settings
    month = covered_month(settings, province.now)
    if province.now < settings.summary_due_at or month is None:
        return False
    issued = [one for one in editions(province.landing, SUMMARY) if one.month == f"{month:%Y-%m}"]
    return not issued or issued[-1].provisional or issued[-1].early


def report_summary(
    province: Province, as_of: datetime | None, reservation: Reservation | None, *, early: bool = False
) -> ReportResult:
    """Issue the interim report, or find that the last edition still stands.

    Raises GateBlocked, and ConfigError before the day it is due unless `early`.
    """
    settings = province.settings
    at, due = as_of or province.now, settings.summary_due_at
    if at < due and not early:
        day = f"{settings.local(due):%Y-%m-%d %H:%M}"
        raise ConfigError(f"the interim report is due on {day}: wait, or write it now with --early")
    month = covered_month(settings, at)
    if month is None:
        raise ConfigError("no month of the plan has passed its deadline yet, so there is nothing to sum up")
    with issuing_context(province, as_of) as issuing:
        return issue_or_stand(issuing, verdict_on(issuing.inputs, issuing.warehouse, month, reservation), _SERIES)


def _figures(warehouse: Warehouse, month: date) -> Figures:
    rows = warehouse.table("marts.rpt_summary__figures", ("figure_id", "value"), where={"month": month})
    return {row["figure_id"]: row["value"] for row in rows}


def _reported_changes(issuing: IssuingContext, month: date) -> ReportedChanges:
    """What the edition says otherwise than the last one that covers the same months."""
    kept = [manifest for one in reversed(issuing.issued(month, SUMMARY)) if (manifest := issuing.manifest(one))]
    corrected: tuple = ()
    if kept:
        months = [one for one in issuing.inputs.settings.plan_months if one <= month]
        corrected = corrections(
            issuing.warehouse, issuing.changed_rows, months, kept[0], _figures(issuing.warehouse, month)
        )
    return ReportedChanges(corrected)


_SERIES = Series(SUMMARY, "the interim report up to", _figures, _reported_changes, is_one=True)
