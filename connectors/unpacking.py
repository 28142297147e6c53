"""The body of an answer unpacked as it comes: in one known encoding, and never beyond its bound.

A few kilobytes packed twice unpack to gigabytes; so does one block of zeros, wherever a library unpacks it as a whole.
"""

import zlib
from collections.abc import Iterable, Iterator

_GZIP = 16 + zlib.MAX_WBITS
_STEP = 1 << 16
_MOST_MEMBERS = 100
ACCEPTED = "gzip"
_PLAIN = frozenset({"", "identity"})
_PACKED = frozenset({"gzip", "x-gzip"})


class EncodingRefused(Exception):
    """The answer is packed in a way nobody asked for; the message says how."""


class PackedWrongly(Exception):
    """The packed bytes are damaged or cut short."""


def unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The body in small pieces; raises EncodingRefused and PackedWrongly."""
    named = encoding.strip().lower()
    if named in _PLAIN:
        yield from chunks
    elif named in _PACKED:
        yield from _inflated(chunks)
    else:
        raise EncodingRefused(f"is packed as '{named[:60]}', where only {ACCEPTED}, once, is accepted")


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    member, members = zlib.decompressobj(_GZIP), 1
    has_begun = False
    for chunk in chunks:
        waiting = chunk
        while waiting:
            if member.eof:
                member, members, has_begun = zlib.decompressobj(_GZIP), members + 1, False
            try:
                piece = member.decompress(waiting, _STEP)
            except zlib.error as error:
                raise PackedWrongly("the answer can't be unpacked") from error
            if members > _MOST_MEMBERS:
                raise PackedWrongly(f"the answer is packed in more than {_MOST_MEMBERS} pieces")
            has_begun = True
            yield piece
            waiting = member.unused_data if member.eof else member.unconsumed_tail
    if has_begun and not member.eof:
        raise PackedWrongly("the answer was cut short")
