"""Who serves a province right now: exactly one process, found by the others through a lock and a small file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from connectors.derived import keep, kept
from connectors.durable import discard
from connectors.locks import exclusive, is_held
from pipeline.province.settings import Settings

LOCK = "serve.lock"
LONGER_THAN_A_QUESTION = 1.0


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

    def refusal() -> AlreadyServing:
        return AlreadyServing(read_served(folder) or Served(0, "an address not known yet", ""))

    with exclusive(folder / LOCK, wait_seconds=LONGER_THAN_A_QUESTION, refusal=refusal):
        try:
            yield
        finally:
            discard(folder / "serve.json")


def note_served(settings: Settings, served: Served) -> None:
    """Let other processes of this province find the server."""
    keep(settings.data_folder / ".state" / "serve.json", served)


def read_served(folder: Path) -> Served | None:
    """Address and processes of the `nongsan serve` that was started last, None where there is no such file."""
    return kept(folder / "serve.json", Served)


def serving(settings: Settings) -> Served | None:
    """Who serves this province now, None when nobody does."""
    folder = settings.data_folder / ".state"
    found = read_served(folder)
    return found if found is not None and is_held(folder / LOCK) else None
