"""Packed bodies from a real server: one gzip is unpacked within its bound, everything else is refused with one line."""

import gzip
import zlib
from dataclasses import replace

import pytest

from connectors.feeds.fetching.fetch import FeedUnavailable
from tests.unit.confined import confined

MIB = 1 << 20


def test_gzip_is_all_that_is_asked_for_and_it_is_unpacked(site) -> None:
    site.answer = lambda request, _: site.send(request, 200, gzip.compress(site.csv), Content_Encoding="gzip")
    assert site.pull()[0].content == site.csv
    assert site.seen[0]["accept-encoding"] == "gzip"


def test_gzip_in_several_members_is_whole(site) -> None:
    packed = gzip.compress(site.csv[:20]) + gzip.compress(b"") + gzip.compress(site.csv[20:])
    site.answer = lambda request, _: site.send(request, 200, packed, Content_Encoding="gzip")
    assert site.pull()[0].content == site.csv


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(b"x"))),
        ("gzip,gzip,gzip,gzip", b"x"),
        ("deflate", zlib.compress(b"x")),
        ("br", b"x"),
        ("identity, gzip", gzip.compress(b"x")),
    ],
)
def test_any_other_packing_is_refused_at_once(site, encoding: str, body: bytes) -> None:
    site.answer = lambda request, _: site.send(request, 200, body, Content_Encoding=encoding)
    with pytest.raises(FeedUnavailable, match=f"is packed as '{encoding}', where only gzip, once, is accepted"):
        site.pull()
    assert len(site.seen) == 1


@pytest.mark.parametrize("cut", [5, -1, -9])
def test_cut_gzip_is_asked_for_again(site, cut: int) -> None:
    packed = gzip.compress(site.csv)
    site.answer = lambda request, number: site.send(
        request, 200, packed if number else packed[:cut], Content_Encoding="gzip"
    )
    assert site.pull()[0].content == site.csv
    assert len(site.seen) == 2


def test_damaged_gzip_is_named(site) -> None:
    site.answer = lambda request, _: site.send(request, 200, b"no gzip at all", Content_Encoding="gzip")
    with pytest.raises(FeedUnavailable, match=r"the answer can't be unpacked \(3 tries\)"):
        site.pull()


@pytest.mark.parametrize("times", [1, 2])
def test_a_bomb_is_not_unpacked(site, times: int) -> None:
    """300 MiB of zeros, packed once or twice, read by a process that may have 40 MiB more than it has."""
    bomb = gzip.compress(b"\0" * (300 * MIB), compresslevel=1)
    for _ in range(times - 1):
        bomb = gzip.compress(bomb)
    site.answer = lambda request, _: site.send(request, 200, bomb, Content_Encoding=", ".join(["gzip"] * times))
    site.limits = replace(site.limits, max_bytes=8 * MIB)
    said = confined(lambda: len(site.pull()[0].content), megabytes=40)
    assert said.startswith(f"FeedUnavailable: feed gia: {site.url}: the answer "), said
    assert ("bigger than the 8388608 bytes" if times == 1 else "is packed as 'gzip, gzip'") in said
