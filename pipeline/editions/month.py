"""Issue the month's report: a first edition tells earlier small changes, what replaces it tells its corrections."""

from datetime import date, datetime

from expectations.gate import Reservation
from pipeline.build.verdicts import verdict_on
from pipeline.editions.changes import corrections, minor_changes, month_figures
from pipeline.editions.issue import Desk, SaidDifferently, Series, issue_or_stand, open_desk
from pipeline.editions.outcome import ReportResult
from pipeline.ledgers.editions import MONTH, editions
from pipeline.province.province import Province


def report(province: Province, month: date, as_of: datetime | None, reservation: Reservation | None) -> ReportResult:
    """Issue the month's report, or find that the last revision still stands; raises GateBlocked."""
    with open_desk(province, as_of) as desk:
        return issue_or_stand(desk, verdict_on(desk.inputs, desk.warehouse, month, reservation), _SERIES)


def _said_differently(desk: Desk, month: date) -> SaidDifferently:
    """What the edition says otherwise than issued ones, kept in the ledger so that the paper can be written again.

    A first edition tells the small changes of earlier months; what replaces it repeats them beside its corrections.
    """
    issued = desk.issued(month)
    if not issued:
        limit = desk.inputs.settings.gate.materiality
        earlier = [one for one in editions(desk.province.landing) if not desk.is_past and one.month < f"{month:%Y-%m}"]
        told = minor_changes(desk.warehouse, desk.changed_rows, earlier, desk.manifest, limit)
        return SaidDifferently(earlier_changes=tuple(told))
    kept = [manifest for one in reversed(issued) if (manifest := desk.manifest(one))]
    corrected: tuple = ()
    if kept:
        figures = month_figures(desk.warehouse, month)
        corrected = corrections(desk.warehouse, desk.changed_rows, [month], kept[0], figures)
    return SaidDifferently(corrected, issued[-1].earlier_changes)


_SERIES = Series(MONTH, "the report of", month_figures, _said_differently)
