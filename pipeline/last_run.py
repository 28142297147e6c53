"""What the last run of a month was made from, so that a run with nothing to do can say so at once.

The fingerprint covers everything a run reads; it imports nothing heavy.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from connectors.derived import keep, kept
from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.fetch import matching_files
from pipeline.build.last_build import BUILD_LEDGERS, digest, is_as_built
from pipeline.editions.outcome import RunOutcome, with_files
from pipeline.intake.feeds import declared_feeds, is_due
from pipeline.intake.spreadsheets import changed_units
from pipeline.ledgers.events import AcceptanceEvent, EditionEvent, SetAsideEvent
from pipeline.province.inputs import code_version, pending_inputs
from pipeline.province.province import Province
from pipeline.province.settings import Settings


class _Remembered(BaseModel):
    """What a run was made from (its fingerprint) and gave, files relative to the data folder; `at`: ISO instant."""

    model_config = ConfigDict(frozen=True)

    fingerprint: str
    at: str
    outcome: RunOutcome


def memory_file(settings: Settings, month: date | None) -> Path:
    """Where the last run of a month, or of all that were due, is kept."""
    return settings.data_folder / ".state" / (f"run-{month:%Y-%m}.json" if month else "run-all.json")


def fingerprint(province: Province, month: date | None) -> str:
    """sha256 over code, landing, the month's own reports (without one: all) and the scheduled instants passed."""
    ledger = EditionEvent.ledger(province.landing)
    issued = [one for one in ledger.events if month is None or (one.is_month and one.month == f"{month:%Y-%m}")]
    unread = [
        one.path.name
        for one in (
            *ledger.damaged,
            *AcceptanceEvent.ledger(province.landing).damaged,
            *SetAsideEvent.ledger(province.landing).damaged,
        )
    ]
    passed = sum(1 for at in province.settings.scheduled_instants() if at <= province.now)
    editions = [event.model_dump(mode="json") for event in issued]
    return digest([code_version(), province.landing.fingerprint(BUILD_LEDGERS), editions, passed, unread])


def is_pending(province: Province, changed: Collection[str] | None = None) -> bool:
    """Whether anything that a run reads differs from what has landed; raises ConfigError, FeedDeclarationError.

    `changed`: the units whose spreadsheets are known to differ, where that has been asked already.
    """
    return (
        pending_inputs(province)
        or bool(changed_units(province, may_sweep=False) if changed is None else changed)
        or any(_is_feed_pending(province, feed) for feed in declared_feeds(province.settings))
    )


def _is_feed_pending(province: Province, feed: FeedDeclaration) -> bool:
    """A local file that is not landed as it is; an address whose scheduled pull is still to come."""
    if feed.file is None:
        return is_due(province, feed)
    known = {blob.meta.get("sha256") for blob in province.landing.current_blobs("feeds", feed.name)}
    files = matching_files(feed, province.settings.base_folder)
    return any(hashlib.sha256(path.read_bytes()).hexdigest() not in known for path in files)


def remember(province: Province, found: str, outcome: RunOutcome) -> None:
    """Keep what a run was made from (its fingerprint) and gave; its files relative to the data folder."""
    base = province.settings.data_folder
    paths = {path: str(Path(path).relative_to(base)) for path in _files_of(outcome)}
    run = _Remembered(fingerprint=found, at=province.now.isoformat(), outcome=with_files(outcome, paths))
    keep(memory_file(province.settings, outcome.asked), run)


def _files_of(outcome: RunOutcome) -> list[str]:
    return [path for one in outcome.reports for path in one.files.values()]


@dataclass(frozen=True)
class LastRun:
    """The last finished run of a month (YYYY-MM): when (ISO instant), the verdict, seconds in all."""

    month: str
    at: str
    verdict: str
    seconds: float


def last_runs(settings: Settings) -> list[LastRun]:
    """The last finished run of each month that was run by itself, by month."""
    files = sorted((settings.data_folder / ".state").glob("run-*-*.json"))
    runs = [run for path in files if (run := kept(path, _Remembered)) is not None]
    return [_last_run(run.at, run.outcome) for run in runs if run.outcome.asked is not None]


def _last_run(at: str, outcome: RunOutcome) -> LastRun:
    return LastRun(f"{outcome.asked:%Y-%m}", at, outcome.reports[0].verdict, outcome.seconds["total"])


def recall(province: Province, month: date | None, found: str) -> RunOutcome | None:
    """The outcome of the last such run if it was made from exactly this and all it gave still stands."""
    run = kept(memory_file(province.settings, month), _Remembered)
    if run is None or run.fingerprint != found or not is_as_built(province.settings):
        return None
    base = province.settings.data_folder
    moved = with_files(run.outcome, {path: str(base / path) for path in _files_of(run.outcome)})
    return moved if all(Path(path).exists() for path in _files_of(moved)) else None
