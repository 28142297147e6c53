"""One amount as written: `3 tấn 2 tạ`, `7k2`, `25 ngàn 500 đồng/kg`, `2,5`.

An amount is a sum of pieces, each a numeral and the words after it; this file reads the pieces and adds them up in the
column's unit.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from connectors.measurement_units import MeasurementUnit
from connectors.reading.amounts.literals import NUMERAL, Literal, read_literal
from connectors.reading.amounts.targets import Basis, Target, convert, is_own_unit, wanted, with_header
from connectors.reading.amounts.units import BARE, Phrase, read_phrase
from connectors.reading.outcome import Rule, Unreadable
from vietnamese.numbers import number_as_typed, number_trimmed

_PIECE = re.compile(rf"({NUMERAL})(\s*)([^\d]*)")
_CURRENCY_FIRST = re.compile(r"(₫|đồng|đ|vnđ|vnd|us\$|usd|\$|€|eur)\s*(?=\d)")
_JOINERS = re.compile(r"^(?:và|va|cộng|\+|,|;|lẻ)\s*|\s*(?:và|va|cộng|\+|,|;|lẻ)$")
_MILLION = 1e6


class Piece(NamedTuple):
    """A numeral and what follows it; glued: no space before the next numeral (`7k2`)."""

    literal: Literal
    phrase: Phrase
    glued: bool = False


class Sum(NamedTuple):
    """An amount in the column's unit. implied: a unit was understood that is not written; bare_ta: written in tạ."""

    value: float
    implied: str | None = None
    bare_ta: bool = False


def read_pieces(text: str, target: Target) -> list[Piece]:
    """Split an amount (lower case) into pieces; raises Unreadable where a word or numeral cannot be understood."""
    currency = _CURRENCY_FIRST.match(text)
    if currency:
        text = text[currency.end() :]
    matches = list(_PIECE.finditer(text))
    if not matches or matches[0].start() != 0:
        raise Unreadable(Rule.NOT_A_NUMBER, f"không đọc được thành số. Hãy ghi {wanted(target)}.")
    pieces = _with_basis([_read_piece(match, target) for match in matches])
    if currency:
        last = pieces[-1]
        unit = last.phrase.unit or read_phrase(currency.group(1), target.units).unit  # type: ignore[union-attr]
        pieces[-1] = last._replace(phrase=last.phrase._replace(unit=unit))
    return pieces


def _read_piece(match: re.Match[str], target: Target) -> Piece:
    numeral, _, words = match.groups()
    literal = read_literal(numeral)
    if literal is None:
        raise Unreadable(Rule.NOT_A_NUMBER, f"dấu chấm, dấu phẩy đặt không đúng chỗ. Hãy ghi {wanted(target)}.")
    if literal.lossy:
        raise Unreadable(
            Rule.PRECISION_LOST, "là số đã bị bảng tính làm tròn, các chữ số cuối đã mất. Hãy gõ lại đầy đủ con số."
        )
    glued = bool(words) and not words[-1].isspace()
    phrase = _phrase(_JOINERS.sub("", words.strip()), target)
    return Piece(literal, phrase, glued)


def _phrase(words: str, target: Target) -> Phrase:
    """The phrase, where `đồng/` waits for the `100 kg` of the next piece."""
    phrase = read_phrase(words[:-1] if words.endswith("/") else words, target.units)
    if phrase is None:
        raise unknown_words(words, target)
    return phrase._replace(text=words)


def unknown_words(words: str, target: Target) -> Unreadable:
    """A refusal for words after (or instead of) a number that name no unit."""
    if words.replace("/", " ").replace(" ", "").isalpha() and len(words) <= 30:
        return Unreadable(Rule.UNKNOWN_UNIT, f'không rõ "{words}" là đơn vị gì. Hãy ghi {wanted(target)}.')
    return Unreadable(Rule.NOT_A_NUMBER, f"không đọc được thành một con số. Hãy ghi {wanted(target)}.")


def _with_basis(pieces: list[Piece]) -> list[Piece]:
    """Join `[25000 đồng/][100 kg]` into one piece priced per 100 kg."""
    if len(pieces) < 2 or not pieces[-2].phrase.text.endswith("/"):
        return pieces
    money, weight = pieces[-2], pieces[-1]
    if weight.phrase.unit is None or weight.literal.is_ambiguous:
        return pieces
    per = weight.phrase.unit
    joined = money.phrase._replace(per=(*money.phrase.per, per), per_amount=weight.literal.value)
    return [*pieces[:-2], Piece(money.literal, joined)]


def add_up(pieces: list[Piece], target: Target, basis: Basis) -> Sum:
    """The pieces' sum in the column's unit; raises Unreadable for doubt, wrong dimensions and odd compounds."""
    named = (unit for piece in pieces for unit in named_units(piece.phrase, target))
    bare_ta = any(unit is not None and unit.may_be_local and unit not in basis for unit in named)
    if len(pieces) == 1:
        return Sum(_piece_value(pieces[0], target, basis), None, bare_ta)
    *first, last = pieces
    if last.phrase.per:
        first = [piece._replace(phrase=piece.phrase._replace(per=last.phrase.per)) for piece in first]
    _require_descending(first, target)
    value, implied = _last_piece(first[-1], last, target, basis)
    return Sum(round(sum(_piece_value(piece, target, basis) for piece in first) + value, 9), implied, bare_ta)


def named_units(phrase: Phrase, target: Target) -> tuple[MeasurementUnit | None, ...]:
    """The units an amount is measured in, the header's where the phrase leaves them to it."""
    header = target.header or BARE
    if target.dimension == "price":
        return phrase.per or header.per
    return (phrase.unit or header.unit, *phrase.per)


def _piece_value(piece: Piece, target: Target, basis: Basis) -> float:
    if piece.phrase.unit is None and (doubt := _unitless_doubt(piece, target)):
        raise Unreadable(Rule.AMBIGUOUS_NUMBER, f"{doubt}. Hãy ghi {wanted(target)}.")
    value = _decide(piece.literal, piece.phrase, target) if piece.literal.is_ambiguous else piece.literal.value
    return convert(value, piece.phrase, target, basis)


def _unitless_doubt(piece: Piece, target: Target) -> str | None:
    """What is unclear about `500k` tonnes, `5 triệu` hectares or a price of `12 rưỡi`; None where nothing is."""
    phrase, number = piece.phrase, number_as_typed(piece.literal.value)
    if not target.is_weight_or_area:
        is_bare_half = phrase.half and phrase.scale == 1.0 and target.dimension in ("money", "price")
        return f"không rõ là {number} nghìn rưỡi hay {number} triệu rưỡi" if is_bare_half else None
    if phrase.text == "k" and target.measure == "t":
        return f"có thể là {number} nghìn tấn hoặc {number} kg"
    if phrase.text == "k" or phrase.scale >= _MILLION:
        return f"không rõ {number} {phrase.text} gì"
    return None


def _require_descending(pieces: list[Piece], target: Target) -> None:
    """`3 tấn 2 tạ` is a sum; `2 tạ 3 tấn` and `5 5 tấn` are not."""
    sizes = [piece.phrase.scale * (piece.phrase.unit.size if piece.phrase.unit else 1.0) for piece in pieces]
    has_bare = any(piece.phrase.is_bare for piece in pieces)
    if has_bare or any(small >= large for large, small in pairwise(sizes)):
        raise Unreadable(Rule.NOT_A_NUMBER, f"có nhiều con số trong một ô. Hãy chỉ ghi {wanted(target)}.")


def _last_piece(before: Piece, last: Piece, target: Target, basis: Basis) -> tuple[float, str | None]:
    """The last addend; a bare one takes its size from the piece before it."""
    before_size = before.phrase.scale * (before.phrase.unit.size if before.phrase.unit else 1.0)
    phrase = last.phrase
    if phrase.scale == 1.0 and before.phrase.scale > 1.0 and before.phrase.unit is None:
        return _spoken_rest(before, last, target, basis), None
    if phrase.unit is not None or phrase.scale > 1.0:
        if phrase.scale * (phrase.unit.size if phrase.unit else 1.0) >= before_size:
            raise Unreadable(Rule.NOT_A_NUMBER, f"có nhiều con số trong một ô. Hãy chỉ ghi {wanted(target)}.")
        return _piece_value(last, target, basis), None
    return _implied_kg(before, last, target)


def _spoken_rest(before: Piece, last: Piece, target: Target, basis: Basis) -> float:
    """`7k2` is 7 200, `25 ngàn 500` is 25 500, `1 tỷ 2` is 1 200 000 000: digits after the scale are its decimals."""
    digits = last.literal.text
    glued = before.glued
    if not digits.isdecimal() or len(digits) > 3 or (len(digits) == 2 and not glued):
        detail = f'không rõ số {digits} ở cuối nghĩa là gì. Hãy ghi đủ bằng chữ số, ví dụ "{target.example}".'
        raise Unreadable(Rule.AMBIGUOUS_NUMBER, detail)
    decimals = int(digits) / 10 ** len(digits)
    return convert(decimals, last.phrase._replace(scale=before.phrase.scale), target, basis)


def _implied_kg(before: Piece, last: Piece, target: Target) -> tuple[float, str]:
    """`1 tấn 500`: a bare rest after tấn or tạ is kg, unless it could be tạ or yến as well."""
    digits, unit = last.literal.text, before.phrase.unit
    longest = unit.bare_rest_digits if unit is not None and target.dimension == "mass" else 0
    if unit is None or not longest or not digits.isdecimal() or len(digits) > longest:
        raise Unreadable(Rule.UNKNOWN_UNIT, f"không rõ đơn vị của số {digits} ở cuối. Hãy ghi {wanted(target)}.")
    if len(digits) == 1:
        whole, name = number_as_typed(before.literal.value), unit.name
        raise Unreadable(
            Rule.AMBIGUOUS_NUMBER,
            f"có thể là {whole},{digits} {name} hoặc {whole} {name} {digits} kg. "
            f'Hãy ghi "{whole},{digits} {name}" hoặc "{whole} {name} {digits} kg".',
        )
    return int(digits) / target.size, digits


def _decide(literal: Literal, phrase: Phrase, target: Target) -> float:
    """One dot or comma before exactly three digits: a group where that is sure, refused where it is not."""
    in_cell = not phrase.is_bare
    is_scaled = phrase.scale > 1.0 or (not in_cell and (target.header or BARE).scale > 1.0)
    is_doubtful = target.is_weight_or_area or is_scaled
    is_dotted = literal.separator == "." and (in_cell or _is_in_small_units(target))
    if not is_doubtful or is_dotted:
        return literal.value
    raise Unreadable(Rule.AMBIGUOUS_NUMBER, _both_readings(literal, phrase, target))


def is_taken_for_group(piece: Piece, target: Target) -> bool:
    """A dot before three digits that was taken for a group: of hectares, or of the kg that only the header names."""
    if not piece.literal.is_ambiguous:
        return False
    if piece.phrase.is_bare:
        return _is_in_small_units(target)
    return target.dimension == "area" and is_own_unit(piece.phrase, target)


def _is_in_small_units(target: Target) -> bool:
    """The header counts kg or m²: nobody has thousandths of those, so a dot before three digits is a group."""
    header = target.header
    if header is None or header.unit is None or header.per or not target.is_weight_or_area:
        return False
    return header.scale == 1.0 and header.unit.dimension == target.dimension and header.unit.size == 1.0


def _both_readings(literal: Literal, phrase: Phrase, target: Target) -> str:
    unit = (phrase.text or (target.header.text if target.header else "") or target.unit).replace("㎡", "m2")
    grouped, decimal = number_as_typed(literal.grouped or 0), number_as_typed(literal.decimal or 0)
    readings = f"có thể là {grouped} {unit} hoặc {decimal} {unit}."
    if len(decimal.partition(",")[2]) == 3:
        return f'{readings} Hãy ghi "{grouped} {unit}" hoặc "{_plainly(literal.decimal or 0, phrase, target, unit)}".'
    return f'{readings} Hãy ghi "{grouped} {unit}" hoặc "{decimal} {unit}".'


def _plainly(decimal: float, phrase: Phrase, target: Target, unit: str) -> str:
    """Three decimals without three digits behind a mark: tonnes in kg, triệu in đồng, the rest to two decimals."""
    said = with_header(phrase, target)
    size = said.unit.size if said.unit else target.size
    if target.dimension == "mass" and size > 1.0 and not said.per:
        return f"{number_as_typed(decimal * said.scale * size)} kg"
    if target.dimension in ("money", "price") and said.scale > 1.0:
        rest = unit.partition("/")[1] + unit.partition("/")[2]
        return f"{number_trimmed(decimal * said.scale, 6)} đồng{rest}"
    return f"{number_as_typed(decimal, 2)} {unit}"
