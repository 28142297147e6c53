"""Personal data in running text: telephones, e-mail addresses, identity and account numbers, found and masked.

The one detector of the platform: whatever leaves a unit's own sheet passes `mask_personal`. It reads a text once and
looks a bounded way around each group of digits, so its time grows with the length of the text and with nothing else.
In doubt a number is masked; sums, dates, quantities and document numbers are known by how they are written.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterator
from typing import Final

from vietnamese.digit_groups import DigitGroup, digit_groups, is_count, is_thousands, plain
from vietnamese.mail_addresses import mail_addresses
from vietnamese.telephones import leading, measure_follows, telephone_end

PHONE_MASK: Final = "[số điện thoại]"
EMAIL_MASK: Final = "[thư điện tử]"
IDENTITY_MASK: Final = "[số căn cước]"
ACCOUNT_MASK: Final = "[số tài khoản]"

_FEWEST_DIGITS: Final = 6
_NEAR: Final = 40  # characters from a word such as STK to its number
_CLOSE: Final = 15  # characters from a number to the name of its bank
_DIGIT: Final = re.compile(r"\d")
_MAYBE: Final = re.compile(r"[@＠]|[(\[{] ?at ?[)\]}]|a[ -]?(?:c[oò]|m[oó])|kh(?:[oô]|o\u0302)ng", re.IGNORECASE)
_PHONE, _IDENTITY, _ACCOUNT, _BANK = "phone", "identity", "account", "bank"
_CONTEXT: Final = re.compile(
    r"(?<![a-z])(?:"
    r"(?P<phone>s?dt(?:dd)?|dien thoai|tel|phone|mobile|di dong|zalo|viber|hotline|alo|goi|lien he|lien lac|lh"
    r"|nhan tin)"
    r"|(?P<identity>cccd|cmnd|cmtnd|cmt|can cuoc|chung minh(?: nhan dan| thu)?|so dinh danh|ho chieu|passport)"
    r"|(?P<account>stk|s\.t\.k|so tk|so tai khoan|account(?: no| number)?)"
    r"|(?P<bank>tk|tai khoan|chuyen khoan|ngan hang|[a-z]{2,12}bank|[a-z]{2} bank|vcb|bidv|tcb|mb|acb|shb|vib|ocb|msb"
    r"|scb|ncb|momo|zalopay|viettel ?pay|vnpay)"
    r")(?![a-z])"
)
_AND: Final = re.compile(r"[ ,;/.-]*(?:va|hoac|hay|&)?[ ,;/.-]*")
_ORDER: Final = re.compile(r"(?:ma|so|don|hang|lo|mst|thue|vach|seri|serial|imei)[^0-9a-z]{0,4}$")
_TIGHT: Final = re.compile("[ .\u200b-]{0,3}")
_ANY_NUMBER: Final = re.compile(r"\d(?:[ ._()/\u00a0\u2010-\u2015-]{0,3}\d){5,}")
_YEAR: Final = re.compile("(?:19|20)[0-9]{2}")
_PROVINCES: Final = range(1, 97)  # the first three digits of a CCCD
_CENTURIES: Final = "0123"

Span = tuple[int, int, str]


def mask_personal(text: str, own: Collection[str] = ()) -> str:
    """The text with every telephone, e-mail address, identity and account number as its mask; NFC where one is found.

    `own`: addresses in lower case that the platform itself names, as those it sends to; they stay.
    """
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS and not _MAYBE.search(text):
        return text
    composed = unicodedata.normalize("NFC", text)
    cased = plain(composed)
    shown = cased.lower()
    mails = [(start, end, EMAIL_MASK) for start, end, address in mail_addresses(shown) if address not in own]
    found = sorted([*mails, *_numbers(cased, shown)])
    if not found:
        return text
    pieces, at = [], 0
    for start, end, mask in found:
        if start >= at:
            pieces += [composed[at:start], mask]
            at = end
    return "".join([*pieces, composed[at:]])


def mask_telephones(text: str) -> str:
    """A text out of a column of telephones: an invalid number is somebody's too, so six digits in a row are masked."""
    return _ANY_NUMBER.sub(PHONE_MASK, mask_personal(text))


class _Contexts:
    """Words that say what a number near them is."""

    def __init__(self, text: str) -> None:
        self._found = [(match.start(), match.end(), str(match.lastgroup)) for match in _CONTEXT.finditer(text)]
        self._starts = [start for start, _, _ in self._found]

    def before(self, start: int, since: int) -> str | None:
        """The kind that the nearest word before a place, and not before `since`, names."""
        place = bisect_left(self._starts, start) - 1
        if place < 0 or self._starts[place] < since or start - self._found[place][1] > _NEAR:
            return None
        return self._found[place][2]

    def has_bank_after(self, end: int) -> bool:
        place = bisect_left(self._starts, end)
        return place < len(self._found) and self._starts[place] - end <= _CLOSE and self._found[place][2] == _BANK


def _numbers(cased: str, text: str) -> Iterator[Span]:
    """Spans of telephones, identity and account numbers from left to right; `text` is `cased` in lower case."""
    groups, contexts = digit_groups(cased), _Contexts(text)
    place, last_end, kind = 0, 0, None
    while place < len(groups):
        group = groups[place]
        named = contexts.before(group.start, last_end)
        goes_on = last_end and group.start - last_end <= _NEAR and _AND.fullmatch(text, last_end, group.start)
        kind = named or (kind if goes_on else None)
        is_inside = group.gap in (".", ",") and groups[place - 1].end != last_end
        found = None if group.is_fixed or is_inside else _number(text, groups, place, kind, contexts)
        if found is None:
            place += 1
            continue
        after, mask = found
        last_end = groups[after - 1].end
        yield _with_lead(text, group.start, last_end), last_end, mask
        place = after


def _number(
    text: str, groups: list[DigitGroup], place: int, kind: str | None, contexts: _Contexts
) -> tuple[int, str] | None:
    """The place after the number that begins at `place`, and its mask; None where none begins."""
    if kind == _IDENTITY and (after := _identity_end(groups, place)):
        return after, IDENTITY_MASK
    if kind == _ACCOUNT and (after := _account_end(text, groups, place, fewest=6)):
        return after, ACCOUNT_MASK
    if after := telephone_end(text, groups, place, is_said=kind == _PHONE):
        return after, PHONE_MASK
    if kind == _BANK or contexts.has_bank_after(groups[place].end):
        after = _account_end(text, groups, place, fewest=8)
        if after and not _is_sum(groups[place:after]):
            return after, ACCOUNT_MASK
    if _is_cccd(text, groups[place]):
        return place + 1, IDENTITY_MASK
    return None


def _chain(groups: list[DigitGroup], place: int, most_digits: int) -> Iterator[tuple[int, int]]:
    """Each place where a number that begins at `place` may end, and its digits so far."""
    digits = 0
    for after in range(place + 1, len(groups) + 1):
        group = groups[after - 1]
        is_apart = after > place + 1 and (group.gap is None or not _TIGHT.fullmatch(group.gap))
        digits += len(group.digits)
        if group.is_fixed or group.is_word or is_apart or digits > most_digits:
            return
        yield after, digits


def _identity_end(groups: list[DigitGroup], place: int) -> int | None:
    """A CMND has 9 digits, a CCCD 12, a passport 7 or 8; one that was mistyped has about as many."""
    ends = list(_chain(groups, place, 13))
    if ends and ends[0][1] >= 7:
        return ends[0][0]
    return next((after for length in (12, 9) for after, digits in ends if digits == length), None)


def _account_end(text: str, groups: list[DigitGroup], place: int, *, fewest: int) -> int | None:
    """One group, or several of three and more digits; a sum of money is no account."""
    best = None
    for after, digits in _chain(groups, place, 19):
        length = len(groups[after - 1].digits)
        if after > place + 1 and (length < 3 or length > 6):
            break
        best = after if digits >= fewest else best
        if length > 6:
            break
    chain = groups[place:best] if best else []
    is_no_account = is_count(chain) or (chain and all(_YEAR.fullmatch(group.digits) for group in chain))
    if not chain or is_no_account or measure_follows(text, chain[-1].end):
        return None
    return best


def _is_sum(chain: list[DigitGroup]) -> bool:
    """Whether what stands near the name of a bank is rather the money it lent."""
    return is_thousands(chain) or (len(chain) == 1 and chain[0].digits.endswith("000"))


def _is_cccd(text: str, group: DigitGroup) -> bool:
    """Twelve digits made as those of a CCCD are, where nothing says that they are something else's."""
    digits = group.digits
    return (
        len(digits) == 12
        and int(digits[:3]) in _PROVINCES
        and digits[3] in _CENTURIES
        and not _ORDER.search(text, max(0, group.start - 12), group.start)
    )


def _with_lead(text: str, start: int, end: int) -> int:
    """Where the number begins with its plus sign, and with the bracket that is closed within it."""
    lead = leading(text, start)
    if lead.startswith("+"):
        start -= len(lead)
    for opening, closing in ("()", "[]"):
        is_open = text.count(closing, start, end) > text.count(opening, start, end)
        if is_open and text[start - 1 : start] == opening:
            return start - 1
    return start
