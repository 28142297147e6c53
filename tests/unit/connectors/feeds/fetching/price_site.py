"""A price site on loopback that answers as a test tells it to, and the call that pulls a feed from it."""

import random
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.connecting import Lookup, system_lookup
from connectors.feeds.fetching.download import FetchLimits
from connectors.feeds.fetching.fetch import FetchedFile, fetch
from connectors.feeds.fetching.route import STRAIGHT
from connectors.retrying import RetryPolicy
from tests.patience import patience

Answer = Callable[[BaseHTTPRequestHandler, int], None]


class Naps(list):
    """A sleep that only remembers."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


class Site:
    """One loopback server; `answer` gets the request and how many came before it, `seen` keeps their headers.

    `answered`: paths whose dripping headers came to their end. `lookup` finds the addresses of names, `route` is the
    way to them. `limits` are those that no sound answer reaches on any machine; `closing` is set when the test is over.
    """

    csv = "Ngày,Mặt hàng,Giá\n14/8/2023,Khóm,9500\n".encode()
    limits = FetchLimits(
        connect_seconds=patience(60), read_seconds=patience(60), total_seconds=patience(120), max_bytes=4000
    )

    def __init__(self) -> None:
        self.seen: list[dict[str, str]] = []
        self.answered: list[str] = []
        self.closing = threading.Event()
        self.lookup: Lookup = system_lookup
        self.route = STRAIGHT
        self.answer: Answer = lambda request, _: self.send(request, 200, self.csv)
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.seen.append({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}})
                site.answer(self, len(site.seen) - 1)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/gia.csv"

    @staticmethod
    def declared(**changes: object) -> FeedDeclaration:
        columns = {"price_date": "Ngày", "item": "Mặt hàng", "price": "Giá"}
        return FeedDeclaration.model_validate({"name": "gia", "format": "csv", "columns": columns, **changes})

    @staticmethod
    def send(request: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def drip(self, request: BaseHTTPRequestHandler, _: int) -> None:
        """A byte and a pause, over and over, of a body that is never whole."""
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        for _ in range(999):
            request.wfile.write(b"x")
            request.wfile.flush()
            self.closing.wait(0.05)

    def drip_headers(self, request: BaseHTTPRequestHandler, _: int) -> None:
        """A sound answer, a byte of its headers at a time, over some ten seconds."""
        size = len(self.csv)
        for byte in f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\nX: {'x' * 150}\r\n\r\n".encode():
            request.wfile.write(bytes([byte]))
            request.wfile.flush()
            self.closing.wait(0.05)
        self.answered.append(request.path)
        request.wfile.write(self.csv)

    def slow_redirects(self, request: BaseHTTPRequestHandler, _: int) -> None:
        """Four redirects to a sound answer, each after 0.3 s."""
        self.closing.wait(0.3)
        step = {"/gia.csv": "/1", "/1": "/2", "/2": "/3", "/3": "/4"}.get(request.path)
        if step is None:
            self.send(request, 200, self.csv)
        else:
            self.send(request, 302, Location=step)

    def pull(
        self,
        naps: Naps | None = None,
        previous: dict | None = None,
        hosts: tuple[str, ...] = (),
        progress: Callable[[int, int | None], None] = lambda received, total: None,
        **changes: object,
    ) -> list[FetchedFile]:
        sleep = Naps() if naps is None else naps
        feed = self.declared(url=self.url, **changes)
        retries = RetryPolicy(3, first=0.5, longest=20, longest_asked=20, jitter=random.Random(7), sleep=sleep)
        return fetch(
            feed, Path(), hosts, previous, limits=self.limits, retries=retries, lookup=self.lookup, progress=progress,
            route=self.route,
        )  # fmt: skip

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
