"""Which known names a mistyped one may have meant, so that a refusal can point to them.

Only real near-misses are named: a wrong hint costs its reader more than none.
"""

from collections.abc import Iterable

from rapidfuzz import fuzz

_NEAR = 78.0
_CONTAINED = 85.0
_SHORTEST_WORD = 4
_SHORTEST_HEAD = 3


def likeness(typed: str, known: str) -> float:
    """How alike two folded keys are, 0 to 100; 0 where nobody would take one for the other.

    A few letters apart, or one of them is the other with more words: "sieu thi coop" and "sieu thi", "tom" and
    "tom su". Of words of two or three letters one letter makes another word: "tom" is not "thom".
    """
    ratio = fuzz.ratio(typed, known)
    if ratio >= _NEAR and min(len(typed), len(known)) >= _SHORTEST_WORD:
        return ratio
    is_near = _is_within(known, typed, _SHORTEST_WORD) or _is_within(typed, known, _SHORTEST_HEAD)
    return _CONTAINED + ratio / 100 if is_near else 0.0


def nearest_keys(typed: str, known: Iterable[str]) -> list[str]:
    """The known keys like the typed one, the likest first."""
    found = [(likeness(typed, key), key) for key in known]
    return [key for score, key in sorted(found, key=lambda one: (-one[0], one[1])) if score]


def _is_within(part: str, whole: str, shortest: int) -> bool:
    """Two words or more standing together in the whole, or its own first word of `shortest` letters at least."""
    if " " in part:
        return f" {part} " in f" {whole} "
    return len(part) >= shortest and whole.startswith(f"{part} ")
