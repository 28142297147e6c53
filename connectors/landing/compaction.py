"""Packs what was superseded long ago, many small files into one, and removes a file only once it is in a pack.

A file leaves only after a pack that holds it has been read back from the disk; whoever reads meanwhile finds it in one
place or the other, so that every as-of stays as it was and no fingerprint changes.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from connectors.cells import CellGrid, parquet_bytes, parquet_table
from connectors.landing.packs import LandingCorrupt, loose_names, members, packs_in, read_afresh, write_pack
from connectors.landing.receipts import instant_of, is_receipt, is_whole
from connectors.landing.store import TAB_SUFFIX, Landing, is_blob, is_tab
from connectors.locks import exclusive

LOCK = ".compaction.lock"
MIN_FILES = 8
MAX_FILE_BYTES = 256 * 1024
MAX_PACK_BYTES = 4 * 1024 * 1024
BLOCK = 512


class CompactionRunning(Exception):
    """Another process is compacting the same landing."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"another maintenance is running on {folder}: wait for it to end")


@dataclass
class Compacted:
    """Files and bytes on disk of the landing before and after, files that went into packs, damaged files left alone."""

    files_before: int = 0
    bytes_before: int = 0
    files_after: int = 0
    bytes_after: int = 0
    packed: int = 0
    packs: int = 0
    damaged: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class Packable:
    """A folder of files of one kind: which of them may be packed, and how each is checked and stored."""

    folder: Path
    names: tuple[str, ...]
    stored: Callable[[str, bytes], bytes]


def compact(landing: Landing, before: datetime, *, dry_run: bool = False) -> Compacted:
    """Pack receipts written before an instant (UTC) and contents superseded before it.

    A folder where that concerns fewer than MIN_FILES files is left as it is, large files too. Raises CompactionRunning.
    """
    found = Compacted()
    found.files_before, found.bytes_before = usage(landing.folder)
    if landing.folder.is_dir():
        with exclusive(landing.folder / LOCK, wait_seconds=0, refusal=lambda: CompactionRunning(landing.folder)):
            for packable in packables(landing, before):
                _compact_one(packable, before, found, dry_run=dry_run)
    found.files_after, found.bytes_after = usage(landing.folder)
    return found


def usage(folder: Path) -> tuple[int, int]:
    """Files below a folder and the bytes they take on the disk; others may come and go meanwhile."""
    count, size = 0, 0
    for inside, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                size += (Path(inside) / name).lstat().st_blocks * BLOCK
                count += 1
    return count, size


def packables(landing: Landing, before: datetime) -> Iterator[Packable]:
    """Every folder of the landing that may have something to pack."""
    for unit in landing.units():
        base = landing.folder / "sheets" / unit
        yield Packable(base / "tabs", _old_tabs(landing, unit, before), stored_tab)
        yield Packable(base / "reads", _old_receipts(base / "reads", before), stored_receipt)
    for kind in ("feeds", "inputs"):
        for base in sorted((landing.folder / kind).glob("*/")):
            yield Packable(base / "blobs", _old_blobs(landing, kind, base.name, before), stored_blob)
            yield Packable(base / "reads", _old_receipts(base / "reads", before), stored_receipt)
    for folder in sorted((landing.folder / "ledger").glob("*/")):
        yield Packable(folder, _old_receipts(folder, before), stored_receipt)


def _old_receipts(folder: Path, before: datetime) -> tuple[str, ...]:
    return tuple(sorted(one for one in loose_names(folder) if is_receipt(one) and instant_of(one) < before))


def _old_tabs(landing: Landing, unit: str, before: datetime) -> tuple[str, ...]:
    """Loose contents that had been superseded by then, in the order in which they came, so that like lies by like.

    None where a receipt is damaged, since it may say that one of them still stands.
    """
    damaged: list[Path] = []
    snapshots = landing.unit_snapshots(unit, damaged=damaged)
    standing = {one.sha256 for one in snapshots if one.superseded_at is None or one.superseded_at >= before}
    if damaged:
        return ()
    ordered = sorted(snapshots, key=lambda one: (one.title, one.fetched_at))
    names = dict.fromkeys(f"{one.sha256}{TAB_SUFFIX}" for one in ordered if one.sha256 not in standing)
    loose = set(loose_names(landing.folder / "sheets" / unit / "tabs"))
    return tuple(name for name in names if name in loose)


def _old_blobs(landing: Landing, kind: str, name: str, before: datetime) -> tuple[str, ...]:
    damaged: list[Path] = []
    blobs = landing.blobs(kind, name, damaged=damaged)
    if damaged:
        return ()
    until = {blob.part: blob for blob in blobs}
    young = {blob.sha256 for blob in blobs if blob.fetched_at >= before}
    standing = {blob.sha256 for blob in until.values()} | young
    names = dict.fromkeys(blob.sha256 for blob in blobs if blob.sha256 not in standing)
    loose = set(loose_names(landing.folder / kind / name / "blobs"))
    return tuple(one for one in names if one in loose)


def stored_tab(name: str, content: bytes) -> bytes:
    """A tab as it lies in a pack: not compressed by itself, so that like contents compress together."""
    try:
        table = parquet_table(content)
        is_whole_tab = CellGrid.from_arrow(table).content_hash() == name.removesuffix(TAB_SUFFIX)
    except (OSError, ValueError, KeyError) as error:
        raise LandingCorrupt(Path(name)) from error
    if not is_whole_tab:
        raise LandingCorrupt(Path(name))
    return parquet_bytes(table, "none")


def stored_blob(name: str, content: bytes) -> bytes:
    """A feed file or setting, as it landed."""
    if hashlib.sha256(content).hexdigest() != name:
        raise LandingCorrupt(Path(name))
    return content


def stored_receipt(name: str, content: bytes) -> bytes:
    """A receipt or an event, as it was written."""
    if not is_whole(name, content):
        raise LandingCorrupt(Path(name))
    return content


def _compact_one(packable: Packable, before: datetime, found: Compacted, *, dry_run: bool) -> None:
    for pack in packs_in(packable.folder):
        try:
            held = members(pack)
        except LandingCorrupt:
            found.damaged.append(pack)
            continue
        _leave(packable, pack, [name for name in packable.names if name in held], dry_run=dry_run)
    loose = [name for name in packable.names if (packable.folder / name).exists()]
    small = [name for name in loose if (packable.folder / name).stat().st_size <= MAX_FILE_BYTES]
    if len(small) < MIN_FILES:
        return
    for files in _batches(packable, small, found):
        found.packed += len(files)
        found.packs += 1
        if not dry_run:
            pack = write_pack(packable.folder, f"before-{before:%Y%m%d}", files)
            _leave(packable, pack, list(files), dry_run=False)


def _batches(packable: Packable, names: list[str], found: Compacted) -> Iterator[dict[str, bytes]]:
    """The files as they are to be stored, in portions; damaged ones are left where they are and named."""
    files: dict[str, bytes] = {}
    for name in names:
        try:
            files[name] = packable.stored(name, (packable.folder / name).read_bytes())
        except LandingCorrupt:
            found.damaged.append(packable.folder / name)
        if sum(map(len, files.values())) >= MAX_PACK_BYTES:
            yield files
            files = {}
    if files:
        yield files


def _leave(packable: Packable, pack: Path, names: list[str], *, dry_run: bool) -> None:
    """Remove loose files that a pack, as the disk has it now, holds just as well."""
    if dry_run or not names:
        return
    sound = {name for name, content in read_afresh(pack) if packable.stored(name, content) is not None}
    for name in names:
        if name in sound:
            (packable.folder / name).unlink(missing_ok=True)


def damaged_files(landing: Landing) -> list[Path]:
    """Every landed file, loose or packed, that does not hold what its name says; nothing is changed.

    A file that is not named as a landed one is none.
    """
    found: list[Path] = []
    for folder, is_ours, stored in _checked_folders(landing):
        for name in filter(is_ours, loose_names(folder)):
            try:
                stored(name, (folder / name).read_bytes())
            except (LandingCorrupt, OSError):
                found.append(folder / name)
        for pack in packs_in(folder):
            try:
                for name, content in read_afresh(pack):
                    stored(name, content)
            except (LandingCorrupt, OSError):
                found.append(pack)
    return found


def _checked_folders(
    landing: Landing,
) -> Iterator[tuple[Path, Callable[[str], bool], Callable[[str, bytes], bytes]]]:
    """Each folder of landed files, which of its names are theirs, and how one is checked."""
    base = landing.folder
    yield from ((one, is_tab, stored_tab) for one in sorted(base.glob("sheets/*/tabs/")))
    blobs = [one for kind in ("feeds", "inputs") for one in sorted(base.glob(f"{kind}/*/blobs/"))]
    yield from ((one, is_blob, stored_blob) for one in blobs)
    receipts = sorted([*base.glob("*/*/reads/"), *base.glob("ledger/*/")])
    yield from ((one, is_receipt, stored_receipt) for one in receipts)
