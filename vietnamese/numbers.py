"""How Vietnamese numbers are written: decimal comma, dots between thousands, halves rounded away from zero."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

NOTHING: Final = "–"


def number(value: float | int | Decimal, decimals: int = 0) -> str:
    """1250.5, 1 -> '1.250,5': dot thousands, decimal comma, halves rounded away from zero."""
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(step, ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return f"-{text}" if rounded < 0 else text


def number_trimmed(value: float | int | Decimal, decimals: int) -> str:
    """As `number`, without zeros at the end of the decimals: 12.0, 1 -> '12'."""
    text = number(value, decimals)
    return text.rstrip("0").rstrip(",") if "," in text else text


def tonnes(value: float) -> str:
    """Tonnes in a sentence: one decimal, three below one tonne so that small lots do not read as nothing."""
    return f"{number_trimmed(value, 1 if abs(value) >= 1 else 3)} tấn"


def money(value: float) -> str:
    """Đồng in a sentence: '18,2 tỷ đồng', '845,6 triệu đồng', '950.000 đồng'."""
    if abs(value) >= 1e9:
        return f"{number_trimmed(Decimal(str(value)) / 10**9, 2)} tỷ đồng"
    if abs(value) >= 1e6:
        return f"{number_trimmed(Decimal(str(value)) / 10**6, 1)} triệu đồng"
    return f"{number(value)} đồng"


def percent(rate: float) -> str:
    """0.125 -> '12,5 %'."""
    return f"{number_trimmed(Decimal(str(rate)) * 100, 1)} %"


def spoken(value: float, measure: str) -> str:
    """A figure as a sentence says it, by its measure {t, vnd, vnd_kg, ha, count, rate}."""
    match measure:
        case "t":
            return tonnes(value)
        case "vnd":
            return money(value)
        case "vnd_kg":
            return f"{number(value)} đồng/kg"
        case "ha":
            return f"{number_trimmed(value, 1)} ha"
        case "rate":
            return percent(value)
    return number_trimmed(value, 1)


def vn_number(value: float, places: int = 3) -> str:
    """8500 -> "8.500", 12.5 -> "12,5"; at most `places` decimals, none that are zero."""
    text = f"{value:,.{places}f}"
    if places:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text in ("-0", "") else text
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def vietnamese(value: float, places: int = 1) -> str:
    """1234.5 -> '1.234,5'; trailing zeros are not said."""
    text = f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))
    return text.rstrip("0").rstrip(",") if places else text


def vi_number(value: float, decimals: int = 6) -> str:
    """A number as a Vietnamese types it into a cell: decimal comma, no groups, no trailing zeros."""
    text = f"{value:.{decimals}f}"
    return (text.rstrip("0").rstrip(".") or "0").replace(".", ",")


def vi_amount(value: float, decimals: int = 6) -> str:
    """A number as it is read aloud and not typed again: 1182.3 is "1.182,3"."""
    whole, comma, rest = vi_number(value, decimals).partition(",")
    return f"{int(whole):,}".replace(",", ".") + comma + rest
