"""Issue the month's report: a first edition prints earlier small changes, what replaces it prints its corrections."""

from datetime import date, datetime

from expectations.gate import Reservation
from pipeline.build.verdicts import verdict_on
from pipeline.editions.changes import corrections, minor_changes, month_figures
from pipeline.editions.issue import IssuingContext, ReportedChanges, Series, issue_or_stand, issuing_context
from pipeline.editions.outcome import ReportResult
from pipeline.ledgers.editions import MONTH, editions
from pipeline.province.province import Province


def report(province: Province, month: date, as_of: datetime | None, reservation: Reservation | None) -> ReportResult:
    """Issue the month's report, or find that the last revision still stands; raises GateBlocked."""
    with issuing_context(province, as_of) as issuing:
        return issue_or_stand(issuing, verdict_on(issuing.inputs, issuing.warehouse, month, reservation), _SERIES)


def _reported_changes(issuing: IssuingContext, month: date) -> ReportedChanges:
    """What the edition says otherwise than issued ones, kept in the ledger so that its files can be written again.

    A first edition prints the small changes of earlier months; what replaces it repeats them beside its corrections.
    """
    issued = issuing.issued(month)
    if not issued:
        limit = issuing.inputs.settings.gate.materiality
        earlier = [
            one for one in editions(issuing.province.landing) if not issuing.is_past and one.month < f"{month:%Y-%m}"
        ]
        changes = minor_changes(issuing.warehouse, issuing.changed_rows, earlier, issuing.readable_manifest, limit)
        return ReportedChanges(earlier_changes=tuple(changes))
    kept = [manifest for one in reversed(issued) if (manifest := issuing.manifest(one))]
    corrected: tuple = ()
    if kept:
        figures = month_figures(issuing.warehouse, month)
        corrected = corrections(issuing.warehouse, issuing.changed_rows, [month], kept[0], figures)
    return ReportedChanges(corrected, issued[-1].earlier_changes)


_SERIES = Series(MONTH, "the report of", month_figures, _reported_changes)
