"""How Vietnamese writes numbers: decimal comma, dots between thousands, halves rounded away from zero, no minus zero.

Reports, checks, alerts and remarks on cells all call it, so that one number reads the same wherever it stands. A value
may be an int, a float, a Decimal or numpy's; a float counts as the shortest decimal that reads back as it, so 2.675 is
halfway between 2.67 and 2.68. What is not finite (nan, inf) is written as NOTHING.
"""

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from typing import Final

NOTHING: Final = "–"
Value = float | int | Decimal

_UNBOUNDED: Final = Context(prec=MAX_PREC, Emin=MIN_EMIN, Emax=MAX_EMAX, rounding=ROUND_HALF_UP)
_MARKS: Final = str.maketrans(",.", ".,")
_DIGITS_OF_A_CELL: Final = 15


def rounded(value: Value, decimals: int) -> Decimal:
    """The nearest number with so many decimals, a half away from zero: 2.25, 1 -> 2.3.

    Raises decimal.InvalidOperation on an infinite value.
    """
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), context=_UNBOUNDED)


def number(value: Value, decimals: int = 0) -> str:
    """1250.5, 1 -> '1.250,5'."""
    exact = Decimal(str(value))
    return f"{rounded(exact, decimals):z,.{decimals}f}".translate(_MARKS) if exact.is_finite() else NOTHING


def number_trimmed(value: Value, decimals: int = 3) -> str:
    """As `number`, without zeros at the end of the decimals, by default the kilograms of a tonne: 12.50 -> '12,5'."""
    text = number(value, decimals)
    return text.rstrip("0").rstrip(",") if "," in text else text


def number_as_typed(value: Value, decimals: int = 6) -> str:
    """As people type a number into a cell, without dots between thousands: 1182.30 -> '1182,3'.

    From 10^15 on a cell no longer holds every digit; such a number is written as the sheet shows it, '1,5E+20'.
    """
    exact = Decimal(str(value))
    if exact.is_finite() and exact.adjusted() >= _DIGITS_OF_A_CELL:
        return f"{float(exact):G}".replace(".", ",")
    return number_trimmed(exact, decimals).replace(".", "")


def tonnes(value: Value) -> str:
    """Tonnes in a sentence: one decimal, three below one tonne so that small lots do not read as nothing."""
    return _with(number_trimmed(value, 1 if abs(float(value)) >= 1 else 3), " tấn")


def money(value: Value) -> str:
    """Đồng in a sentence: '18,2 tỷ đồng', '845,6 triệu đồng', '950.000 đồng'."""
    size, exact = abs(float(value)), Decimal(str(value))
    if size >= 1e9:
        return _with(number_trimmed(exact.scaleb(-9), 2), " tỷ đồng")
    if size >= 1e6:
        return _with(number_trimmed(exact.scaleb(-6), 1), " triệu đồng")
    return _with(number(exact), " đồng")


def percent(rate: Value, decimals: int = 1) -> str:
    """0.125 -> '12,5%', closed up."""
    return _with(_hundredfold(rate, decimals), "%")


def percentage_points(change: Value) -> str:
    """A difference of two rates without its sign: -0.056 -> '5,6 điểm phần trăm'."""
    return _with(_hundredfold(abs(change), 1), " điểm phần trăm")


def chance(probability: Value) -> str:
    """A probability as a percentage: 0.012 -> '1,2%'; one below a thousandth is 'dưới 0,1%', never nothing."""
    return "dưới 0,1%" if probability < 0.001 else percent(probability)


def with_unit(value: Value, measure: str) -> str:
    """A figure as a sentence says it, by its measure {t, vnd, vnd_kg, ha, count, rate}."""
    match measure:
        case "t":
            return tonnes(value)
        case "vnd":
            return money(value)
        case "vnd_kg":
            return _with(number(value), " đồng/kg")
        case "ha":
            return _with(number_trimmed(value, 1), " ha")
        case "rate":
            return percent(value)
    return number_trimmed(value, 1)


def _hundredfold(rate: Value, decimals: int) -> str:
    return number_trimmed(Decimal(str(rate)).scaleb(2), decimals)


def _with(text: str, unit: str) -> str:
    return text if text == NOTHING else text + unit
