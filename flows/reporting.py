"""Issue the month's report: only with the verdict of its own snapshot, each revision once, never changed afterwards."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from connectors.landing import Landing
from connectors.warehouse import FILE_NAME, Warehouse
from expectations.gate import GateVerdict, Reservation
from flows.asof import asof_folder_name
from flows.changed_rows import ChangedRows
from flows.clearance import sealed
from flows.console import CONSOLE
from flows.delivery_reports import planned
from flows.inputs import Inputs, code_version, load_inputs
from flows.issued import LEDGER, MONTH, editions, next_number
from flows.judging import verdict_on
from flows.minor_changes import minor_changes
from flows.revisions import MANIFEST, corrections, material_changes, month_figures, read_manifest
from flows.settings import ConfigError, Settings

_BUILT_AT = "select as_of from raw.run"


@dataclass(frozen=True)
class ReportResult:
    """An issued or standing revision and where its files are.

    `held_back`: the verdict that keeps a changed state of a released month from replacing it.
    """

    month: date
    as_of: datetime
    verdict: str
    revision: int
    number: int
    changed: bool
    is_provisional: bool
    files: dict[str, str] = field(default_factory=dict)
    held_back: GateVerdict | None = None

    def document(self) -> dict:
        """The JSON object of `nongsan report` and, with rows and seconds, of `nongsan run`."""
        return {
            "month": f"{self.month:%Y-%m}",
            "as_of": self.as_of.isoformat(),
            "verdict": self.verdict,
            "revision": self.revision,
            "number": self.number,
            "provisional": self.is_provisional,
            "changed": self.changed,
            "files": self.files,
        }


@dataclass(frozen=True)
class Desk:
    """Where one report is issued: a private view of the built state, its inputs, the reports' folder, the ledger."""

    inputs: Inputs
    warehouse: Warehouse
    folder: Path
    landing: Landing
    now: datetime
    is_past: bool

    def issued(self, month: date | None = None, kind: str = MONTH) -> list[dict]:
        """Editions of one kind issued before, by month and revision; none where a past state is rebuilt."""
        events = [] if self.is_past else editions(self.landing, kind)
        wanted = [one for one in events if month is None or one["month"] == f"{month:%Y-%m}"]
        return sorted(wanted, key=lambda one: (one["month"], one["revision"]))

    def changed_rows(self) -> ChangedRows:
        """Compares the tabs as they stand with those of an earlier edition."""
        as_of = self.warehouse.rows("select as_of from raw.run")[0]["as_of"]
        return ChangedRows(self.inputs, self.landing, self.warehouse, as_of)

    def next_number(self) -> int:
        """The number that the next edition of any kind gets."""
        start = self.inputs.settings.report.number_start
        return start if self.is_past else next_number(self.landing, start)


def warm_up() -> None:
    """Import what rendering needs while something else is waited for."""
    import reports.render  # noqa: F401


@contextmanager
def open_desk(settings: Settings, as_of: datetime | None, now: datetime) -> Iterator[Desk]:
    """The published state, or one rebuilt as of a past instant, held still: a build may publish meanwhile.

    One desk at a time, so that no revision or number is given twice.
    """
    landing = Landing(settings.landing_folder)
    root = settings.data_folder / "asof" / asof_folder_name(as_of) if as_of else settings.data_folder
    published = Warehouse(root / FILE_NAME)
    if as_of is not None and not published.path.exists():
        instant = as_of.isoformat()
        raise ConfigError(f"no state as of {instant} was rebuilt yet: run `nongsan build --as-of {instant}` first")
    published.demand()
    held = root / f".report-{os.getpid()}.duckdb"
    with open(os.open(root / ".report.lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in root.glob(".report-*.duckdb"):
            left.unlink(missing_ok=True)
        os.link(published.path, held)
        try:
            built_at = Warehouse(held).rows(_BUILT_AT)[0]["as_of"]
            inputs = load_inputs(settings, landing, built_at)
            yield Desk(inputs, Warehouse(held), root / "reports", landing, now, as_of is not None)
        finally:
            held.unlink(missing_ok=True)


def report(
    settings: Settings, month: date, as_of: datetime | None, reservation: Reservation | None, now: datetime
) -> ReportResult:
    """Issue the month's report, or find that the last revision still stands; raises GateBlocked."""
    with open_desk(settings, as_of, now) as desk:
        verdict = verdict_on(desk.inputs, desk.warehouse, month, reservation)
        standing = _standing(desk, verdict)
        if standing is not None:
            return standing
        verdict.demand_release()
        with CONSOLE.step("render", f"writing the report of {month:%Y-%m}"):
            return _issue(desk, verdict)


def _folder(desk: Desk, month: date, revision: int) -> Path:
    return desk.folder / f"{month:%Y-%m}" / f"r{revision}"


def _files(folder: Path) -> dict[str, str]:
    return {path.name: str(path) for path in sorted(folder.iterdir())}


def _is_kept(desk: Desk, month: date, event: dict) -> bool:
    return (_folder(desk, month, event["revision"]) / MANIFEST).exists()


def _standing(desk: Desk, verdict: GateVerdict) -> ReportResult | None:
    """The last revision when nothing asks for another: same state, no change that matters, or one the gate holds back.

    What was released is never replaced by a state that the gate blocks, unless a person releases that too.
    """
    issued = desk.issued(verdict.month)
    if not issued or not _is_kept(desk, verdict.month, issued[-1]):
        return None
    last, given = issued[-1], verdict.reservation
    if given is not None and last["reservation_by"] != given.by:
        return None
    if last["provisional"] and verdict.verdict != "blocked":
        return None
    is_held = verdict.verdict == "blocked" and given is None and not last["provisional"]
    has_changed = bool(_changes(desk, verdict.month, last))
    if has_changed and not is_held:
        return None
    files = _files(_folder(desk, verdict.month, last["revision"]))
    standing = _result(verdict.month, last, files, changed=False)
    return replace(standing, held_back=verdict) if has_changed else standing


def _changes(desk: Desk, month: date, event: dict) -> dict[str, tuple]:
    manifest = read_manifest(_folder(desk, month, event["revision"]))
    return material_changes(desk.warehouse, month, manifest, desk.inputs.settings.gate.materiality)


def _result(month: date, event: dict, files: dict[str, str], *, changed: bool) -> ReportResult:
    return ReportResult(
        month=month,
        as_of=datetime.fromisoformat(event["as_of"]),
        verdict=event["verdict"],
        revision=event["revision"],
        number=event["number"],
        changed=changed,
        is_provisional=event["provisional"],
        files=files,
    )


def _issue(desk: Desk, verdict: GateVerdict) -> ReportResult:
    from flows.paper import edition_of, write_paper, write_whole

    event, is_again = _event(desk, verdict)
    folder, edition = _folder(desk, verdict.month, event["revision"]), edition_of(event)
    write_whole(folder, lambda aside: write_paper(desk.inputs, desk.warehouse, verdict, edition, aside))
    if not desk.is_past and not is_again:
        desk.landing.record(LEDGER, sealed(event, verdict, folder), max(desk.now, verdict.as_of))
    return _result(verdict.month, event, _files(folder), changed=True)


def _event(desk: Desk, verdict: GateVerdict) -> tuple[dict, bool]:
    """The ledger's entry of the edition to write; a recorded one whose folder was lost is written again as it was."""
    issued = desk.issued(verdict.month)
    lost = [one for one in issued if not _is_kept(desk, verdict.month, one) and one["seal"] == verdict.seal]
    if lost:
        return lost[-1], True
    given = verdict.reservation
    event = {
        "kind": MONTH,
        "month": f"{verdict.month:%Y-%m}",
        "revision": issued[-1]["revision"] + 1 if issued else 1,
        "number": desk.next_number(),
        "as_of": verdict.as_of.isoformat(),
        "verdict": verdict.verdict,
        "provisional": verdict.is_provisional and given is None,
        "seal": verdict.seal,
        "code_version": code_version(),
        "reservation_by": given.by if given else None,
        "reservation_reason": given.reason if given else None,
    }
    delivery = {} if desk.is_past else planned(desk.inputs.settings)
    return event | delivery | _said_differently(desk, verdict.month), False


def _said_differently(desk: Desk, month: date) -> dict:
    """What the edition says otherwise than issued ones, kept in the ledger so that the paper can be written again.

    A first edition tells the small changes of earlier months; what replaces it repeats them beside its corrections.
    """
    issued = desk.issued(month)
    if not issued:
        limit = desk.inputs.settings.gate.materiality
        earlier = [one for one in editions(desk.landing) if not desk.is_past and one["month"] < f"{month:%Y-%m}"]
        told = minor_changes(desk.warehouse, desk.changed_rows, earlier, lambda one: _manifest(desk, one), limit)
        return {"corrections": [], "earlier_changes": told}
    kept = [manifest for one in reversed(issued) if (manifest := _manifest(desk, one))]
    corrected: tuple = ()
    if kept:
        figures = month_figures(desk.warehouse, month)
        corrected = corrections(desk.warehouse, desk.changed_rows, [month], kept[0], figures)
    return {
        "corrections": [one.model_dump() for one in corrected],
        "earlier_changes": issued[-1].get("earlier_changes", []),
    }


def _manifest(desk: Desk, event: dict) -> dict | None:
    """The manifest of an issued edition of a month, None where its folder is lost."""
    month = date.fromisoformat(f"{event['month']}-01")
    return read_manifest(_folder(desk, month, event["revision"])) if _is_kept(desk, month, event) else None
