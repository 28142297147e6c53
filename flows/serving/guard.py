"""A guard in front of Prefect's server: it answers under its own names, to its own pages and to programs.

A page of any other site that is open in an officer's browser can send requests to this machine. It can't choose the
headers Host, Origin and Sec-Fetch-Site, which the browser writes itself; so a request that names another host (DNS
rebinding), comes from a page of another origin, or carries a body of a kind that a browser sends without asking first,
ends here, before Prefect sees it. Who asks is then Prefect's own question: basic authentication.
"""

import ipaddress
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Scope = Mapping[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
DEFAULT_PORTS = {"http": 80, "https": 443}
ELSEWHERE = ("cross-site", "same-site")
JSON = "application/json"
REPORTED, SHOWN = 100, 120
_FORBIDDEN, _MISDIRECTED, _UNSUPPORTED = 403, 421, 415
_HEADERS = (
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
)
logger = logging.getLogger("nongsan")


class AddressInvalid(ValueError):
    """An address of the server that no browser could open."""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`, a name or an IP address without a port."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@dataclass(frozen=True)
class Reach:
    """The server's own names: `hosts` as the header Host has them, `origins` as the header Origin has them."""

    hosts: frozenset[str]
    origins: frozenset[str]

    @classmethod
    def of(cls, addresses: Iterable[str]) -> "Reach":
        """Of addresses like `http://127.0.0.1:4200`, one of loopback for all its names; raises AddressInvalid."""
        hosts, origins = set(), set()
        for address in addresses:
            scheme, name, port = _parts(address)
            default = DEFAULT_PORTS[scheme]
            for one in LOOPBACK_NAMES if is_loopback(name) else (name,):
                hosts |= {f"{one}:{port}"} | ({one} if port == default else set())
                origins.add(f"{scheme}://{one}" + (f":{port}" if port != default else ""))
        return cls(frozenset(hosts), frozenset(origins))


def _parts(address: str) -> tuple[str, str, int]:
    said = AddressInvalid(f"{address!r} is no address like https://nongsan.example")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise said from error
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.username or not address.isascii():
        raise said
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return parts.scheme, name, port or DEFAULT_PORTS[parts.scheme]


class Guard:
    """The ASGI application `app` for whoever may speak to it at all; everyone else is refused and logged."""

    def __init__(self, app: App, reach: Reach) -> None:
        self._app, self._reach = app, reach
        self._reported: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif (refusal := self._refusal(scope)) is not None:
            self._report(scope, refusal[1])
            await _refuse(scope, send, *refusal)
        else:
            await self._app(scope, receive, _unframed(send))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Status and reason, None for a request that goes on."""
        given = _Headers(scope)
        hosts = given.all(b"host")
        if len(hosts) != 1 or hosts[0].lower() not in self._reach.hosts:
            return _MISDIRECTED, f"host {_shown(hosts)} is not this server's"
        origins = given.all(b"origin")
        if any(one not in self._reach.origins for one in origins):
            return _FORBIDDEN, f"origin {_shown(origins)} is not this server's"
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        if changes and not origins and any(one in ELSEWHERE for one in given.all(b"sec-fetch-site")):
            return _FORBIDDEN, "it comes from a page of another site"
        if changes and given.has_body() and given.media_types() != [JSON]:
            return _UNSUPPORTED, f"a body must be {JSON}"
        return None

    def _report(self, scope: Scope, reason: str) -> None:
        """Log each kind of refusal once, the first hundred of them: a page could ask for ever."""
        said = f"refused {scope.get('method', 'websocket')} {scope['path'][:SHOWN]!r}: {reason}"
        if said not in self._reported and len(self._reported) < REPORTED:
            self._reported.add(said)
            logger.warning(said)


class _Headers:
    def __init__(self, scope: Scope) -> None:
        self._given = [(name.lower(), text.decode("latin-1").strip()) for name, text in scope["headers"]]

    def all(self, name: bytes) -> list[str]:
        return [text for one, text in self._given if one == name]

    def has_body(self) -> bool:
        lengths = self.all(b"content-length")
        return bool(self.all(b"transfer-encoding")) or any(one != "0" for one in lengths)

    def media_types(self) -> list[str]:
        return [one.partition(";")[0].strip().lower() for one in self.all(b"content-type")]


def _shown(texts: list[str]) -> str:
    return ", ".join(repr(one[:SHOWN]) for one in texts[:2]) or "that is not named"


async def _refuse(scope: Scope, send: Send, status: int, reason: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
        return
    body = json.dumps({"detail": f"refused: {reason}"}).encode()
    headers = [(b"content-type", JSON.encode()), (b"content-length", str(len(body)).encode()), *_HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _unframed(send: Send) -> Send:
    """`send` with headers that keep other sites from showing this one inside their own pages."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
        await send(message)

    return guarded
