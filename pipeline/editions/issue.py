"""How an edition of any kind is issued: only with the verdict of its own state, each once, never changed afterwards."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from connectors.durable import complete_swaps
from connectors.locks import exclusive
from connectors.warehouse import FILE_NAME, Warehouse
from expectations.gate import GateVerdict
from pipeline.editions.changed_rows import ChangedRows
from pipeline.editions.changes import Figures, material_changes
from pipeline.editions.outcome import ReportResult
from pipeline.ledgers.damage import ManifestDamaged
from pipeline.ledgers.editions import MONTH, editions, next_number, sealed
from pipeline.ledgers.events import AcceptanceEvent, EarlierEntry, EditionEvent, ledger_of, series_folder
from pipeline.ledgers.manifests import Manifest, read_manifest
from pipeline.ledgers.unread_editions import unread_editions
from pipeline.letters.edition_letter import recipients
from pipeline.letters.outbox import BY_MAIL, planned_delivery
from pipeline.province.asof import asof_folder_name, built_at
from pipeline.province.inputs import Inputs, code_version, load_inputs
from pipeline.province.present import demand_past
from pipeline.province.province import REPORT_LOCK, REPORTS, Province
from pipeline.province.settings import ConfigError, Settings
from reports.changes import FigureChange, ReplacedEdition
from reports.formats.render import MANIFEST
from reports.manifest import NOT_SENT


@dataclass(frozen=True)
class IssuingContext:
    """What a report is issued from and into: a private view of the built state, its inputs, the folder of reports."""

    inputs: Inputs
    warehouse: Warehouse
    folder: Path
    province: Province
    is_past: bool

    def issued(self, month: date | None = None, kind: str = MONTH) -> list[EditionEvent]:
        """Editions of one kind issued before, by month and revision; none where a past state is rebuilt."""
        events = [] if self.is_past else editions(self.province.landing, kind)
        wanted = [one for one in events if month is None or one.month == f"{month:%Y-%m}"]
        return sorted(wanted, key=lambda one: (one.month, one.revision))

    def demand_known(self, kind: str, month: date) -> None:
        """Raise LedgerDamaged where an edition may have been issued of the month that can't be read any more."""
        if not self.is_past:
            unread_editions(self.province).demand(series_folder(kind, f"{month:%Y-%m}"))

    def is_sure(self) -> bool:
        """Whether all that was let in is known; warns where not, since an issued report is then not replaced."""
        return self.is_past or not ledger_of(self.province, AcceptanceEvent).damaged

    def place(self, event: EditionEvent) -> Path:
        """The folder of an edition."""
        return self.folder / event.place

    def manifest(self, event: EditionEvent) -> Manifest | None:
        """The manifest of an issued edition, None where its folder is lost; raises ManifestDamaged."""
        path = self.place(event)
        return read_manifest(path) if (path / MANIFEST).exists() else None

    def readable_manifest(self, event: EditionEvent) -> Manifest | None:
        """The same for an edition of another month; one that is damaged is said and counts as lost."""
        try:
            return self.manifest(event)
        except ManifestDamaged as error:
            self.province.console.warn_once(str(error))
            return None

    def changed_rows(self) -> ChangedRows:
        """Compares the tabs as they stand with those of an earlier edition."""
        return ChangedRows(self.inputs, self.warehouse, built_at(self.warehouse))

    def next_number(self) -> int:
        """The number that the next edition of any kind gets."""
        start = self.inputs.settings.report.number_start
        return start if self.is_past else next_number(self.province.landing, start)


@contextmanager
def issuing_context(province: Province, as_of: datetime | None) -> Iterator[IssuingContext]:
    """The published state, or one rebuilt as of a past instant, held still: a build may publish meanwhile.

    One at a time, so that no revision or number is given twice. Raises ConfigError for a state of a time to come.
    """
    settings = province.settings
    root = settings.data_folder / "asof" / asof_folder_name(as_of) if as_of else settings.data_folder
    published = Warehouse(root / FILE_NAME)
    if as_of is not None and not published.path.exists():
        instant = settings.shown(as_of)
        raise ConfigError(f"no state as of {instant} was rebuilt yet: run `nongsan build --as-of {instant}` first")
    published.demand()
    if as_of is None:
        demand_past(province, built_at(published))
    held = root / f".report-{os.getpid()}.duckdb"
    with exclusive(root / REPORT_LOCK):
        complete_swaps(root / REPORTS)
        for left in root.glob(".report-*.duckdb"):
            left.unlink(missing_ok=True)
        os.link(published.path, held)
        try:
            inputs = load_inputs(province, built_at(Warehouse(held)))
            yield IssuingContext(inputs, Warehouse(held), root / REPORTS, province, as_of is not None)
        finally:
            held.unlink(missing_ok=True)


@dataclass(frozen=True)
class ReportedChanges:
    """What an edition reports as changed against issued ones: its own corrections, small changes of earlier months."""

    corrections: tuple[FigureChange, ...] = ()
    earlier_changes: tuple[EarlierEntry, ...] = ()


@dataclass(frozen=True)
class Series:
    """What the months' reports and the interim report do each in their own way.

    `what`: what is being written, for the progress line. `figures`: every figure of a month's edition, by its id.
    `changes`: what an edition says otherwise than issued ones, for the ledger's event. `is_one`: revisions are
    counted over all months together.
    """

    kind: str
    what: str
    figures: Callable[[Warehouse, date], Figures]
    changes: Callable[[IssuingContext, date], ReportedChanges]
    is_one: bool = False


def issue_or_stand(issuing: IssuingContext, verdict: GateVerdict, series: Series) -> ReportResult:
    """Issue the verdict's month in a series, or find that its last edition still stands; raises GateBlocked."""
    standing = _standing(issuing, verdict, series)
    if standing is not None:
        return standing
    verdict.demand_release()
    with issuing.province.console.step("render", f"writing {series.what} {verdict.month:%Y-%m}"):
        return _issue(issuing, verdict, series)


def _standing(issuing: IssuingContext, verdict: GateVerdict, series: Series) -> ReportResult | None:
    """The last edition when nothing asks for another: same state, no change that matters, or one the gate holds back.

    What was released is never replaced by a state that the gate blocks, unless a person releases that too. An early
    edition stands for nobody who did not release it, and gives way once the deadline has passed.
    """
    issuing.demand_known(series.kind, verdict.month)
    issued = issuing.issued(verdict.month, series.kind)
    manifest = issuing.manifest(issued[-1]) if issued else None
    if manifest is None:
        return None
    last, given = issued[-1], verdict.reservation
    if given is not None and last.reservation_by != given.by:
        return None
    if _is_asked_anew(last, verdict):
        return None
    is_held = verdict.verdict == "blocked" and given is None and not last.provisional
    limit, figures = issuing.inputs.settings.gate.materiality, series.figures(issuing.warehouse, verdict.month)
    has_changed = bool(material_changes(manifest, figures, limit))
    if has_changed and not is_held and issuing.is_sure():
        return None
    standing = _result(issuing, verdict.month, last, changed=False)
    return replace(standing, held_back=verdict) if has_changed and is_held else standing


def _is_asked_anew(last: EditionEvent, verdict: GateVerdict) -> bool:
    """Whether the verdict asks for an edition of its own, or for a refusal, whatever became of the figures."""
    if verdict.is_early and verdict.reservation is None:
        return True
    if last.early and not verdict.is_early and verdict.may_go_out:
        return True
    return last.provisional and verdict.verdict != "blocked"


def _result(issuing: IssuingContext, month: date, event: EditionEvent, *, changed: bool) -> ReportResult:
    return ReportResult(
        month=month,
        as_of=event.as_of,
        verdict=event.verdict,
        revision=event.revision,
        number=event.number,
        changed=changed,
        is_provisional=event.provisional,
        is_early=event.early,
        files={path.name: str(path) for path in sorted(issuing.place(event).iterdir())},
        kind=event.kind,
    )


def _issue(issuing: IssuingContext, verdict: GateVerdict, series: Series) -> ReportResult:
    from pipeline.editions.edition_files import edition_of, write_edition_files, write_whole

    event, is_again = _event(issuing, verdict, series)
    folder, edition = issuing.place(event), edition_of(event)
    write_whole(
        folder, lambda staging: write_edition_files(issuing.inputs, issuing.warehouse, verdict, edition, staging)
    )
    if not issuing.is_past and not is_again:
        sealed(event, verdict, folder).record(issuing.province.landing, max(issuing.province.now, verdict.as_of))
    return _result(issuing, verdict.month, event, changed=True)


def _event(issuing: IssuingContext, verdict: GateVerdict, series: Series) -> tuple[EditionEvent, bool]:
    """The ledger's entry of the edition to write; a recorded one whose folder was lost is written again as it was."""
    issued = issuing.issued(verdict.month, series.kind)
    lost = [one for one in issued if issuing.manifest(one) is None and one.seal == verdict.seal]
    if lost:
        return lost[-1], True
    given, before = verdict.reservation, issuing.issued(kind=series.kind) if series.is_one else issued
    said, how = series.changes(issuing, verdict.month), planned_delivery(issuing.inputs.settings)
    newest = max(before, key=lambda one: one.revision, default=None)
    is_mailed = not issuing.is_past and how == BY_MAIL
    event = EditionEvent(
        kind=series.kind,
        month=f"{verdict.month:%Y-%m}",
        revision=newest.revision + 1 if newest else 1,
        number=issuing.next_number(),
        as_of=verdict.as_of,
        verdict=verdict.verdict,
        provisional=verdict.is_provisional and given is None,
        early=verdict.is_early,
        seal=verdict.seal,
        code_version=code_version(),
        reservation_by=given.by if given else None,
        reservation_reason=given.reason if given else None,
        delivery=NOT_SENT if issuing.is_past else how,
        recipients=recipients(issuing.inputs.settings) if is_mailed else (),
        replaces=_replaced(issuing.inputs.settings, newest) if newest else None,
        corrections=said.corrections,
        earlier_changes=said.earlier_changes,
    )
    return event, False


def _replaced(settings: Settings, event: EditionEvent) -> ReplacedEdition:
    from reports.month import document_date

    dated = document_date(event.first_day, settings.local(event.as_of), is_early=event.early)
    return ReplacedEdition(number=event.number, dated=dated, is_early=event.early)
