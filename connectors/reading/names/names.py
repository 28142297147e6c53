"""Finding an official name from the way somebody typed it: exact, then folded, then abbreviated, never a guess.

Places and products share these rules; what a hit means, and what to say when there is none, is theirs.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from vietnamese.keeping import keeping
from vietnamese.text import MARKS, fold, spelling_key

_PUNCTUATION = re.compile(rf"[^\w%{MARKS}]+")
_BUT_LOSSES = re.compile(rf"[^\w%?{MARKS}]+")
_NEAREST = 3
_NO_NAME = re.compile(r"(?!)")
LONGEST_NAME = 300
"""Characters; a longer text is no name and like none, so it is compared with none of thousands."""
T = TypeVar("T")


@keeping(65536)
def words_only(text: str) -> str:
    """The text without punctuation: "U.M.Thượng" is "U M Thượng", "lúa-tôm" is "lúa tôm"."""
    return _PUNCTUATION.sub(" ", text).strip()


def name_key(text: str) -> str:
    """Folded words of a name; two spellings of one name share it."""
    return fold(words_only(text))


def is_marked(text: str) -> bool:
    """Whether the text was typed with Vietnamese marks at all."""
    return fold(text) != " ".join(text.lower().split())


def is_abbreviation(key: str, full_key: str) -> bool:
    """Whether each word of `key` is one of `full_key` or its initial ("u m thuong"), or all are initials ("umt")."""
    short, full = key.split(), full_key.split()
    if len(full) > 1 and key == "".join(word[0] for word in full):
        return True
    if len(short) != len(full) or short == full:
        return False
    return all(part in (word, word[0]) for part, word in zip(short, full, strict=True))


class NameIndex(Generic[T]):
    """Entries by every name they answer to."""

    def __init__(self, names: Iterable[tuple[str, T]]) -> None:
        self._by_key: dict[str, list[tuple[str, T]]] = defaultdict(list)
        for text, entry in names:
            self._by_key[name_key(text)].append((text, entry))

    def find(self, text: str) -> list[T]:
        """Entries of that name: those with the same marks if any, else all that fold alike.

        A single word typed with marks of its own ("cá" against "cà") is another word, not another spelling.
        """
        named = self._named(text)
        if not named:
            return []
        spelling = spelling_key(words_only(text))
        exact = [entry for name, entry in named if spelling_key(words_only(name)) == spelling]
        if exact:
            return _distinct(exact)
        if is_marked(text) and " " not in name_key(text):
            return []
        return _distinct(entry for _, entry in named)

    def _named(self, text: str) -> list[tuple[str, T]]:
        return self._by_key.get(name_key(text), []) if len(text) <= LONGEST_NAME else []

    def spelled(self, text: str) -> list[T]:
        """Only the entries written with the same letters and tones."""
        named = self._named(text)
        spelling = spelling_key(words_only(text)) if named else ""
        return _distinct(entry for name, entry in named if spelling_key(words_only(name)) == spelling)

    def abbreviated(self, text: str) -> list[T]:
        """Entries of which the text is an abbreviation."""
        if len(text) > LONGEST_NAME:
            return []
        key = name_key(text)
        return _distinct(
            entry for full_key, named in self._by_key.items() if is_abbreviation(key, full_key) for _, entry in named
        )

    def matching(self, pattern: re.Pattern[str]) -> list[T]:
        """Entries with a name whose key the pattern matches in full."""
        return _distinct(entry for key, named in self._by_key.items() if pattern.fullmatch(key) for _, entry in named)

    def nearest(self, text: str) -> list[T]:
        """The few entries most like the text, the likest first; empty where nothing is near."""
        near = nearest_keys(name_key(text), self._by_key)
        return _distinct(entry for key in near for _, entry in self._by_key[key])[:_NEAREST]

    def of_one_head(self, text: str) -> list[T]:
        """The few entries with a name that begins with the text's own first word, the likest first."""
        words = words_only(text).lower().split()
        if not words or len(text) > LONGEST_NAME:
            return []
        key, spell = name_key(text), spelling_key if is_marked(words[0]) else fold
        head = spell(words[0])
        named = [
            (-fuzz.ratio(key, known), known, entry)
            for known, names in self._by_key.items()
            for name, entry in names
            if spell(words_only(name).partition(" ")[0]) == head
        ]
        return _distinct(entry for _, _, entry in sorted(named, key=lambda one: one[:2]))[:_NEAREST]


def lossy_pattern(text: str) -> re.Pattern[str]:
    """What a text that lost letters to question marks may have been: "Gi?ng Ri?ng" fits "giong rieng"."""
    if len(text) > LONGEST_NAME:
        return _NO_NAME
    key = fold(_BUT_LOSSES.sub(" ", text.replace("\ufffd", "?")).strip())
    return re.compile("".join(r"\w{1,2}" if char == "?" else re.escape(char) for char in key))


def _distinct(entries: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(entries))


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
    if len(typed) > LONGEST_NAME:
        return []
    found = [(likeness(typed, key), key) for key in known]
    return [key for score, key in sorted(found, key=lambda one: (-one[0], one[1])) if score]


def _is_within(part: str, whole: str, shortest: int) -> bool:
    """Two words or more standing together in the whole, or its own first word of `shortest` letters at least."""
    if " " in part:
        return f" {part} " in f" {whole} "
    return len(part) >= shortest and whole.startswith(f"{part} ")
