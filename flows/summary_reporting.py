"""Issue the interim results report: due once a year, on the same terms as a month's report and in the same series.

It covers the plan from its first month to the last one closed by the day it is due; that month's verdict judges it.
"""

from datetime import date, datetime
from pathlib import Path

from connectors.landing import Landing
from connectors.warehouse import Warehouse
from expectations.gate import GateVerdict, Reservation
from flows.clearance import sealed
from flows.console import CONSOLE
from flows.delivery_reports import planned
from flows.inputs import code_version
from flows.issued import LEDGER, SUMMARY, edition_place, editions
from flows.judging import verdict_on
from flows.reporting import Desk, ReportResult, open_desk
from flows.revisions import (
    MANIFEST,
    Changes,
    Figures,
    corrections,
    headline_changes,
    is_material,
    printed_figures,
    read_manifest,
)
from flows.settings import ConfigError, Settings

_FIGURES = "select figure_id, value from marts.rpt_summary__figures where month = ?"


def covered_month(settings: Settings, at: datetime) -> date | None:
    """The last month the report covers when it is written at an instant: closed by then and by the day it is due."""
    return settings.last_closed_month(min(at, settings.summary_due_at))


def is_summary_due(settings: Settings, landing: Landing, now: datetime) -> bool:
    """Whether the day has come and no edition, or only a provisional or an early one, has gone out."""
    month = covered_month(settings, now)
    if now < settings.summary_due_at or month is None:
        return False
    issued = [one for one in editions(landing, SUMMARY) if one["month"] == f"{month:%Y-%m}"]
    return not issued or issued[-1]["provisional"]


def report_summary(
    settings: Settings, as_of: datetime | None, reservation: Reservation | None, now: datetime, *, early: bool = False
) -> ReportResult:
    """Issue the interim report, or find that the last edition still stands.

    Raises GateBlocked, and ConfigError before the day it is due unless `early`.
    """
    at, due = as_of or now, settings.summary_due_at
    if at < due and not early:
        day = f"{settings.local(due):%Y-%m-%d %H:%M}"
        raise ConfigError(f"the interim report is due on {day}: wait, or write it now with --early")
    month = covered_month(settings, at)
    if month is None:
        raise ConfigError("no month of the plan has passed its deadline yet, so there is nothing to sum up")
    with open_desk(settings, as_of, now) as desk:
        verdict = verdict_on(desk.inputs, desk.warehouse, month, reservation)
        standing = _standing(desk, verdict)
        if standing is not None:
            return standing
        verdict.demand_release()
        with CONSOLE.step("render", f"writing the interim report up to {month:%Y-%m}"):
            return _issue(desk, verdict)


def _folder(desk: Desk, event: dict) -> Path:
    return desk.folder / edition_place(event)


def _is_kept(desk: Desk, event: dict) -> bool:
    return (_folder(desk, event) / MANIFEST).exists()


def _figures(warehouse: Warehouse, month: date) -> Figures:
    return {row["figure_id"]: row["value"] for row in warehouse.rows(_FIGURES, [month])}


def _changes(desk: Desk, month: date, event: dict) -> Changes:
    """Headline figures of the period that differ from an edition beyond the limit."""
    limit = desk.inputs.settings.gate.materiality
    old = printed_figures(read_manifest(_folder(desk, event)))
    changes = headline_changes(old, _figures(desk.warehouse, month))
    return {figure: pair for figure, pair in changes.items() if is_material(figure, *pair, limit)}


def _of_month(desk: Desk, month: date) -> list[dict]:
    """Editions that cover the plan up to a month, in order of issue."""
    return desk.issued(month, SUMMARY)


def _standing(desk: Desk, verdict: GateVerdict) -> ReportResult | None:
    """The last edition when nothing asks for another; a released one is never replaced by a state the gate blocks."""
    issued = _of_month(desk, verdict.month)
    if not issued or not _is_kept(desk, issued[-1]):
        return None
    last, given = issued[-1], verdict.reservation
    if given is not None and last["reservation_by"] != given.by:
        return None
    if last["provisional"] and verdict.verdict != "blocked":
        return None
    is_held = verdict.verdict == "blocked" and given is None and not last["provisional"]
    if _changes(desk, verdict.month, last) and not is_held:
        return None
    return _result(desk, verdict.month, last, changed=False)


def _result(desk: Desk, month: date, event: dict, *, changed: bool) -> ReportResult:
    return ReportResult(
        month=month,
        as_of=datetime.fromisoformat(event["as_of"]),
        verdict=event["verdict"],
        revision=event["revision"],
        number=event["number"],
        changed=changed,
        is_provisional=event["provisional"],
        files={path.name: str(path) for path in sorted(_folder(desk, event).iterdir())},
    )


def _issue(desk: Desk, verdict: GateVerdict) -> ReportResult:
    from flows.paper import edition_of, write_paper, write_whole

    event, is_again = _event(desk, verdict)
    edition = edition_of(event)
    write_whole(
        _folder(desk, event),
        lambda aside: write_paper(desk.inputs, desk.warehouse, verdict, edition, aside),
    )
    if not desk.is_past and not is_again:
        event = sealed(event, verdict, _folder(desk, event))
        desk.landing.record(LEDGER, event, max(desk.now, verdict.as_of))
    return _result(desk, verdict.month, event, changed=True)


def _event(desk: Desk, verdict: GateVerdict) -> tuple[dict, bool]:
    """The ledger's entry of the edition to write; a recorded one whose folder was lost is written again as it was."""
    issued = _of_month(desk, verdict.month)
    lost = [one for one in issued if not _is_kept(desk, one) and one["seal"] == verdict.seal]
    if lost:
        return lost[-1], True
    given, everything = verdict.reservation, desk.issued(kind=SUMMARY)
    event = {
        "kind": SUMMARY,
        "month": f"{verdict.month:%Y-%m}",
        "revision": max((one["revision"] for one in everything), default=0) + 1,
        "number": desk.next_number(),
        "as_of": verdict.as_of.isoformat(),
        "verdict": verdict.verdict,
        "provisional": verdict.is_provisional and given is None,
        "seal": verdict.seal,
        "code_version": code_version(),
        "reservation_by": given.by if given else None,
        "reservation_reason": given.reason if given else None,
        "corrections": _corrected(desk, verdict.month),
        "earlier_changes": [],
    }
    return event if desk.is_past else event | planned(desk.inputs.settings), False


def _corrected(desk: Desk, month: date) -> list[dict]:
    """What the edition says otherwise than the last one that covers the same months."""
    kept = [one for one in _of_month(desk, month) if _is_kept(desk, one)]
    if not kept:
        return []
    manifest = read_manifest(_folder(desk, kept[-1]))
    months = [one for one in desk.inputs.settings.plan_months if one <= month]
    figures = _figures(desk.warehouse, month)
    changed = corrections(desk.warehouse, desk.changed_rows, months, manifest, figures)
    return [one.model_dump() for one in changed]
