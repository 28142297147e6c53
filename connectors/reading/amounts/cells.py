"""Numeric cells: from a cell's text to the column's own number, within the column's bounds.

It puts together what `quantities` understands, what the contract allows, and the words the author will read.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

import numpy as np

from connectors.measurement_units import MeasurementUnits
from connectors.reading.amounts.literals import NUMERAL, read_literal
from connectors.reading.amounts.pieces import Piece, add_up, named_units
from connectors.reading.amounts.quantities import Understood, single, understand
from connectors.reading.amounts.scales import scale_remark
from connectors.reading.amounts.shapes import shape_refusal
from connectors.reading.amounts.targets import Target, local_ta_detail, target_of, wanted
from connectors.reading.amounts.units import BARE, Phrase, read_phrase
from connectors.reading.outcome import Reading, Rule, Unreadable, refuse
from connectors.reading.wording import wrote
from expectations.contract import Column
from vietnamese.keeping import keeping
from vietnamese.numbers import number_as_typed
from vietnamese.text import is_dash, is_ditto, is_formula, is_null_word, normalise

_NIL_WORDS = frozenset(
    {
        "không",
        "khong",
        "ko",
        "kô",
        "không có",
        "khong co",
        "ko có",
        "ko co",
        "không phát sinh",
        "khong phat sinh",
        "kps",
    }
)
_NO_AMOUNT = re.compile(
    r"(?:đã |da )?(?:bán |ban |thu |thu hoạch |thu hoach )?(?:hết|het|xong)(?: (?:rồi|roi|hàng|hang|sạch|cả))?"
    r"|chưa(?: (?:xong|bán|thu|thu hoạch|có đầu ra))?|chua(?: (?:xong|ban|thu|thu hoach|co dau ra))?"
    r"|(?:có|co) (?:rồi|roi)|(?:rất |cần )?gấp"
)
_MEN_OR_WOMEN = re.compile(r"\d\s*(?:nam|nữ|nu)(?!\w)")
_MONTH = re.compile(r"(?:tháng|thang|thg|th|t)\s*\.?\s*(\d{1,2}|[^\W\d_]+(?: [^\W\d_]+)?)", re.IGNORECASE)
_MONTH_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
    "mười": 10, "mười một": 11, "mười hai": 12,
}  # fmt: skip
_VULGAR = re.compile(r"(?<!\d)(\d+)?\s?([½¼¾])")
_VULGAR_DECIMALS = {"½": "5", "¼": "25", "¾": "75"}
_SIMPLE = re.compile(rf"\s*({NUMERAL})\s*([^\d()<>=~+×*-]*)")
_PLAIN = re.compile(
    r" ?([1-9]\d{0,2}(?:\.\d{3})+|\d{1,12})(?:,(\d{1,2}))? ?([^\d()<>=~+×*., -][^\d()<>=~+×*,.-]*|)", re.ASCII
)
_LONGEST_WITH_ZERO = 6  # digits of a number; longer ones that begin with a zero are telephones or dates
EXACT = 1e15  # from here on a float no longer holds every digit of a whole number
LARGEST = {"t": 1e8, "ha": 1e8, "vnd_kg": 1e10, "vnd": EXACT, "count": 1e10, "month": 1e10}
"""By measure, what no cell can truly hold, so that the sum of all products of a province fits into DECIMAL(38,12).

A hundred million tonnes or hectares is more than the country grows or has, ten thousand million more than anybody
counts.
"""
SMALLEST = {"decimal": 5e-7, "money": 0.005, "integer": 1.0}  # what is less, the warehouse's columns hold as zero


class Field(NamedTuple):
    """What the number readers need to know of a column; hashable, so that readings can be remembered."""

    type: str
    target: Target
    minimum: float
    exclusive: bool
    maximum: float | None
    is_month: bool = False
    is_owed: bool = False


class NumberReading(NamedTuple):
    """value: the number in the column's unit or None; remark: set where there is one; bare_ta: see `ColumnReading`."""

    value: float | None
    remark: Reading | None = None
    bare_ta: bool = False


def field_of(column: Column, units: MeasurementUnits, header_unit: str | Phrase | None = None) -> Field:
    """A numeric column's field, whose cells may be written in these units.

    Nothing here is ever negative; a price without stated bounds is above zero.
    """
    exclusive = column.exclusive_minimum is not None or (column.measure == "vnd_kg" and column.minimum is None)
    minimum = column.exclusive_minimum if column.exclusive_minimum is not None else column.minimum
    is_month = column.name == "month" and column.type == "integer"
    measure = "month" if is_month else column.measure or ("vnd" if column.type == "money" else "count")
    target = target_of(measure, units, None if is_month else header_unit)
    is_owed = column.required or column.required_when is not None
    return Field(column.type, target, minimum or 0.0, exclusive, column.maximum, is_month, is_owed)


@lru_cache(maxsize=128)
def number_reader(field: Field) -> Callable[[str], NumberReading]:
    """The reader of one kind of column; it remembers what it has read."""

    @keeping(65536)
    def read(raw: str) -> NumberReading:
        return _read(raw, field)

    return read


def read_number(raw: str, field: Field) -> NumberReading:
    """Read one numeric cell's text; never raises, whatever the text."""
    return number_reader(field)(raw)


def _read(raw: str, field: Field) -> NumberReading:
    try:
        understood = _simple(raw, field)
        if understood is None:
            text, is_repaired = normalise(raw)
            lowered = (text if text.isascii() else _compatible(text)).lower()
            understood = _special(lowered, field) or understand(lowered, field.target)
            if is_repaired and understood.rule is None:
                detail = f"chữ bị lỗi phông, đọc là {text}. Hãy gõ lại bằng Unicode."
                understood = understood._replace(rule=Rule.REPAIRED_TEXT, detail=detail)
    except Unreadable as problem:
        return NumberReading(None, refuse(problem.rule, wrote(raw, problem.detail)))
    value, upper, rule, detail, bare_ta = understood
    if value is None:
        return NumberReading(None)
    if refusal := shape_refusal(value, raw, field.target) or check_value(value, upper, raw, field):
        return NumberReading(None, refusal)
    if rule is None:
        return NumberReading(value, scale_remark(value, raw, field.target), bare_ta)
    remark = Reading(value, rule, False, wrote(raw, detail or ""), upper)
    return NumberReading(value, remark, bare_ta)


def _compatible(text: str) -> str:
    """Full-width digits and the like in their plain form; 3½ must not become 31/2."""
    text = _VULGAR.sub(lambda match: f"{match[1] or 0},{_VULGAR_DECIMALS[match[2]]}", text)
    return " ".join(normalize("NFKC", text).split())


def _simple(raw: str, field: Field) -> Understood | None:
    """A numeral and a known unit, the common case, straight from the raw text; None for anything else."""
    match = _SIMPLE.fullmatch(raw.lower())
    if match is None or field.is_month:
        return None
    literal, phrase = read_literal(match.group(1)), read_phrase(match.group(2), field.target.units)
    if literal is None or phrase is None or literal.lossy:
        return None
    piece = Piece(literal, phrase)
    return single([piece], add_up([piece], field.target, {}), field.target)


def plain_values(texts: Sequence[str], field: Field) -> np.ndarray:
    """The values of plainly written cells (`12,5 tấn`, `25.500 đ/kg`), unchecked; nan for every other text.

    A shortcut past the full reading for what needs none of it; it gives what `read_number` gives before its bounds.
    """
    values = np.full(len(texts), np.nan)
    if field.is_month:
        return values
    factors: dict[str, tuple[float, float] | None] = {}
    for position, match in enumerate(map(_PLAIN.fullmatch, texts)):
        if match is None:
            continue
        whole, decimals, words = match.groups()
        if words not in factors:
            factors[words] = _factor(words.lower(), field.target)
        factor = factors[words]
        is_telling = whole[0] == "0" and len(whole) > _LONGEST_WITH_ZERO
        if factor is None or is_telling or (not whole.isdecimal() and (not words or field.target.dimension == "area")):
            continue
        amount = float(f"{whole.replace('.', '')}.{decimals or '0'}") * factor[0]
        values[position] = amount if factor[1] == 1.0 else round(amount / factor[1], 9)
    return values


def _factor(words: str, target: Target) -> tuple[float, float] | None:
    """Multiplier and divisor of a phrase, None where an amount with it needs the full reading."""
    phrase = read_phrase(words, target.units)
    if phrase is None or phrase.half or phrase.text == "k" or target.header is not BARE:
        return None
    units = [unit for unit in (phrase.unit, *phrase.per) if unit is not None]
    if target.dimension == "price":
        is_usual = all(unit.dimension in ("money", "mass") and not unit.may_be_local for unit in units)
        is_price = (phrase.unit is None or phrase.unit.dimension == "money") and len(phrase.per) <= 1
        per = phrase.per[0].size if phrase.per else 1.0
        return (phrase.scale, per) if is_usual and is_price else None
    is_usual = all(unit.dimension == target.dimension and unit.size and not unit.may_be_local for unit in units)
    if phrase.per or not is_usual:
        return None
    if phrase.unit is None:
        return (phrase.scale, 1.0) if phrase.scale < 1e6 or not target.is_weight_or_area else None
    return phrase.scale * phrase.unit.size, target.size


def _special(text: str, field: Field) -> Understood | None:
    """Cells that hold no amount: nil, not known, ditto, formula, months."""
    target = field.target
    if field.is_month and (month := _month(text)):
        return Understood(float(month))
    if is_dash(text) or text in _NIL_WORDS:
        return Understood(0.0, None, Rule.EXPLICIT_NIL, "hiểu là 0. Nếu chưa có số liệu thì hãy để trống ô này.")
    if not text or is_null_word(text):
        return Understood(None)  # type: ignore[arg-type]
    if is_ditto(text):
        raise Unreadable(Rule.DITTO_IN_NUMBER, f'dấu "như trên" không dùng cho cột số. Hãy ghi lại {wanted(target)}.')
    if is_formula(text):
        raise Unreadable(Rule.FORMULA_TEXT, f"là công thức ở dạng chữ. Hãy ghi {wanted(target)}.")
    if detail := _untold(text, field):
        raise Unreadable(Rule.NOT_A_NUMBER, detail)
    return None


def _untold(text: str, field: Field) -> str | None:
    """What is asked of words that leave open how much or how many there are; None for others."""
    target = field.target
    if _NO_AMOUNT.fullmatch(text):
        nil = "" if field.exclusive else "Nếu là 0 thì hãy ghi 0; nếu không thì "
        return f"chưa cho biết là bao nhiêu. {nil}{'hãy' if nil else 'Hãy'} ghi {wanted(target)}."
    if target.measure == "count" and _MEN_OR_WOMEN.search(text):
        return f"có số nam, số nữ ghi riêng. Tất cả là bao nhiêu người? Hãy chỉ ghi {wanted(target)}."
    if field.is_month and read_literal(text) is None:
        return f"không đọc được thành số tháng. Hãy ghi {wanted(target)}."
    return None


def _month(text: str) -> int | None:
    """`Tháng 5`, `T5`, `tháng năm` -> 5."""
    match = _MONTH.fullmatch(text)
    if match is None:
        return None
    word = match.group(1)
    return int(word) if word.isdecimal() else _MONTH_WORDS.get(word)


def check_value(value: float, upper: float | None, raw: object, field: Field) -> Reading | None:
    """Bounds, whole numbers and what the warehouse can hold; None where all is well."""
    target = field.target
    if max(abs(value), upper or 0.0) >= LARGEST[target.measure]:
        rule = Rule.PRECISION_LOST if abs(value) >= EXACT else Rule.TOO_LARGE
        return refuse(rule, wrote(raw, f"là số quá lớn. Hãy kiểm tra lại và ghi {wanted(target)}."))
    if refusal := _check_bounds(value, upper, raw, field):
        return refusal
    if field.type == "integer" and (value != int(value) or (upper is not None and upper != int(upper))):
        return refuse(Rule.NOT_AN_INTEGER, wrote(raw, "cột này cần số nguyên. Hãy ghi số không có phần lẻ."))
    return None


def _check_bounds(value: float, upper: float | None, raw: object, field: Field) -> Reading | None:
    target, minimum, maximum = field.target, field.minimum, field.maximum
    if value < 0 <= minimum:
        return refuse(Rule.NEGATIVE, wrote(raw, f"là số âm. Hãy ghi {wanted(target)}."))
    if field.exclusive and minimum == 0 <= value < SMALLEST[field.type]:
        if target.measure == "vnd_kg":
            blank = "" if field.is_owed else " Nếu chưa có giá thì hãy để trống ô này."
            return refuse(Rule.ZERO_PRICE, wrote(raw, f"giá phải lớn hơn 0. Hãy ghi {wanted(target)}.{blank}"))
        return refuse(Rule.NOT_POSITIVE, wrote(raw, f"cột này cần số lớn hơn 0. Hãy ghi {wanted(target)}."))
    is_low = value <= minimum if field.exclusive else value < minimum
    if is_low or (maximum is not None and (upper or value) > maximum):
        return refuse(Rule.OUT_OF_RANGE, wrote(raw, f"{_allowed(field)}. Hãy kiểm tra lại."))
    return None


def _allowed(field: Field) -> str:
    """`cột này cần số từ 2 đến 12`."""
    low, unit = number_as_typed(field.minimum), f" {field.target.unit}" if field.target.unit else ""
    above = f"lớn hơn {low}{unit}" if field.exclusive else f"từ {low}{unit}"
    if field.maximum is None:
        return f"cột này cần số {above}{'' if field.exclusive else ' trở lên'}"
    return f"cột này cần số {above} đến {number_as_typed(field.maximum)}{unit}"


def is_in_ta(phrase: Phrase, target: Target) -> bool:
    """The amount is in a tạ that may be a local one, by its own words or by the header's."""
    return any(unit is not None and unit.may_be_local for unit in named_units(phrase, target))


def local_ta_refusal(raw: object, field: Field) -> Reading:
    """The refusal of an amount in tạ whose row turns out to be about khoai lang."""
    return refuse(Rule.LOCAL_TA, wrote(raw, local_ta_detail(field.target)))
