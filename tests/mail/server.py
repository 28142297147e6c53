"""A real SMTP server on loopback that keeps what it takes and answers, where told to, as busy or angry servers do."""

import os
import signal
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller


@dataclass
class Mailbox:
    """What came in, as (recipient, bytes), and what to answer: `answers[recipient]` are used up one a try.

    `kill_at` (RCPT, DATA or QUEUED) ends the process `victim` there with SIGKILL, before any answer is given.
    """

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    data_answers: list[str] = field(default_factory=list)
    kill_at: str | None = None
    victim: int | None = None
    is_victim_known: threading.Event = field(default_factory=threading.Event)

    def _kill(self, stage: str) -> bool:
        if self.kill_at != stage:
            return False
        self.is_victim_known.wait()
        os.kill(self.victim, signal.SIGKILL)
        self.kill_at = None
        return True

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tried.append(address)
        self._kill("RCPT")
        if self.answers[address]:
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self._kill("DATA"):
            return "451 nobody is there any more"
        if self.data_answers:
            answer = self.data_answers.pop(0)
            if answer == "hang up":
                self.taken += [(one, envelope.content) for one in envelope.rcpt_tos]
                server.transport.abort()
                return "250 OK"
            return answer
        self.taken += [(one, envelope.content) for one in envelope.rcpt_tos]
        self._kill("QUEUED")
        return "250 queued"

    def letters(self) -> list[tuple[str, EmailMessage]]:
        return [(who, message_from_bytes(content, policy=policy.default)) for who, content in self.taken]

    def clear(self) -> None:
        self.__init__()


class _AnyPort(Controller):
    """A controller that may be given port 0 and then looks at the port it got."""

    def _trigger_server(self):
        self.port = port_of(self)
        super()._trigger_server()


def serve(box: Mailbox, **options) -> Controller:
    """The server, started on a free port of loopback."""
    controller = _AnyPort(box, hostname="127.0.0.1", port=0, **options)
    controller.start()
    return controller


def port_of(controller: Controller) -> int:
    return controller.server.sockets[0].getsockname()[1]
