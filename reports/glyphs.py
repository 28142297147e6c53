"""Which letters the shipped fonts can print, so that a picture sign typed on a phone cannot stop a report.

The fonts' own character maps are read; what none of the four faces prints alike becomes an empty square.
"""

import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
SQUARE: Final = "\u25a1"
_UNICODE_BMP: Final = (3, 1)
_SEGMENTED: Final = 4
_UNSEEN: Final = {*range(0xFE00, 0xFE10), 0x20E3, *range(0x1F3FB, 0x1F400), *range(0xE0000, 0xE0080)}


def printable(text: str) -> str:
    """The text with a square for each letter the fonts lack, and without what only colours the sign before it."""
    known = letters()
    if all(character in known for character in text):
        return text
    seen = (character for character in text if ord(character) not in _UNSEEN)
    return "".join(character if character in known or character == "\n" else SQUARE for character in seen)


@lru_cache(maxsize=1)
def letters() -> frozenset[str]:
    """The characters that every shipped face has a glyph for."""
    faces = sorted(FONTS.glob("*.ttf"))
    return frozenset.intersection(*(frozenset(map(chr, _code_points(face.read_bytes()))) for face in faces))


def _code_points(font: bytes) -> Iterator[int]:
    """Code points of a TrueType font's segmented Unicode map (cmap format 4) that lead to a glyph."""
    table = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", table, 2)
    records = [struct.unpack_from(">HHI", table, 4 + 8 * place) for place in range(count)]
    start = next(offset for platform, encoding, offset in records if (platform, encoding) == _UNICODE_BMP)
    kind, _, _, doubled = struct.unpack_from(">4H", table, start)
    if kind != _SEGMENTED:
        raise ValueError(f"the font's Unicode map has format {kind}, not {_SEGMENTED}")
    ends, starts, deltas, ranges = (start + 14 + part * doubled + 2 * (part > 0) for part in range(4))
    for segment in range(0, doubled, 2):
        first, last = _short(table, starts + segment), _short(table, ends + segment)
        delta, offset = _short(table, deltas + segment), _short(table, ranges + segment)
        for code in range(first, last + 1):
            glyph = _short(table, ranges + segment + offset + 2 * (code - first)) if offset else code
            if glyph and (glyph + delta) % 0x10000 and code < 0xFFFF:
                yield code


def _table(font: bytes, name: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for place in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * place)
        if tag == name:
            return font[offset : offset + length]
    raise ValueError(f"the font has no table {name!r}")


def _short(table: bytes, at: int) -> int:
    return int.from_bytes(table[at : at + 2], "big")
