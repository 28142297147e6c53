"""One SMTP connection that takes an answer only to the letter of RFC 5321; Python's own is lenient where it matters.

A reply is whole lines of one code from 200 to 559, each ended by CRLF (4.2). One that stands there before the command
or the letter it would answer was sent answers nothing: the two sides are out of step, and no more is said.
"""

import re
import smtplib
import ssl
import time
from dataclasses import dataclass
from typing import Final

# 4.5.3.2.6: whoever gives up on the end of a letter any sooner sends twice what a slow server has taken
END_OF_DATA_SECONDS: Final = 600.0
_LINE_BYTES, _REPLY_LINES, _BLOCK_BYTES = 8192, 200, 64 * 1024
_REPLY_LINE = re.compile(rb"([2-5][0-5][0-9])(?:([ -])([^\r\n]*))?\r\n")
_CLOSING = b"421"
_SHOWN_LETTERS = 60
_ABOUT_SESSION: Final = frozenset({503, 530, 534, 535, 538})


class OutOfProtocol(smtplib.SMTPException):
    """The server said what is no SMTP reply, or said it when nothing was asked; the connection is closed."""


@dataclass(frozen=True)
class Reply:
    """What the server answered: the code, and its text on one line."""

    code: int
    text: str

    @property
    def is_done(self) -> bool:
        """2yz: what was asked has been done."""
        return 200 <= self.code < 300

    @property
    def is_transient(self) -> bool:
        """4yz: not now, another try may go."""
        return 400 <= self.code < 500

    @property
    def is_refusal(self) -> bool:
        """5yz: not now and not later."""
        return self.code >= 500

    @property
    def is_about_session(self) -> bool:
        """Commands out of order, or a login or encryption that is wanted first: it says nothing of letter or recipient.

        RFC 5321 4.2.3 (503), RFC 4954 6 (530, 534, 535, 538).
        """
        return self.code in _ABOUT_SESSION

    def __str__(self) -> str:
        return f"{self.code} {self.text}".rstrip()


class StrictSmtp(smtplib.SMTP):
    """`smtplib.SMTP` that reads replies itself; every command goes out only where nothing unasked has come in.

    Raises OutOfProtocol besides what the library raises.
    """

    _come_in = b""

    def ask(self, command: str) -> Reply:
        """One command and its reply."""
        return _reply(self.docmd(command))

    def send_text(self, content: bytes) -> None:
        """The letter's text after a 354, without the line that ends it: as long as that is missing, nothing is sent."""
        stuffed = re.sub(rb"(?m)^\.", b"..", content)
        for start in range(0, len(stuffed), _BLOCK_BYTES):
            self.send(stuffed[start : start + _BLOCK_BYTES])
        if not stuffed.endswith(b"\r\n"):
            self.send(b"\r\n")
        self._demand_silence()

    def end_of_data(self, seconds: float) -> Reply:
        """The line that ends the letter, and what the server then says of the whole within so many seconds."""
        super().send(b".\r\n")
        return _reply(self._answered(seconds))

    def send(self, s: bytes | str) -> None:
        """Send bytes or a command; refuses where the server has already said something that nothing asked for."""
        self._demand_silence()
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        """The next reply, whole; raises OutOfProtocol, SMTPServerDisconnected, TimeoutError."""
        return self._answered(self.timeout)

    def _answered(self, seconds: float) -> tuple[int, bytes]:
        until, codes, texts = time.monotonic() + seconds, set(), []
        while len(texts) < _REPLY_LINES:
            line = self._line(until)
            found = _REPLY_LINE.fullmatch(line)
            if found is None or len(line) > _LINE_BYTES:
                raise self._broken(line, "is no reply")
            codes.add(int(found[1]))
            texts.append((found[3] or b"").strip())
            if len(codes) > 1:
                raise self._broken(line, "gives one reply two codes")
            if found[2] != b"-":
                return codes.pop(), b"\n".join(texts)
        raise self._broken(line, "is one line too many")

    def _line(self, until: float) -> bytes:
        """The next line with its end, or as much of it as a line may have."""
        while b"\n" not in self._come_in and len(self._come_in) <= _LINE_BYTES:
            if not self._receive(until - time.monotonic()):
                self.close()
                raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        end = self._come_in.find(b"\n") + 1 or len(self._come_in)
        line, self._come_in = self._come_in[:end], self._come_in[end:]
        return line

    def _receive(self, seconds: float) -> bool:
        """Take in what comes within so many seconds; whether anything did before the end of the connection."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("please run connect() first")
        if seconds <= 0:
            self.close()
            raise TimeoutError
        self.sock.settimeout(seconds)
        try:
            received = self.sock.recv(_LINE_BYTES)
        except OSError:
            self.close()
            raise
        self.sock.settimeout(self.timeout)
        self._come_in += received
        return bool(received)

    def _demand_silence(self) -> None:
        """Nothing may have come in. A 421 may at any time (3.8): it and the end of the connection are no offence."""
        said = self._come_in or self._come_in_meanwhile()
        if said is None:
            return
        if not said or said.startswith(_CLOSING):
            self.close()
            raise smtplib.SMTPServerDisconnected(f"{_shown(said)} Connection unexpectedly closed".strip())
        raise self._broken(said, "was said before anything asked for it")

    def _come_in_meanwhile(self) -> bytes | None:
        """What lies there unread, nothing at the connection's end; None while the server is silent."""
        if self.sock is None:
            return None
        self.sock.settimeout(0)
        try:
            return self.sock.recv(_LINE_BYTES)
        except (BlockingIOError, ssl.SSLWantReadError):
            return None
        finally:
            self.sock.settimeout(self.timeout)

    def _broken(self, said: bytes, what: str) -> OutOfProtocol:
        self.close()
        self._come_in = b""
        return OutOfProtocol(f"{_shown(said)!r} {what}")


def _shown(said: bytes) -> str:
    text = "".join(letter if letter.isprintable() else " " for letter in said.decode("utf-8", "replace"))
    return " ".join(text.split())[:_SHOWN_LETTERS]


def _reply(found: tuple[int, bytes]) -> Reply:
    code, text = found
    return Reply(code, " ".join(text.decode("utf-8", "replace").split()))
