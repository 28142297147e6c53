"""The written forms of place names: unit types before a name, districts and hamlets beside it, numbers for words.

Only text is looked at here; whether such a place exists is the business of `places`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from connectors.reading.names.names import name_key, words_only
from vietnamese.dates import date_as_typed

COMMUNE_TYPES = ("Xã", "Phường", "Thị trấn", "Đặc khu")
_COMMUNE_TYPE = re.compile(
    r"(?P<xa>(?:xa|x)(?= ))|(?P<phuong>(?:phuong|ph|p|f)(?= )|[pf](?=\d))|(?P<tran>thi tran|t t|tt)|(?P<dac>dac khu)"
)
_TYPE_OF_GROUP = {"xa": "Xã", "phuong": "Phường", "tran": "Thị trấn", "dac": "Đặc khu"}
_DISTRICT_TYPE = re.compile(
    r"(?:(?:bch|ban chap hanh|ban thuong vu|btv) )?(?:doan )?(?:tncs (?:hcm|ho chi minh) )?(?:thanh nien )?"
    r"(?:(?:huyen|thanh|thi|quan) doan |huyen |thanh pho |thi xa |quan |tp |t p |tx |t x |h |q )?"
)
_PROVINCE_TYPE = re.compile(r"(?:tinh doan |thanh doan |tinh |thanh pho |tp |t p |t )")
_BESIDE = re.compile(r"\s*[(),;/–-]+\s*|\s+(?=(?:huyện|thành phố|thị xã|tỉnh|tp|tx)\b)", re.IGNORECASE)
_HAMLET = re.compile(r"(?:ap|khu pho|kp|khom|to|thon|so|duong|khu vuc|kv|to dan pho|khu)(?: .*|\d.*)?")
_NUMBER_WORDS = {
    "một": "1", "hai": "2", "ba": "3", "tư": "4", "bốn": "4", "năm": "5", "sáu": "6", "bảy": "7", "tám": "8",
    "chín": "9", "mười": "10", "mười một": "11", "mười hai": "12",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A province, district or commune in one span of validity; codes are reused, so code and valid_from are the key."""

    code: str
    name: str
    kind: str
    province_code: str
    district_code: str | None
    valid_from: date
    valid_to: date | None
    aliases: tuple[str, ...] = ()

    def is_valid(self, on: date) -> bool:
        """Whether the place exists on that day; both ends of the period belong to it."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def titled(self) -> str:
        """Name with its type, as in running text: "xã Tân Hoà"."""
        return f"{self.kind.lower()} {self.name}"

    @property
    def period(self) -> str:
        """When it existed, said from where it matters: "từ 01/07/2025" or "đến hết 30/06/2025"."""
        if self.valid_to is None:
            return f"từ {date_as_typed(self.valid_from)}"
        return f"đến hết {date_as_typed(self.valid_to)}"


@dataclass(frozen=True)
class CommuneText:
    """A commune as asked for: its name, its type if stated apart, and the larger places named beside it."""

    name: str
    kind: str | None
    places: tuple[str, ...]


def read_commune_text(text: str) -> CommuneText:
    """Take "ấp 5, xã Tân Hòa, huyện Tân Hiệp" or "Tân Hòa (Tân Hiệp)" apart."""
    parts = [part for part in _BESIDE.split(text) if part and words_only(part)]
    kinds = [kind for part in parts if (kind := _bare_commune_type(part))]
    named = [part for part in parts if not _bare_commune_type(part)]
    named = [part for part in named if not _HAMLET.fullmatch(name_key(part))] or named
    if not named:
        return CommuneText(text, None, ())
    head = next((part for part in named if without_commune_type(part)[0]), named[0])
    places = tuple(part for part in named if part is not head)
    return CommuneText(head, kinds[0] if kinds else None, places)


def without_commune_type(text: str) -> tuple[str | None, str]:
    """The type a name begins with, if any, and the rest: "TT. Thứ Ba" gives (Thị trấn, Thứ Ba)."""
    words = words_only(text)
    match = _COMMUNE_TYPE.match(name_key(text))
    if match is None or match.end() == len(name_key(text)):
        return None, words
    return _TYPE_OF_GROUP[match.lastgroup or ""], words[match.end() :].strip()


def without_district_type(text: str) -> str:
    """A district's bare name out of "Huyện đoàn Tân Hiệp", "TP.RG" or "Đoàn huyện Gò Quao"."""
    return _without(_DISTRICT_TYPE, text)


def without_province_type(text: str) -> str:
    """A province's bare name out of "Tỉnh An Giang" or "TP. Cần Thơ"."""
    return _without(_PROVINCE_TYPE, text)


def commune_names(place: Place) -> Iterator[str]:
    """Every name a commune answers to: "Thứ Ba" also to "Thứ 3", ward "1" also to "01"."""
    yield place.name
    if place.name.isdigit():
        yield f"{int(place.name):02d}" if len(place.name) == 1 else str(int(place.name))
    first, _, rest = place.name.lower().partition(" ")
    if rest in _NUMBER_WORDS:
        yield f"{first} {_NUMBER_WORDS[rest]}"


def _bare_commune_type(part: str) -> str | None:
    key = name_key(part)
    return next((kind for kind in COMMUNE_TYPES if key == name_key(kind)), "Thị trấn" if key == "tt" else None)


def _without(pattern: re.Pattern[str], text: str) -> str:
    words, key = words_only(text), name_key(text)
    match = pattern.match(key)
    if match is None or match.end() == len(key):
        return words
    return words[match.end() :].strip()
