"""What the last run of a month was made from, so that a run with nothing to do can say so at once.

The fingerprint covers everything a run reads; it imports nothing heavy.
"""

import hashlib
from collections.abc import Callable, Collection
from datetime import date, datetime
from pathlib import Path

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.fetch import matching_files
from connectors.landing.store import Landing
from pipeline.build.last_build import BUILD_LEDGERS, digest, keep_document, kept_document
from pipeline.intake.feeds import declared_feeds, is_due
from pipeline.intake.spreadsheets import changed_units
from pipeline.ledgers.editions import LEDGER, editions
from pipeline.province.inputs import code_version, pending_inputs
from pipeline.province.settings import Settings


def memory_file(settings: Settings, month: date | None) -> Path:
    """Where the last run of a month, or of all that were due, is kept."""
    return settings.data_folder / ".state" / (f"run-{month:%Y-%m}.json" if month else "run-all.json")


def fingerprint(settings: Settings, month: date | None, now: datetime) -> str:
    """sha256 over code, landing, the month's own reports (without one: all) and the scheduled instants passed."""
    landing = Landing(settings.landing_folder)
    if month is None:
        issued = landing.events(LEDGER)
    else:
        issued = [event for event in editions(landing) if event["month"] == f"{month:%Y-%m}"]
    passed = sum(1 for at in settings.scheduled_instants() if at <= now)
    return digest([code_version(), landing.fingerprint(BUILD_LEDGERS), issued, passed])


def is_pending(settings: Settings, now: datetime, changed: Collection[str] | None = None) -> bool:
    """Whether anything that a run reads differs from what has landed; raises ConfigError, FeedDeclarationError.

    `changed`: the units whose spreadsheets are known to differ, where that has been asked already.
    """
    landing = Landing(settings.landing_folder)
    return (
        pending_inputs(settings, landing)
        or bool(changed_units(settings, landing) if changed is None else changed)
        or any(_is_feed_pending(settings, landing, feed, now) for feed in declared_feeds(settings))
    )


def _is_feed_pending(settings: Settings, landing: Landing, feed: FeedDeclaration, now: datetime) -> bool:
    """A local file that is not landed as it is; an address whose scheduled pull is still to come."""
    if feed.file is None:
        return is_due(settings, landing, feed, now)
    known = {blob.meta.get("sha256") for blob in landing.current_blobs("feeds", feed.name)}
    files = matching_files(feed, settings.base_folder)
    return any(hashlib.sha256(path.read_bytes()).hexdigest() not in known for path in files)


def remember(settings: Settings, month: date | None, found: str, outcome: dict, at: datetime) -> None:
    """Keep what a run finished at `at` was made from and gave; its files relative to the data folder."""

    def relative(path: str) -> str:
        return str(Path(path).relative_to(settings.data_folder))

    kept = {"fingerprint": found, "at": at.isoformat(), "outcome": _with_files(outcome, relative)}
    keep_document(memory_file(settings, month), kept)


def _with_files(outcome: dict, change: Callable[[str], str]) -> dict:
    """The outcome with every path of its reports changed."""
    if "reports" in outcome:
        return outcome | {"reports": [_with_files(one, change) for one in outcome["reports"]]}
    return outcome | {"files": {name: change(path) for name, path in outcome["files"].items()}}


def _files_of(outcome: dict) -> list[str]:
    return [path for one in outcome.get("reports", [outcome]) for path in one["files"].values()]


def last_runs(settings: Settings) -> list[dict]:
    """The last finished run of each month: month, when, verdict, seconds."""
    paths = sorted((settings.data_folder / ".state").glob("run-*-*.json"))
    kept = [kept_document(path) for path in paths]
    return [
        {"month": one["outcome"]["month"], "at": one["at"], "verdict": one["outcome"]["verdict"],
         "seconds": one["outcome"]["seconds"]["total"]}
        for one in kept if one is not None
    ]  # fmt: skip


def recall(settings: Settings, month: date | None, found: str) -> dict | None:
    """The outcome of the last such run if it was made from exactly this and its files still stand."""
    kept = kept_document(memory_file(settings, month))
    if kept is None or kept["fingerprint"] != found:
        return None
    outcome = _with_files(kept["outcome"], lambda path: str(settings.data_folder / path))
    return outcome if all(Path(path).exists() for path in _files_of(outcome)) else None
