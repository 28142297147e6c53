"""Undoing what old fonts and wrong encodings did to Vietnamese text: TCVN3 (.VnTime), VNI, and UTF-8 read as Latin-1.

A repair is returned only where it is certain: every changed word must become a Vietnamese syllable, so that foreign
names, symbols and correct text are left alone.
"""

import re
import unicodedata

from vietnamese.syllables import is_syllable

_WORD = re.compile(r"[^\s\d,.;:!?()\[\]{}/\\\"'“”+*=<>&%@#_|~^-]+")
_SUSPICIOUS = re.compile("[\u00a1-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]")
_MOJIBAKE = re.compile("[ÂÃÄÅÆ]|á[º»]|â€")

_TCVN3_LOWER = dict(
    zip(
        "¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_TCVN3_UPPER = dict(zip("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ", strict=True))
_CAPITAL_D = "§"  # a word such as `§·` has no plain letter, and tells only by the rest of its text
_TCVN3 = str.maketrans({**_TCVN3_LOWER, **_TCVN3_UPPER})

_TONED = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE = {"æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ", "ö": "ư"}


def _vni_pairs() -> dict[str, str]:
    pairs = {}
    for base in "aeouy":
        pairs |= {base + mark: base + tone for mark, tone in _TONED.items()}
    for base in "aeo":
        pairs |= {base + mark: base + "\u0302" + tone for mark, tone in _CIRCUMFLEX.items()}
    pairs |= {"a" + mark: "a\u0306" + tone for mark, tone in _BREVE.items()}
    pairs |= {base + mark: _VNI_SINGLE[base] + tone for base in "ôö" for mark, tone in _TONED.items()}
    pairs |= _VNI_SINGLE
    return {old: unicodedata.normalize("NFC", new) for old, new in pairs.items()}


_VNI = _vni_pairs()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)), re.IGNORECASE)


def repair(text: str) -> str | None:
    """The text as it was meant, or None where nothing is (certainly) broken. `text` is NFC, spaces untouched."""
    if not _SUSPICIOUS.search(text):
        return None
    if _MOJIBAKE.search(text) and (undone := _undo_mojibake(text)) is not None:
        return undone
    if any(ord(char) > 0xFF and char.isalpha() for char in text) or not any(map(_is_stranger, _WORD.findall(text))):
        return None
    for decode in (_from_tcvn3, _from_vni):
        candidate = decode(text)
        if candidate != text and _is_believable(text, candidate):
            return candidate
    return None


def _undo_mojibake(text: str) -> str | None:
    """UTF-8 read as Latin-1 or Windows-1252, once or twice; its non-breaking spaces may have become plain ones."""
    for attempt in (text, re.sub("(Ã) ", "\\1\u00a0", text)):
        undone = _as_utf8(attempt)
        if undone is not None and undone != attempt:
            again = _as_utf8(undone) if _MOJIBAKE.search(undone) else None
            return unicodedata.normalize("NFC", again or undone)
    return None


def _as_utf8(text: str) -> str | None:
    data = bytearray()
    for char in text:
        if ord(char) < 0x100:
            data.append(ord(char))
            continue
        try:
            data += char.encode("cp1252")
        except UnicodeEncodeError:
            return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_stranger(word: str) -> bool:
    """A word with a Latin-1 sign in it that is not Vietnamese as it stands."""
    return len(word) > 1 and _SUSPICIOUS.search(word) is not None and not is_syllable(word)


def _from_tcvn3(text: str) -> str:
    in_capitals = _is_capital(text)
    return _WORD.sub(lambda match: _tcvn3_word(match.group(), in_capitals), text)


def _tcvn3_word(word: str, in_capitals: bool) -> str:
    """The capital font shows lower-case codes as capitals, so a word in capitals stays in capitals.

    A word with one plain letter (`X·`) only tells by the rest of its text.
    """
    decoded = word.translate(_TCVN3)
    return decoded.upper() if in_capitals or _is_capital(word) else decoded


def _is_capital(text: str) -> bool:
    """Whether all its plain letters, two at least, are capitals."""
    letters = [char for char in text if char.isascii() and char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters)


def _from_vni(text: str) -> str:
    return _VNI_PATTERN.sub(lambda match: _vni_letter(match.group()), text)


def _vni_letter(pair: str) -> str:
    letter = _VNI[pair.lower()]
    return letter.upper() if pair[0].isupper() else letter


def _is_believable(text: str, candidate: str) -> bool:
    """Every word that was not Vietnamese, and every word that changed, is a syllable now; at least one was mended."""
    before, after = _WORD.findall(text), _WORD.findall(candidate)
    if len(before) != len(after):
        return False
    pairs = list(zip(before, after, strict=True))
    strangers = [(old, new) for old, new in pairs if _is_stranger(old)]
    touched = [(old, new) for old, new in pairs if old != new] + strangers
    is_sure = any(map(_has_letter, (old for old, _ in strangers)))
    has_letters = all(_has_letter(old) or (is_sure and old[0] in _CAPITAL_D) for old, _ in touched)
    return bool(strangers) and has_letters and all(is_syllable(new) for _, new in touched)


def _has_letter(word: str) -> bool:
    return any(char.isascii() and char.isalpha() for char in word)
