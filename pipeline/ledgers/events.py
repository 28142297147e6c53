"""One frozen model a ledger: what `data/landing/ledger/<name>/` keeps for ever, as values instead of JSON.

The landing keeps events as bytes; only the models here read and write them. A field that an earlier version of the
platform did not write has the value that it then meant.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_serializer

from connectors.landing.store import Landing
from reports.changes import EarlierChange, FigureChange
from reports.manifest import NOT_SENT

MONTH, SUMMARY = "month", "summary"


class LedgerDamaged(Exception):
    """An event of a ledger does not say what its kind says; the message names ledger, instant and field."""

    def __init__(self, ledger: str, at: datetime, error: ValidationError) -> None:
        problem = error.errors()[0]
        field = ".".join(str(part) for part in problem["loc"])
        super().__init__(
            f"landing/ledger/{ledger}: the event of {at.isoformat()} can't be read, {field}: {problem['msg']}; "
            "restore the file from a backup of data/landing"
        )


class Event(BaseModel):
    """What every event has: when it was recorded (UTC; None before it is)."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)
    LEDGER: ClassVar[str]

    recorded_at: datetime | None = Field(None, exclude=True, validation_alias="fetched_at")

    @classmethod
    def of(cls, landing: Landing, as_of: datetime | None = None) -> list[Self]:
        """The events of this ledger up to an instant, oldest first; raises LandingCorrupt, LedgerDamaged."""
        return [cls._read(event) for event in landing.events(cls.LEDGER, as_of)]

    @classmethod
    def _read(cls, event: Mapping[str, Any]) -> Self:
        try:
            return cls.model_validate(event)
        except ValidationError as error:
            raise LedgerDamaged(cls.LEDGER, event["fetched_at"], error) from error

    def record(self, landing: Landing, at: datetime) -> None:
        """Add this event to its ledger as of an instant (UTC)."""
        landing.record(self.LEDGER, self.model_dump(mode="json"), at)

    @field_serializer("*", when_used="json", check_fields=False)
    def _plain(self, value: object) -> object:
        """Instants as ISO text with their offset, as the ledgers have always kept them."""
        return value.isoformat() if isinstance(value, datetime) else value


class EarlierEntry(BaseModel):
    """A small change of an earlier month that an edition tells: the figure's values, and the words printed of it."""

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
    seal: str
    code_version: str
    reservation_by: str | None = None
    reservation_reason: str | None = None
    delivery: str = NOT_SENT
    recipients: tuple[str, ...] = ()
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
        return f"{self.month if self.is_month else f'{self.month[:4]}-tong-hop'}/r{self.revision}"


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
