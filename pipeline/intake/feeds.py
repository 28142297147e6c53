"""Land the price feeds that are due: files whenever they changed, addresses once after each scheduled pull."""

import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from pydantic import AwareDatetime

from connectors.barrier import guarded, reason
from connectors.derived import keep, kept
from connectors.feeds.declaration import FeedDeclaration, load_declarations
from connectors.feeds.fetching.fetch import FeedUnavailable, FetchedFile, fetch
from connectors.landing.store import BlobSnapshot, Landing, LandingCorrupt
from pipeline.province.agenda import PULL_TIME
from pipeline.province.console import Step
from pipeline.province.present import demand_present
from pipeline.province.province import Province
from pipeline.province.settings import Settings

if TYPE_CHECKING:
    from connectors.feeds.prices.observations import FeedReading

KIND = "feeds"
SAY_EVERY_SECONDS = 3.0


@dataclass
class PullResult:
    """What one pull found: files landed, feeds without news, feeds that can't be had and why.

    unfit: of feeds that came, why their declaration does not fit what they give.
    """

    landed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    unavailable: dict[str, str] = field(default_factory=dict)
    unfit: dict[str, str] = field(default_factory=dict)

    def warnings(self) -> list[str]:
        """A line on each feed that can't be had or that its declaration does not fit."""
        return [
            *[f"feed {name}: {problem}; its earlier prices stand" for name, problem in self.unavailable.items()],
            *[f"feed {name}: {problem}" for name, problem in self.unfit.items()],
        ]


def last_due(province: Province) -> datetime:
    """The last scheduled pull (UTC) at or before `now`."""
    settings = province.settings
    local = settings.local(province.now)
    due = datetime.combine(local.date(), PULL_TIME, settings.zone)
    return (due if due <= local else due - timedelta(days=1)).astimezone(UTC)


@dataclass(frozen=True)
class _Pulled:
    """When an address was last asked with success."""

    at: AwareDatetime


def _pulled_file(landing: Landing, name: str) -> Path:
    return landing.folder / KIND / name / "pulled.json"


def is_due(province: Province, feed: FeedDeclaration) -> bool:
    """Local files are always looked at; an address only when no pull of it succeeded since the last scheduled one."""
    pulled = kept(_pulled_file(province.landing, feed.name), _Pulled) if feed.file is None else None
    return pulled is None or not last_due(province) <= pulled.at <= province.now


def declared_feeds(settings: Settings) -> list[FeedDeclaration]:
    """The feeds as declared now; raises FeedDeclarationError naming file and key."""
    return list(load_declarations(settings.feeds_folder)) if settings.feeds_folder.is_dir() else []


def landed_feeds(contents: dict[str, bytes]) -> list[FeedDeclaration]:
    """The feeds as declared in landed files (name -> content)."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in contents.items():
            (Path(folder) / name).write_bytes(content)
        return list(load_declarations(Path(folder)))


def pull_feeds(province: Province, step: Step, *, force: bool = False) -> PullResult:
    """Fetch and land every feed that is due (`force`: every feed, as a person asked); one that fails stops no other."""
    demand_present(province)
    feeds, result = declared_feeds(province.settings), PullResult()
    step.total(len(feeds))
    for feed in feeds:
        if force or is_due(province, feed):
            _pull(province, feed, result, DownloadProgress(feed.name, step))
            _check(province, feed, result, all_files=force)
        else:
            result.unchanged.append(feed.name)
        step.advance()
    return result


class DownloadProgress:
    """Says every few seconds how far a long download has come; a short one passes in silence."""

    def __init__(self, feed: str, step: Step, clock: Callable[[], float] = monotonic) -> None:
        self._feed, self._step, self._clock = feed, step, clock
        self._said_at = clock()

    def __call__(self, received: int, total: int | None) -> None:
        if self._clock() - self._said_at >= SAY_EVERY_SECONDS:
            self._said_at = self._clock()
            whole = f" of {total / 2**20:.1f}" if total else ""
            self._step.note(f"feed {self._feed}: {received / 2**20:.1f}{whole} MiB received")


def _pull(
    province: Province,
    feed: FeedDeclaration,
    result: PullResult,
    progress: DownloadProgress,
) -> None:
    """Fetch and land one feed; whatever goes wrong with it is said of it."""

    def failed(error: Exception) -> None:
        result.unavailable[feed.name] = f"can't be taken ({reason(error)}); the traceback is in data/logs/barrier.log"

    guarded(lambda: _take(province, feed, result, progress), f"feed {feed.name}", failed, known=(OSError,))


def _check(province: Province, feed: FeedDeclaration, result: PullResult, *, all_files: bool) -> None:
    """Say whether the declaration fits what just landed, or (`all_files`) all that the feed gives now."""
    parts = (
        None
        if all_files
        else {name.removeprefix(f"{feed.name}/") for name in result.landed if name.startswith(f"{feed.name}/")}
    )
    problem = guarded(
        lambda: _misfit(province, feed, parts),
        f"what feed {feed.name} gives",
        lambda error: f"can't be judged ({reason(error)})",
        known=(OSError,),
    )
    if problem:
        result.unfit[feed.name] = problem


def _misfit(province: Province, feed: FeedDeclaration, parts: Collection[str] | None) -> str | None:
    """Why the declaration does not fit the newest content of these files, of all where `parts` is None."""
    current = province.landing.current_blobs(KIND, feed.name)
    files = [
        FetchedFile(blob.part, content, blob.meta)
        for blob in current
        if (parts is None or blob.part in parts) and (content := _landed_content(province.landing, blob)) is not None
    ]
    reading = reading_of(province, feed, files)
    return reading.problem if reading is not None else None


def _landed_content(landing: Landing, blob: BlobSnapshot) -> bytes | None:
    try:
        return landing.read_blob(blob)
    except LandingCorrupt:
        return None


def reading_of(province: Province, feed: FeedDeclaration, files: Sequence[FetchedFile]) -> "FeedReading | None":
    """What a feed says in these files, as if they were all that it ever gave; None of none."""
    if not files:
        return None
    from connectors.feeds.prices.observations import read_feed
    from connectors.feeds.prices.parsed_rows import FeedFile
    from connectors.feeds.prices.products import ProductMatcher

    settings = province.settings
    read = [FeedFile(one.content, one.part, feed.name, province.now, one.meta.get("charset")) for one in files]
    matcher = ProductMatcher.load(settings.seeds_folder)
    return read_feed(read, feed, matcher, province.measurement_units, settings.plan.timezone)


def _take(province: Province, feed: FeedDeclaration, result: PullResult, progress: DownloadProgress) -> None:
    settings = province.settings
    previous = {blob.part: blob.meta for blob in province.landing.current_blobs(KIND, feed.name)}
    try:
        hosts, route = settings.feeds.allowed_hosts, settings.feeds_route
        files = fetch(feed, settings.base_folder, hosts, previous, progress=progress, route=route)
    except FeedUnavailable as error:
        result.unavailable[feed.name] = error.problem
        files = list(error.files)
    landed = [
        province.landing.land_blob(KIND, feed.name, one.part, one.content, province.now, one.meta) for one in files
    ]
    names = [f"{feed.name}/{blob.part}" for blob in landed if blob]
    result.landed.extend(names)
    if not names and feed.name not in result.unavailable:
        result.unchanged.append(feed.name)
    if feed.url is not None and feed.name not in result.unavailable:
        keep(_pulled_file(province.landing, feed.name), _Pulled(province.now))
