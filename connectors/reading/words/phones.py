"""Phone cells: every Vietnamese number in a cell as +84…, old prefixes renewed, names left out.

Numbers are personal data; a name typed beside one is not kept in the value.
"""

import re
from unicodedata import normalize

from connectors.reading.outcome import EMPTY_READING, Reading, Rule, refuse
from connectors.reading.wording import wrote
from vietnamese.keeping import keeping
from vietnamese.numbers import number_as_typed
from vietnamese.text import is_ditto, is_formula, is_nothing, normalise

_NUMBER = re.compile(r"(?:(?:\(?\+|\b00)\s?84\)?\s?(?:\(0\)|0)?|\b84|\(?0)(?:[\s.\-()]{0,3}\d){8,10}(?!\d)")
_PLAIN = re.compile(r"0[35789](?:[ .-]?\d){8}", re.ASCII)
_SEPARATORS = str.maketrans("", "", " .-")
_BARE = re.compile(r"[35789]\d{8}|(?:2\d|1)\d{8,9}")
_JOINERS = re.compile(
    r"[\s\-–/;,.|+()]+|\b(?:và|hoặc|hay|zalo|sđt|sdt|đt|dt|tel|di động|dđ|phone|số)\b\s*:?", re.IGNORECASE
)
_OLD_MOBILE = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78", "123": "83", "124": "84", "125": "85", "127": "81",
    "129": "82", "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_ASK = 'Hãy ghi số điện thoại 10 chữ số, ví dụ "0912345678".'


@keeping(65536)
def read_phone(raw: str) -> Reading:
    """Read a phone cell's text: `+84…` numbers joined by ", ". Never raises, whatever the text."""
    if _PLAIN.fullmatch(raw):
        return Reading(f"+84{raw.translate(_SEPARATORS)[1:]}")
    text = normalize("NFKC", normalise(raw)[0])
    if is_nothing(text):
        return EMPTY_READING
    if refusal := _refusal(raw, text):
        return refusal
    found: list[str] = []
    is_renewed = False
    rest = text
    for match in _NUMBER.finditer(text):
        national = _national(match.group())
        number = _OLD_MOBILE.get(national[:3], national[:3]) + national[3:] if _is_old(national) else national
        if not _is_valid(number):
            continue
        is_renewed |= number != national
        rest = rest.replace(match.group(), " ", 1)
        found.append(f"+84{number}")
    bare = re.sub(r"[\s.\-]", "", text)
    if not found and _BARE.fullmatch(bare) and _is_valid(bare):
        return Reading(f"+84{bare}")
    return _judge(raw, found, rest, is_renewed)


def _refusal(raw: str, text: str) -> Reading | None:
    if is_formula(text):
        return refuse(Rule.FORMULA_TEXT, wrote(raw, f"là công thức ở dạng chữ. {_ASK}"))
    if is_ditto(text):
        return refuse(Rule.DITTO_IN_NUMBER, wrote(raw, f'dấu "như trên" không dùng cho cột số điện thoại. {_ASK}'))
    if _SCIENTIFIC.fullmatch(text):
        return refuse(Rule.PRECISION_LOST, wrote(raw, f"bảng tính đã làm tròn số điện thoại. {_ASK}"))
    return None


def _judge(raw: str, found: list[str], rest: str, is_renewed: bool) -> Reading:
    """The numbers found, with a remark about whatever else stands in the cell."""
    if not found:
        return refuse(Rule.INVALID_PHONE, wrote(raw, f"không phải số điện thoại đúng. {_ASK}"))
    value = ", ".join(dict.fromkeys(found))
    left = _JOINERS.sub("", rest)
    if any(char.isdigit() for char in left):
        detail = f"chỉ đọc được {value}, phần còn lại không phải số điện thoại đúng. Hãy kiểm tra lại."
        return Reading(value, Rule.INVALID_PHONE, False, wrote(raw, detail))
    if is_renewed:
        detail = f"là đầu số cũ, đã đổi thành {value}. Hãy ghi số mới."
        return Reading(value, Rule.OLD_PHONE_PREFIX, False, wrote(raw, detail))
    if left:
        detail = "ô này chỉ ghi số điện thoại, đã bỏ phần chữ. Hãy ghi tên người ở cột khác."
        return Reading(value, Rule.TEXT_IN_PHONE, False, wrote(raw, detail))
    return Reading(value)


def _national(written: str) -> str:
    """The digits after the country code and the leading zero."""
    digits = re.sub(r"\D", "", written)
    if digits.startswith("0084"):
        digits = digits[4:]
    elif digits.startswith("84") and not digits.startswith("0"):
        digits = digits[2:]
    return digits.removeprefix("0")


def _is_old(national: str) -> bool:
    return len(national) == 10 and national[:3] in _OLD_MOBILE


def _is_valid(national: str) -> bool:
    """Mobile: 9 digits from 3, 5, 7, 8, 9; fixed line: 10 digits from 2."""
    return bool(re.fullmatch(r"[35789]\d{8}|2\d{9}", national))


def read_phone_number(number: float) -> Reading:
    """A phone typed as a number: the sheet dropped its leading zero."""
    if not 0 < number < 1e15 or number != int(number):
        return refuse(Rule.PRECISION_LOST, wrote(number_as_typed(number), f"bảng tính đã làm mất chữ số. {_ASK}"))
    digits = str(int(number))
    return read_phone(digits if digits.startswith("84") and len(digits) >= 11 else f"0{digits}")
