"""Reads dated after the present: what a clock that ran ahead leaves behind, and what a named person set aside of it.

A receipt's instant comes from the clock of the machine that read. One far in the future would be the newest for ever:
whoever reads or builds asks first, and a person says whether the clock is wrong now or was wrong then.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from connectors.durable import discard
from connectors.landing.receipts import instant_of, read_receipts, receipt_names, write_receipt

LEDGER: Final = "reads_set_aside"
KINDS: Final = ("sheets", "feeds", "inputs")
EXCEPTIONS: Final = "exceptions"
_SEEN: Final = ("seen.json", "pulled.json")


@dataclass(frozen=True)
class DatedRead:
    """A receipt of the landing and the instant (UTC) that it is dated; `name`: its path in the landing."""

    name: str
    at: datetime

    @property
    def source(self) -> str:
        """The folder it lies in, as `sheets/907` or `ledger/exceptions`."""
        return "/".join(self.name.split("/")[:2])


@dataclass(frozen=True)
class SetAside:
    """Reads that a named person set aside, and why."""

    reads: tuple[str, ...]
    by: str
    reason: str


def read_folders(landing: Path) -> Iterator[Path]:
    """The folders of receipts that decide what a build gives."""
    for kind in KINDS:
        yield from sorted((landing / kind).glob("*/reads"))
    yield landing / "ledger" / EXCEPTIONS


def counted_reads(landing: Path) -> Iterator[DatedRead]:
    """The reads that count, by folder, then by time: all but those set aside."""
    aside = set_aside(landing)
    for folder in read_folders(landing):
        start = folder.relative_to(landing)
        names = ((f"{start}/{name}", instant_of(name)) for name in receipt_names(folder, damaged=[]))
        yield from (DatedRead(name, at) for name, at in names if name not in aside)


def asides(landing: Path) -> list[SetAside]:
    """What was set aside so far, by whom and why; an event that is damaged or says something else is passed over."""
    events = read_receipts(landing / "ledger" / LEDGER, None, damaged=[])
    return [
        SetAside(tuple(event["reads"]), event["by"], event["reason"])
        for event in events
        if isinstance(event.get("reads"), list) and {"by", "reason"} <= event.keys()
    ]


def set_aside(landing: Path) -> frozenset[str]:
    """The reads that count no more, by their path in the landing."""
    return frozenset(name for one in asides(landing) for name in one.reads)


def put_aside(landing: Path, given: SetAside, at: datetime) -> None:
    """Let reads count no more from here on; their sources are read again, whatever was seen of them.

    What was seen goes first: a kill in between leaves the reads as they are, and their sources to be looked at.
    """
    for name in given.reads:
        for seen in _SEEN:
            discard(landing / name.rpartition("/reads/")[0] / seen)
    write_receipt(landing / "ledger" / LEDGER, at, {**asdict(given), "reads": list(given.reads)})
