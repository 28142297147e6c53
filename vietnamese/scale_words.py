"""Words and letters that multiply the number before them: `25 nghìn`, `7k`, `1.000 đ`.

The one list of them. Those who read amounts, headers, prices of feeds and spoken numbers each take from it what can
stand where they read.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from vietnamese.text import fold

HUNDREDS: Final[Mapping[str, int]] = MappingProxyType({"trăm": 100})
SPOKEN: Final[Mapping[str, int]] = MappingProxyType(
    {"nghìn": 1000, "ngàn": 1000, "ngìn": 1000, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
)
SHORT: Final[Mapping[str, int]] = MappingProxyType({"k": 1000, "ng": 1000, "tr": 10**6})
ENGLISH: Final[Mapping[str, int]] = MappingProxyType({"thousand": 1000, "million": 10**6})
NAMES: Final[Mapping[int, str]] = MappingProxyType({100: "trăm", 1000: "nghìn", 10**6: "triệu", 10**9: "tỷ"})
"""How a scale is called in what units and leaders read."""

_THOUSAND: Final = re.compile(r"^1[., ]?000\s*(?=\D)")


def with_unmarked(words: Mapping[str, int]) -> dict[str, int]:
    """The words, and each without its marks."""
    return {fold(word): size for word, size in words.items()} | dict(words)


def spell_thousand(text: str) -> str:
    """`1.000 đ` as `nghìn đ`: a unit that begins with a thousand in digits; other texts as they are."""
    return _THOUSAND.sub("nghìn ", text)
