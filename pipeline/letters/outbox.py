"""Everything that leaves by mail: at least once to each recipient, in order, and all of it on record.

"sending" is recorded before the SMTP transaction and its end after it: a record without an end means that the process
died in between, and the letter goes out again under the same Message-ID, marked as a possible repeat.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.landing.store import Landing
from connectors.locks import exclusive
from connectors.mail import Mail, MailRefused, MailServer, MailUnavailable, SmtpSession, compose, message_id
from pipeline.ledgers.damage import DamagedEvent
from pipeline.ledgers.editions import KINDS, Clearance, NotCleared, cleared_files
from pipeline.ledgers.events import DeliveryEvent
from pipeline.province.console import Console
from pipeline.province.environment import mail_password, mail_waits
from pipeline.province.province import Province
from pipeline.province.sections import ADDRESS
from pipeline.province.settings import Settings
from reports.manifest import NOT_SENT
from vietnamese.phrases import clean

LOCK = ".deliver.lock"
SENDING, SENT, REFUSED, FAILED = "sending", "sent", "refused", "failed"
BY_MAIL = "gửi qua thư điện tử"
_CLOCKS_DIFFER = timedelta(minutes=10)
UNSENT = "nothing was sent: [mail] host is not set"


@dataclass(frozen=True)
class Letter:
    """What goes to whom; `kind` and `key` together name it for ever: a letter of that name is sent once.

    `dated_at`: the instant its Date states; without it, the one at which it was first tried. `addressed_to`: whom its
    header names where those it still has to reach are fewer. `clearance`: what a report must bear to leave.
    """

    kind: str
    key: str
    subject: str
    text: str
    html: str | None
    files: tuple[Path, ...]
    recipients: tuple[str, ...]
    dated_at: datetime | None = None
    addressed_to: tuple[str, ...] = ()
    clearance: Clearance | None = None


@dataclass(frozen=True)
class Delivered:
    """How it stands with one recipient: outcome "sent", "refused" (for good) or "failed" (tried again by the next run).

    `is_new`: this call brought it about; otherwise it was on record.
    """

    kind: str
    key: str
    recipient: str
    message_id: str
    outcome: str
    possible_repeat: bool
    detail: str
    is_new: bool


@dataclass(frozen=True)
class DeliveryState:
    """What the ledger says of one letter and recipient."""

    outcome: str
    possible_repeat: bool
    dated_at: datetime
    message_id: str
    detail: str
    recorded_at: datetime | None = None


@dataclass
class Outbox:
    """The ledger of deliveries while its owner alone sends; `held`: recipients whose earlier letters still wait.

    `damaged`: its events that can't be read. What each spoke of is not known, so it may have been any letter that was
    there by then and of which nothing later is known.
    """

    landing: Landing
    now: datetime
    console: Console
    past: dict[tuple[str, str, str], DeliveryState] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    damaged: tuple[DamagedEvent, ...] = ()

    def load(self) -> "Outbox":
        """This outbox with every delivery of the ledger; events that can't be read are in `damaged`."""
        ledger = DeliveryEvent.ledger(self.landing)
        self.damaged = ledger.damaged
        for event in ledger.events:
            self._note(event)
        return self

    def is_unknown(self, letter: Letter, recipient: str) -> bool:
        """Whether a letter may have been sent for all that can still be read; if so it is said and held back.

        A letter is there from the instant it is dated at; clocks that differ a little are allowed for.
        """
        past = self.past.get((letter.kind, letter.key, recipient))
        since = past.recorded_at if past else letter.dated_at and letter.dated_at - _CLOCKS_DIFFER
        doubt = next((one for one in self.damaged if since is None or one.at > since), None)
        if doubt is not None:
            self.console.warn_once(f"mail {letter.kind} {letter.key} to {recipient} is held back: {doubt.line()}")
        return doubt is not None

    def _note(self, event: DeliveryEvent) -> None:
        name = (event.kind, event.key, event.recipient)
        known = self.past.get(name)
        may_repeat = event.possible_repeat or (known is not None and known.possible_repeat)
        self.past[name] = DeliveryState(
            event.outcome, may_repeat, event.dated_at, event.message_id, event.detail, event.recorded_at
        )

    def record(self, letter: Letter, recipient: str, past: DeliveryState) -> None:
        """Write how a delivery ended to the ledger, dated now; raises OSError where the disk refuses."""
        event = DeliveryEvent(
            kind=letter.kind, key=letter.key, recipient=recipient, message_id=past.message_id, outcome=past.outcome,
            possible_repeat=past.possible_repeat, detail=past.detail, dated_at=past.dated_at, at=self.now,
        )  # fmt: skip
        event.record(self.landing, self.now)
        self._note(event.model_copy(update={"recorded_at": datetime.max.replace(tzinfo=UTC)}))


def mail_server(settings: Settings) -> MailServer | None:
    """The configured server with the password of the environment, None without `[mail] host`."""
    mail = settings.mail
    if mail.host is None or mail.sender is None:
        return None
    return MailServer(mail.host, mail.port, mail.sender, mail.starttls, mail.username, mail_password())


def planned_delivery(settings: Settings) -> str:
    """What an edition states of its own delivery when it is issued."""
    return NOT_SENT if settings.mail.host is None else BY_MAIL


def known_deliveries(landing: Landing) -> dict[tuple[str, str, str], DeliveryState]:
    """How it stands with every letter ever tried, by kind, key and recipient."""
    return Outbox(landing, datetime.min, Console()).load().past


def is_done(past: DeliveryState | None) -> bool:
    """Whether nothing more is to be tried: sent, or refused for good."""
    return past is not None and past.outcome in (SENT, REFUSED)


def send(province: Province, letter: Letter) -> tuple[Delivered, ...]:
    """Send one letter to each recipient that has not got it; without `[mail] host` warn once and send nothing.

    Nothing goes to whom it may have gone for all that can still be read. Raises NotCleared for a report that is not the
    edition its clearance names.
    """
    return send_all(province, [letter])


def send_all(
    province: Province,
    letters: Iterable[Letter],
    open_session: Callable[[MailServer], SmtpSession] = SmtpSession,
    on_problem: Callable[[NotCleared], None] | None = None,
) -> tuple[Delivered, ...]:
    """Send letters in order; a recipient whom one could not reach gets no later one before it.

    One process sends at a time, so that none sends what another is sending. A report that may not leave raises
    NotCleared, or where `on_problem` is given is passed to it and the others go on.
    """
    settings = province.settings
    server = mail_server(settings)
    waiting = list(letters)
    if server is None:
        if waiting:
            province.console.warn_once(UNSENT)
        return ()
    if not waiting or mail_waits():
        return ()
    found: list[Delivered] = []
    with exclusive(settings.data_folder / LOCK), open_session(server) as session:
        outbox = Outbox(province.landing, province.now, province.console).load()
        for letter in waiting:
            try:
                found += _send(province, outbox, session, letter)
            except NotCleared as error:
                if on_problem is None:
                    raise
                on_problem(error)
    return tuple(found)


def _send(province: Province, outbox: Outbox, session: SmtpSession, letter: Letter) -> Iterator[Delivered]:
    attachments: tuple[tuple[str, bytes], ...] | None = None
    for recipient in dict.fromkeys(letter.recipients):
        past = outbox.past.get((letter.kind, letter.key, recipient))
        if past is not None and is_done(past):
            yield _delivered(letter, recipient, past, is_new=False)
        elif recipient not in outbox.held and not outbox.is_unknown(letter, recipient):
            if attachments is None:
                attachments = _attachments(province, letter)
            mail = _mail(province.settings, letter, attachments, past.dated_at if past else outbox.now)
            yield _try(outbox, session, letter, recipient, mail)


def _attachments(province: Province, letter: Letter) -> tuple[tuple[str, bytes], ...]:
    """What the letter carries; a report is read once, so that what was tried against its hashes is what leaves."""
    if letter.kind in KINDS:
        return cleared_files(province, letter.clearance, letter.kind, letter.files)
    return tuple((path.name, path.read_bytes()) for path in letter.files)


def _mail(
    settings: Settings, letter: Letter, attachments: tuple[tuple[str, bytes], ...], first_tried_at: datetime
) -> Mail:
    sender = settings.mail.sender or ""
    return Mail(
        sender=sender,
        recipients=tuple(
            one for one in dict.fromkeys(letter.addressed_to or letter.recipients) if ADDRESS.fullmatch(one)
        ),
        subject=clean(letter.subject),
        text=letter.text,
        html=letter.html,
        attachments=attachments,
        message_id=message_id(sender, settings.plan.province, str(settings.plan.year), letter.kind, letter.key),
        dated_at=settings.local(letter.dated_at or first_tried_at),
    )


def _try(outbox: Outbox, session: SmtpSession, letter: Letter, recipient: str, mail: Mail) -> Delivered:
    """One recipient's transaction between its two records."""
    past = outbox.past.get((letter.kind, letter.key, recipient))
    is_repeat = past is not None and (past.outcome == SENDING or past.possible_repeat)

    def note(outcome: str, detail: str, *, may_repeat: bool) -> DeliveryState:
        noted = DeliveryState(outcome, may_repeat, mail.dated_at, mail.message_id, detail)
        outbox.record(letter, recipient, noted)
        return noted

    if not ADDRESS.fullmatch(recipient):
        refused = note(REFUSED, f"{recipient!r} is not an e-mail address", may_repeat=False)
        return _delivered(letter, recipient, refused, is_new=True)
    note(SENDING, "", may_repeat=is_repeat)
    try:
        handed = session.hand_over(compose(mail), recipient)
    except MailRefused as error:
        ended = note(REFUSED, str(error), may_repeat=is_repeat)
    except MailUnavailable as error:
        outbox.held.add(recipient)
        ended = note(FAILED, str(error), may_repeat=is_repeat or error.may_have_arrived)
    else:
        ended = note(SENT, handed.answer, may_repeat=is_repeat or handed.may_repeat)
    if ended.outcome != SENT:
        outbox.console.warn(f"mail {letter.kind} {letter.key} to {recipient}: {ended.outcome}: {ended.detail}")
    return _delivered(letter, recipient, ended, is_new=True)


def _delivered(letter: Letter, recipient: str, past: DeliveryState, *, is_new: bool) -> Delivered:
    return Delivered(
        letter.kind, letter.key, recipient, past.message_id, past.outcome, past.possible_repeat, past.detail, is_new
    )
