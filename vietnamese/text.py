"""Cleaning and comparing Vietnamese text before anything is understood from it.

Text reaches a sheet from phones, old fonts and chat copies; here it gets one spelling (NFC), one kind of space and a
key under which two spellings of one name meet.
"""

import re
import unicodedata

from vietnamese.keeping import keeping
from vietnamese.legacy_fonts import repair

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\ufe0e\ufe0f\x00-\x08\x0e-\x1f\x7f]")
# what steers a terminal, turns the direction of writing or can't be seen; halves of pairs, which no file can hold
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"\s+")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
MARKS = "".join(map(chr, (code for code in range(0x300, 0xD7FF) if unicodedata.category(chr(code)) in ("Mn", "Mc"))))
"""What stands above, below or beside a letter: tones of Latin writing, the vowels of Khmer and Cham."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_CLEAN = re.compile("[!-~À-ÿĂăĐđĨĩŨũƠơƯưẠ-ỹ]+(?: [!-~À-ÿĂăĐđĨĩŨũƠơƯưẠ-ỹ]+)*")
_TONES = {"\u0300": "1", "\u0301": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_FORMULA = re.compile(r"=|[@+\-]\s*[A-Za-z_.]+\(")
_LOSSY = re.compile("\ufffd|[^\\W\\d_]\\?[^\\W\\d_]")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_DITTO = re.compile(
    r"[-–(\"'“”〃\s]*(?:[\"“”〃]|''|’’|/ ?/|nt|n\.t\.?|n/t|như trên|nhu tren|như dòng trên|ditto)[-–)\"'“”〃\s.]*",
    re.IGNORECASE,
)
_HAS_DIGIT = re.compile(r"\d")
_DASHES = frozenset({"-", "–", "—", "−", "--", "---"})
_NOTHING = frozenset({"không", "khong", "không có", "khong co", "ko", "ko có"})
_NULL_WORDS = frozenset(
    {
        "thoa thuan", "gia thoa thuan", "theo thoa thuan", "thuong luong", "theo thi truong", "gia thi truong",
        "theo gia thi truong", "chua co so lieu", "chua co", "chua co gia", "chua ro", "chua biet", "chua xac dinh",
        "chua cap nhat", "chua thong ke", "chua tong hop", "chua bao cao", "chua nam", "chua chot", "dang tong hop",
        "dang cap nhat", "dang thong ke", "dang ra soat", "dang khao sat", "khong ro", "khong co so lieu",
        "khong co thong tin", "chua co thong tin", "khong xac dinh", "bo sung sau", "se bo sung", "cap nhat sau",
        "n/a", "na", "null", "none", "nan", "tbd", "?", "??", "???", "...", "…", "....", "..", ".",
    }
)  # fmt: skip
_UNSURE = frozenset({"chua ro", "khong ro", "chua biet", "chua xac dinh", "khong xac dinh"})


def encodable(text: str) -> str:
    """The text with halves of surrogate pairs, which no file can hold, as the sign for a lost letter (U+FFFD)."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def tidy(text: str) -> str:
    """NFC, without invisible characters, with single spaces; the spelling itself is not touched."""
    if text.isascii() and _PLAIN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", text)
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def visible(text: str, kept: str = "") -> str:
    """The text with every character that can't be seen, or that steers a terminal, as its escape: `\\u001b`.

    The escapes are those of JSON, so a JSON document keeps its values. `kept`: characters that stay, as line ends.
    """
    if text.isprintable():
        return text
    return _UNSEEN.sub(lambda match: match.group() if match.group() in kept else _escape(match.group()), text)


def _escape(char: str) -> str:
    halves = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{halves[at : at + 4]}" for at in range(0, len(halves), 4))


@keeping(65536)
def normalise(text: str) -> tuple[str, bool]:
    """The text as it should have been typed, and whether an old font or a wrong encoding had to be undone."""
    if _PLAIN.fullmatch(text) if text.isascii() else (_CLEAN.fullmatch(text) and _UNICODE_ONLY.search(text)):
        return text, False
    text = unicodedata.normalize("NFC", text)
    repaired = repair(text)
    return _SPACES.sub(" ", _INVISIBLE.sub("", text if repaired is None else repaired)).strip(), repaired is not None


@keeping(65536)
def fold(text: str) -> str:
    """Comparison key: case, every mark, tone placement, đ/d and spacing are gone; letters and punctuation stay.

    Marks of Latin, Greek and Cyrillic letters only: the vowels and tones of Khmer, Cham or Thai are letters of theirs.
    The macro `fold` of the dbt project gives the same.
    """
    if not text.isascii():
        text = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", text.lower()))
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).replace("đ", "d").replace("ð", "d")
    return " ".join(text.lower().split())


@keeping(65536)
def spelling_key(text: str) -> str:
    """Stricter key than `fold`: keeps letters and tones, forgets only case, spacing and where in a word the tone sits.

    "Tân Hoà" and "Tân Hòa" meet, "Tân Hoa" does not; use it to prefer the right one of names that fold alike.
    """
    words = []
    for word in unicodedata.normalize("NFD", text.lower()).split():
        tone = "".join(_TONES[char] for char in word if char in _TONES)
        letters = "".join(char for char in word if char not in _TONES)
        words.append(unicodedata.normalize("NFC", letters) + tone)
    return " ".join(words)


def is_formula(text: str) -> bool:
    """Formula source kept as text; it is never echoed unescaped."""
    return _FORMULA.match(text) is not None


def is_lossy(text: str) -> bool:
    """Letters were lost to question marks, so the text cannot be restored."""
    if "?" not in text and "\ufffd" not in text:
        return False
    return _LOSSY.search(text) is not None and _LINK.search(text) is None


def is_ditto(text: str) -> bool:
    """A mark that means "as above"."""
    return len(text) <= 16 and not text[:1].isdigit() and _DITTO.fullmatch(text) is not None


def is_dash(text: str) -> bool:
    """A lone dash: nil in a number, nothing to say elsewhere."""
    return text in _DASHES


def is_null_word(text: str) -> bool:
    """Words that say the value is not known (yet): neither zero nor an error."""
    if len(text) > 40 or _HAS_DIGIT.search(text):
        return False
    return text in _NULL_WORDS or fold(text).strip(" ().!") in _NULL_WORDS


def is_unsure(text: str) -> bool:
    """A question mark, or words by which the author says not to know: `?`, `chưa rõ`; no word for "none yet"."""
    return is_null_word(text) and ("?" in text or fold(text).strip(" ().!") in _UNSURE)


def is_nothing(text: str) -> bool:
    """Nothing to say, in a column that holds no numbers: blank, a dash, `không`, `chưa có`, …"""
    return not text or is_dash(text) or text.lower() in _NOTHING or is_null_word(text)
