"""Who serves a province right now: exactly one process, found by the others through a lock and a small file."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from connectors.landing.receipts import FILE_MODE, FOLDER_MODE, write_atomically
from pipeline.province.settings import Settings


class AlreadyServing(Exception):
    """Another process serves this province."""

    def __init__(self, served: "Served") -> None:
        self.served = served
        super().__init__(f"already serving at {served.address} (process {served.pid})")


@dataclass(frozen=True)
class Served:
    """Who serves a province and where: process id, the UI's address, the API's."""

    pid: int
    address: str
    api: str


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Hold the province's serve lock; raises AlreadyServing with who holds it."""
    folder = settings.data_folder / ".state"
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    with open(os.open(folder / "serve.lock", os.O_WRONLY | os.O_CREAT, FILE_MODE), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyServing(read_served(folder) or Served(0, "an address not known yet", "")) from error
        try:
            yield
        finally:
            (folder / "serve.json").unlink(missing_ok=True)


def note_served(settings: Settings, served: Served) -> None:
    """Let other processes of this province find the server."""
    write_atomically(settings.data_folder / ".state" / "serve.json", json.dumps(asdict(served)).encode())


def read_served(folder: Path) -> Served | None:
    path = folder / "serve.json"
    return Served(**json.loads(path.read_bytes())) if path.exists() else None


def serving(settings: Settings) -> Served | None:
    """Who serves this province now, None when nobody does."""
    folder = settings.data_folder / ".state"
    found, lock = read_served(folder), folder / "serve.lock"
    if found is None or not lock.exists():
        return None
    with lock.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return found
    return None
