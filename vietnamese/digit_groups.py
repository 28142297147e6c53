"""Groups of digits in running text, however a digit was written: the ground on which numbers of persons are looked for.

Full-width and other scripts' digits, O for 0, l for 1 and digits spelled in words count as digits. What has digits but
is a date, a hash or the place in a spreadsheet's address is marked, so that no number reaches across it.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

_LIKE_O: Final = frozenset("\u041e\u043e\u039f\u03bf")  # Cyrillic and Greek
_DASHES: Final = frozenset("\u2212\u2043\u30fc")
_DOTS: Final = frozenset("\u00b7\u2022\u2219\u2027\u30fb\u22c5")
_NO_WIDTH: Final = "\u200b"
_WORDS: Final = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5", "sau": "6",
    "bay": "7", "tam": "8", "chin": "9",
}  # fmt: skip
_TOKEN: Final = re.compile(rf"[0-9OolI]+|(?<![A-Za-z])(?i:{'|'.join(_WORDS)})(?![A-Za-z])")
_PURE: Final = re.compile("[0-9]+")
_LOOKS: Final = str.maketrans("OolI", "0011")
_GAP: Final = re.compile(rf"[ ._/\\()\[\],*{_NO_WIDTH}-]{{0,6}}")
_FIXED: Final = re.compile(
    r"(?<![0-9])(?:0?[1-9]|[12][0-9]|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:19|20)[0-9]{2}(?![0-9])"
    r"|(?<![0-9])(?:0?[1-9]|[12][0-9]|3[01])/(?:0?[1-9]|1[0-2])/[0-9]{2}(?![0-9/])"
    r"|(?<![0-9])(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?![0-9])"
    r"|(?<![0-9/])(?:0?[1-9]|1[0-2])/(?:19|20)[0-9]{2}(?![0-9/])"
    r"|(?<![0-9A-Za-z])(?=[0-9]{0,64}[a-f][0-9]{0,64}[a-f])[0-9a-f]{12,128}(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])"
    r"|(?<=gid=)[0-9]+"
)


class DigitGroup(NamedTuple):
    """Digits that stand together; `gap`: what parts them from the group before, None where that is no separator."""

    start: int
    end: int
    digits: str
    gap: str | None
    is_word: bool
    is_fixed: bool


def plain(text: str) -> str:
    """The text character for character as what it looks like: 0-9, letters without marks, one dash, dot and space."""
    return text if text.isascii() and text.isprintable() else "".join(map(_plain, text))


@lru_cache(maxsize=8192)
def _plain(char: str) -> str:
    if char.isascii() and (char.isprintable() or char == "\n"):
        return char
    if char == "\t":
        return " "
    if char in _LIKE_O:
        return "o"
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind in ("Cf", "Mn", "Cc"):
        return _NO_WIDTH
    if kind == "Pd" or char in _DASHES:
        return "-"
    if char in _DOTS:
        return "."
    first = unicodedata.normalize("NFKD", char)[:1]
    return {"đ": "d", "Đ": "D"}.get(first, first)


def digit_groups(text: str) -> list[DigitGroup]:
    """The groups of a text that `plain` made, in order."""
    fixed = [match.span() for match in _FIXED.finditer(text)]
    starts = [start for start, _ in fixed]
    found: list[DigitGroup] = []
    for match in _TOKEN.finditer(text):
        for start, end, digits, is_word in _pieces(text, match):
            place = bisect_left(starts, start + 1) - 1
            is_fixed = place >= 0 and start < fixed[place][1]
            gap = _GAP.fullmatch(text, found[-1].end, start) if found else None
            found.append(DigitGroup(start, end, digits, gap.group() if gap else None, is_word, is_fixed))
    return found


def _pieces(text: str, match: re.Match[str]) -> Iterator[tuple[int, int, str, bool]]:
    """(start, end, digits, whether a word) of what is digits in a token; O and l are where they touch no word."""
    token, start, end = match.group(), match.start(), match.end()
    if word := _WORDS.get(token.lower()):
        yield start, end, word, True
        return
    touches = text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()
    if token.isdigit() or (not touches and (_PURE.search(token) or token in ("O", "o"))):
        yield start, end, token.translate(_LOOKS), False
        return
    for digits in _PURE.finditer(token):
        yield start + digits.start(), start + digits.end(), digits.group(), False


def is_thousands(chain: list[DigitGroup]) -> bool:
    """Whether groups are those of one large number: up to three digits, then threes, parted alike."""
    rest = chain[1:]
    return (
        bool(rest)
        and len(chain[0].digits) <= 3
        and all(len(one.digits) == 3 for one in rest)
        and len({one.gap for one in rest}) == 1
    )


def is_count(chain: list[DigitGroup]) -> bool:
    """Whether short groups are a list of days or months: each one step on from the last, or parted now so, now so."""
    if len(chain) < 4 or any(len(one.digits) > 2 or one.is_word for one in chain):
        return False
    values = [int(one.digits) for one in chain]
    steps = {after - before for before, after in pairwise(values)}
    gaps = {one.gap for one in chain[1:]}
    return len(steps) == 1 or (len(gaps) > 1 and any("/" in str(gap) or "," in str(gap) for gap in gaps))
