"""What the published warehouse was built from, so that the same build is not made twice."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from connectors.derived import keep, kept
from connectors.landing.store import Landing
from connectors.warehouse import FILE_NAME
from pipeline.ledgers.events import AcceptanceEvent, SetAsideEvent
from pipeline.province.inputs import code_version
from pipeline.province.settings import Settings

# the ledgers that decide what a build gives; reports issued come in by their month, what was sent to whom not at all
BUILD_LEDGERS = ("exceptions", "reads_set_aside")


class _Build(BaseModel):
    """What the published warehouse was built from (`build_key`), its rows by what became of them, its file's traits."""

    model_config = ConfigDict(frozen=True)

    key: str
    rows: dict[str, int]
    file: tuple[int, int]


def digest(stated: list) -> str:
    """SHA-256 (hex) of a list that JSON can hold; a date or path counts as its text."""
    return hashlib.sha256(json.dumps(stated, default=str, sort_keys=True).encode()).hexdigest()


def build_key(landing: Landing, as_of: datetime, released: Mapping[str, datetime]) -> str:
    """sha256 over all that decides a build: code, what landed and can be read, the instant, the months released."""
    ledgers = (AcceptanceEvent.ledger(landing, as_of), SetAsideEvent.ledger(landing))
    unread = [one.path.name for ledger in ledgers for one in ledger.damaged]
    return digest([code_version(), landing.fingerprint(BUILD_LEDGERS), as_of, sorted(released.items()), unread])


def remember_build(settings: Settings, key: str, rows: Mapping[str, int]) -> None:
    """Keep what the published warehouse was built from."""
    keep(_file(settings), _Build(key=key, rows=rows, file=_traits(settings)))


def recall_build(settings: Settings, key: str) -> dict[str, int] | None:
    """Row counts of the published warehouse if it was built from exactly this and stands as it was built."""
    built = kept(_file(settings), _Build)
    return built.rows if built is not None and built.key == key and built.file == _traits(settings) else None


def is_as_built(settings: Settings) -> bool:
    """Whether the published warehouse is the file that the last build left, as far as its size and time tell."""
    built = kept(_file(settings), _Build)
    return built is not None and built.file == _traits(settings)


def _traits(settings: Settings) -> tuple[int, int] | None:
    """Size and time of change of the published file; None where no file stands there."""
    path = settings.data_folder / FILE_NAME
    if not path.is_file():
        return None
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def forget_build(settings: Settings) -> None:
    """Let the next build read and judge everything again, although nothing new has landed."""
    _file(settings).unlink(missing_ok=True)


def _file(settings: Settings) -> Path:
    return settings.data_folder / ".state" / "build.json"
