"""What of the ledgers and of the editions can't be read, in one line each with its fix.

Whatever does not need a damaged event or manifest goes on; what does is kept back and says so with these words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.landing.receipts import instant_of, is_receipt

CORRUPT = "it is missing or does not match its hash"
_PACK = re.compile(r"before-(\d{8})-.*")
_MEANWHILE: Mapping[str, str] = {
    "reports": "no report is issued for the month it spoke of, and that edition is not sent",
    "deliveries": "letters that it may speak of are held back: sent or not is not known",
    "notices": "what it told may be told again",
    "reminders": "a unit that it reminded is not reminded twice",
    "exceptions": "what it let in is refused again, and no issued report is replaced",
    "quick_reports": "the alerts it told of are not told again; without its folder none is written",
    "reads_set_aside": "what it said of reads does not hold: what it set aside counts, what it let count does not",
    "link_plans": "the plan is compared with those before it",
}
_WITHOUT_BACKUP: Mapping[str, str] = {
    "deliveries": "remove the file and they go out, perhaps a second time",
    "exceptions": "remove the file and accept the issue again",
    "link_plans": "remove the file",
    "notices": "remove the file",
    "reads_set_aside": "remove the file and say it again with `nongsan maintain`",
    "reminders": "remove the file",
}


class RecordDamaged(Exception):
    """What was issued or done can't be read any more, so that what needs to know it is kept back; carries the fix."""

    runbook = "an event of the ledger … can't be read"


@dataclass(frozen=True)
class DamagedEvent:
    """An event of a ledger that can't be read, or a pack of them, and why; of whom or what it spoke is not known.

    `latest`: what the clock said when a later event was recorded, None where there is none.
    """

    ledger: str
    path: Path
    why: str = CORRUPT
    latest: datetime | None = None

    @property
    def is_single(self) -> bool:
        """Whether it is one event, and not a pack of nobody knows how many."""
        return is_receipt(self.path.name)

    @property
    def at(self) -> datetime:
        """When it was recorded, at the latest: the clock of an event written after it may say so."""
        return self._named_at if self.latest is None else min(self._named_at, self.latest)

    @property
    def _named_at(self) -> datetime:
        if self.is_single:
            return instant_of(self.path.name)
        packed = _PACK.fullmatch(self.path.name)
        if packed is None:
            return datetime.max.replace(tzinfo=UTC)
        return datetime.strptime(packed[1], "%Y%m%d").replace(tzinfo=UTC) + timedelta(days=1)

    def line(self) -> str:
        """Where it is, what is wrong with it, the fix, and what is done until then."""
        said = (
            f"{self.path}: an event of the ledger {self.ledger} can't be read ({self.why}): restore it from a backup "
            f"of data/landing; until then {_MEANWHILE[self.ledger]}"
        )
        other = _WITHOUT_BACKUP.get(self.ledger) if self.is_single else None
        return f"{said}; where there is no backup, {other}" if other else said


class LedgerDamaged(RecordDamaged):
    """An event that something depends on can't be read; the message names it and the fix."""

    def __init__(self, event: DamagedEvent) -> None:
        super().__init__(event.line())
        self.event = event


class ManifestDamaged(RecordDamaged):
    """An edition's manifest does not say what a manifest says; carries the path and the fix."""

    runbook = "was changed: remove its folder"

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was changed: remove its folder, `nongsan report` writes the edition again")
