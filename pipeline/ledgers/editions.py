"""The ledger of issued editions: the months' reports and the interim results report share it and its numbers.

Whoever asks for the editions of a month must not meet those of another kind that ends with the same month.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connectors.landing.store import Landing
from expectations.gate import GateBlocked, GateVerdict, SealBroken, document_of, verdict_from
from pipeline.ledgers.events import MONTH, SUMMARY, EditionEvent
from pipeline.province.province import Province
from pipeline.province.settings import Settings
from reports.formats.render import MANIFEST


def editions(landing: Landing, kind: str = MONTH, as_of: datetime | None = None) -> list[EditionEvent]:
    """Editions of one kind in the order of issue."""
    return [event for event in EditionEvent.of(landing, as_of) if event.kind == kind]


def next_number(landing: Landing, start: int) -> int:
    """The number of the next edition of any kind: `start` and the order of issue; what can't be read had one too."""
    return start + EditionEvent.ledger(landing).count


KINDS = {"report": MONTH, "summary": SUMMARY}


class NotCleared(Exception):
    """An edition is not to be sent; the message says what does not fit and what to do."""

    runbook = "was changed after … was issued"


class EditionLost(NotCleared):
    """The folder of an edition that is still to be sent is gone; it can be written again as it was."""

    runbook = "is lost:"


@dataclass(frozen=True)
class Clearance:
    """Which edition a letter carries, and the two hashes that its event of the ledger must bear."""

    kind: str
    month: str
    revision: int
    seal: str
    manifest_sha256: str

    @property
    def name(self) -> str:
        """ "2023-03 r1", with the kind before it where the edition is not a month's report."""
        return f"{self.month} r{self.revision}" if self.kind == MONTH else f"{self.kind} {self.month} r{self.revision}"


def sealed(event: EditionEvent, verdict: GateVerdict, folder: Path) -> EditionEvent:
    """The ledger's event of an edition that was just written into `folder`, bound to its verdict and its manifest."""
    manifest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    given = {"seal": verdict.seal, "judged": document_of(verdict), "manifest_sha256": manifest}
    return event.model_copy(update=given)


def clearance_of(event: EditionEvent) -> Clearance:
    """What a letter must carry to be let out with this edition; raises NotCleared where it was issued without."""
    if event.judged is None or event.manifest_sha256 is None:
        raise NotCleared(f"{event.month} r{event.revision} was issued without a kept verdict and can't be sent")
    return Clearance(event.kind, event.month, event.revision, event.seal, event.manifest_sha256)


def edition_folder(settings: Settings, event: EditionEvent) -> Path:
    """Where an edition's files are."""
    return settings.data_folder / "reports" / event.place


def cleared_files(
    province: Province, clearance: Clearance | None, kind: str, files: tuple[Path, ...]
) -> tuple[tuple[str, bytes], ...]:
    """The contents of the files, each the one that was issued; raises NotCleared, LandingCorrupt."""
    if clearance is None:
        raise NotCleared(f"a {kind} leaves only with the verdict of its own state: use nongsan report")
    if clearance.kind != KINDS[kind]:
        raise NotCleared(f"the clearance of {clearance.name} is not one of a {kind}")
    event = _event(province.landing, clearance)
    _demand_verdict(event, clearance)
    folder = edition_folder(province.settings, event)
    issued = _issued_files(folder, clearance)
    return tuple((path.name, _content(path, folder, issued, clearance)) for path in files)


def _event(landing: Landing, clearance: Clearance) -> EditionEvent:
    for event in editions(landing, clearance.kind):
        if (event.month, event.revision) == (clearance.month, clearance.revision):
            if clearance_of(event) != clearance:
                break
            return event
    raise NotCleared(f"{clearance.name} was not issued with this verdict and this manifest: see landing/ledger/reports")


def _demand_verdict(event: EditionEvent, clearance: Clearance) -> None:
    """The kept verdict is whole, of this month and instant, the one of the seal, and lets the edition out."""
    verdict = verdict_from(event.judged or {})
    month = f"{verdict.month:%Y-%m}"
    if clearance.kind == MONTH and month != clearance.month:
        raise NotCleared(f"{clearance.name} bears the verdict of {month}")
    try:
        verdict.demand_seal(verdict.month, event.as_of, verdict.fingerprint)
        verdict.demand_release()
    except (SealBroken, GateBlocked) as error:
        raise NotCleared(f"{clearance.name}: {error}") from error
    if verdict.seal != clearance.seal or verdict.verdict != event.verdict:
        raise NotCleared(f"{clearance.name} bears another verdict than the one it was issued with")


def _issued_files(folder: Path, clearance: Clearance) -> Mapping[str, str]:
    content = _read(folder / MANIFEST, clearance)
    if hashlib.sha256(content).hexdigest() != clearance.manifest_sha256:
        raise NotCleared(f"{folder / MANIFEST} was changed after {clearance.name} was issued: {_again(clearance)}")
    return json.loads(content)["files"]


def _content(path: Path, folder: Path, issued: Mapping[str, str], clearance: Clearance) -> bytes:
    if path.parent != folder or path.name not in issued:
        raise NotCleared(f"{path} is no file of {clearance.name}")
    content = _read(path, clearance)
    if hashlib.sha256(content).hexdigest() != issued[path.name]:
        raise NotCleared(f"{path} was changed after {clearance.name} was issued: {_again(clearance)}")
    return content


def _read(path: Path, clearance: Clearance) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotCleared(f"{path} is missing: {_again(clearance)}") from error


def _again(clearance: Clearance) -> str:
    asked = f"--month {clearance.month}" if clearance.kind == MONTH else "--summary"
    return f"remove the folder and run `nongsan report {asked}`, which writes it again as it was"
