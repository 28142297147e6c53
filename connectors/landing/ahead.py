"""Reads dated after the present: what a clock that ran ahead leaves behind, and what a named person set aside of it.

A receipt's instant comes from the clock of the machine that read. One far in the future would be the newest for ever:
whoever reads or builds asks first, and a person says whether the clock is wrong now or was wrong then.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from connectors.durable import discard
from connectors.landing.receipts import WRITTEN_AT, instant_of, receipt_names, receipts_by_name, write_receipt

LEDGER: Final = "reads_set_aside"
COUNTED: Final = "counted_again"
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
    """Reads that a named person set aside, and why; `event`: the name of what the ledger keeps of it."""

    reads: tuple[str, ...]
    by: str
    reason: str
    event: str = ""


def read_folders(landing: Path) -> Iterator[Path]:
    """The folders of receipts that decide what a build gives."""
    for kind in KINDS:
        yield from sorted((landing / kind).glob("*/reads"))
    yield landing / "ledger" / EXCEPTIONS


def counted_reads(landing: Path, as_of: datetime | None = None) -> Iterator[DatedRead]:
    """What counts as of an instant, of whatever time, by folder, then by time: all reads but those set aside.

    That reads count again is news of the instant at which somebody said so, and is listed after them.
    """
    aside = set_aside(landing, as_of)
    for folder in read_folders(landing):
        start = folder.relative_to(landing)
        names = ((f"{start}/{name}", instant_of(name)) for name in receipt_names(folder, damaged=[]))
        yield from (DatedRead(name, at) for name, at in names if name not in aside)
    yield from (DatedRead(one.path, one.at) for one in _said(landing) if one.counted and one.path not in aside)


@dataclass(frozen=True)
class _Said:
    """An event of the ledger: what was set aside, or (`counted`: the name of that event) counts again from `at` on."""

    given: SetAside
    counted: str | None
    at: datetime

    @property
    def path(self) -> str:
        return f"ledger/{LEDGER}/{self.given.event}"


def _said(landing: Path) -> list[_Said]:
    """The events in the order of writing; one that is damaged or says something else is passed over."""
    events = receipts_by_name(landing / "ledger" / LEDGER, None, damaged=[])
    return [
        _Said(SetAside(tuple(event["reads"]), event["by"], event["reason"], name), event.get(COUNTED), _clock_of(event))
        for name, event in events
        if _is_whole(event)
    ]


def _is_whole(event: Mapping[str, Any]) -> bool:
    reads = event.get("reads")
    texts = [
        event.get("by"),
        event.get("reason"),
        event.get(COUNTED) or "",
        *(reads if isinstance(reads, list) else []),
    ]
    return isinstance(reads, list) and all(isinstance(one, str) for one in texts)


def _clock_of(event: Mapping[str, Any]) -> datetime:
    """What the clock said when an event was recorded (UTC)."""
    return datetime.fromisoformat(event[WRITTEN_AT]) if WRITTEN_AT in event else event["fetched_at"]


def asides(landing: Path, as_of: datetime | None = None) -> list[SetAside]:
    """What is set aside, by whom and why.

    Reads that count again do so for what is asked as of that instant or later: what was built without them is built
    without them for ever. That they count again may itself have been said by a clock that ran ahead, and set aside, and
    that in turn be taken back: an event speaks of earlier ones only, so whether it holds is known before theirs.
    """
    holding: list[SetAside] = []
    aside: set[str] = set()
    back: set[str] = set()
    for one in reversed(_said(landing)):
        if not one.counted:
            if one.given.event not in back:
                holding.append(one.given)
                aside.update(one.given.reads)
        elif one.path not in aside and (as_of is None or one.at <= as_of):
            back.add(one.counted)
    return holding[::-1]


def set_aside(landing: Path, as_of: datetime | None = None) -> frozenset[str]:
    """The reads that count no more, by their path in the landing."""
    return frozenset(name for one in asides(landing, as_of) for name in one.reads)


def put_aside(landing: Path, given: SetAside, at: datetime) -> None:
    """Let reads count no more from here on; their sources are read again, whatever was seen of them.

    What was seen goes first: a kill in between leaves the reads as they are, and their sources to be looked at.
    """
    _forget(landing, given.reads)
    write_receipt(landing / "ledger" / LEDGER, at, _event(given))


def count_again(landing: Path, taken_back: SetAside, given: SetAside, at: datetime) -> None:
    """Let reads that were set aside count again from an instant (UTC) on; `given` says who does so, and why."""
    _forget(landing, taken_back.reads)
    write_receipt(landing / "ledger" / LEDGER, at, _event(given) | {COUNTED: taken_back.event})


def _forget(landing: Path, reads: Collection[str]) -> None:
    for name in reads:
        for seen in _SEEN:
            discard(landing / name.rpartition("/reads/")[0] / seen)


def _event(given: SetAside) -> dict[str, Any]:
    return {"reads": list(given.reads), "by": given.by, "reason": given.reason}
