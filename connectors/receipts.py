"""Files that are written whole or not at all, and receipts: small JSON files named by the instant they speak of."""

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

INSTANT = "%Y%m%dT%H%M%S.%fZ"
FILE_MODE = 0o600
FOLDER_MODE = 0o700


def instant_text(at: datetime) -> str:
    """UTC instant as it stands in file names; sorts by time."""
    return at.astimezone(UTC).strftime(INSTANT)


def write_atomically(path: Path, content: bytes, mode: int = FILE_MODE) -> None:
    """Write `content` to `path` whole or not at all, durable before it is visible."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(aside, path)
        _sync_folder(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def canonical(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).encode()


def receipt_names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in os.scandir(folder) if entry.name[0] != "." and entry.name.endswith(".json"))


def write_receipt(folder: Path, at: datetime, receipt: dict) -> datetime:
    """Add a receipt after all the folder holds and return the instant it got.

    That instant is `at`, or just after the newest receipt where the clock stands still or runs back, so that the order
    of receipts is always the order in which they were written. It stands in the receipt as `fetched_at`.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    with open(os.open(folder / ".lock", os.O_WRONLY | os.O_CREAT, FILE_MODE), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        names = receipt_names(folder)
        newest = instant_of(names[-1]) if names else None
        stamp = at.astimezone(UTC) if newest is None or at > newest else newest + timedelta(microseconds=1)
        content = canonical(receipt | {"fetched_at": stamp.isoformat()})
        digest = hashlib.sha256(content).hexdigest()[:16]
        write_atomically(folder / f"{instant_text(stamp)}-{digest}.json", content)
    return stamp


def altered_receipt(folder: Path) -> str | None:
    """The first receipt whose content is no longer what its name was given for, None when all are as written."""
    for name in receipt_names(folder):
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:16]
        if name.removesuffix(".json").rpartition("-")[2] != digest:
            return name
    return None


def instant_of(name: str) -> datetime:
    """The instant (UTC) that a receipt's file name bears."""
    return datetime.strptime(name.split("-", 1)[0], INSTANT).replace(tzinfo=UTC)


def read_receipts(folder: Path, as_of: datetime | None, *, newest_first: bool = False) -> Iterator[dict]:
    limit = instant_text(as_of) if as_of else None
    names = receipt_names(folder)
    for name in reversed(names) if newest_first else names:
        if limit is None or name.split("-", 1)[0] <= limit:
            receipt = json.loads((folder / name).read_bytes())
            receipt["fetched_at"] = datetime.fromisoformat(receipt["fetched_at"])
            yield receipt
