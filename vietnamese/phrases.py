"""How names, lists and quotations are put into official Vietnamese; chooses words, works no figure out."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

from vietnamese.personal import mask_personal

_UNIT_KINDS: Final = ("Huyện đoàn", "Thành đoàn")
_DOTTED_DATE: Final = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_DAY_AND_MONTH: Final = re.compile(r"(?<=ngày )(\d{1,2})\.(\d{1,2})(?![\d.])")
_DECIMAL_DOT: Final = re.compile(r"(?<![\d.])(\d+)\.(\d{1,2})(?![\d.])")
_INVISIBLE: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def enumerated(names: Iterable[str]) -> str:
    """'a, b và c'."""
    listed = list(names)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} và {listed[-1]}"


def named_together(names: Iterable[str]) -> str:
    """Units under what they have in common: 'các huyện đoàn An Biên và An Minh; Thành đoàn Hà Tiên'."""
    groups: dict[str, list[str]] = {}
    for name in names:
        kind = next((kind for kind in _UNIT_KINDS if name.startswith(f"{kind} ")), "")
        groups.setdefault(kind, []).append(name.removeprefix(f"{kind} ") if kind else name)
    parts = []
    for kind, own in groups.items():
        if not kind:
            parts += own
        elif len(own) == 1:
            parts.append(f"{kind} {own[0]}")
        else:
            parts.append(f"các {lower_first(kind)} {enumerated(own)}")
    is_plain = all(len(own) == 1 or not kind for kind, own in groups.items()) and not any(
        " và " in one for one in parts
    )
    return enumerated(parts) if is_plain else "; ".join(parts)


def lower_first(text: str) -> str:
    """'Thiếu vốn' -> 'thiếu vốn': only the first letter, names further on keep theirs."""
    return text[:1].lower() + text[1:]


def short_name(name: str) -> str:
    """A product's name without what stands behind it in brackets: 'Khóm (dứa Queen Tắc Cậu)' -> 'Khóm'."""
    return name.split(" (")[0]


def product_in_sentence(name: str) -> str:
    """A product's short name within a sentence: 'khóm'."""
    return lower_first(short_name(name))


def alphabetical(text: str) -> str:
    """Sort key of Vietnamese words: by letter first (đ after d), then by tone mark."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d̿"))
    return f"{''.join(c for c in letters if not unicodedata.combining(c) or c == chr(0x033F))} {letters}"


def sentence_case(text: str) -> str:
    """'thiếu vốn' -> 'Thiếu vốn': only the first letter."""
    return text[:1].upper() + text[1:]


def clean(text: str, own: Collection[str] = ()) -> str:
    """What a report may print: NFC, without invisible characters, template braces and personal data.

    `own`: addresses in lower case that the platform itself names; they stay.
    """
    shown = _CONTROL.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    shown = shown.replace("{{", "{").replace("}}", "}")
    return mask_personal(shown, own)


def quoted(text: str) -> str:
    """A unit's own words in official typography: one line, decimal comma, dates with strokes."""
    line = " ".join(clean(text).split())
    line = _DOTTED_DATE.sub(r"\1/\2/\3", line)
    line = _DAY_AND_MONTH.sub(r"\1/\2", line)
    return _DECIMAL_DOT.sub(r"\1,\2", line)
