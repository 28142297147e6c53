"""One guarded HTTP GET: bounded in time, size, retries and redirects, and careful about where it is led.

Price sites stall, answer 5xx at night, cut bodies short and redirect to login pages; each of these has one answer here.
"""

import ipaddress
import socket
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import httpx

from connectors.retrying import RetriesExhausted, RetryPolicy, retry_after_seconds, status_may_pass

USER_AGENT = "nongsan/1.0 (price feeds)"
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (httpx.TimeoutException, "no answer in time"),
    (httpx.RemoteProtocolError, "the answer was cut short"),
    (httpx.DecodingError, "the answer can't be unpacked"),
)


@dataclass(frozen=True)
class FetchLimits:
    """Bounds of one try: seconds, bytes, counts; `total_seconds` is from its start to its last byte."""

    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 120.0
    max_bytes: int = 64 * 1024 * 1024
    redirects: int = 5


@dataclass(frozen=True)
class Download:
    """A complete body and what came with it."""

    content: bytes
    headers: Mapping[str, str]
    charset: str | None
    final_url: str


class DownloadFailed(Exception):
    """Why there is no body, in a few words; another try at once would not help."""


class _MayPass(Exception):
    """A failure that can pass by itself; `asked` is how many seconds the server asks to wait."""

    def __init__(self, reason: str, asked: float | None = None) -> None:
        super().__init__(reason)
        self.asked = asked


@dataclass(frozen=True)
class Watch:
    """Who looks on: `judge` names what is wrong with a body, `progress` hears bytes received and, if stated, in all."""

    judge: Callable[[bytes], str | None] = lambda content: None
    progress: Callable[[int, int | None], None] = lambda received, total: None


def download(
    url: str,
    allowed_hosts: Collection[str],
    previous: Mapping[str, str],
    *,
    limits: FetchLimits,
    retries: RetryPolicy,
    transport: httpx.BaseTransport | None = None,
    watch: Watch = Watch(),
) -> Download | None:
    """The body at `url`, or None when the server says it has not changed since `previous` (etag, last_modified).

    A body that the judge of `watch` names wrong is asked for again like a cut one. Raises DownloadFailed.
    """
    timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds)
    headers = {"User-Agent": USER_AGENT, "Accept": "*/*", **_validators(previous)}
    with httpx.Client(timeout=timeout, transport=transport, trust_env=False, headers=headers) as client:
        try:
            return retries.call(
                lambda: _attempt(client, url, allowed_hosts, limits, watch),
                may_pass=lambda error: isinstance(error, _MayPass),
                asked=lambda error: error.asked,
            )
        except RetriesExhausted as error:
            raise DownloadFailed(str(error)) from error


def _validators(previous: Mapping[str, str]) -> dict[str, str]:
    pairs = {"If-None-Match": previous.get("etag"), "If-Modified-Since": previous.get("last_modified")}
    return {name: value for name, value in pairs.items() if value}


def _attempt(
    client: httpx.Client,
    url: str,
    allowed_hosts: Collection[str],
    limits: FetchLimits,
    watch: Watch,
) -> Download | None:
    """One try; what httpx raises and what the judge says become a reason in words."""
    try:
        found = _follow(client, httpx.URL(url), allowed_hosts, limits, watch)
    except httpx.InvalidURL as error:
        raise DownloadFailed(f"leads to an address that can't be read: {error}") from error
    except (httpx.TransportError, httpx.DecodingError) as error:
        for kind, reason in _REASONS:
            if isinstance(error, kind):
                raise _MayPass(reason) from error
        raise _MayPass(f"not reachable: {' '.join(str(error).split()) or type(error).__name__}") from error
    if found is not None and (problem := watch.judge(found.content)):
        raise _MayPass(f"the answer {problem}")
    return found


def _follow(
    client: httpx.Client, start: httpx.URL, allowed_hosts: Collection[str], limits: FetchLimits, watch: Watch
) -> Download | None:
    """Redirects are followed by hand, each target checked before it is asked."""
    here, deadline = start, time.monotonic() + limits.total_seconds
    for _ in range(limits.redirects + 1):
        with client.stream("GET", here) as response:
            if not response.has_redirect_location:
                return _body(response, limits, deadline, watch)
            target = here.join(response.headers["location"])
        if refusal := _refusal(start, here, target, allowed_hosts):
            raise DownloadFailed(f"redirects to {target}, which {refusal}")
        here = target
    raise DownloadFailed(f"more than {limits.redirects} redirects")


def _body(response: httpx.Response, limits: FetchLimits, deadline: float, watch: Watch) -> Download | None:
    _check_status(response)
    if response.status_code == httpx.codes.NOT_MODIFIED:
        return None
    too_big = DownloadFailed(f"the answer is bigger than the {limits.max_bytes} bytes a feed may have")
    stated = int(response.headers.get("content-length") or 0)
    if stated > limits.max_bytes:
        raise too_big
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        watch.progress(len(content), stated or None)
        if len(content) > limits.max_bytes:
            raise too_big
        if time.monotonic() > deadline:
            raise _MayPass(f"the answer took longer than {limits.total_seconds:g} s")
    return Download(bytes(content), dict(response.headers), response.charset_encoding, str(response.url))


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if status in (200, 203):
        return
    conditional = "if-none-match" in response.request.headers or "if-modified-since" in response.request.headers
    if status == httpx.codes.NOT_MODIFIED and conditional:
        return
    said = f"answered {status} {response.reason_phrase}".strip()
    if status_may_pass(status):
        raise _MayPass(said, retry_after_seconds(response.headers))
    raise DownloadFailed(said)


def _refusal(start: httpx.URL, here: httpx.URL, target: httpx.URL, allowed_hosts: Collection[str]) -> str | None:
    """Why a redirect may not be followed, or None."""
    if target.scheme not in ("http", "https") or not target.host:
        return "is not an http address"
    if _is_allowed(target, allowed_hosts):
        return None
    if target.host != start.host:
        return "is not an allowed host"
    if here.scheme == "https" and target.scheme == "http":
        return "leaves the encrypted connection"
    if target.port not in (None, start.port):
        return "is another port of the host"
    if start.scheme != target.scheme and start.port is not None:
        return "is another port of the host"
    if not _is_literal(start.host) and _is_private(target.host):
        return "is a private address"
    return None


def _is_allowed(target: httpx.URL, allowed_hosts: Collection[str]) -> bool:
    with_port = f"{target.host}:{target.port}" if target.port else target.host
    for pattern in (host.lower() for host in allowed_hosts):
        if pattern in (target.host, with_port):
            return True
        if pattern.startswith("*.") and target.host.endswith(pattern[1:]) and not _is_private(target.host):
            return True
    return False


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True


def _is_private(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return any(not ipaddress.ip_address(str(one[4][0]).split("%")[0]).is_global for one in found)
