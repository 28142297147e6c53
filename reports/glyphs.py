"""Which letters the shipped fonts can print, so that a picture sign typed on a phone cannot stop a report.

The fonts' own character maps are read; what none of the four faces prints alike becomes an empty square.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
SQUARE: Final = "\u25a1"
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
    return frozenset.intersection(*map(_letters_of, sorted(FONTS.glob("*.ttf"))))


def _letters_of(face: Path) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    with TTFont(face, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))
