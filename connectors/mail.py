"""Mail: a letter becomes the same bytes every time, and is handed to an SMTP server one recipient a transaction.

Each hand-over ends in one of three ways that the caller can record: taken, refused for good, or not possible now.
"""

import hashlib
import mimetypes
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from types import TracebackType

from pydantic import SecretStr

from connectors.retrying import RetriesExhausted, RetryPolicy
from connectors.smtp import END_OF_DATA_SECONDS, OutOfProtocol, Reply, StrictSmtp

_TLS_FROM_THE_START, _GO_AHEAD = 465, 354


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in; the password is shown to nobody but the server.

    Seconds: `timeout` for an answer to a command, `end_of_data` for the one to a whole letter.
    """

    host: str
    port: int
    sender: str
    starttls: bool = True
    username: str | None = None
    password: SecretStr | None = None
    timeout: float = 30.0
    end_of_data: float = END_OF_DATA_SECONDS


@dataclass(frozen=True)
class Mail:
    """A letter ready to be written; `attachments` are (file name, content), `dated_at` an instant."""

    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str | None
    attachments: tuple[tuple[str, bytes], ...]
    message_id: str
    dated_at: datetime


@dataclass(frozen=True)
class Accepted:
    """The server took the letter; `may_repeat`: an earlier try may have been taken too, its answer was lost."""

    answer: str
    may_repeat: bool


class MailRefused(Exception):
    """The server will never take this letter for this recipient; carries its answer."""


class MailUnavailable(Exception):
    """The letter can't be handed in now.

    `may_pass`: another try at once is worth it; `may_have_arrived`: the whole letter was out and no answer says whether
    the server took it.
    """

    def __init__(self, problem: str, *, may_pass: bool = True, may_have_arrived: bool = False) -> None:
        super().__init__(problem)
        self.may_pass = may_pass
        self.may_have_arrived = may_have_arrived


class ServerUnreachable(MailUnavailable):
    """There is no connection over which any letter could be handed in."""


def message_id(sender: str, *parts: str) -> str:
    """The Message-ID of what `parts` name: the same parts, the same id."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def compose(mail: Mail) -> bytes:
    """The letter as RFC 5322 bytes, seven bits wide; the same letter gives the same bytes.

    What stands in a header is put on one line first, so nothing written by a person can add another header.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _one_line(mail.sender)
    message["To"] = ", ".join(_one_line(one) for one in mail.recipients)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = format_datetime(mail.dated_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for name, content in mail.attachments:
        kind, _, subkind = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(content, maintype=kind, subtype=subkind, filename=_one_line(name))
    parts = [part for part in message.walk() if part.is_multipart()]
    for order, part in enumerate(parts):
        part.set_boundary(f"=_{hashlib.sha256(mail.message_id.encode()).hexdigest()[:24]}_{order}")
    return message.as_bytes()


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


@dataclass
class SmtpSession:
    """One connection to the server, opened when first needed; after it failed for good nothing more is tried."""

    server: MailServer
    retries: RetryPolicy = field(default_factory=lambda: RetryPolicy(attempts=4, first=1.0, longest=15.0))
    _smtp: StrictSmtp | None = None
    _down: str | None = None

    def __enter__(self) -> "SmtpSession":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._smtp is not None and kind is None:
            try:
                self._smtp.quit()
            except (smtplib.SMTPException, OSError):
                self._smtp.close()
        elif self._smtp is not None:
            self._smtp.close()

    def hand_over(self, content: bytes, recipient: str) -> Accepted:
        """One letter to one recipient, tried a few times; raises MailRefused, MailUnavailable.

        One that may have arrived is tried once more at most, lest a server that never answers gets it many times.
        """
        is_unsure = False

        def attempt() -> Accepted:
            nonlocal is_unsure
            try:
                return Accepted(self._transaction(content, recipient), is_unsure)
            except MailUnavailable as error:
                self._hang_up()
                error.may_pass = error.may_pass and not (is_unsure and error.may_have_arrived)
                is_unsure = is_unsure or error.may_have_arrived
                raise

        try:
            return self.retries.call(attempt, lambda error: isinstance(error, MailUnavailable) and error.may_pass)
        except (MailUnavailable, RetriesExhausted) as error:
            last = error.failure if isinstance(error, RetriesExhausted) else error
            self._down = str(last) if isinstance(last, ServerUnreachable) else None
            raise MailUnavailable(str(last), may_pass=False, may_have_arrived=is_unsure) from last

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _transaction(self, content: bytes, recipient: str) -> str:
        """MAIL, RCPT, DATA for one recipient; a lost answer to the letter's end leaves open whether it arrived."""
        smtp = self._connected()
        is_out = False
        try:
            _demand(smtp.ask("RSET"), "RSET", is_about_recipient=False)
            _demand(smtp.ask(f"MAIL FROM:<{self.server.sender}>"), "the sender", is_about_recipient=False)
            _demand(smtp.ask(f"RCPT TO:<{recipient}>"), recipient)
            _demand_go_ahead(smtp.ask("DATA"), recipient)
            smtp.send_text(content)
            is_out = True
            answer = smtp.end_of_data(self.server.end_of_data)
        except (smtplib.SMTPException, OSError) as error:
            may_pass = _may_pass(error) and not (is_out and isinstance(error, TimeoutError))
            raise MailUnavailable(_words(error), may_pass=may_pass, may_have_arrived=is_out) from error
        return _demand(answer, recipient, is_out=True)

    def _connected(self) -> StrictSmtp:
        if self._down is not None:
            raise ServerUnreachable(self._down, may_pass=False)
        if self._smtp is None:
            self._smtp = connect(self.server)
        return self._smtp


def connect(server: MailServer) -> StrictSmtp:
    """A greeted connection, encrypted and logged in as configured; raises ServerUnreachable.

    The server's certificate must be one the machine trusts (or the file in SSL_CERT_FILE) and bear its name.
    """
    if server.port == _TLS_FROM_THE_START:
        raise ServerUnreachable("port 465 is not spoken here, use 587 with starttls", may_pass=False)
    smtp: StrictSmtp | None = None
    try:
        smtp = StrictSmtp(server.host, server.port, local_hostname=_own_name(), timeout=server.timeout)
        smtp.ehlo_or_helo_if_needed()
        if server.starttls:
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        if server.username is not None:
            smtp.login(server.username, server.password.get_secret_value() if server.password else "")
    except (smtplib.SMTPException, OSError, UnicodeEncodeError) as error:
        if smtp is not None:
            smtp.close()
        raise ServerUnreachable(_words(error), may_pass=_may_pass(error)) from error
    return smtp


def mail_problem(server: MailServer) -> str | None:
    """Why mail can't be handed to this server, in a few words; None when it can. Nothing is sent."""
    try:
        connect(server).quit()
    except MailUnavailable as error:
        return str(error)
    except (smtplib.SMTPException, OSError) as error:
        return _words(error)
    return None


def _own_name() -> str:
    """The machine's name without asking any name server."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"


def _demand(reply: Reply, whom: str, *, is_about_recipient: bool = True, is_out: bool = False) -> str:
    """The words of a 2yz; a 5yz about the letter or the recipient is for good. Anything that is no yes is none.

    `is_out`: it answers the whole letter, so an answer that says neither yes nor no leaves open whether it arrived.
    """
    if reply.is_done:
        return str(reply)
    if reply.is_refusal and is_about_recipient and not reply.is_about_session:
        raise MailRefused(str(reply))
    is_open = is_out and not (reply.is_transient or reply.is_refusal)
    raise MailUnavailable(f"{whom}: {reply}", may_pass=reply.is_transient, may_have_arrived=is_open)


def _demand_go_ahead(reply: Reply, recipient: str) -> None:
    """354 alone lets the letter out; a yes here is no delivery, for nothing was handed over yet."""
    if reply.code == _GO_AHEAD:
        return
    if reply.is_done:
        raise MailUnavailable(f"{recipient}: {reply} instead of {_GO_AHEAD}", may_pass=False)
    _demand(reply, recipient)


def _decoded(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())


def _may_pass(error: Exception) -> bool:
    """A login, encryption or protocol that fails once fails again; a 4xx or a broken connection may pass."""
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError | OutOfProtocol | UnicodeEncodeError):
        return False
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code < 500
    return True


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    if isinstance(error, UnicodeEncodeError):
        return "the username and password may only hold ASCII letters"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return " ".join(str(error).split()) or type(error).__name__
