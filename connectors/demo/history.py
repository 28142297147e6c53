"""Plays the year: syncs the workbooks as they stood on some forty instants, pulls the feeds, and leaves the files.

What is landed is what the platform would have landed: the state after its own write-back of Mã.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from connectors.demo.books import Book
from connectors.demo.price_files import PriceFiles
from connectors.demo.workbook_file import workbook_bytes
from connectors.feeds.declaration import FeedDeclaration
from connectors.landing.store import Landing, SpreadsheetRead, TabRead

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PULL_TIME = time(6, 30)
SIDE_BY_SIDE = 6


def in_utc(local: datetime) -> datetime:
    """A naive local instant as UTC."""
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def land_syncs(landing: Landing, books: Sequence[Book], instants: Sequence[datetime], tick: Callable) -> int:
    """Land every book at every instant at which it differs from the last one; returns the number of reads.

    Books are played side by side, because each landed file is waited for until it is safe on the disk.
    """

    def play(book: Book) -> int:
        reads = sum(_sync(landing, book, previous, at) for previous, at in pairwise([None, *instants]))
        tick(1)
        return reads

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return sum(pool.map(play, books))


def _sync(landing: Landing, book: Book, previous: datetime | None, at: datetime) -> bool:
    changed = book.changed_tables(previous, at)
    if not changed:
        return False
    for table in changed:
        model = book.sync(table, at)
        book.grids[model.title] = model.to_grid()
    if previous is None:
        book.grids |= {model.title: model.to_grid() for model in book.extra_tabs()}
    tabs = tuple(TabRead(title, grid) for title, grid in book.grids.items())
    code = book.unit.unit_code
    return landing.land_spreadsheet(SpreadsheetRead(code, in_utc(at), tabs, link=f"{code}.xlsx")) is not None


def land_pulls(
    landing: Landing, prices: PriceFiles, feeds: Sequence[FeedDeclaration], instants: Sequence[datetime]
) -> None:
    """Land the feeds' files on the morning of each sync day, a file again only where it has changed."""
    seen: dict[str, str] = {}
    for day in sorted({at.date() for at in instants}):
        at = in_utc(datetime.combine(day, PULL_TIME))
        for part, content in sorted(prices.at(day).items()):
            digest = hashlib.sha256(content).hexdigest()
            if seen.get(part) == digest:
                continue
            seen[part] = digest
            meta = {"file": part, "size": len(content), "sha256": digest}
            landing.land_blob("feeds", _feed_of(part, feeds), part, content, at, meta)


def _feed_of(part: str, feeds: Sequence[FeedDeclaration]) -> str:
    return next(feed.name for feed in feeds if feed.file and Path(part).match(feed.file))


def write_files(folder: Path, books: Sequence[Book], prices: Mapping[str, bytes], until: datetime) -> None:
    """Workbooks and price files as they lie on disk at `until`."""
    for book in books:
        content = workbook_bytes(book.on_disk(until), until, book.unit.name)
        _write(folder / "sheets" / f"{book.unit.unit_code}.xlsx", content)
    for part, content in prices.items():
        _write(folder / part, content)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
