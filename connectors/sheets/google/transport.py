"""HTTP whose answers end in time: status, headers and body together, however slowly they come.

The time limits of requests and urllib3 hold for each step. A peer that sends a byte a minute keeps them all, for ever.
"""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager

from connectors.deadline import Deadline
from connectors.limits import ANSWER_SECONDS


class AnswerTooSlow(Exception):
    """An answer that had not come whole when its time was over; one line that names no address."""


@dataclass(frozen=True)
class AnswerTime:
    """How long one answer may take from the end of its request to its last byte: seconds, and the clock of them."""

    seconds: float = ANSWER_SECONDS
    clock: Callable[[], float] = time.monotonic


class TimedAdapter(HTTPAdapter):
    """What a session sends with, mounted for both schemes; raises AnswerTooSlow, in the middle of a body too."""

    def __init__(self, allowed: AnswerTime) -> None:
        self._pools = {
            "http": _timed(HTTPConnectionPool, allowed),
            "https": _timed(HTTPSConnectionPool, allowed),
        }
        super().__init__()

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        """Called by requests when the adapter is made."""
        super().init_poolmanager(*given, **named)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *given: Any, **named: Any) -> PoolManager:
        """Called by requests where the environment names a proxy; returns the manager of its connections."""
        manager = super().proxy_manager_for(*given, **named)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _timed(kind: type[HTTPConnectionPool], allowed: AnswerTime) -> type[HTTPConnectionPool]:
    """The pool with connections that begin to count when a request is sent and its answer is waited for."""

    class Connection(kind.ConnectionCls):
        def response_class(self, sock: socket.socket, *given: Any, **named: Any) -> HTTPResponse:
            return HTTPResponse(_TimedSocket(sock, allowed), *given, **named)

    class Pool(kind):
        ConnectionCls = Connection

    return Pool


class _TimedSocket:
    """As much of a socket as an answer needs."""

    def __init__(self, sock: socket.socket, allowed: AnswerTime) -> None:
        self._sock, self._allowed = sock, allowed

    def makefile(self, mode: str) -> BufferedReader:
        return BufferedReader(_TimedReader(self._sock, self._sock.makefile(mode, buffering=0), self._allowed))


class _TimedReader(RawIOBase):
    """Reads within what is left of the time."""

    def __init__(self, sock: socket.socket, incoming: socket.SocketIO, allowed: AnswerTime) -> None:
        self._sock, self._incoming = sock, incoming
        self._seconds, self._deadline = allowed.seconds, Deadline(allowed.seconds, allowed.clock)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        try:
            self._sock.settimeout(self._deadline.shortened(self._sock.gettimeout(), TimeoutError))
            return self._incoming.readinto(buffer)
        except TimeoutError as error:
            if not self._deadline.is_over:
                raise
            raise AnswerTooSlow(f"its answer had not come whole after {self._seconds:g} s") from error

    def close(self) -> None:
        self._incoming.close()
        super().close()
