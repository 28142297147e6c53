"""Bring a feed's bytes in, from local files or over HTTP, and refuse what can't be the feed.

An error page, a body cut short or an unreachable host becomes one clear line here, so that the last good snapshot
stands and nothing half-read is ever landed.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.connecting import Lookup, system_lookup
from connectors.feeds.fetching.download import Download, DownloadCallbacks, DownloadFailed, FetchLimits, download
from connectors.feeds.fetching.route import STRAIGHT, Route
from connectors.feeds.fetching.sniff import FeedUnreadable, check_complete, check_kind
from connectors.retrying import RetryPolicy


class FeedUnavailable(Exception):
    """The feed, or some of its files, could not be had now: one line naming the feed, the places and the reasons.

    `problem` is the line without the feed; `files` are the feed's other files, which are sound and may be landed.
    """

    def __init__(self, feed: str, problem: str, files: "tuple[FetchedFile, ...]" = ()) -> None:
        super().__init__(f"feed {feed}: {problem}")
        self.problem, self.files = problem, files


@dataclass(frozen=True)
class FetchedFile:
    """One file of a feed: `part` names it within the feed, `meta` says where it came from and how to ask again."""

    part: str
    content: bytes
    meta: dict = field(default_factory=dict)


def fetch(  # noqa: PLR0913 (what a test or a command gives besides has its default)
    declaration: FeedDeclaration,
    base_dir: Path,
    allowed_hosts: Collection[str] = (),
    previous: Mapping[str, Mapping] | None = None,
    *,
    limits: FetchLimits | None = None,
    retries: RetryPolicy | None = None,
    lookup: Lookup = system_lookup,
    progress: Callable[[int, int | None], None] = lambda received, total: None,
    route: Route = STRAIGHT,
) -> list[FetchedFile]:
    """The files of a feed that are new since `previous` (the meta of each part's last landing); [] = not modified.

    `base_dir` is the folder of the configuration file, which relative globs start from. `allowed_hosts` (as
    `origins.py` reads them) are the places a redirect may lead to besides the declared one. `lookup` finds the
    addresses of a name. `progress` hears how many bytes of a download have come, and of how many where the server says
    so. `route` is the way to every address. Raises FeedUnavailable.
    """
    limits = limits or FetchLimits()
    known = previous or {}
    if declaration.file is not None:
        return _local_files(declaration, base_dir, known, limits)
    part = "download"
    last = known.get(part, {})
    try:
        found = download(
            declaration.url,
            allowed_hosts,
            last if last.get("url") == declaration.url else {},
            limits=limits,
            retries=retries or RetryPolicy(attempts=4, first=1.0, longest=30.0, longest_asked=30.0, total=600.0),
            lookup=lookup,
            callbacks=DownloadCallbacks(lambda content: _judge(content, declaration), progress),
            route=route,
        )
    except DownloadFailed as error:
        raise FeedUnavailable(declaration.name, f"{declaration.url}: {error}") from error
    return [] if found is None else [FetchedFile(part, found.content, _meta_of_download(declaration, found))]


def _meta_of_download(declaration: FeedDeclaration, found: Download) -> dict:
    meta = {
        "url": declaration.url,
        "final_url": found.final_url,
        "etag": found.headers.get("etag"),
        "last_modified": found.headers.get("last-modified"),
        "content_type": found.headers.get("content-type"),
        "charset": found.charset,
        "size": len(found.content),
        "sha256": hashlib.sha256(found.content).hexdigest(),
    }
    return {key: value for key, value in meta.items() if value is not None}


def matching_files(declaration: FeedDeclaration, base_dir: Path) -> list[Path]:
    """The local files a declaration's `file` pattern means now, sorted; [] for a feed that has an address.

    A relative pattern starts from `base_dir`. Folders and the lock files of spreadsheet programs are no files of a
    feed.
    """
    if declaration.file is None:
        return []
    pattern = Path(declaration.file)
    root = Path(pattern.anchor) if pattern.is_absolute() else base_dir
    found = sorted(root.glob(str(pattern.relative_to(pattern.anchor))))
    return [path for path in found if path.is_file() and not path.name.startswith(("~$", ".~lock"))]


def _local_files(
    declaration: FeedDeclaration, base_dir: Path, known: Mapping[str, Mapping], limits: FetchLimits
) -> list[FetchedFile]:
    paths = matching_files(declaration, base_dir)
    if not paths:
        raise FeedUnavailable(declaration.name, f"no file matches {declaration.file} beside the configuration")
    files, problems = [], []
    for path in paths:
        part = path.relative_to(base_dir).as_posix() if path.is_relative_to(base_dir) else path.name
        try:
            content = _read_file(path, limits)
            check_complete(content, check_kind(content, declaration), declaration)
        except (FeedUnreadable, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else None
            problems.append(f"{part} {reason or error}")
            continue
        digest = hashlib.sha256(content).hexdigest()
        if known.get(part, {}).get("sha256") != digest:
            files.append(FetchedFile(part, content, {"file": part, "size": len(content), "sha256": digest}))
    if problems:
        raise FeedUnavailable(declaration.name, "; ".join(problems), tuple(files))
    return files


def _read_file(path: Path, limits: FetchLimits) -> bytes:
    size = path.stat().st_size
    if size > limits.max_bytes:
        raise FeedUnreadable(f"has {size} bytes, more than the {limits.max_bytes} a feed may have")
    return path.read_bytes()


def _judge(content: bytes, declaration: FeedDeclaration) -> str | None:
    """Why these bytes can't be the feed, or None."""
    try:
        check_complete(content, check_kind(content, declaration), declaration)
    except FeedUnreadable as error:
        return str(error)
    return None
