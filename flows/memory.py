"""What the last run of a month was made from, so that a run with nothing to do can say so at once.

The fingerprint covers everything a run reads; it imports nothing heavy.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from connectors.landing import Landing
from connectors.receipts import write_atomically
from connectors.warehouse import FILE_NAME
from flows.inputs import code_version, input_files
from flows.pulling import declared_feeds, is_due
from flows.settings import Settings


def memory_file(settings: Settings, month: date) -> Path:
    return settings.data_folder / ".state" / f"run-{month:%Y-%m}.json"


def fingerprint(settings: Settings, now: datetime, versions: Mapping[str, str | None]) -> str:
    """sha256 over code, inputs, the spreadsheets' versions, the landing and the scheduled instants passed."""
    digest = hashlib.sha256()
    for part in _parts(settings, now, versions):
        digest.update(part.encode() + b"\x1e")
    return digest.hexdigest()


def _parts(settings: Settings, now: datetime, versions: Mapping[str, str | None]) -> Iterator[str]:
    yield code_version()
    for name, part, content in input_files(settings):
        yield f"{name}/{part}/{hashlib.sha256(content).hexdigest()}"
    yield json.dumps(dict(versions), sort_keys=True)
    yield from _feed_parts(settings, now)
    yield Landing(settings.landing_folder).fingerprint()
    yield str(sum(1 for at in settings.scheduled_instants() if at <= now))


def _feed_parts(settings: Settings, now: datetime) -> Iterator[str]:
    """Local price files by content; for addresses, whether a scheduled pull is still to come."""
    landing = Landing(settings.landing_folder)
    for feed in declared_feeds(settings):
        if feed.file is None:
            yield f"{feed.name}/{is_due(settings, landing, feed, now)}"
            continue
        for path in sorted(settings.base_folder.glob(feed.file)):
            yield f"{feed.name}/{path.name}/{hashlib.sha256(path.read_bytes()).hexdigest()}"


def remember(settings: Settings, month: date, found: str, outcome: dict) -> None:
    """Keep what a finished run was made from and what it gave; its files relative to the data folder."""
    files = {name: str(Path(path).relative_to(settings.data_folder)) for name, path in outcome["files"].items()}
    _keep(memory_file(settings, month), {"fingerprint": found, "outcome": outcome | {"files": files}})


def recall(settings: Settings, month: date, found: str) -> dict | None:
    """The outcome of the last run of the month if it was made from exactly this and its files still stand."""
    kept = _kept(memory_file(settings, month))
    if kept is None or kept["fingerprint"] != found:
        return None
    files = {name: settings.data_folder / path for name, path in kept["outcome"]["files"].items()}
    if not all(path.exists() for path in files.values()):
        return None
    return kept["outcome"] | {"files": {name: str(path) for name, path in files.items()}}


def build_key(landing: Landing, as_of: datetime, released: Mapping[str, datetime]) -> str:
    """sha256 over all that decides a build: code, what landed, the instant, the months released before it."""
    stated = [code_version(), landing.fingerprint(without=("reports",)), as_of.isoformat(), sorted(released.items())]
    return hashlib.sha256(json.dumps(stated, default=str).encode()).hexdigest()


def remember_build(settings: Settings, key: str, rows: Mapping[str, int]) -> None:
    """Keep what the published warehouse was built from."""
    _keep(settings.data_folder / ".state" / "build.json", {"key": key, "rows": dict(rows)})


def recall_build(settings: Settings, key: str) -> dict[str, int] | None:
    """Row counts of the published warehouse if it was built from exactly this."""
    kept = _kept(settings.data_folder / ".state" / "build.json")
    is_same = kept is not None and kept["key"] == key and (settings.data_folder / FILE_NAME).exists()
    return kept["rows"] if is_same else None


def _keep(path: Path, document: dict) -> None:
    write_atomically(path, json.dumps(document, ensure_ascii=False, default=str, indent=1).encode())


def _kept(path: Path) -> dict | None:
    return json.loads(path.read_bytes()) if path.exists() else None
