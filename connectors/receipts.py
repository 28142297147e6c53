"""Files that are written whole or not at all, and receipts: small JSON files named by the instant they speak of."""

import json
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
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
    finally:
        aside.unlink(missing_ok=True)


def canonical(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).encode()


def receipt_names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in os.scandir(folder) if entry.name[0] != "." and entry.name.endswith(".json"))


def read_receipts(folder: Path, as_of: datetime | None, *, newest_first: bool = False) -> Iterator[dict]:
    limit = instant_text(as_of) if as_of else None
    names = receipt_names(folder)
    for name in reversed(names) if newest_first else names:
        if limit is None or name.split("-", 1)[0] <= limit:
            receipt = json.loads((folder / name).read_bytes())
            receipt["fetched_at"] = datetime.fromisoformat(receipt["fetched_at"])
            yield receipt
