"""Issue the month's report: only with the verdict of its own snapshot, each revision once, never changed afterwards."""

import json
import os
import shutil
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from connectors.landing import Landing
from connectors.warehouse import FILE_NAME, Warehouse
from expectations.gate import GateVerdict, Reservation
from flows.asof import asof_folder_name
from flows.console import CONSOLE
from flows.inputs import Inputs, code_version, load_inputs
from flows.judging import verdict_on
from flows.settings import Settings

LEDGER = "reports"
MANIFEST = "manifest.json"
HEADLINE = "headline."
RATES = frozenset({"received_rate", "on_time_rate", "on_time_of_received_rate", "usable_rate"})
RATE_MATERIALITY = 0.05


@dataclass(frozen=True)
class ReportResult:
    """An issued or standing revision and where its files are."""

    month: date
    as_of: datetime
    verdict: str
    revision: int
    number: int
    changed: bool
    is_provisional: bool
    files: dict[str, str] = field(default_factory=dict)

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
    """Where one report is issued: the built state, its inputs, the folder of reports and the ledger of issues."""

    inputs: Inputs
    warehouse: Warehouse
    folder: Path
    landing: Landing
    is_past: bool

    def issued(self, month: date | None = None) -> list[dict]:
        """Reports issued before, oldest first; none where a past state is rebuilt."""
        events = [] if self.is_past else self.landing.events(LEDGER)
        return [one for one in events if month is None or one["month"] == f"{month:%Y-%m}"]


def warm_up() -> None:
    """Import what rendering needs while something else is waited for."""
    import reports.render  # noqa: F401


def open_desk(settings: Settings, as_of: datetime | None) -> Desk:
    """The published state, or the state rebuilt as of a past instant in its own folder."""
    landing = Landing(settings.landing_folder)
    root = settings.data_folder / "asof" / asof_folder_name(as_of) if as_of else settings.data_folder
    inputs = load_inputs(settings, landing, as_of)
    return Desk(inputs, Warehouse(root / FILE_NAME), root / "reports", landing, as_of is not None)


def report(
    settings: Settings, month: date, as_of: datetime | None, reservation: Reservation | None = None
) -> ReportResult:
    """Issue the month's report, or find that the last revision still stands; raises GateBlocked."""
    desk = open_desk(settings, as_of)
    verdict = verdict_on(desk.inputs, desk.warehouse, month, reservation)
    verdict.demand_release()
    standing = _standing(desk, month, verdict)
    if standing is not None:
        return standing
    with CONSOLE.step("render", f"writing the report of {month:%Y-%m}"):
        return _issue(desk, verdict)


def _folder(desk: Desk, month: date, revision: int) -> Path:
    return desk.folder / f"{month:%Y-%m}" / f"r{revision}"


def _files(folder: Path) -> dict[str, str]:
    return {path.name: str(path) for path in sorted(folder.iterdir())}


def _standing(desk: Desk, month: date, verdict: GateVerdict) -> ReportResult | None:
    """The last revision when nothing asks for another: same state, or no change that matters."""
    issued = desk.issued(month)
    if not issued:
        return None
    last = issued[-1]
    folder = _folder(desk, month, last["revision"])
    given_by = verdict.reservation.by if verdict.reservation else None
    if not (folder / MANIFEST).exists() or (given_by and last["reservation_by"] != given_by):
        return None
    if last["provisional"] and not verdict.is_provisional:
        return None
    if material_changes(desk, month, folder):
        return None
    return ReportResult(
        month=month,
        as_of=datetime.fromisoformat(last["as_of"]),
        verdict=last["verdict"],
        revision=last["revision"],
        number=last["number"],
        changed=False,
        is_provisional=last["provisional"],
        files=_files(folder),
    )


def material_changes(desk: Desk, month: date, folder: Path) -> list[dict]:
    """Headline figures that differ from an issued manifest beyond the materiality limit: figure, old, new."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    old = {one["id"]: one["value"] for one in manifest["figures"] if one["id"].startswith(HEADLINE)}
    rows = desk.warehouse.rows(
        "select figure_id, value from marts.rpt_monthly__figures where month = ? and section = 'headline'", [month]
    )
    new = {row["figure_id"]: row["value"] for row in rows}
    limit = desk.inputs.settings.gate.materiality
    return [
        {"figure": figure, "old": old.get(figure), "new": new[figure]}
        for figure in sorted(new)
        if figure in old and _is_material(figure, old[figure], new[figure], limit)
    ]


def _is_material(figure: str, old: float | None, new: float | None, limit: float) -> bool:
    if old is None or new is None:
        return old is not new
    if figure.removeprefix(HEADLINE) in RATES:
        return abs(new - old) >= RATE_MATERIALITY
    return abs(new - old) > limit * abs(old)


def _issue(desk: Desk, verdict: GateVerdict) -> ReportResult:
    from flows.paper import Edition, write_paper

    month, issued = verdict.month, desk.issued(verdict.month)
    edition = Edition(
        revision=issued[-1]["revision"] + 1 if issued else 1,
        number=desk.inputs.settings.report.number_start + len(desk.issued()),
        corrections=material_changes(desk, month, _folder(desk, month, issued[-1]["revision"])) if issued else [],
    )
    folder = _folder(desk, month, edition.revision)
    aside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    write_paper(desk.inputs, desk.warehouse, verdict, edition, aside)
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)
    result = ReportResult(
        month=month,
        as_of=verdict.as_of,
        verdict=verdict.verdict,
        revision=edition.revision,
        number=edition.number,
        changed=True,
        is_provisional=verdict.is_provisional,
        files=_files(folder),
    )
    if not desk.is_past:
        _record(desk, result, verdict)
        CONSOLE.warn("nothing was sent: " + _unsent(desk.inputs.settings))
    return result


def _unsent(settings: Settings) -> str:
    return "[mail] host is not set" if settings.mail.host is None else "this version writes reports and sends none"


def _record(desk: Desk, result: ReportResult, verdict: GateVerdict) -> None:
    event = {
        "month": f"{result.month:%Y-%m}",
        "revision": result.revision,
        "number": result.number,
        "as_of": result.as_of.isoformat(),
        "verdict": result.verdict,
        "provisional": result.is_provisional,
        "seal": verdict.seal,
        "code_version": code_version(),
        "reservation_by": verdict.reservation.by if verdict.reservation else None,
        "reservation_reason": verdict.reservation.reason if verdict.reservation else None,
    }
    desk.landing.record(LEDGER, event, result.as_of)
