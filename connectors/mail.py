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

_TLS_FROM_THE_START = 465


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in; the password is shown to nobody but the server."""

    host: str
    port: int
    sender: str
    starttls: bool = True
    username: str | None = None
    password: SecretStr | None = None
    timeout: float = 30.0


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
class Handed:
    """The server took the letter; `may_repeat`: an earlier try may have been taken too, its answer was lost."""

    answer: str
    may_repeat: bool


class MailRefused(Exception):
    """The server will never take this letter for this recipient; carries its answer."""


class MailUnavailable(Exception):
    """The letter can't be handed in now.

    `may_pass`: another try at once is worth it; `may_have_arrived`: the letter was out when the connection broke.
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
    _smtp: smtplib.SMTP | None = None
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

    def hand_over(self, content: bytes, recipient: str) -> Handed:
        """One letter to one recipient, tried a few times; raises MailRefused, MailUnavailable."""
        is_unsure = False

        def attempt() -> Handed:
            nonlocal is_unsure
            try:
                return Handed(self._transaction(content, recipient), is_unsure)
            except MailUnavailable as error:
                self._hang_up()
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
        """MAIL, RCPT, DATA for one recipient; a lost answer to DATA leaves open whether the letter arrived."""
        smtp = self._connected()
        is_out = False
        try:
            smtp.rset()
            _demand(smtp.mail(self.server.sender), "the sender", is_about_recipient=False)
            _demand(smtp.rcpt(recipient), recipient)
            is_out = True
            return _demand(smtp.data(content), recipient)
        except smtplib.SMTPDataError as error:
            return _demand((error.smtp_code, error.smtp_error), recipient)
        except (smtplib.SMTPException, OSError) as error:
            raise MailUnavailable(_words(error), may_have_arrived=is_out) from error

    def _connected(self) -> smtplib.SMTP:
        if self._down is not None:
            raise ServerUnreachable(self._down, may_pass=False)
        if self._smtp is None:
            self._smtp = connect(self.server)
        return self._smtp


def connect(server: MailServer) -> smtplib.SMTP:
    """A greeted connection, encrypted and logged in as configured; raises ServerUnreachable.

    The server's certificate must be one the machine trusts (or the file in SSL_CERT_FILE) and bear its name.
    """
    if server.port == _TLS_FROM_THE_START:
        raise ServerUnreachable("port 465 is not spoken here, use 587 with starttls", may_pass=False)
    smtp: smtplib.SMTP | None = None
    try:
        smtp = smtplib.SMTP(server.host, server.port, local_hostname=_own_name(), timeout=server.timeout)
        smtp.ehlo_or_helo_if_needed()
        if server.starttls:
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
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


def _demand(reply: tuple[int, bytes | str], whom: str, *, is_about_recipient: bool = True) -> str:
    code, answer = reply
    words = f"{code} {_decoded(answer)}"
    if code < 400:
        return words
    if code < 500:
        raise MailUnavailable(f"{whom}: {words}")
    if is_about_recipient:
        raise MailRefused(words)
    raise MailUnavailable(f"{whom}: {words}", may_pass=False)


def _decoded(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())


def _may_pass(error: Exception) -> bool:
    """A login or encryption that fails once fails again; a 4xx or a broken connection may pass."""
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError | UnicodeEncodeError):
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
