"""A whole number cell: what surrounds the amount, such as `khoảng`, `từ … đến …`, `trên`, and remarks in parentheses.

The result is a value in the column's unit with at most one remark, or the reason why there is none.
"""

import re
from typing import NamedTuple

from connectors.measurement_units import MeasurementUnit, MeasurementUnits
from connectors.reading.amounts.literals import read_literal
from connectors.reading.amounts.pieces import Piece, Sum, add_up, is_taken_for_group, read_pieces
from connectors.reading.amounts.targets import Basis, Target, local_ta_detail, wanted
from connectors.reading.amounts.units import BARE, mark_square_metres, read_phrase
from connectors.reading.outcome import Rule, Unreadable
from vietnamese.dates import day_and_month_as_typed
from vietnamese.number_words import words_to_digits
from vietnamese.numbers import number_as_typed, number_trimmed
from vietnamese.text import fold

_ASIDE = re.compile(r"\s*\(([^()]*)\)\s*")
_ASIDE_PARTS = re.compile(r"[,;]\s+")
_LEADING = re.compile(
    rf"(?:(?P<{Rule.APPROXIMATE}>~|≈|\+/-|±|khoảng|khoang|ước tính|ước đạt|ước khoảng|ước|uoc|tầm|cỡ|chừng|độ|xấp xỉ|"
    r"dự kiến|tạm tính|dao động|bình quân|trung bình|tb)"
    rf"|(?P<{Rule.LOWER_BOUND}>>=|≥|>|trên|tren|hơn|hon|ít nhất|tối thiểu|không dưới|không ít hơn|lớn hơn)"
    rf"|(?P<{Rule.UPPER_BOUND}><=|≤|<|gần|gan|dưới|duoi|tối đa|không quá|nhiều nhất|chưa đến|chưa tới|nhỏ hơn))"
    r"(?![^\W\d_])\s*:?\s*"
)
_TRAILING = re.compile(
    rf"\s*(?:(?P<{Rule.LOWER_BOUND}>trở lên|tro len|(?<=\d)\+)|(?P<{Rule.UPPER_BOUND}>trở xuống|đổ lại)"
    rf"|(?P<{Rule.APPROXIMATE}>ước tính|dự kiến|tạm tính))$"
)
_FROM = re.compile(r"(?:từ|tu)\s+(?=\S)")
_CONNECTOR = re.compile(r"\s*(?:-|–|—|~|÷|→|(?<![^\W\d_])(?:đến|tới|den|toi)(?![^\W\d_]))\s*")
_PACK = re.compile(r"(?:(?:1|một|mỗi)\s*)?([^\W\d_][^\d=:]*?)\s*(?:=|là|:)?\s*(\d+(?:[.,]\d+)*)\s*([^\W\d_][^\d/]*)")
_PACK_RATE = re.compile(r"(\d+(?:[.,]\d+)*)\s*([^\W\d_][^\d/]*)/\s*(?:1|một|mỗi)?\s*([^\W\d_][^\d/]*)")
_TIMES = re.compile(r"(.*?\d\s*[^\d]+?)\s*[x×*]\s*(\d+(?:[.,]\d+)?\s*[^\d/]+)")
_HAS_TIMES = re.compile(r"[x×*]")
_PER_WORDS = re.compile(
    r"(?<=[^\W\d_])\s+(?P<one>mỗi|một|1)\s+(kg|kí|ký|ki|cân|tạ|tấn|yến)$|\s+(?:trên|per)\s+(kg|kí|ký|tạ|tấn)$"
)
_WEIGHED = re.compile(r"(?<![^\W\d_])(?:tấn|tan|tạ|yến)$")
_HALF_ALONE = re.compile(r"(?:tấn|tạ|yến|ký|kí|kg|trăm|ngàn|nghìn|triệu|tỷ|tỉ) (?:rưỡi|rưởi)(?![^\W\d_])")
_FOR_AMOUNT = re.compile(r"(.+?)\s+(?:cho|for)\s+(\d.*)")
_FRACTION = re.compile(r"\d\s*/\s*\d")
_DATE_TIME = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[ t].*)?")
_DATE_LIKE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}(?:\s+\d.*)?")
_LETTER_O = re.compile(r"(?<![^\W_])(?=[\do.,]*\d)[\d.,]*o[\do.,]*(?![^\W_])|(?<![^\W\d_])l(?=\d)")
_ESTIMATES = frozenset(
    {"uoc", "uoc tinh", "uoc dat", "du kien", "tam tinh", "khoang", "gan dung", "uoc luong", "binh quan"}
)


class Understood(NamedTuple):
    """value and upper in the column's unit; rule and detail of the one remark; bare_ta: see `Sum`."""

    value: float
    upper: float | None = None
    rule: str | None = None
    detail: str | None = None
    bare_ta: bool = False


def understand(text: str, target: Target) -> Understood:
    """Read a number cell's text (cleaned, lower case); raises Unreadable with the reason."""
    text = mark_square_metres(text).lstrip("'’ ")
    _refuse_lookalikes(text, target)
    text, asides = _split_asides(text)
    text, times = _split_times(text, target.units) if _HAS_TIMES.search(text) else (text, [])
    text, rule = _split_qualifier(_PER_WORDS.sub(lambda match: _per(match, target), text))
    text, in_words = (f"1 {text}", True) if _HALF_ALONE.match(text) else words_to_digits(text)
    _refuse_fraction(text, target)
    basis = dict(found for aside in [*asides, *times] if (found := pack(aside, target.units)))
    understood = _amount_or_range(text, target, basis, _unit_aside(asides, target))
    understood = _remark(understood, rule, in_words, target)
    return _weigh_asides(understood, asides, target, basis)


def _per(match: re.Match[str], target: Target) -> str:
    """`25.000 đồng một kg` is a price of one, `32 tấn 1 tạ` an amount in two parts."""
    is_part = match["one"] in ("một", "1") and _WEIGHED.search(match.string[: match.start()])
    return f" 1 {match[2]}" if is_part and target.is_weight_or_area else f"/{match[2] or match[3]}"


def _refuse_lookalikes(text: str, target: Target) -> None:
    """Dates and letters that only look like numbers."""
    if _DATE_TIME.fullmatch(text):
        _, month, day = (int(part) for part in re.findall(r"\d+", text)[:3])
        raise Unreadable(Rule.EXCEL_DATE_IN_NUMBER, date_detail(day, month, target))
    if _DATE_LIKE.fullmatch(text):
        raise Unreadable(Rule.EXCEL_DATE_IN_NUMBER, f"trông như ngày tháng, không phải số. Hãy ghi {wanted(target)}.")
    if "o" in text or "l" in text:
        mended = _LETTER_O.sub(lambda match: match.group().replace("o", "0").replace("l", "1"), text)
        if mended != text:
            raise Unreadable(Rule.LETTER_O, f'có chữ cái nằm lẫn trong số. Nếu là {mended} thì hãy ghi "{mended}".')


def date_detail(day: int, month: int, target: Target) -> str:
    """A number that the spreadsheet took for a date: what was probably typed."""
    return (
        f"bảng tính đã hiểu thành ngày {day_and_month_as_typed(day, month)}. Nếu là số {day},{month} thì hãy chọn "
        f"định dạng Số cho ô rồi gõ lại; cột này cần {wanted(target)}."
    )


def _split_asides(text: str) -> tuple[str, list[str]]:
    asides = [part.strip() for aside in _ASIDE.findall(text) for part in _ASIDE_PARTS.split(aside)]
    return (" ".join(_ASIDE.sub(" ", text).split()), asides) if asides else (text, asides)


def _split_times(text: str, units: MeasurementUnits) -> tuple[str, list[str]]:
    """`333 thùng x 20 kg` -> `333 thùng` with a pack of 20 kg."""
    match = _TIMES.fullmatch(text)
    if match is None:
        return text, []
    first, second = match.group(1).strip(), match.group(2).strip()
    container = re.sub(r"^[\d.,\s]+", "", first)
    unit = units.find(container)
    if unit is not None and unit.dimension == "mass":
        container = re.sub(r"^[\d.,\s]+", "", second)
        return second, [f"{first}/{container}"]
    return first, [f"{second}/{container}"]


def _split_qualifier(text: str) -> tuple[str, str | None]:
    """Take `khoảng`, `trên`, `gần`, `trở lên`, … off; the first one found names the remark."""
    rule = None
    while match := _LEADING.match(text):
        rule = rule or match.lastgroup
        text = text[match.end() :]
    if match := _TRAILING.search(text):
        rule = rule or match.lastgroup
        text = text[: match.start()]
    return text.strip(), rule


def _refuse_fraction(text: str, target: Target) -> None:
    if _FRACTION.search(text):
        detail = f"dấu / giữa hai số không rõ là phân số, ngày tháng hay số này trên số kia. Hãy ghi {wanted(target)}."
        raise Unreadable(Rule.FRACTION, detail)


def pack(text: str, units: MeasurementUnits) -> tuple[MeasurementUnit, float] | None:
    """`20 kg/thùng`, `1 tạ 60kg`, `bao = 50 kg` -> (unit, kg)."""
    if match := _PACK_RATE.fullmatch(text):
        amount, weight, packed = match.groups()
    elif match := _PACK.fullmatch(text):
        packed, amount, weight = match.groups()
    else:
        return None
    weighed, container = units.find(weight), units.find(packed)
    if weighed is None or container is None or weighed.dimension != "mass" or container.has_legal_weight:
        return None
    literal = read_literal(amount)
    if literal is None or (literal.is_ambiguous and literal.separator == ","):
        example = f'"10 {container.name} (20 kg/{container.name})"'
        detail = f"không rõ 1 {container.name} nặng bao nhiêu. Hãy ghi rõ, ví dụ {example}."
        raise Unreadable(Rule.AMBIGUOUS_NUMBER, detail)
    return container, literal.value * weighed.size


def _unit_aside(asides: list[str], target: Target) -> str:
    """`12 (tấn)`: a unit in parentheses after a bare number."""
    for aside in asides:
        phrase = read_phrase(aside, target.units)
        if (
            phrase
            and not phrase.is_bare
            and (phrase.per or phrase.unit is None or phrase.unit.dimension == target.dimension)
        ):
            return aside
    return ""


def _amount_or_range(text: str, target: Target, basis: Basis, unit_aside: str) -> Understood:
    """One amount, or two with a connector between them."""
    if text.startswith(("-", "−")):
        raise Unreadable(Rule.NEGATIVE, f"là số âm. Hãy ghi {wanted(target)}.")
    stated_from = _FROM.match(text)
    if stated_from:
        text = text[stated_from.end() :]
    parts = _CONNECTOR.split(text)
    if len(parts) > 2 or not all(parts):
        raise Unreadable(Rule.NOT_A_NUMBER, f"không đọc được thành một con số. Hãy ghi {wanted(target)}.")
    pieces = [_pieces(part, target, unit_aside) for part in parts]
    if len(pieces) == 2:
        return _range(pieces[0], pieces[1], target, basis)
    total = add_up(pieces[0], target, basis)
    if stated_from:
        return Understood(
            total.value, None, Rule.LOWER_BOUND, _bound_detail("ít nhất", total.value, target), total.bare_ta
        )
    return single(pieces[0], total, target)


def _pieces(text: str, target: Target, unit_aside: str) -> list[Piece]:
    if match := _FOR_AMOUNT.fullmatch(text):
        return _pieces_for(match, target)
    pieces = read_pieces(text, target)
    if unit_aside and pieces[-1].phrase.is_bare:
        pieces[-1] = pieces[-1]._replace(phrase=read_phrase(unit_aside, target.units))
    return pieces


def _pieces_for(match: re.Match[str], target: Target) -> list[Piece]:
    """`30 triệu đồng cho 10 tấn`: a total where a total is wanted, a price where a price is."""
    money, weight = read_pieces(match.group(1), target), read_pieces(match.group(2), target)
    unit = weight[0].phrase.unit
    if len(weight) != 1 or unit is None or unit.dimension != "mass" or weight[0].literal.is_ambiguous:
        raise Unreadable(Rule.NOT_A_NUMBER, f"không đọc được thành một con số. Hãy ghi {wanted(target)}.")
    if target.measure == "vnd_kg":
        phrase = money[-1].phrase._replace(per=(unit,), per_amount=weight[0].literal.value)
        money[-1] = money[-1]._replace(phrase=phrase)
    return money


def single(pieces: list[Piece], total: Sum, target: Target) -> Understood:
    """One amount, with the remark its form alone deserves."""
    if total.implied is not None:
        detail = f"đọc là {_shown(total.value, target)} (số {total.implied} ở cuối hiểu là kg). Hãy ghi rõ đơn vị."
        return Understood(total.value, None, Rule.IMPLIED_UNIT, detail, total.bare_ta)
    if is_taken_for_group(pieces[0], target):
        unit = (pieces[0].phrase.text or (target.header or BARE).text).replace("㎡", "m2")
        read = f"đọc là {number_as_typed(pieces[0].literal.value)} {unit} (dấu chấm ngăn hàng nghìn)"
        detail = f"{read}. Nếu không phải thì hãy ghi lại, dùng dấu phẩy cho số lẻ."
        return Understood(total.value, None, Rule.GROUPED_NUMBER, detail, total.bare_ta)
    return Understood(total.value, None, None, None, total.bare_ta)


def _range(low: list[Piece], high: list[Piece], target: Target, basis: Basis) -> Understood:
    """`24-26 ngàn/kg`: what the upper bound says about units holds for the lower one, where that says nothing."""
    own, given = low[-1].phrase, high[-1].phrase
    if own.is_bare:
        low[-1] = low[-1]._replace(phrase=given)
    else:
        low[-1] = low[-1]._replace(phrase=own._replace(unit=own.unit or given.unit, per=own.per or given.per))
    lower, upper = add_up(low, target, basis), add_up(high, target, basis)
    if lower.value > upper.value:
        detail = f"số đầu lớn hơn số cuối, không rõ khoảng nào. Hãy chỉ ghi {wanted(target)}."
        raise Unreadable(Rule.REVERSED_RANGE, detail)
    bare_ta = lower.bare_ta or upper.bare_ta
    if lower.value == upper.value:
        return Understood(lower.value, bare_ta=bare_ta)
    detail = (
        f"là một khoảng từ {_shown(lower.value, target)} đến {_shown(upper.value, target)}; đang lấy số nhỏ "
        f"{_shown(lower.value, target)}. Khi có số chính xác hãy ghi lại."
    )
    return Understood(lower.value, upper.value, Rule.RANGE, detail, bare_ta)


def _remark(understood: Understood, rule: str | None, in_words: bool, target: Target) -> Understood:
    """The qualifier's remark, unless a stronger one is there already."""
    if understood.rule is not None:
        return understood
    shown = _shown(understood.value, target)
    if rule == Rule.APPROXIMATE:
        return understood._replace(
            rule=rule, detail=f"là số ước chừng, đang lấy {shown}. Khi có số chính xác hãy ghi lại."
        )
    if rule is not None:
        word = "ít nhất" if rule == Rule.LOWER_BOUND else "nhiều nhất"
        return understood._replace(rule=rule, detail=_bound_detail(word, understood.value, target))
    if in_words:
        return understood._replace(rule=Rule.NUMBER_WORDS, detail=f"đọc là {shown}. Lần sau hãy ghi bằng chữ số.")
    return understood


def _bound_detail(word: str, value: float, target: Target) -> str:
    shown = _shown(value, target)
    return f"chỉ cho biết {word} {shown}, đang lấy {shown}. Khi có số chính xác hãy ghi lại."


def _shown(value: float, target: Target) -> str:
    return f"{number_trimmed(value, 6)} {target.unit}".strip()


def _weigh_asides(understood: Understood, asides: list[str], target: Target, basis: Basis) -> Understood:
    """Parentheses either say the same again, explain the unit, name the product, or are words left over."""
    for aside in asides:
        if pack(aside, target.units) or (read_phrase(aside, target.units) is not None):
            continue
        if "khoai" in aside and understood.bare_ta:
            raise Unreadable(Rule.LOCAL_TA, local_ta_detail(target))
        if "khoai" in aside and any(unit.may_be_local for unit in basis):
            continue
        if any(char.isdigit() for char in aside):
            _require_same(understood, aside, target)
        elif understood.rule is None and fold(aside) in _ESTIMATES:
            understood = _remark(understood, Rule.APPROXIMATE, False, target)
        elif understood.rule is None:
            detail = f"đọc là {_shown(understood.value, target)}, bỏ qua chữ trong ngoặc. Hãy ghi chữ đó ở cột Ghi chú."
            understood = understood._replace(rule=Rule.EXTRA_TEXT, detail=detail)
    return understood


def _require_same(understood: Understood, aside: str, target: Target) -> None:
    """`75 công (7,5 ha)`: both forms must agree, within one percent."""
    try:
        again = add_up(read_pieces(_split_qualifier(aside)[0], target), target, {})
    except Unreadable as problem:
        detail = f"không rõ phần trong ngoặc. Hãy chỉ ghi {wanted(target)}; phần khác ghi ở cột Ghi chú."
        raise Unreadable(Rule.NOT_A_NUMBER, detail) from problem
    if abs(again.value - understood.value) > 0.01 * max(abs(again.value), abs(understood.value)):
        both = f"{_shown(understood.value, target)} và {_shown(again.value, target)}"
        raise Unreadable(Rule.CONFLICTING_FORMS, f"hai số không khớp: {both}. Hãy ghi một số đúng.")
