"""What is left of a cell's text for its keeper: what is struck out is gone, a raised mark belongs to no number.

The exponent of a metre (m2) and the number of a formula (CO2) are no marks and stay.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from connectors.appearance import Look, TextRun

_METRE = re.compile(r"(?<![^\W\d_])(?:[kcdh]|da)?m", re.IGNORECASE)
_LONGEST_UNIT = 4
_EXPONENTS = frozenset({"2", "3"})
_EMPTY_BRACKETS = re.compile(r"\s*(?:\(\s*\)|\[\s*\])")
_FRACTION = re.compile(r"\d\s*[/⁄∕]\s*\d")


class SeenText(NamedTuple):
    """left: the text without what is struck out or a mark. struck, marks: what was left out, as written.

    is_split: something was left out between two digits, so that what is left of them may not be one number.
    is_fraction: a mark is part of two figures with a stroke between them, as in 2½ typed as "21/2" with a raised "1/2".
    """

    left: str
    struck: str
    marks: str
    is_split: bool
    is_fraction: bool = False


def seen_text(text: str, runs: Iterable[TextRun]) -> SeenText:
    """What a keeper sees of a text of which parts stand out."""
    left, struck, marks, is_split, last, raised = "", [], [], False, 0, []
    for run in [*runs, None]:
        start = len(text) if run is None else run.start
        kept, part = text[last:start], "" if run is None else text[start : run.stop]
        gap = " " if left and kept and left[-1].isalnum() and kept[0].isalnum() and last else ""
        is_split = is_split or bool(gap and left[-1].isdigit() and kept[0].isdigit())
        left += gap + kept
        if run is None:
            break
        last = run.stop
        if _is_part_of_word(left, part, run.look):
            left += part
        else:
            (struck if run.look == Look.STRUCK else marks).append(part.strip())
            raised += [] if run.look == Look.STRUCK else [(run.start, run.stop)]
    if struck or marks:
        left = _EMPTY_BRACKETS.sub("", left)
    said = (" ".join(filter(None, parts)) for parts in (struck, marks))
    return SeenText(left, *said, is_split, _is_fraction(text, raised))


def _is_fraction(text: str, raised: list[tuple[int, int]]) -> bool:
    """Whether one of these parts of the text belongs to two figures with a stroke between them."""
    strokes = [match.span() for match in _FRACTION.finditer(text)] if raised else []
    return any(start < stop_at and start_at < stop for start, stop in strokes for start_at, stop_at in raised)


def _is_part_of_word(before: str, part: str, look: Look) -> bool:
    """Whether a raised or lowered part belongs to the word before it: m2, CO2."""
    if look == Look.RAISED:
        word = re.split(r"[\s\d/.,()]", before[-_LONGEST_UNIT:])[-1]
        return part.strip() in _EXPONENTS and _METRE.fullmatch(word) is not None
    return look == Look.LOWERED and part.strip().isdigit() and "A" <= before[-1:] <= "Z"
