"""E-mail addresses in running text, also where the at sign or the dots are spelled out."""

import re
from collections.abc import Iterator
from typing import Final

_AT: Final = re.compile(
    r"(?P<before>[ \u200b]{0,2})(?:@|[(\[{] ?(?:at|a ?cong) ?[)\]}]|(?P<said>(?<![a-z])a[ -]?(?:cong|moc)(?![a-z])))"
    r"(?P<after>[ \u200b]{0,2})"
)
_LOCAL: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-\u200b")
_LABEL: Final = re.compile("[a-z0-9\u200b-]{1,63}")
_POINT: Final = re.compile(r"\.| {0,2}(?:\.|(?<= )cham(?= )|(?<= )dot(?= )|[(\[](?:cham|dot)[)\]]) {0,2}")
_COUNTRY: Final = re.compile("[a-z]{2}")
_LAST: Final = re.compile("[a-z]{2,24}")
_LONGEST_LOCAL: Final = 64
_MOST_LABELS: Final = 8
_PROVIDERS: Final = frozenset(("gmail", "yahoo", "ymail", "hotmail", "outlook", "icloud", "live", "zoho", "proton"))
_ENDINGS: Final = frozenset(
    ("com", "vn", "net", "org", "edu", "gov", "info", "biz", "asia", "io", "xyz", "name", "pro", "example", "test")
)
_NOBODYS: Final = (".gserviceaccount.com", ".example", "@example.com", "@example.org")


def mail_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, address) of each address in a plain text in lower case; service accounts and examples are nobody."""
    for at in _AT.finditer(text):
        start = at.start()
        while start > max(0, at.start() - _LONGEST_LOCAL) and text[start - 1] in _LOCAL:
            start -= 1
        while start < at.start() and text[start] in ".-+%\u200b":
            start += 1
        is_loose = at["said"] is not None or " " in at.group()
        end = _domain_end(_labels(text, at.end()), is_loose=is_loose) if start < at.start() else None
        if end is not None and not text[start:end].endswith(_NOBODYS):
            yield start, end, text[start:end]


def _labels(text: str, start: int) -> list[tuple[str, int, bool]]:
    """The names of a domain with their ends, and whether a name is parted from the one before by more than a dot."""
    found: list[tuple[str, int, bool]] = []
    at, is_apart = start, False
    while len(found) < _MOST_LABELS and (label := _LABEL.match(text, at)):
        end = label.start() + len(label.group().rstrip("\u200b"))
        found.append((label.group().replace("\u200b", ""), end, is_apart))
        point = _POINT.match(text, label.end())
        if point is None:
            break
        at, is_apart = point.end(), len(point.group()) > 1
    return found


def _domain_end(labels: list[tuple[str, int, bool]], *, is_loose: bool) -> int | None:
    """Where a domain ends: after its first known endings, a country's, or at its last name; None where it is none.

    What is spelled out or spaced needs a known ending, for "a Công" is also somebody's name.
    """
    names = [name for name, _, _ in labels]
    last = next((place for place, name in enumerate(names) if place and name in _ENDINGS), None)
    if last is not None:
        while last + 1 < len(names) and not labels[last + 1][2] and (
            names[last + 1] in _ENDINGS or _COUNTRY.fullmatch(names[last + 1])
        ):  # fmt: skip
            last += 1
        return labels[last][1]
    if names and names[0] in _PROVIDERS:
        return labels[0][1]
    tight = [place for place, (_, _, is_apart) in enumerate(labels) if not is_apart]
    if is_loose or len(tight) < 2 or not _LAST.fullmatch(names[tight[-1]]):
        return None
    return labels[tight[-1]][1]
