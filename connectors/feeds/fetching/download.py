"""One guarded HTTP GET: bounded in time, size, retries and redirects, and careful about where it is led.

Price sites stall, answer 5xx at night, cut bodies short and redirect to login pages; each of these has one answer here.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import httpx

from connectors.deadline import Deadline
from connectors.feeds.fetching.connecting import GuardedTransport, Lookup, system_lookup
from connectors.feeds.fetching.origins import AllowedPlaces, Origin, allowed_places
from connectors.feeds.fetching.route import STRAIGHT, Route, RouteUnusable
from connectors.feeds.fetching.tunnels import PlaceRefused
from connectors.retrying import RetriesExhausted, RetryPolicy, retry_after_seconds, status_may_pass
from connectors.unpacking import ACCEPTED, EncodingRefused, PackedWrongly, unpacked

USER_AGENT = "nongsan/1.0 (price feeds)"
_LONGEST_NUMBER, _SHOWN_LENGTH = 18, 200
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (httpx.TimeoutException, "no answer in time"),
    (httpx.RemoteProtocolError, "the answer was cut short"),
)


@dataclass(frozen=True)
class FetchLimits:
    """Bounds of one try: seconds, bytes, counts.

    `total_seconds` is from its start to its last byte, over the lookup of names, connections, headers, redirects and
    body together; `max_bytes` holds for the body as sent and as unpacked.
    """

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


class _TransientFailure(Exception):
    """A failure that can pass by itself; `asked` is how many seconds the server asks to wait."""

    def __init__(self, reason: str, asked: float | None = None) -> None:
        super().__init__(reason)
        self.asked = asked


@dataclass(frozen=True)
class DownloadCallbacks:
    """Called during a download: `judge` names what is wrong with a body, `progress` gets the bytes received and, if
    stated, in all."""

    judge: Callable[[bytes], str | None] = lambda content: None
    progress: Callable[[int, int | None], None] = lambda received, total: None


def download(
    url: str,
    allowed_hosts: Collection[str],
    previous: Mapping[str, str],
    *,
    limits: FetchLimits,
    retries: RetryPolicy,
    lookup: Lookup = system_lookup,
    callbacks: DownloadCallbacks = DownloadCallbacks(),
    route: Route = STRAIGHT,
) -> Download | None:
    """The body at `url`, or None when the server says it has not changed since `previous` (etag, last_modified).

    A body that the judge of `callbacks` names wrong is asked for again like a cut one. `lookup` finds the addresses
    of a name, `route` the way to each. Raises DownloadFailed.
    """
    try:
        start, places = httpx.URL(url), allowed_places(allowed_hosts)
    except (httpx.InvalidURL, ValueError) as error:
        raise DownloadFailed(str(error)) from error
    asked = _Asked(start, places, limits, lookup, callbacks, _validators(previous), route)
    try:
        return retries.call(
            asked.attempt,
            may_pass=lambda error: isinstance(error, _TransientFailure),
            asked=lambda error: error.asked,
        )
    except RetriesExhausted as error:
        raise DownloadFailed(str(error)) from error


def _validators(previous: Mapping[str, str]) -> dict[str, str]:
    pairs = {"If-None-Match": previous.get("etag"), "If-Modified-Since": previous.get("last_modified")}
    return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True)
class _Asked:
    """One download as it is asked for, however often it is tried."""

    start: httpx.URL
    places: AllowedPlaces
    limits: FetchLimits
    lookup: Lookup
    callbacks: DownloadCallbacks
    validators: Mapping[str, str]
    route: Route

    def attempt(self) -> Download | None:
        """One try; what httpx raises and what the judge says become a reason in words."""
        deadline = Deadline(self.limits.total_seconds)
        try:
            found = self._follow(deadline)
        except httpx.InvalidURL as error:
            raise DownloadFailed(f"leads to an address that can't be read: {error}") from error
        except (PlaceRefused, RouteUnusable) as error:
            raise DownloadFailed(str(error)) from error
        except EncodingRefused as error:
            raise DownloadFailed(f"the answer {error}") from error
        except PackedWrongly as error:
            raise _TransientFailure(str(error)) from error
        except httpx.TransportError as error:
            raise self._failure(error, deadline) from error
        if found is not None and (problem := self.callbacks.judge(found.content)):
            raise _TransientFailure(f"the answer {problem}")
        return found

    def _failure(self, error: httpx.TransportError, deadline: Deadline) -> _TransientFailure:
        if isinstance(error, httpx.TimeoutException) and deadline.is_over:
            return _TransientFailure(f"the answer took longer than {self.limits.total_seconds:g} s")
        for kind, reason in _REASONS:
            if isinstance(error, kind):
                return _TransientFailure(reason)
        return _TransientFailure(f"not reachable: {' '.join(str(error).split()) or type(error).__name__}")

    def _follow(self, deadline: Deadline) -> Download | None:
        """Redirects are followed by hand, each target checked before it is asked."""
        here, limits = self.start, self.limits
        timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds)
        headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": ACCEPTED, **self.validators}
        transport = GuardedTransport(self.places.opening(self.start), self.lookup, deadline, self.route)
        with httpx.Client(timeout=timeout, transport=transport, trust_env=False, headers=headers) as client:
            for _ in range(limits.redirects + 1):
                with client.stream("GET", here) as response:
                    if not response.has_redirect_location:
                        return self._body(response)
                    target = here.join(response.headers["location"])
                if refusal := redirect_refusal(self.start, here, target, self.places):
                    raise DownloadFailed(f"redirects to {str(target)[:_SHOWN_LENGTH]}, which {refusal}")
                here = target
        raise DownloadFailed(f"more than {limits.redirects} redirects")

    def _body(self, response: httpx.Response) -> Download | None:
        _check_status(response)
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return None
        too_big = DownloadFailed(f"the answer is bigger than the {self.limits.max_bytes} bytes a feed may have")
        stated = _stated_size(response)
        if stated > self.limits.max_bytes:
            raise too_big
        content = bytearray()
        for piece in unpacked(response.iter_raw(), response.headers.get("content-encoding", "")):
            content += piece
            self.callbacks.progress(len(content), stated or None)
            if max(len(content), response.num_bytes_downloaded) > self.limits.max_bytes:
                raise too_big
        return Download(bytes(content), dict(response.headers), response.charset_encoding, str(response.url))


def _stated_size(response: httpx.Response) -> int:
    """What the server says of the body's size; 0 where it says nothing."""
    text = response.headers.get("content-length", "").partition(",")[0].strip()
    return int(text[:_LONGEST_NUMBER]) if text.isdecimal() else 0


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if status in (200, 203):
        return
    conditional = "if-none-match" in response.request.headers or "if-modified-since" in response.request.headers
    if status == httpx.codes.NOT_MODIFIED and conditional:
        return
    said = f"answered {status} {response.reason_phrase}".strip()
    if status_may_pass(status):
        raise _TransientFailure(said, retry_after_seconds(response.headers))
    raise DownloadFailed(said)


def redirect_refusal(start: httpx.URL, here: httpx.URL, target: httpx.URL, places: AllowedPlaces) -> str | None:
    """Why a redirect may not be followed, or None."""
    if target.scheme not in ("http", "https") or not target.host:
        return "is not an http address"
    if places.allows(target):
        return None
    declared, wanted = Origin.of(start), Origin.of(target)
    if wanted.host != declared.host:
        return "is not an allowed host"
    if here.scheme == "https" and wanted.scheme == "http":
        return "leaves the encrypted connection"
    is_upgrade = (declared.port, wanted.port) == (80, 443) and wanted.scheme == "https"
    return None if wanted == declared or is_upgrade else "is another port of the host"
