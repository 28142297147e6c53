"""The landing: every read of a tab, a feed or a setting, immutable and content-addressed, listed by its instant.

Blobs are named by the hash of what they hold, receipts by the instant of the read; a blob is on disk before its
receipt, so a kill at any instant leaves either the whole read or nothing of it. Old files may lie in packs.
"""

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from connectors.barrier import guarded
from connectors.cells import CellGrid, parquet_bytes, parquet_table
from connectors.derived import keep, kept
from connectors.durable import write_atomically
from connectors.landing.ahead import (
    EXCEPTIONS,
    DatedRead,
    SetAside,
    asides,
    count_again,
    counted_reads,
    put_aside,
    set_aside,
)
from connectors.landing.packs import LandingCorrupt, holds, names_in, read_named
from connectors.landing.receipts import (
    LOCK,
    WRITTEN_AT,
    instant_of,
    instant_text,
    is_receipt,
    read_receipts,
    receipt_names,
    receipts_by_name,
    write_receipt,
)
from connectors.locks import exclusive

TAB_SUFFIX = ".parquet"
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class TabRead:
    """One tab as a backend read it."""

    title: str
    grid: CellGrid
    sheet_id: int | None = None


@dataclass(frozen=True)
class SpreadsheetRead:
    """One spreadsheet as a backend read it at one instant (UTC)."""

    unit_code: str
    fetched_at: datetime
    tabs: tuple[TabRead, ...]
    source_version: str | None = None
    link: str | None = None


@dataclass(frozen=True)
class TabSnapshot:
    """A content of one tab and the instants between which it stood (`superseded_at` None: it still does)."""

    unit_code: str
    title: str
    snapshot_id: str
    fetched_at: datetime
    sha256: str
    superseded_at: datetime | None = None
    link: str | None = None
    sheet_id: int | None = None


@dataclass(frozen=True)
class _Seen:
    """The source's own version of a spreadsheet when it was last looked at."""

    source_version: str


@dataclass(frozen=True)
class BlobSnapshot:
    """A content of one feed file or setting as it was read at one instant (UTC)."""

    kind: str
    name: str
    part: str
    snapshot_id: str
    fetched_at: datetime
    sha256: str
    meta: Mapping[str, object] = field(default_factory=dict)


class Landing:
    """The folder `data/landing`; every method is safe beside other processes doing the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def units(self) -> list[str]:
        """Units of which anything was ever read; another folder beside theirs is none of ours."""
        sheets = self.folder / "sheets"
        return [name for name in _folders(sheets) if (sheets / name / "reads").is_dir()]

    def receipts(self, unit_code: str, as_of: datetime | None = None, damaged: list[Path] | None = None) -> list[dict]:
        """Reads of one unit's spreadsheet with something new, oldest first; `damaged`: see `receipts_by_name`."""
        return list(self._reads(self.folder / "sheets" / unit_code / "reads", as_of, damaged=damaged))

    def _reads(self, folder: Path, as_of: datetime | None, **asked: Any) -> Iterator[dict]:
        """The receipts of a folder that count, as `read_receipts` has them."""
        return read_receipts(folder, as_of, without=self._aside(folder, as_of), **asked)

    def _aside(self, folder: Path, as_of: datetime | None = None) -> frozenset[str]:
        """Names of the receipts of a folder that are set aside, as of an instant."""
        start = f"{folder.relative_to(self.folder)}/"
        return frozenset(one.removeprefix(start) for one in set_aside(self.folder, as_of) if one.startswith(start))

    def last_shape(self, unit_code: str) -> list[tuple[str, str]] | None:
        """Title and sha256 of each tab of the unit's last landed read, None before the first."""
        reads = self._reads(self.folder / "sheets" / unit_code / "reads", None, newest_first=True, damaged=[])
        last = next(reads, None)
        return _shape(last["tabs"]) if last else None

    def alone(self, unit_code: str) -> AbstractContextManager[None]:
        """While it is held no other process reads this unit's spreadsheet or gives its rows their Mã."""
        return exclusive(self.folder / ".locks" / unit_code / LOCK)

    def land_spreadsheet(self, read: SpreadsheetRead) -> dict | None:
        """Land one read; returns its receipt, or None when nothing differs from the last one."""
        base = self.folder / "sheets" / read.unit_code
        tabs = [self._land_tab(base, tab) for tab in read.tabs]

        def is_news() -> bool:
            return self.last_shape(read.unit_code) != _shape(tabs)

        receipt = {"unit_code": read.unit_code, "link": read.link, "tabs": tabs}
        stamp = self._write_read(base / "reads", read.fetched_at, receipt, is_news)
        self.note_version(read.unit_code, read.source_version)
        return receipt | {"fetched_at": stamp} if stamp else None

    def _write_read(
        self, folder: Path, at: datetime, receipt: dict, is_news: Callable[[], bool] | None = None
    ) -> datetime | None:
        return write_receipt(folder, at, receipt, is_news, without=self._aside(folder))

    def _land_tab(self, base: Path, tab: TabRead) -> dict:
        sha256 = tab.grid.content_hash()
        if not holds(base / "tabs", f"{sha256}{TAB_SUFFIX}"):
            write_atomically(base / "tabs" / f"{sha256}{TAB_SUFFIX}", parquet_bytes(tab.grid.to_arrow(), "zstd"))
        return {"title": tab.title, "sha256": sha256, "sheet_id": tab.sheet_id}

    def newest(self, as_of: datetime | None = None) -> datetime | None:
        """The instant (UTC) of the newest input up to `as_of`: a read, an exception, that reads count again."""
        instants = [one.at for one in counted_reads(self.folder, as_of) if as_of is None or one.at <= as_of]
        return max(instants, default=None)

    def reads_after(self, limit: datetime) -> list[DatedRead]:
        """What was read, or accepted, as of a later instant (UTC) and was not set aside."""
        return [one for one in counted_reads(self.folder) if one.at > limit]

    def asides(self, as_of: datetime | None = None) -> list[SetAside]:
        """The reads that named persons set aside, and, as of an instant, did not let count again."""
        return asides(self.folder, as_of)

    def put_aside(self, given: SetAside, at: datetime) -> None:
        """Let these reads count no more; what lies in the landing stays where it is."""
        put_aside(self.folder, given, at)

    def count_again(self, taken_back: SetAside, given: SetAside, at: datetime) -> None:
        """Let reads that were set aside count again, for what is built as of that instant or later."""
        count_again(self.folder, taken_back, given, at)

    def fingerprint(self, ledgers: Collection[str] | None = None) -> str:
        """sha256 over the names of all receipts and of the events of some ledgers (default: of all)."""
        digest = hashlib.sha256()
        known = _folders(self.folder / "ledger")
        kept = [self.folder / "ledger" / name for name in known if ledgers is None or name in ledgers]
        for folder in sorted([*self.folder.glob("*/*/reads/"), *kept]):
            names = receipt_names(folder, damaged=[])
            digest.update("\n".join([str(folder.relative_to(self.folder)), *names]).encode())
        return digest.hexdigest()

    def tab_snapshots(self, as_of: datetime | None = None) -> list[TabSnapshot]:
        """Every content every tab has had up to `as_of`, by unit, then by time."""
        return [snapshot for unit in self.units() for snapshot in self.unit_snapshots(unit, as_of)]

    def unit_snapshots(
        self, unit_code: str, as_of: datetime | None = None, damaged: list[Path] | None = None
    ) -> list[TabSnapshot]:
        """Every content every tab of one unit has had up to `as_of`, by time; `damaged`: see `receipts_by_name`."""
        ended: list[TabSnapshot] = []
        last: dict[str, TabSnapshot] = {}
        for at, tabs in self.spreadsheet_states(unit_code, as_of, damaged):
            ended += [_superseded(one, at) for title, one in last.items() if tabs.get(title) is not one]
            last = tabs
        return sorted([*ended, *last.values()], key=lambda one: (one.fetched_at, one.title))

    def spreadsheet_states(
        self, unit_code: str, as_of: datetime | None = None, damaged: list[Path] | None = None
    ) -> list[tuple[datetime, dict[str, TabSnapshot]]]:
        """At each landed read, the tabs of the spreadsheet by title; an unchanged tab is the same object.

        `damaged`: see `receipts_by_name`.
        """
        states: list[tuple[datetime, dict[str, TabSnapshot]]] = []
        last: dict[str, TabSnapshot] = {}
        for receipt in self.receipts(unit_code, as_of, damaged):
            tabs = {}
            for tab in receipt["tabs"]:
                known = last.get(tab["title"])
                is_same = known is not None and known.sha256 == tab["sha256"]
                tabs[tab["title"]] = known if is_same else _tab_snapshot(unit_code, receipt, tab)
            states.append((receipt["fetched_at"], tabs))
            last = tabs
        return states

    def contents(self, unit_code: str) -> list[str]:
        """sha256 of every content that any tab of the unit ever had."""
        names = names_in(self.folder / "sheets" / unit_code / "tabs")
        return [name.removesuffix(TAB_SUFFIX) for name in names if is_tab(name)]

    def tab_table(self, unit_code: str, sha256: str) -> pa.Table:
        """A landed tab in long form, unchecked; raises LandingCorrupt when it is gone or can't be read."""
        folder, name = self.folder / "sheets" / unit_code / "tabs", f"{sha256}{TAB_SUFFIX}"
        try:
            return parquet_table(read_named(folder, name))
        except (OSError, ValueError) as error:
            raise LandingCorrupt(folder / name) from error

    def grid(self, unit_code: str, sha256: str) -> CellGrid:
        """The cells of a landed tab; raises LandingCorrupt when the file is gone or holds something else."""
        path = self.folder / "sheets" / unit_code / "tabs" / f"{sha256}{TAB_SUFFIX}"

        def read() -> CellGrid | None:
            grid = CellGrid.from_arrow(self.tab_table(unit_code, sha256))
            return grid if grid.content_hash() == sha256 else None

        grid = guarded(read, str(path), lambda _: None, known=(LandingCorrupt,))
        if grid is None:
            raise LandingCorrupt(path)
        return grid

    def last_version(self, unit_code: str) -> str | None:
        """The source's own version of the spreadsheet at the last look, changed or not."""
        seen = kept(self.folder / "sheets" / unit_code / "seen.json", _Seen)
        return seen and seen.source_version

    def note_version(self, unit_code: str, source_version: str | None) -> None:
        """Keep the version of the spreadsheet that was seen last, so that an unchanged one is not read again."""
        if source_version is not None and source_version != self.last_version(unit_code):
            keep(self.folder / "sheets" / unit_code / "seen.json", _Seen(source_version))

    def land_blob(
        self,
        kind: str,
        name: str,
        part: str,
        content: bytes,
        fetched_at: datetime,
        meta: Mapping | None = None,
    ) -> BlobSnapshot | None:
        """Land the bytes of a feed file or a setting; None when the same part already holds them.

        Where the file that holds them is damaged it is made whole again.
        """
        base = self.folder / kind / name
        sha256 = hashlib.sha256(content).hexdigest()

        def is_news() -> bool:
            last = [blob.sha256 for blob in self.blobs(kind, name, damaged=[]) if blob.part == part]
            return not last or last[-1] != sha256

        _make_whole(base / "blobs", sha256, content)
        if not is_news():
            return None
        receipt = {"part": part, "sha256": sha256, "meta": dict(meta or {})}
        stamp = self._write_read(base / "reads", fetched_at, receipt, is_news)
        return _blob_snapshot(kind, name, receipt | {"fetched_at": stamp}) if stamp else None

    def blobs(
        self,
        kind: str,
        name: str | None = None,
        as_of: datetime | None = None,
        damaged: list[Path] | None = None,
    ) -> list[BlobSnapshot]:
        """Every content read up to `as_of`, by name, then by time; `damaged`: see `receipts_by_name`."""
        base = self.folder / kind
        names = [name] if name else _folders(base)
        return [
            _blob_snapshot(kind, one, receipt)
            for one in names
            for receipt in self._reads(base / one / "reads", as_of, damaged=damaged)
        ]

    def current_blobs(self, kind: str, name: str | None = None, as_of: datetime | None = None) -> list[BlobSnapshot]:
        """The latest content of each part, as far as its receipt is whole."""
        latest = {(blob.name, blob.part): blob for blob in self.blobs(kind, name, as_of, [])}
        return [latest[key] for key in sorted(latest)]

    def read_blob(self, blob: BlobSnapshot) -> bytes:
        """A landed content; raises LandingCorrupt when the file is gone or holds something else."""
        folder = self.folder / blob.kind / blob.name / "blobs"
        try:
            content = read_named(folder, blob.sha256)
        except OSError as error:
            raise LandingCorrupt(folder / blob.sha256) from error
        if hashlib.sha256(content).hexdigest() != blob.sha256:
            raise LandingCorrupt(folder / blob.sha256)
        return content

    def record(self, ledger: str, event: Mapping, at: datetime) -> None:
        """Add one event to a ledger (releases, report numbers, exceptions); events are never changed."""
        folder = self.folder / "ledger" / ledger
        if ledger == EXCEPTIONS:
            self._write_read(folder, at, dict(event))
        else:
            write_receipt(folder, at, dict(event))

    def events(self, ledger: str, as_of: datetime | None = None) -> list[dict]:
        """Events of a ledger in the order of writing; `fetched_at` is what the clock said when each was recorded.

        Raises LandingCorrupt for an event that was edited after it was recorded.
        """
        damaged: list[Path] = []
        events = self.whole_events(ledger, as_of, damaged)
        if damaged:
            raise LandingCorrupt(damaged[0])
        return [event for _, event in events]

    def whole_events(self, ledger: str, as_of: datetime | None, damaged: list[Path]) -> list[tuple[Path, dict]]:
        """The same with the path of each; one that was edited, or a pack of them, is passed over and added."""
        folder, lost, events = self.folder / "ledger" / ledger, [], []
        for name, event in receipts_by_name(folder, None, damaged=lost, without=self._aside(folder, as_of)):
            if WRITTEN_AT in event:
                event["fetched_at"] = datetime.fromisoformat(event[WRITTEN_AT])
            if as_of is None or event["fetched_at"] <= as_of:
                events.append((folder / name, event))
        damaged += [one for one in lost if as_of is None or not is_receipt(one.name) or instant_of(one.name) <= as_of]
        return events


def _make_whole(folder: Path, sha256: str, content: bytes) -> None:
    """Write a content under its hash unless it lies there undamaged."""
    try:
        is_whole = hashlib.sha256(read_named(folder, sha256)).hexdigest() == sha256
    except (LandingCorrupt, OSError):
        is_whole = False
    if not is_whole:
        write_atomically(folder / sha256, content)


def is_tab(name: str) -> bool:
    """Whether a file is named as a landed tab."""
    return name.endswith(TAB_SUFFIX) and is_blob(name.removesuffix(TAB_SUFFIX))


def is_blob(name: str) -> bool:
    """Whether a file is named as a landed feed file or setting."""
    return _SHA256.fullmatch(name) is not None


def _folders(folder: Path) -> list[str]:
    """Names of the folders in a folder, sorted; files and hidden folders are none of ours."""
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in os.scandir(folder) if entry.is_dir() and entry.name[0] != ".")


def _shape(tabs: list[dict]) -> list[tuple[str, str]]:
    return [(tab["title"], tab["sha256"]) for tab in tabs]


def _tab_snapshot(unit_code: str, receipt: dict, tab: dict) -> TabSnapshot:
    at: datetime = receipt["fetched_at"]
    identity = hashlib.sha256(f"{tab['title']}\x1f{tab['sha256']}".encode()).hexdigest()[:12]
    return TabSnapshot(
        unit_code=unit_code,
        title=tab["title"],
        snapshot_id=f"{unit_code}-{instant_text(at)}-{identity}",
        fetched_at=at,
        sha256=tab["sha256"],
        link=receipt.get("link"),
        sheet_id=tab.get("sheet_id"),
    )


def _superseded(snapshot: TabSnapshot, at: datetime) -> TabSnapshot:
    return TabSnapshot(**{**snapshot.__dict__, "superseded_at": at})


def _blob_snapshot(kind: str, name: str, receipt: dict) -> BlobSnapshot:
    at: datetime = receipt["fetched_at"]
    return BlobSnapshot(
        kind=kind,
        name=name,
        part=receipt["part"],
        snapshot_id=f"{name}-{instant_text(at)}-{receipt['sha256'][:12]}",
        fetched_at=at,
        sha256=receipt["sha256"],
        meta=receipt["meta"],
    )
