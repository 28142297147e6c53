"""The guarded download, from a real server that stalls, drips, cuts short and redirects as real ones do."""

import random
import socket
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import pytest

from connectors.feeds.fetching.fetch import FeedUnavailable, fetch


def test_a_server_error_is_tried_again_with_growing_jittered_waits(site, naps) -> None:
    site.answer = lambda request, number: site.send(request, 503) if number < 2 else site.send(request, 200, site.csv)
    assert site.pull(naps)[0].content == site.csv
    drawn = random.Random(7)
    assert naps == [0.5 * drawn.uniform(0.5, 1.0), 1.0 * drawn.uniform(0.5, 1.0)]


def test_tries_are_bounded_and_the_line_says_so(site) -> None:
    site.answer = lambda request, _: site.send(request, 500)
    with pytest.raises(FeedUnavailable) as caught:
        site.pull()
    assert str(caught.value) == f"feed gia: {site.url}: answered 500 Internal Server Error (3 tries)"
    assert len(site.seen) == 3


def test_what_can_not_pass_is_not_tried_again(site) -> None:
    site.answer = lambda request, _: site.send(request, 404)
    with pytest.raises(FeedUnavailable, match="answered 404 Not Found"):
        site.pull()
    assert len(site.seen) == 1


def test_retry_after_is_obeyed(site, naps) -> None:
    site.answer = lambda request, number: (
        site.send(request, 429, Retry_After="12") if number == 0 else site.send(request, 200, site.csv)
    )
    assert len(site.pull(naps)) == 1
    assert 12 <= naps[0] <= 12.5


def test_retry_after_as_a_date_counts_from_the_answers_own_clock(site, naps) -> None:
    def answer(request: BaseHTTPRequestHandler, number: int) -> None:
        if number:
            return site.send(request, 200, site.csv)
        request.send_response_only(429)
        request.send_header("Date", "Mon, 14 Aug 2023 06:30:00 GMT")
        request.send_header("Retry-After", "Mon, 14 Aug 2023 06:30:09 GMT")
        request.send_header("Content-Length", "0")
        return request.end_headers()

    site.answer = answer
    site.pull(naps)
    assert 9 <= naps[0] <= 9.5


def test_a_wait_longer_than_the_limit_is_not_waited(site) -> None:
    site.answer = lambda request, _: site.send(request, 429, Retry_After="3600")
    with pytest.raises(FeedUnavailable, match="asks to wait 3600 s"):
        site.pull()
    assert len(site.seen) == 1


def test_a_body_cut_short_is_asked_for_again(site) -> None:
    def answer(request: BaseHTTPRequestHandler, number: int) -> None:
        if number:
            return site.send(request, 200, site.csv)
        request.send_response(200)
        request.send_header("Content-Length", str(len(site.csv)))
        request.end_headers()
        request.wfile.write(site.csv[:10])
        request.close_connection = True
        return None

    site.answer = answer
    assert site.pull()[0].content == site.csv


def test_a_cut_chunked_body_never_counts_as_whole(site) -> None:
    def answer(request: BaseHTTPRequestHandler, _: int) -> None:
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b"a\r\n" + site.csv[:10] + b"\r\n")
        request.close_connection = True

    site.answer = answer
    with pytest.raises(FeedUnavailable, match="the answer was cut short"):
        site.pull()


def test_a_silent_server_times_out(site) -> None:
    site.answer = lambda request, _: site.closing.wait()
    site.limits = replace(site.limits, read_seconds=0.1)
    with pytest.raises(FeedUnavailable, match="no answer in time"):
        site.pull()


def test_a_dripping_body_is_cut_off(site) -> None:
    site.answer, site.limits = site.drip, replace(site.limits, total_seconds=0.6)
    with pytest.raises(FeedUnavailable, match=r"took longer than 0.6 s \(3 tries\)"):
        site.pull()


@pytest.mark.parametrize("says_its_size", [True, False])
def test_an_oversized_body_is_not_swallowed(site, says_its_size: bool) -> None:
    def answer(request: BaseHTTPRequestHandler, _: int) -> None:
        if says_its_size:
            return site.send(request, 200, b"x" * 5000)
        request.send_response(200)
        request.end_headers()
        request.wfile.write(b"x" * 5000)
        request.close_connection = True
        return None

    site.answer = answer
    with pytest.raises(FeedUnavailable, match="bigger than the 4000 bytes"):
        site.pull()
    assert len(site.seen) == 1


def test_a_redirect_stays_with_the_declared_host(site) -> None:
    site.answer = lambda request, number: (
        site.send(request, 302, Location="/moi/gia.csv") if number == 0 else site.send(request, 200, site.csv)
    )
    (file,) = site.pull()
    assert file.meta["final_url"] == f"http://127.0.0.1:{site.port}/moi/gia.csv"


def test_a_redirect_to_another_host_needs_permission(site, other_site) -> None:
    target = f"http://localhost:{other_site.port}/gia.csv"
    site.answer = lambda request, _: site.send(request, 302, Location=target)
    with pytest.raises(FeedUnavailable, match="which is not an allowed host"):
        site.pull()
    assert other_site.seen == []
    for allowed in ("localhost", f"localhost:{other_site.port}"):
        assert site.pull(hosts=(allowed,))[0].content == site.csv


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://169.254.169.254/latest", "is not an allowed host"),
        ("http://127.0.0.1:1/", "is another port of the host"),
        ("file:///etc/passwd", "is not an http address"),
        ("/gia.csv", "more than 5 redirects"),
    ],
)
def test_forbidden_redirects_are_refused_at_once(site, location: str, reason: str) -> None:
    site.answer = lambda request, _: site.send(request, 302, Location=location)
    with pytest.raises(FeedUnavailable, match=reason):
        site.pull()


def _redirecting(location: str, body: bytes) -> httpx.MockTransport:
    return httpx.MockTransport(
        lambda request: (
            httpx.Response(302, headers={"Location": location})
            if request.url.path == "/a"
            else httpx.Response(200, content=body)
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
    monkeypatch: pytest.MonkeyPatch,
    declared,
    csv_body,
    limits,
    url: str,
    location: str,
    hosts: tuple[str, ...],
    reason: str | None,
) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.5", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: inside)
    go = lambda: fetch(declared(url=url), Path(), hosts, limits=limits, transport=_redirecting(location, csv_body))  # noqa: E731
    if reason is None:
        assert go()[0].content == csv_body
        return
    with pytest.raises(FeedUnavailable, match=reason):
        go()


def test_https_on_the_same_public_host_is_followed(monkeypatch: pytest.MonkeyPatch, declared, csv_body, limits) -> None:
    outside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: outside)
    transport = _redirecting("https://gia.example/b", csv_body)
    (file,) = fetch(declared(url="http://gia.example/a"), Path(), limits=limits, transport=transport)
    assert file.meta["final_url"] == "https://gia.example/b"


def test_nobody_listens(site) -> None:
    site.close()
    with pytest.raises(FeedUnavailable, match=r"not reachable: .* \(3 tries\)"):
        site.pull()
