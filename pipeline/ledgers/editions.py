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
from pipeline.province.province import Province
from pipeline.province.settings import Settings
from reports.formats.render import MANIFEST

LEDGER = "reports"
MONTH, SUMMARY = "month", "summary"


def editions(landing: Landing, kind: str = MONTH, as_of: datetime | None = None) -> list[dict]:
    """Events of one kind in the order of issue; an event that names no kind is a month's."""
    return [event for event in landing.events(LEDGER, as_of) if event.get("kind", MONTH) == kind]


def edition_place(event: Mapping) -> str:
    """The folder of an edition under `reports`: `2023-08/r1`, for the interim report `2023-tong-hop/r1`."""
    month = event["month"]
    name = month if event.get("kind", MONTH) == MONTH else f"{month[:4]}-tong-hop"
    return f"{name}/r{event['revision']}"


def next_number(landing: Landing, start: int) -> int:
    """The number of the next edition of any kind: `start` and the order of issue."""
    return start + len(landing.events(LEDGER))


KINDS = {"report": MONTH, "summary": SUMMARY}


class NotCleared(Exception):
    """An edition is not to be sent; the message says what does not fit and what to do."""


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
        return f"{self.month} r{self.revision}" if self.kind == MONTH else f"{self.kind} {self.month} r{self.revision}"


def sealed(event: Mapping, verdict: GateVerdict, folder: Path) -> dict:
    """The ledger's event of an edition that was just written into `folder`, bound to its verdict and its manifest."""
    manifest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    return {**event, "seal": verdict.seal, "judged": document_of(verdict), "manifest_sha256": manifest}


def clearance_of(event: Mapping) -> Clearance:
    """What a letter must carry to be let out with this edition; raises NotCleared where it was issued without."""
    kind, month, revision = event.get("kind", MONTH), event["month"], event["revision"]
    if "judged" not in event or "manifest_sha256" not in event:
        raise NotCleared(f"{month} r{revision} was issued without a kept verdict and can't be sent")
    return Clearance(kind, month, revision, event["seal"], event["manifest_sha256"])


def edition_folder(settings: Settings, event: Mapping) -> Path:
    """Where an edition's files are."""
    return settings.data_folder / "reports" / edition_place(event)


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


def _event(landing: Landing, clearance: Clearance) -> dict:
    for event in editions(landing, clearance.kind):
        if (event["month"], event["revision"]) == (clearance.month, clearance.revision):
            if clearance_of(event) != clearance:
                break
            return event
    raise NotCleared(f"{clearance.name} was not issued with this verdict and this manifest: see landing/ledger/reports")


def _demand_verdict(event: Mapping, clearance: Clearance) -> None:
    """The kept verdict is whole, of this month and instant, the one of the seal, and lets the edition out."""
    verdict = verdict_from(event["judged"])
    month = f"{verdict.month:%Y-%m}"
    if clearance.kind == MONTH and month != clearance.month:
        raise NotCleared(f"{clearance.name} bears the verdict of {month}")
    try:
        verdict.demand_seal(verdict.month, datetime.fromisoformat(event["as_of"]), verdict.fingerprint)
        verdict.demand_release()
    except (SealBroken, GateBlocked) as error:
        raise NotCleared(f"{clearance.name}: {error}") from error
    if verdict.seal != clearance.seal or verdict.verdict != event["verdict"]:
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
