"""What the published warehouse was built from, so that the same build is not made twice."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from connectors.landing.receipts import write_atomically
from connectors.landing.store import Landing
from connectors.warehouse import FILE_NAME
from pipeline.province.inputs import code_version
from pipeline.province.settings import Settings

# the ledgers that decide what a build gives; reports issued come in by their month, what was sent to whom not at all
BUILD_LEDGERS = ("exceptions",)


def digest(stated: list) -> str:
    return hashlib.sha256(json.dumps(stated, default=str, sort_keys=True).encode()).hexdigest()


def build_key(landing: Landing, as_of: datetime, released: Mapping[str, datetime]) -> str:
    """sha256 over all that decides a build: code, what landed, the instant, the months released before it."""
    return digest([code_version(), landing.fingerprint(BUILD_LEDGERS), as_of, sorted(released.items())])


def remember_build(settings: Settings, key: str, rows: Mapping[str, int]) -> None:
    """Keep what the published warehouse was built from."""
    keep_document(settings.data_folder / ".state" / "build.json", {"key": key, "rows": dict(rows)})


def recall_build(settings: Settings, key: str) -> dict[str, int] | None:
    """Row counts of the published warehouse if it was built from exactly this."""
    kept = kept_document(settings.data_folder / ".state" / "build.json")
    is_same = kept is not None and kept["key"] == key and (settings.data_folder / FILE_NAME).exists()
    return kept["rows"] if is_same else None


def keep_document(path: Path, document: dict) -> None:
    write_atomically(path, json.dumps(document, ensure_ascii=False, default=str, indent=1).encode())


def kept_document(path: Path) -> dict | None:
    return json.loads(path.read_bytes()) if path.exists() else None
