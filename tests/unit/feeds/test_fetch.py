"""Fetching files and pages, the pages from a real server on loopback that misbehaves as real ones do."""

import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.download import FetchLimits
from connectors.feeds.fetch import FeedUnavailable, FetchedFile, fetch

CSV = "Ngày,Mặt hàng,Giá\n14/8/2023,Khóm,9500\n".encode()
QUICK = FetchLimits(connect_seconds=1, read_seconds=0.3, total_seconds=0.6, max_bytes=4000, attempts=3,
                    first_wait_seconds=0.5, longest_wait_seconds=20)  # fmt: skip
Answer = Callable[[BaseHTTPRequestHandler, int], None]


class Site:
    """One loopback server; `answer` gets the request and how many came before it, `seen` keeps their headers."""

    def __init__(self) -> None:
        self.seen: list[dict[str, str]] = []
        self.answer: Answer = lambda request, _: send(request, 200, CSV)
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


def send(request: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


@pytest.fixture
def site() -> Iterator[Site]:
    one = Site()
    yield one
    one.server.shutdown()
    one.server.server_close()


class Naps(list):
    """A sleep that only remembers."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def declared(**changes: object) -> FeedDeclaration:
    return FeedDeclaration.model_validate(
        {
            "name": "gia",
            "format": "csv",
            "columns": {"price_date": "Ngày", "item": "Mặt hàng", "price": "Giá"},
            **changes,
        }
    )


def pull(site: Site, naps: Naps | None = None, previous: dict | None = None, hosts: tuple[str, ...] = (),
         **changes: object) -> list[FetchedFile]:  # fmt: skip
    return fetch(declared(url=site.url, **changes), Path(), hosts, previous, limits=QUICK,
                 jitter=random.Random(7), sleep=Naps() if naps is None else naps)  # fmt: skip


def test_a_page_comes_with_what_is_needed_to_ask_again(site: Site) -> None:
    site.answer = lambda request, _: send(
        request,
        200,
        CSV,
        ETag='"v1"',
        Last_Modified="Mon, 14 Aug 2023 00:00:00 GMT",
        Content_Type="text/csv; charset=utf-8",
    )
    (file,) = pull(site)
    assert file.content == CSV
    assert file.meta["etag"] == '"v1"'
    assert file.meta["last_modified"] == "Mon, 14 Aug 2023 00:00:00 GMT"
    assert (file.meta["charset"], file.meta["size"]) == ("utf-8", len(CSV))


def test_not_modified_is_an_empty_list(site: Site) -> None:
    site.answer = lambda request, _: send(request, 304)
    previous = {"download": {"url": site.url, "etag": '"v1"', "last_modified": "Mon, 14 Aug 2023 00:00:00 GMT"}}
    assert pull(site, previous=previous) == []
    assert site.seen[0]["if-none-match"] == '"v1"'
    assert site.seen[0]["if-modified-since"] == "Mon, 14 Aug 2023 00:00:00 GMT"


def test_validators_of_another_address_are_not_sent(site: Site) -> None:
    assert len(pull(site, previous={"download": {"url": "http://old.example/", "etag": '"v1"'}})) == 1
    assert "if-none-match" not in site.seen[0]


def test_a_304_nobody_asked_for_is_a_failure(site: Site) -> None:
    site.answer = lambda request, _: send(request, 304)
    with pytest.raises(FeedUnavailable, match="answered 304"):
        pull(site)


def test_a_server_error_is_tried_again_with_growing_jittered_waits(site: Site) -> None:
    site.answer = lambda request, number: send(request, 503) if number < 2 else send(request, 200, CSV)
    naps = Naps()
    assert pull(site, naps)[0].content == CSV
    drawn = random.Random(7)
    assert naps == [drawn.uniform(0, 1.0), drawn.uniform(0, 2.0)]


def test_tries_are_bounded_and_the_line_says_so(site: Site) -> None:
    site.answer = lambda request, _: send(request, 500)
    with pytest.raises(FeedUnavailable) as caught:
        pull(site)
    assert str(caught.value) == f"feed gia: {site.url}: answered 500 Internal Server Error (3 tries)"
    assert len(site.seen) == 3


def test_what_can_not_pass_is_not_tried_again(site: Site) -> None:
    site.answer = lambda request, _: send(request, 404)
    with pytest.raises(FeedUnavailable, match="answered 404 Not Found"):
        pull(site)
    assert len(site.seen) == 1


def test_retry_after_is_obeyed(site: Site) -> None:
    site.answer = lambda request, number: (
        send(request, 429, Retry_After="12") if number == 0 else send(request, 200, CSV)
    )
    naps = Naps()
    assert len(pull(site, naps)) == 1
    assert 12 <= naps[0] <= 12.5


def test_retry_after_as_a_date_counts_from_the_answers_own_clock(site: Site) -> None:
    def answer(request: BaseHTTPRequestHandler, number: int) -> None:
        if number:
            return send(request, 200, CSV)
        request.send_response_only(429)
        request.send_header("Date", "Mon, 14 Aug 2023 06:30:00 GMT")
        request.send_header("Retry-After", "Mon, 14 Aug 2023 06:30:09 GMT")
        request.send_header("Content-Length", "0")
        return request.end_headers()

    site.answer, naps = answer, Naps()
    pull(site, naps)
    assert 9 <= naps[0] <= 9.5


def test_a_wait_longer_than_the_limit_is_not_waited(site: Site) -> None:
    site.answer = lambda request, _: send(request, 429, Retry_After="3600")
    with pytest.raises(FeedUnavailable, match="asks to wait 3600 s"):
        pull(site)
    assert len(site.seen) == 1


def test_a_body_cut_short_is_asked_for_again(site: Site) -> None:
    def answer(request: BaseHTTPRequestHandler, number: int) -> None:
        if number:
            return send(request, 200, CSV)
        request.send_response(200)
        request.send_header("Content-Length", str(len(CSV)))
        request.end_headers()
        request.wfile.write(CSV[:10])
        request.close_connection = True
        return None

    site.answer = answer
    assert pull(site)[0].content == CSV


def test_a_cut_chunked_body_never_counts_as_whole(site: Site) -> None:
    def answer(request: BaseHTTPRequestHandler, _: int) -> None:
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b"a\r\n" + CSV[:10] + b"\r\n")
        request.close_connection = True

    site.answer = answer
    with pytest.raises(FeedUnavailable, match="the answer was cut short"):
        pull(site)


def test_a_silent_server_times_out(site: Site) -> None:
    site.answer = lambda request, _: time.sleep(0.5)
    with pytest.raises(FeedUnavailable, match="no answer in time"):
        pull(site)


def test_a_dripping_body_is_cut_off(site: Site) -> None:
    def answer(request: BaseHTTPRequestHandler, _: int) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        for _ in range(12):
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.1)

    site.answer = answer
    with pytest.raises(FeedUnavailable, match=r"took longer than 0.6 s \(3 tries\)"):
        pull(site)


@pytest.mark.parametrize("says_its_size", [True, False])
def test_an_oversized_body_is_not_swallowed(site: Site, says_its_size: bool) -> None:
    def answer(request: BaseHTTPRequestHandler, _: int) -> None:
        if says_its_size:
            return send(request, 200, b"x" * 5000)
        request.send_response(200)
        request.end_headers()
        request.wfile.write(b"x" * 5000)
        request.close_connection = True
        return None

    site.answer = answer
    with pytest.raises(FeedUnavailable, match="bigger than the 4000 bytes"):
        pull(site)
    assert len(site.seen) == 1


def test_an_error_page_with_status_200_is_no_feed(site: Site) -> None:
    page = "<!doctype html><html><head><title>Bảo trì hệ thống</title></head><body></body></html>".encode()
    site.answer = lambda request, _: send(request, 200, page, Content_Type="application/json")
    for form in ("csv", "json"):
        with pytest.raises(FeedUnavailable, match=rf"is an HTML page \('Bảo trì hệ thống'\) where {form} was expected"):
            pull(site, format=form)
    with pytest.raises(FeedUnavailable, match=r"is an HTML page .* without a table"):
        pull(site, format="auto")


@pytest.mark.parametrize("body", [b"", b'{"danhsachgia": [{"gia": 1}', b"PK\x03\x04 half a workbook"])
def test_empty_and_half_bodies_are_no_feed(site: Site, body: bytes) -> None:
    site.answer = lambda request, _: send(request, 200, body)
    with pytest.raises(FeedUnavailable, match=r"is empty|is cut short"):
        pull(site, format="auto")


def test_a_redirect_stays_with_the_declared_host(site: Site) -> None:
    site.answer = lambda request, number: (
        send(request, 302, Location="/moi/gia.csv") if number == 0 else send(request, 200, CSV)
    )
    (file,) = pull(site)
    assert file.meta["final_url"] == f"http://127.0.0.1:{site.port}/moi/gia.csv"


def test_a_redirect_to_another_host_needs_permission(site: Site) -> None:
    other = Site()
    target = f"http://localhost:{other.port}/gia.csv"
    site.answer = lambda request, _: send(request, 302, Location=target)
    with pytest.raises(FeedUnavailable, match="which is not an allowed host"):
        pull(site)
    assert other.seen == []
    for allowed in ("localhost", f"localhost:{other.port}"):
        assert pull(site, hosts=(allowed,))[0].content == CSV
    other.server.shutdown()
    other.server.server_close()


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://169.254.169.254/latest", "is not an allowed host"),
        ("http://127.0.0.1:1/", "is another port of the host"),
        ("file:///etc/passwd", "is not an http address"),
        ("/gia.csv", "more than 5 redirects"),
    ],
)
def test_forbidden_redirects_are_refused_at_once(site: Site, location: str, reason: str) -> None:
    site.answer = lambda request, _: send(request, 302, Location=location)
    with pytest.raises(FeedUnavailable, match=reason):
        pull(site)


def _redirecting(location: str) -> httpx.MockTransport:
    return httpx.MockTransport(
        lambda request: (
            httpx.Response(302, headers={"Location": location})
            if request.url.path == "/a"
            else httpx.Response(200, content=CSV)
        )
    )


@pytest.mark.parametrize(
    ("url", "location", "hosts", "reason"),
    [
        ("http://gia.example/a", "http://gia.example/b", (), "is a private address"),
        ("http://gia.example/a", "http://gia.example/b", ("*.example",), "is a private address"),
        ("http://gia.example/a", "http://gia.example/b", ("gia.example",), None),
        ("https://gia.example/a", "http://gia.example/b", (), "leaves the encrypted connection"),
    ],
)
def test_a_public_name_that_now_points_inside_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str, location: str, hosts: tuple[str, ...], reason: str | None
) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.5", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: inside)
    go = lambda: fetch(declared(url=url), Path(), hosts, limits=QUICK, transport=_redirecting(location))  # noqa: E731
    if reason is None:
        assert go()[0].content == CSV
        return
    with pytest.raises(FeedUnavailable, match=reason):
        go()


def test_https_on_the_same_public_host_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    outside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: outside)
    transport = _redirecting("https://gia.example/b")
    (file,) = fetch(declared(url="http://gia.example/a"), Path(), limits=QUICK, transport=transport)
    assert file.meta["final_url"] == "https://gia.example/b"


def test_nobody_listens(site: Site) -> None:
    site.server.shutdown()
    site.server.server_close()
    with pytest.raises(FeedUnavailable, match=r"not reachable: .* \(3 tries\)"):
        pull(site)


def test_local_files_come_by_name_and_only_when_they_changed(tmp_path: Path) -> None:
    (tmp_path / "prices").mkdir()
    for name in ("b.csv", "a.csv", "~$a.csv"):
        (tmp_path / "prices" / name).write_bytes(CSV)
    files = fetch(declared(file="prices/*.csv"), tmp_path)
    assert [file.part for file in files] == ["prices/a.csv", "prices/b.csv"]
    previous = {file.part: file.meta for file in files}
    assert fetch(declared(file="prices/*.csv"), tmp_path, previous=previous) == []
    (tmp_path / "prices/b.csv").write_bytes(CSV + "15/8/2023,Khóm,9600\n".encode())
    assert [file.part for file in fetch(declared(file="prices/*.csv"), tmp_path, previous=previous)] == ["prices/b.csv"]


def test_local_files_have_the_same_faults(tmp_path: Path) -> None:
    with pytest.raises(FeedUnavailable, match=r"feed gia: no file matches x/\*\.csv"):
        fetch(declared(file="x/*.csv"), tmp_path)
    (tmp_path / "a.csv").write_bytes(b"x" * 5000)
    with pytest.raises(FeedUnavailable, match=r"feed gia: a\.csv has 5000 bytes, more than the 4000"):
        fetch(declared(file="a.csv"), tmp_path, limits=QUICK)
    (tmp_path / "a.csv").write_text("<html><h1>404</h1></html>")
    with pytest.raises(FeedUnavailable, match=r"feed gia: a\.csv is an HTML page \('404'\)"):
        fetch(declared(file=str(tmp_path / "*.csv")), tmp_path)


def test_one_bad_local_file_does_not_hold_back_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "b.csv").write_bytes(CSV)
    (tmp_path / "c.csv").write_bytes(b"PK\x03\x04")
    with pytest.raises(
        FeedUnavailable, match=r"feed gia: a\.csv is empty; c\.csv is xlsx where csv was expected"
    ) as caught:
        fetch(declared(file="*.csv"), tmp_path)
    assert [file.part for file in caught.value.files] == ["b.csv"]
