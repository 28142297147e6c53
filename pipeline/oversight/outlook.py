"""The part of `nongsan status` that the warehouse does not know: who serves, what ran, what comes, what mail waits.

All of it comes from the schedule's rules, the marks of past runs and the ledgers; no server is asked.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.ledgers.events import DeliveryEvent
from pipeline.letters.outbox import BY_MAIL, FAILED, NOT_SENT, REFUSED, SENDING, SENT
from pipeline.oversight.served import serving
from pipeline.province import agenda, run_marks
from pipeline.province.province import Province

SHOWN_LETTERS = 5
_MINUTE = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class FlowState:
    """A flow's last run and its next, instants in UTC.

    `last_done_at`: start of the last run that ended well. `is_overdue`: a due one passed and was not served.
    `next_due_at`: None when the plan is over.
    """

    flow: str
    last_started_at: datetime | None
    last_outcome: str | None
    last_note: str
    last_done_at: datetime | None
    next_due_at: datetime | None
    is_overdue: bool

    def row(self, zone: ZoneInfo) -> tuple[str, str, str, str]:
        """Columns flow, last run, how it ended, next run; instants in that time zone."""
        started = f"{self.last_started_at.astimezone(zone):{_MINUTE}}" if self.last_started_at else "never"
        coming = f"{self.next_due_at.astimezone(zone):{_MINUTE}}" if self.next_due_at else "the plan is over"
        return self.flow, started, self._ended(), coming

    def _ended(self) -> str:
        """How the last run ended; that a next one is overdue is news only where the schedule has run at all."""
        if self.last_outcome is None:
            return ""
        overdue = ", OVERDUE" if self.is_overdue else ""
        return f"{self.last_outcome}{overdue} {self.last_note}".rstrip()


@dataclass(frozen=True)
class Server:
    """Where `nongsan serve` of the province listens, and its process id."""

    address: str
    pid: int


@dataclass(frozen=True)
class LetterState:
    """How a letter ended with a recipient: "sending", "sent", "failed" or "refused"."""

    kind: str
    key: str
    recipient: str
    outcome: str
    detail: str
    possible_repeat: bool

    def line(self) -> str:
        """The letter on one line."""
        return f"{self.kind} {self.key} to {self.recipient}: {self.detail or self.outcome}"


@dataclass(frozen=True)
class MailState:
    """Letters by how they ended with each recipient: how many sent, which wait, which were refused for good.

    `unread`: how many events of the ledger can't be read, in words; None where all can.
    """

    delivery: str
    sent: int
    possible_repeats: int
    waiting: tuple[LetterState, ...]
    refused: tuple[LetterState, ...]
    unread: str | None = None

    def lines(self) -> list[str]:
        """Counts, then the letters that did not arrive."""
        unknown = f", and {self.unread}: whether their letters went is not known" if self.unread else ""
        lines = [f"mail: {self.sent} sent, {len(self.waiting)} waiting, {len(self.refused)} refused{unknown}"]
        for name, letters in (("waiting", self.waiting), ("refused", self.refused)):
            lines += [f"  {name}: {letter.line()}" for letter in letters[:SHOWN_LETTERS]]
            if len(letters) > SHOWN_LETTERS:
                lines.append(f"  … and {len(letters) - SHOWN_LETTERS} more {name}")
        if self.delivery == NOT_SENT:
            lines.append("  [mail] host is not set: nothing is sent")
        return lines


def schedule(province: Province) -> tuple[FlowState, ...]:
    """Each flow that runs by the clock, in the order of the agenda."""
    settings = province.settings
    known, served = run_marks.marks(settings), run_marks.done_at(settings)
    overdue = dict(agenda.overdue(settings, served, province.now))
    found = []
    for flow in agenda.crons(settings):
        last, coming = known.get(flow), agenda.next_due(settings, flow, province.now)
        found.append(
            FlowState(
                flow=flow,
                last_started_at=last.started_at if last else None,
                last_outcome=last.outcome if last else None,
                last_note=last.note if last else "",
                last_done_at=last.done_at if last else None,
                next_due_at=coming,
                is_overdue=flow in overdue,
            )
        )
    return tuple(found)


def server(province: Province) -> Server | None:
    """Who serves this province, None when nobody does."""
    found = serving(province.settings)
    return Server(found.address, found.pid) if found else None


def server_line(found: Server | None) -> str:
    """One line on who serves."""
    if found is None:
        return "schedules: not served now; `nongsan serve` runs them"
    return f"schedules: served at {found.address} (process {found.pid})"


def mail(province: Province) -> MailState:
    """How it stands with every letter the province ever sent or has to send."""
    ledger = DeliveryEvent.ledger(province.landing)
    ends = {(one.kind, one.key, one.recipient): one for one in ledger.events}
    letters = [
        LetterState(one.kind, one.key, one.recipient, one.outcome, one.detail, one.possible_repeat)
        for one in ends.values()
    ]
    return MailState(
        delivery=NOT_SENT if province.settings.mail.host is None else BY_MAIL,
        sent=sum(one.outcome == SENT for one in letters),
        possible_repeats=sum(one.possible_repeat for one in letters),
        waiting=tuple(one for one in letters if one.outcome in (SENDING, FAILED)),
        refused=tuple(one for one in letters if one.outcome == REFUSED),
        unread=ledger.unread,
    )
