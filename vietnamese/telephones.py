"""Whether groups of digits are a telephone number, by how Vietnamese numbers are made and how people group them."""

import re
from typing import Final

from vietnamese.digit_groups import DigitGroup, is_count, is_thousands

_MOST_GROUPS: Final = 14
_FEWEST_DIGITS: Final = 8
_MOST_DIGITS: Final = 16
_FIRST_DIGITS: Final = "0235789"
_FEWEST_SPELLED: Final = 5
_MOBILE: Final = "(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}"
_OLD_MOBILE: Final = "1(?:2[0-9]|6[2-9]|8[68]|99)[0-9]{7}"
_FIXED_LINE: Final = "2[0-9]{8,9}"
_OLD_FIXED_LINE: Final = "(?:[46][0-9]{8}|[567][0-9]{9})"
_AT_HOME: Final = re.compile(f"0(?:{_MOBILE}|{_OLD_MOBILE}|{_FIXED_LINE}|{_OLD_FIXED_LINE})")
_ABROAD: Final = re.compile("84(?:0?)(?:[35789][0-9]{8}|[1246][0-9]{8,9})")
_BARE_84: Final = re.compile(f"84(?:{_MOBILE}|{_FIXED_LINE})")
_NO_TRUNK: Final = re.compile(_MOBILE)
_NO_TRUNK_SAID: Final = re.compile(f"{_MOBILE}|2[0-9]{{9}}")
_NEIGHBOURS: Final = re.compile("(?:1|7|44|49|6[0-6]|8[126]|85[2356]|886|9[15])[0-9]{7,11}")
_AREA: Final = re.compile("0[1-9][0-9]{0,2}")
_LEAD: Final = re.compile(r"[+][ ._()-]{0,3}$|[(]$")
_SHAPES: Final = frozenset({(3, 2, 2, 2), (2, 3, 2, 2), (2, 2, 3, 2), (2, 2, 2, 3), (3, 4, 2), (2, 3, 4), (2, 4, 3)})
_MEASURE: Final = re.compile(
    r" {0,2}(?:d|dong|vnd|k|tr|trieu|ty|ti|nghin|ngan|usd|tan|ta|yen|kg|g|ha|m2|m3|cong|con|cay|trai|bao|ho|nguoi"
    r"|lit|%)"
    r"(?![a-z/0-9])"
)
_OTHER_NUMBER: Final = re.compile(
    r"(?:mst|ma so thue|ma vach|hoa don|van don|don hang|seri|serial|imei|barcode)[^0-9a-z]{0,4}(?:so)?[^0-9a-z]{0,4}$"
)
_NOT_BARE: Final = re.compile(
    r"(?:gia|tien|thu|chi|von|tong|vay|no|luong|ma|so|lo|don|hang|qd|mst)(?: so)?[^0-9a-z]{0,4}$"
)


def telephone_end(text: str, groups: list[DigitGroup], place: int, *, is_said: bool) -> int | None:
    """The place after the last group of the telephone number that begins at `place`; None where none does.

    `text`: plain and in lower case. `is_said`: a word such as "ĐT" or "gọi" stands before it.
    """
    digits, best = "", None
    lead = leading(text, groups[place].start)
    if not lead and groups[place].digits[0] not in _FIRST_DIGITS:
        return None
    for after in range(place + 1, min(place + _MOST_GROUPS, len(groups)) + 1):
        group = groups[after - 1]
        if group.is_fixed or (after > place + 1 and group.gap is None):
            break
        digits += group.digits
        if len(digits) > _MOST_DIGITS:
            break
        if len(digits) >= _FEWEST_DIGITS and _is_telephone(text, groups[place:after], digits, lead, is_said=is_said):
            best = after
            if after == place + 1:
                break
    return best


def leading(text: str, start: int) -> str:
    """A plus sign with what parts it from the number, or an opening bracket, right before it."""
    match = _LEAD.search(text, max(0, start - 4), start)
    return match.group() if match else ""


def measure_follows(text: str, end: int) -> bool:
    """Whether a currency, a unit of measure or what is counted comes next."""
    return _MEASURE.match(text, end) is not None


def _is_telephone(text: str, chain: list[DigitGroup], digits: str, lead: str, *, is_said: bool) -> bool:
    if not _is_made_like_one(text, chain, digits, lead, is_said=is_said) or is_count(chain):
        return False
    spelled = sum(group.is_word for group in chain)
    return not spelled or spelled >= _FEWEST_SPELLED


def _is_made_like_one(text: str, chain: list[DigitGroup], digits: str, lead: str, *, is_said: bool) -> bool:
    is_bracketed = lead == "(" and len(chain) > 1 and str(chain[1].gap).startswith(")")
    if lead.startswith("+") or (is_bracketed and chain[0].digits == "84") or digits.startswith("0084"):
        if _ABROAD.fullmatch(digits.removeprefix("00")):
            return True
        if lead.startswith("+") and _is_neighbours(text, chain, digits):
            return True
    if digits.startswith("0"):
        return _is_at_home(text, chain, digits, lead)
    if measure_follows(text, chain[-1].end):
        return False
    if _BARE_84.fullmatch(digits):
        return chain[0].digits != "84" or not _has_mark(chain[1])
    return _is_without_trunk(text, chain, digits, is_said=is_said)


def _has_mark(group: DigitGroup) -> bool:
    """Whether a dot or a comma stands before it, as within a number."""
    return "." in str(group.gap) or "," in str(group.gap)


def _is_at_home(text: str, chain: list[DigitGroup], digits: str, lead: str) -> bool:
    first, rest = chain[0], chain[1:]
    is_decimal = first.digits == "0" and not first.is_word and rest and _has_mark(rest[0])
    if is_decimal and (len(rest) < 3 or len({group.gap for group in rest}) > 1):  # 0.912.345.678 is none
        return False
    is_area = lead == "(" and rest and str(rest[0].gap).startswith(")") and _AREA.fullmatch(first.digits)
    if is_area and 6 <= len(digits) - len(first.digits) <= 8:
        return True
    if not rest and _OTHER_NUMBER.search(text, max(0, first.start - 24), first.start):
        return False
    return _AT_HOME.fullmatch(digits) is not None


def _is_neighbours(text: str, chain: list[DigitGroup], digits: str) -> bool:
    if _NEIGHBOURS.fullmatch(digits) is None or any(map(_has_mark, chain[1:])):
        return False
    return not measure_follows(text, chain[-1].end) and not (is_thousands(chain) and digits.endswith("000"))


def _is_without_trunk(text: str, chain: list[DigitGroup], digits: str, *, is_said: bool) -> bool:
    """Nine digits whose leading 0 was left out, or eaten by a spreadsheet."""
    if is_said:
        is_sum = is_thousands(chain) and digits.endswith("000")
        return _NO_TRUNK_SAID.fullmatch(digits) is not None and not is_sum
    if _NO_TRUNK.fullmatch(digits) is None:
        return False
    first, rest = chain[0], chain[1:]
    if not rest:
        return not digits.endswith("00") and not _NOT_BARE.search(text, max(0, first.start - 16), first.start)
    gaps = {group.gap for group in rest}
    shape = tuple(len(group.digits) for group in chain)
    return first.gap is None and len(gaps) == 1 and gaps <= {" ", ".", "-"} and shape in _SHAPES
