"""One frozen model a ledger: what `data/landing/ledger/<name>/` keeps for ever, as values instead of JSON.

The landing keeps events as bytes; only the models here read and write them. A field that an earlier version of the
platform did not write has the value that it then meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_serializer

from connectors.landing.ahead import LEDGER as READS_SET_ASIDE
from connectors.landing.receipts import is_receipt
from connectors.landing.store import Landing
from pipeline.ledgers.damage import CORRUPT, DamagedEvent
from pipeline.province.province import Province
from reports.changes import EarlierChange, FigureChange, ReplacedEdition
from reports.manifest import NOT_SENT

MONTH, SUMMARY = "month", "summary"


Kept = TypeVar("Kept", bound="Event")


@dataclass(frozen=True)
class Ledger(Generic[Kept]):
    """What a ledger says, oldest first, and which of its events can't be read."""

    events: tuple[Kept, ...] = ()
    damaged: tuple[DamagedEvent, ...] = ()

    @property
    def count(self) -> int:
        """How many events it holds, damaged ones too."""
        return len(self.events) + len(self.damaged)

    @property
    def unread(self) -> str | None:
        """How many can't be read, in a few words; None where all can."""
        if not self.damaged:
            return None
        few = "" if all(one.is_single for one in self.damaged) else "at least "
        return f"{few}{len(self.damaged)} that can't be read"


class Event(BaseModel):
    """What every event has: when it was recorded (UTC; None before it is)."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)
    LEDGER: ClassVar[str]

    recorded_at: datetime | None = Field(None, exclude=True, validation_alias="fetched_at")

    @classmethod
    def of(cls, landing: Landing, as_of: datetime | None = None) -> list[Self]:
        """The events of this ledger up to an instant, oldest first, but for those that can't be read."""
        return list(cls.ledger(landing, as_of).events)

    @classmethod
    def ledger(cls, landing: Landing, as_of: datetime | None = None) -> Ledger[Self]:
        """The ledger up to an instant, with what of it can't be read."""
        paths: list[Path] = []
        found: dict[str, Self] = {}
        wrong: list[tuple[Path, str]] = []
        for path, event in landing.whole_events(cls.LEDGER, as_of, paths):
            try:
                found[path.name] = cls.model_validate(event)
            except ValidationError as error:
                wrong.append((path, _first_problem(error)))
        clocks = [(name, event.recorded_at) for name, event in found.items() if event.recorded_at is not None]

        def damaged(path: Path, why: str) -> DamagedEvent:
            later = [at for name, at in clocks if name > path.name] if is_receipt(path.name) else []
            return DamagedEvent(cls.LEDGER, path, why, min(later, default=None))

        unread = [damaged(*one) for one in (*((path, CORRUPT) for path in paths), *wrong)]
        return Ledger(tuple(found.values()), tuple(sorted(unread, key=lambda one: one.at)))

    def record(self, landing: Landing, at: datetime) -> None:
        """Add this event to its ledger as of an instant (UTC)."""
        landing.record(self.LEDGER, self.model_dump(mode="json"), at)

    @field_serializer("*", when_used="json", check_fields=False)
    def _plain(self, value: object) -> object:
        """Instants as ISO text with their offset, as the ledgers have always kept them."""
        return value.isoformat() if isinstance(value, datetime) else value


class EarlierEntry(BaseModel):
    """A small change of an earlier month that an edition prints: the figure's values, and the words printed of it."""

    model_config = ConfigDict(frozen=True)

    month: str
    figure: str
    old: float | None
    new: float | None
    printed: EarlierChange


class EditionEvent(Event):
    """An edition of a month's report or of the interim report, with the verdict it was issued on.

    `month`: YYYY-MM, of the interim report the last it covers. `judged`: the sealed verdict as `document_of` keeps it;
    that and `manifest_sha256` are None before the edition is written, and of editions issued without.
    """

    LEDGER: ClassVar[str] = "reports"

    kind: str = MONTH
    month: str
    revision: int
    number: int
    as_of: datetime
    verdict: str
    provisional: bool
    early: bool = False
    seal: str
    code_version: str
    reservation_by: str | None = None
    reservation_reason: str | None = None
    delivery: str = NOT_SENT
    recipients: tuple[str, ...] = ()
    replaces: ReplacedEdition | None = None
    corrections: tuple[FigureChange, ...] = ()
    earlier_changes: tuple[EarlierEntry, ...] = ()
    judged: Mapping[str, Any] | None = None
    manifest_sha256: str | None = None

    @property
    def first_day(self) -> date:
        """The first day of its month."""
        return date.fromisoformat(f"{self.month}-01")

    @property
    def is_month(self) -> bool:
        """Whether it is a month's report, and not the interim report."""
        return self.kind == MONTH

    @property
    def place(self) -> str:
        """Its folder under `reports`: `2023-08/r1`, of the interim report `2023-tong-hop/r1`."""
        return f"{series_folder(self.kind, self.month)}/r{self.revision}"


def series_folder(kind: str, month: str) -> str:
    """The folder of the editions that are numbered together: a month's, `2023-08`, or a year's interim reports."""
    return month if kind == MONTH else f"{month[:4]}-tong-hop"


class DeliveryEvent(Event):
    """How it stands with a letter and one recipient: "sending" before the SMTP transaction, its end after it."""

    LEDGER: ClassVar[str] = "deliveries"

    kind: str
    key: str
    recipient: str
    message_id: str
    outcome: str
    possible_repeat: bool
    detail: str
    dated_at: datetime
    at: datetime


class NoticeEvent(Event):
    """What data staff were told, and when a trouble was over.

    `flow`, `sign`, `since`: of a failure and its end, the flow, the kind of problem, since when. `area`, `ids`: of
    spreadsheets or tabs in trouble, which.
    """

    LEDGER: ClassVar[str] = "notices"

    kind: str
    key: str
    delivery: str = NOT_SENT
    subject: str = ""
    text: str = ""
    html: str = ""
    at: datetime | None = None
    flow: str | None = None
    sign: str | None = None
    since: datetime | None = None
    area: str | None = None
    ids: tuple[str, ...] = ()


class ReminderEvent(Event):
    """A letter to a unit whose data are not complete; `moment`: month and days from its deadline, `2023-08/-5`."""

    LEDGER: ClassVar[str] = "reminders"

    moment: str
    month: str
    offset: int
    unit_code: str
    recipient: str
    subject: str
    text: str
    html: str
    until: datetime


class QuickReportEvent(Event):
    """A quick report of urgent alerts: whose, its number and folder, its letter, the sha256 of its files.

    `alerts`: unit, product, Monday of the week (YYYY-MM-DD).
    """

    LEDGER: ClassVar[str] = "quick_reports"

    alerts: tuple[tuple[str, str, str], ...]
    folder: str
    number: int
    as_of: datetime
    delivery: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    files: Mapping[str, str] = Field(default_factory=dict)


class PlanEvent(Event):
    """A published linking plan that differs from the one recorded before; `links`: lot, request, kilograms."""

    LEDGER: ClassVar[str] = "link_plans"

    as_of: datetime
    links: tuple[tuple[str, str, int], ...]


class AcceptedValue(BaseModel):
    """A value that a named person let in although a rule refuses it.

    compared: the row's values the rule looked at, JSON; None for a held tab.
    """

    model_config = ConfigDict(frozen=True)

    issue_id: str
    unit_code: str
    table_name: str
    tab: str
    row_key: str | None
    column: str | None
    rule: str
    raw_value: str | None
    compared: str | None
    accepted_by: str
    reason: str


class AcceptanceEvent(Event, AcceptedValue):
    """The ledger of accepted values; what becomes of them is told in `exceptions.py`."""

    LEDGER: ClassVar[str] = "exceptions"


class SetAsideEvent(Event):
    """Reads dated ahead of the clock that a named person lets count no more, by their path in the landing.

    `counted_again`: the name of the event that set them aside, where this one lets them count again.
    """

    LEDGER: ClassVar[str] = READS_SET_ASIDE

    reads: tuple[str, ...]
    by: str
    reason: str
    counted_again: str | None = None


LEDGERS: tuple[type[Event], ...] = (
    SetAsideEvent,
    EditionEvent, DeliveryEvent, NoticeEvent, ReminderEvent, QuickReportEvent, PlanEvent, AcceptanceEvent,
)  # fmt: skip


def ledger_of(province: Province, kind: type[Kept], as_of: datetime | None = None) -> Ledger[Kept]:
    """A ledger as it is known; what of it can't be read is said once in a run."""
    found = kind.ledger(province.landing, as_of)
    for one in found.damaged:
        province.console.warn_once(one.line())
    return found


def damaged_events(landing: Landing) -> list[DamagedEvent]:
    """Every event of every ledger that can't be read."""
    return [one for kind in LEDGERS for one in kind.ledger(landing).damaged]


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    return f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
