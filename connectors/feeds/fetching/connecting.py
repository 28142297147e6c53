"""Connections of a download: to checked addresses only, and each step within the time of the whole.

A name is looked up once and the very addresses found are checked and connected to, so that no answer of a name server
can change between the two. Every wait, for names, connections, headers and bodies, ends at one deadline.
"""

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx

from connectors.feeds.fetching.origins import Address, AllowedPlaces

_ROUNDING = 0.01
"""Seconds: a wait may end a little early, and must not seem to have ended in time."""

Lookup = Callable[[str, int], list[str]]


class PlaceRefused(Exception):
    """A name leads where no connection may be made; the message goes after 'it'."""


def system_lookup(host: str, port: int) -> list[str]:
    """The addresses of a name as this machine finds them; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Deadline:
    """An instant at which all that is waited for is over."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends = clock() + seconds

    @property
    def is_over(self) -> bool:
        """Whether the allowed seconds have passed."""
        return self._clock() >= self._ends

    def shortened(self, timeout: float | None, late: type[Exception]) -> float:
        """A step's own time, or what is left of the whole; raises `late` where nothing is left."""
        left = self._ends - self._clock()
        if left <= 0:
            raise late("the time of the whole download is over")
        left += _ROUNDING
        return left if timeout is None else min(timeout, left)


class GuardedTransport(httpx.HTTPTransport):
    """HTTP over the connections of one try of a download."""

    def __init__(self, places: AllowedPlaces, lookup: Lookup, deadline: Deadline) -> None:
        context = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context)
        backend = _GuardedBackend(places, lookup, deadline)
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)


class _GuardedBackend(httpcore.NetworkBackend):
    def __init__(self, places: AllowedPlaces, lookup: Lookup, deadline: Deadline) -> None:
        self._places, self._lookup, self._deadline = places, lookup, deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """The first address that answers; raises PlaceRefused where any of the name's is closed."""
        addresses = [_parsed(text) for text in self._found(host, port, timeout)]
        for address in addresses:
            if refusal := self._places.refusal(address):
                raise PlaceRefused(refusal)
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            seconds = self._deadline.shortened(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._sockets.connect_tcp(str(address), port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return _TimedStream(stream, self._deadline)
        raise failure

    def _found(self, host: str, port: int, timeout: float | None) -> list[str]:
        """The system's own lookup knows no time limit, so a thread waits for it that may be left behind."""
        answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._lookup(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(OSError(str(error)))

        threading.Thread(target=ask, name="name-lookup", daemon=True).start()
        try:
            answer = answers.get(timeout=self._deadline.shortened(timeout, httpcore.ConnectTimeout))
        except queue.Empty:
            raise httpcore.ConnectTimeout(f"the name {host} was not found in time") from None
        if isinstance(answer, OSError):
            raise httpcore.ConnectError(f"the name {host} can't be found ({answer})")
        return answer


def _parsed(text: str) -> Address:
    return ipaddress.ip_address(text.split("%")[0])


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.shortened(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.shortened(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = self._deadline.shortened(timeout, httpcore.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, seconds), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
