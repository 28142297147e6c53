"""How numbers, dates and names are said in official Vietnamese, so that every file of the report says them alike.

It formats and chooses words; it never works a figure out.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

NOTHING: Final = "–"
PHONE_MASK: Final = "[số điện thoại]"
_UNIT_KINDS: Final = ("Huyện đoàn", "Thành đoàn")

# The same patterns stand in dbt_project/macros/engine.sql: only syntax that Python's engine and RE2 read alike.
_DASHES: Final = "\u00a0\u2010-\u2015\u2212-"
_GAP: Final = f"[ ._(){_DASHES}]{{0,3}}"
_GAP_NO_DOT: Final = f"[ _(){_DASHES}]{{0,3}}"
_MOBILE: Final = f"[35789](?:{_GAP}[0-9]){{8}}"
_SUBSCRIBER: Final = f"(?:{_MOBILE}|[1246](?:{_GAP}[0-9]){{8,9}})"
_ABROAD: Final = f"(?:[(][+]?(?:00)?84[)]|(?:[+]{_GAP}|00)84){_GAP}(?:0{_GAP})?{_SUBSCRIBER}"
_BARE_84: Final = (
    f"84{_GAP_NO_DOT}(?:(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])(?:{_GAP}[0-9]){{7}}|2(?:{_GAP}[0-9]){{8,9}})"
)
_AREA: Final = f"[(]0[1-9][0-9]{{0,2}}[)](?:{_GAP}[0-9]){{6,8}}"
_AT_HOME: Final = f"0{_GAP_NO_DOT}{_SUBSCRIBER}"
_PHONE: Final = re.compile(f"(^|[^0-9.]|[^0-9][.])(?:{_ABROAD}|{_AREA}|{_AT_HOME}|{_BARE_84})([^0-9]|$)")
_DATE: Final = re.compile(
    "(^|[^0-9])((?:0?[1-9]|[12][0-9]|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)[0-9]{2}|"
    "(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])([^0-9]|$)"
)
_NO_PHONE_ACROSS: Final = "\ue000"
_DOTTED_DATE: Final = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_DAY_AND_MONTH: Final = re.compile(r"(?<=ngày )(\d{1,2})\.(\d{1,2})(?![\d.])")
_DECIMAL_DOT: Final = re.compile(r"(?<![\d.])(\d+)\.(\d{1,2})(?![\d.])")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


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


def month_name(month: date) -> str:
    """'tháng 8', and 'tháng 02' with the leading zero that January and February carry."""
    return f"tháng {month_digits(month)}"


def month_digits(month: date) -> str:
    return f"{month.month:02d}" if month.month < 3 else str(month.month)


def month_tick(month: date) -> str:
    """'Th 2', as a month stands on the axis of a chart."""
    return f"Th {month.month}"


def month_before(month: date) -> date:
    return date(month.year - 1, 12, 1) if month.month == 1 else date(month.year, month.month - 1, 1)


def month_after(month: date) -> date:
    return date(month.year + 1, 1, 1) if month.month == 12 else date(month.year, month.month + 1, 1)


def short_date(day: date) -> str:
    """'05/9/2023': leading zero for days below 10 and for months 1 and 2."""
    return f"{day_and_month(day)}/{day.year}"


def day_and_month(day: date) -> str:
    return f"{day.day:02d}/{month_digits(day)}"


def long_date(day: date) -> str:
    """'ngày 05 tháng 9 năm 2023'."""
    return f"ngày {day.day:02d} tháng {month_digits(day)} năm {day.year}"


def instant(moment: datetime) -> str:
    """'17 giờ 30 ngày 03/9/2023' of a local datetime."""
    return f"{moment.hour} giờ {moment.minute:02d} ngày {short_date(moment.date())}"


def enumerated(names: Iterable[str]) -> str:
    """'a, b và c'."""
    listed = list(names)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} và {listed[-1]}"


def named_together(names: Iterable[str]) -> str:
    """Units under what they have in common: 'các huyện đoàn An Biên và An Minh; Thành đoàn Hà Tiên'."""
    groups: dict[str, list[str]] = {}
    for name in names:
        kind = next((kind for kind in _UNIT_KINDS if name.startswith(f"{kind} ")), "")
        groups.setdefault(kind, []).append(name.removeprefix(f"{kind} ") if kind else name)
    told = []
    for kind, own in groups.items():
        if not kind:
            told += own
        elif len(own) == 1:
            told.append(f"{kind} {own[0]}")
        else:
            told.append(f"các {lower_first(kind)} {enumerated(own)}")
    return "; ".join(told)


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def product_in_sentence(name: str) -> str:
    """A product's name within a sentence: 'Khóm (dứa Queen Tắc Cậu)' -> 'khóm'."""
    return lower_first(name.split(" (")[0])


def alphabetical(text: str) -> str:
    """Sort key of Vietnamese words: by letter first (đ after d), then by tone mark."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d̿"))
    return f"{''.join(c for c in letters if not unicodedata.combining(c) or c == chr(0x033F))} {letters}"


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def clean(text: str) -> str:
    """What may stand on paper: NFC, no invisible characters, template braces or phone numbers."""
    shown = _CONTROL.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    shown = shown.replace("{{", "{").replace("}}", "}")
    return mask_phones(shown)


def mask_phones(text: str) -> str:
    """Vietnamese telephone numbers, however grouped, as PHONE_MASK; dates, quantities and sums of money stay.

    A match takes the characters around it along, so each pattern goes over the text twice to meet neighbours. In doubt
    a number is masked: `84 912 345 678` is a telephone number, `84.912.345.678` a sum.
    """
    for _ in range(2):
        text = _DATE.sub(rf"\1\2{_NO_PHONE_ACROSS}\3", text)
    for _ in range(2):
        text = _PHONE.sub(rf"\1{PHONE_MASK}\2", text)
    return text.replace(_NO_PHONE_ACROSS, "")


def quoted(text: str) -> str:
    """A unit's own words in official typography: one line, decimal comma, dates with strokes."""
    line = " ".join(clean(text).split())
    line = _DOTTED_DATE.sub(r"\1/\2/\3", line)
    line = _DAY_AND_MONTH.sub(r"\1/\2", line)
    return _DECIMAL_DOT.sub(r"\1,\2", line)
