"""The guarded download, from a real server that stalls, drips, cuts short and redirects as real ones do."""

import random
from dataclasses import replace
from http.server import BaseHTTPRequestHandler

import pytest

from connectors.feeds.fetching.fetch import FeedUnavailable


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


def test_dripping_headers_are_cut_off(site) -> None:
    """While they drip, and not when the last has come."""
    site.answer, site.limits = site.drip_headers, replace(site.limits, total_seconds=0.6)
    with pytest.raises(FeedUnavailable, match=r"took longer than 0.6 s \(3 tries\)"):
        site.pull()
    assert [request["path"] for request in site.seen] == ["/gia.csv"] * 3
    assert site.answered == []


def test_redirects_share_the_time_of_the_whole(site) -> None:
    """Each of five comes within its own time, all of them together do not."""

    site.answer, site.limits = site.slow_redirects, replace(site.limits, total_seconds=0.7)
    with pytest.raises(FeedUnavailable, match=r"took longer than 0\.7 s"):
        site.pull()
    assert {request["path"] for request in site.seen} <= {"/gia.csv", "/1", "/2"}


def test_a_name_server_that_never_answers_is_not_waited_for(site) -> None:
    site.lookup, site.url = lambda host, port: site.closing.wait() and [], "http://gia.example/gia.csv"
    site.limits = replace(site.limits, total_seconds=0.3)
    with pytest.raises(FeedUnavailable, match=r"took longer than 0\.3 s"):
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
    for not_meant in ("localhost", f"localhost:{other_site.port}", f"http://localhost:{site.port}"):
        with pytest.raises(FeedUnavailable, match="which is not an allowed host"):
            site.pull(hosts=(not_meant,))
    assert site.pull(hosts=(f"http://localhost:{other_site.port}",))[0].content == site.csv


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


def test_nobody_listens(site) -> None:
    site.close()
    with pytest.raises(FeedUnavailable, match=r"not reachable: .* \(3 tries\)"):
        site.pull()
