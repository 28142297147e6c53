"""Connections of a download: to checked addresses only, and each step within the time of the whole.

A name is looked up once and the very addresses found are checked and connected to, so that no answer of a name server
can change between the two. Every wait, for names, connections, headers and bodies, ends at one deadline.
"""

import ipaddress
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

import httpcore
import httpx

from connectors.deadline import Deadline
from connectors.feeds.fetching.origins import Address, AllowedPlaces, is_literal
from connectors.feeds.fetching.route import ProxyAddress, Route
from connectors.feeds.fetching.tunnels import PlaceRefused, open_tunnel

_HTTP_PORT = 80

Lookup = Callable[[str, int], list[str]]


def system_lookup(host: str, port: int) -> list[str]:
    """The addresses of a name as this machine finds them; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class GuardedTransport(httpx.HTTPTransport):
    """HTTP over the connections of one try of a download; raises RouteUnusable where the way can't be used."""

    def __init__(self, places: AllowedPlaces, lookup: Lookup, deadline: Deadline, route: Route) -> None:
        context = route.tls()
        super().__init__(verify=context)
        backend = _GuardedBackend(places, lookup, deadline, route.proxy)
        direct = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
        self._pool = direct if route.proxy is None else _ProxiedPool(direct, backend, route.proxy)


class _ProxiedPool:
    """Requests through a proxy: https and names found here by a tunnel, all else in plain http as it is."""

    def __init__(self, tunnels: httpcore.ConnectionPool, backend: "_GuardedBackend", proxy: ProxyAddress) -> None:
        self._tunnels, self._backend = tunnels, backend
        self._forward = httpcore.HTTPProxy(proxy_url=str(proxy), network_backend=_ToProxy(backend))

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        host, port = request.url.host.decode("ascii"), request.url.port or _HTTP_PORT
        is_plain = request.url.scheme == b"http" and self._backend.may_forward(host, port)
        return (self._forward if is_plain else self._tunnels).handle_request(request)

    def close(self) -> None:
        self._tunnels.close()
        self._forward.close()

    def __enter__(self) -> "_ProxiedPool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _GuardedBackend(httpcore.NetworkBackend):
    def __init__(
        self, places: AllowedPlaces, lookup: Lookup, deadline: Deadline, proxy: ProxyAddress | None = None
    ) -> None:
        self._places, self._lookup, self._deadline, self._proxy = places, lookup, deadline, proxy
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
        if self._proxy is not None:
            return self._tunnel(host, port, timeout)
        return self._first(self._checked(host, port, timeout), host, port, timeout)

    def _checked(self, host: str, port: int, timeout: float | None) -> list[Address]:
        """The addresses of a name, none of which is closed."""
        addresses = [_parsed(text) for text in self._found(host, port, timeout)]
        for address in addresses:
            if refusal := self._places.refusal(address):
                raise PlaceRefused(refusal)
        return addresses

    def _first(self, addresses: list[Address], host: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            seconds = self._deadline.shortened(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._sockets.connect_tcp(str(address), port, seconds)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return _TimedStream(stream, self._deadline)
        raise failure

    def may_forward(self, host: str, port: int) -> bool:
        """Whether the proxy is asked in plain http without a tunnel: for an address, or a name that only it can find.

        Raises PlaceRefused where the place is known to be closed.
        """
        if is_literal(host):
            self._checked(host, port, None)
            return True
        return self._places.names_exactly(host, port) and self._targets(host, port, None) == [host]

    def _targets(self, host: str, port: int, timeout: float | None) -> list[str]:
        """What the proxy is asked for: the checked addresses; the name where only it can find one that is allowed."""
        try:
            return [str(address) for address in self._checked(host, port, timeout)]
        except httpcore.ConnectError as error:
            if self._places.names_exactly(host, port):
                return [host]
            raise httpcore.ConnectError(
                f"{error}, so what the proxy would find can't be checked: name the host itself in [feeds] allowed_hosts"
            ) from error

    def to_proxy(self, timeout: float | None) -> httpcore.NetworkStream:
        """A connection to the proxy, whose own address is the configuration's business and is not checked."""
        proxy = self._proxy
        try:
            addresses = [_parsed(text) for text in self._found(proxy.host, proxy.port, timeout)]
            return self._first(addresses, proxy.host, proxy.port, timeout)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            said = " ".join(str(error).split()) or "no answer in time"
            raise httpcore.ConnectError(f"the proxy {proxy} of [feeds] proxy can't be reached ({said})") from error

    def _tunnel(self, host: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        """A connection through the proxy to the first of a name's addresses that it reaches."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for target in self._targets(host, port, timeout):
            with ExitStack() as unless_kept:
                stream = self.to_proxy(timeout)
                unless_kept.callback(stream.close)
                try:
                    open_tunnel(stream, target, port, str(self._proxy), timeout)
                except httpcore.ConnectError as error:
                    failure = error
                    continue
                unless_kept.pop_all()
                return stream
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


class _ToProxy(httpcore.NetworkBackend):
    """Connections to the proxy, wherever the pool thinks that it connects to."""

    def __init__(self, backend: _GuardedBackend) -> None:
        self._backend = backend

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **_: Any) -> httpcore.NetworkStream:
        return self._backend.to_proxy(timeout)


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
