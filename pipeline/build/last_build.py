"""What the published warehouse was built from, so that the same build is not made twice."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from connectors.landing.receipts import write_atomically
from connectors.landing.store import Landing
from connectors.warehouse import FILE_NAME
from pipeline.province.inputs import code_version
from pipeline.province.settings import Settings

Memory = TypeVar("Memory", bound=BaseModel)
# the ledgers that decide what a build gives; reports issued come in by their month, what was sent to whom not at all
BUILD_LEDGERS = ("exceptions",)


class _Build(BaseModel):
    """What the published warehouse was built from (`build_key`), and its rows by what became of them."""

    model_config = ConfigDict(frozen=True)

    key: str
    rows: dict[str, int]


def digest(stated: list) -> str:
    return hashlib.sha256(json.dumps(stated, default=str, sort_keys=True).encode()).hexdigest()


def build_key(landing: Landing, as_of: datetime, released: Mapping[str, datetime]) -> str:
    """sha256 over all that decides a build: code, what landed, the instant, the months released before it."""
    return digest([code_version(), landing.fingerprint(BUILD_LEDGERS), as_of, sorted(released.items())])


def remember_build(settings: Settings, key: str, rows: Mapping[str, int]) -> None:
    """Keep what the published warehouse was built from."""
    keep(_file(settings), _Build(key=key, rows=rows))


def recall_build(settings: Settings, key: str) -> dict[str, int] | None:
    """Row counts of the published warehouse if it was built from exactly this."""
    built = kept(_file(settings), _Build)
    is_same = built is not None and built.key == key and (settings.data_folder / FILE_NAME).exists()
    return built.rows if is_same else None


def _file(settings: Settings) -> Path:
    return settings.data_folder / ".state" / "build.json"


def keep(path: Path, memory: BaseModel) -> None:
    """Keep what is remembered of a build or a run as JSON."""
    write_atomically(path, memory.model_dump_json(indent=1).encode())


def kept(path: Path, model: type[Memory]) -> Memory | None:
    """What was kept in a file; None where there is none, or an earlier version of the code wrote it in another form."""
    if not path.exists():
        return None
    try:
        return model.model_validate_json(path.read_bytes())
    except ValidationError:
        return None
