"""Which months the editions are of whose events can't be read: those are kept back, all others go on.

A damaged event has only its instant left. Which edition it spoke of follows from what it is missing for: a folder of
reports whose manifest bears a number that no other event has, a revision left out between others. A folder alone tells
nothing, since it is written before its event; of a damaged pack it is not even known how many events it held.
"""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pipeline.ledgers.damage import DamagedEvent, LedgerDamaged
from pipeline.ledgers.events import EditionEvent, Ledger, ledger_of
from pipeline.ledgers.manifests import stated_number
from pipeline.province.province import REPORTS, Province

_REVISION = re.compile(r"r([1-9]\d*)")
_SERIES = re.compile(r"\d{4}-(\d{2}|tong-hop)")


@dataclass(frozen=True)
class UnreadEditions:
    """Events of editions that can't be read; `places`: the folders (`2023-08/r1`) that they may have spoken of."""

    damaged: tuple[DamagedEvent, ...] = ()
    places: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        """Whether each of them has a place."""
        return all(one.is_single for one in self.damaged) and len(self.places) >= len(self.damaged)

    def demand(self, series: str) -> None:
        """Raise LedgerDamaged where one of them may be of a series, named as `series_folder` does."""
        if self.damaged and (not self.is_known or any(_series(one) == series for one in self.places)):
            raise LedgerDamaged(self.damaged[0])


def unread_editions(province: Province) -> UnreadEditions:
    """What can't be read of the ledger of reports of a province."""
    ledger = ledger_of(province, EditionEvent)
    if not ledger.damaged:
        return UnreadEditions()
    start = province.settings.report.number_start
    numbers = set(range(start, start + ledger.count)) - {event.number for event in ledger.events}
    return UnreadEditions(ledger.damaged, frozenset(_missing(ledger, province.settings.data_folder / REPORTS, numbers)))


def _missing(ledger: Ledger[EditionEvent], reports: Path, numbers: Collection[int]) -> Collection[str]:
    known = {event.place for event in ledger.events}
    folders = {f"{path.parent.name}/{path.name}": path for path in reports.glob("*/r*/")}
    written = {
        place
        for place, path in folders.items()
        if place not in known and _REVISION.fullmatch(path.name) and stated_number(path) in numbers
    }
    newest: dict[str, int] = defaultdict(int)
    for place in known:
        series, revision = place.split("/r")
        newest[series] = max(newest[series], int(revision))
    counted = {f"{series}/r{number}" for series, last in newest.items() for number in range(1, last)}
    return {place for place in written | counted if _SERIES.fullmatch(_series(place))} - known


def _series(place: str) -> str:
    return place.partition("/")[0]
