"""Footnote marks typed into a cell: raised and circled digits, stars and daggers belong to no number and no name.

The exponent of a metre (m²), the number of a formula (CO₂) and the stars of a product's class (OCOP 4*) are none.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from connectors.cells import TEXT
from connectors.reading.columns import ColumnCells, ColumnReading
from connectors.reading.outcome import Rule
from connectors.reading.seen.column import NUMERIC, SeenNote, settle
from connectors.reading.wording import quoted, wrote
from expectations.contract import Column
from vietnamese.numbers import number_as_typed
from vietnamese.text import normalise

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉ"
_LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"
_CIRCLED = "①-⒛⓪-⓿❶-➓"
_SIGNS = "*†‡※＊∗⁎⁑"
_ANY = re.compile(f"[{_RAISED}{_LOWERED}{_CIRCLED}{_SIGNS}]")
_KEPT = r"(?P<kept>(?<![^\W\d_])(?:[kcdhKCDH]|da)?[mM][²³]|[A-Z][₀-₉]+)"
_SIGN = rf"\s*(?:\([{_SIGNS}]++\)|(?<![{_SIGNS}])[{_SIGNS}]++)"
_IN_NUMBER = re.compile(rf"{_KEPT}|\s*[{_RAISED}{_LOWERED}{_CIRCLED}]+|(?<=.){_SIGN}(?!\s*[\d(])")
_IN_WORDS = re.compile(
    rf"{_KEPT}|[{_RAISED}{_LOWERED}]+|(?<=.)(?:\s*(?<![{_CIRCLED}])[{_CIRCLED}]++|(?<!\d){_SIGN}|\s+\([{_SIGNS}]++\))\s*$"
)
_POWER = re.compile(r"(?<![\d.,])10([²³⁴⁵⁶⁷⁸⁹])(?![⁰¹²³⁴⁵⁶⁷⁸⁹])")
_DIGITS = {sign: digit for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_SPLIT = re.compile(rf"\d[{_RAISED}{_LOWERED}{_CIRCLED}{_SIGNS}]+\s*\d")
_FIGURE = r"[\d⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]"
_EXPONENT = re.compile(_KEPT)
_STROKE = re.compile(rf"{_FIGURE}\s*[/⁄∕]\s*{_FIGURE}")


class _Unmarked(NamedTuple):
    """A text without its marks, and what is to be said; text "" where it may not be used."""

    text: str
    note: SeenNote


def read_unmarked(column: Column, cells: ColumnCells, read: Callable[[ColumnCells], ColumnReading]) -> ColumnReading:
    """What `read` makes of the cells without their footnote marks, each of which is remarked on."""
    rows = cells.rows(TEXT) if column.type != "url" else []
    contents = set(cells.texts[rows].tolist()) if len(rows) else set()
    if not contents or not _ANY.search("\n".join(contents)):
        return read(cells)
    found = {text: unmarked for text in contents if (unmarked := _unmarked(text, column)) is not None}
    if not found:
        return read(cells)
    texts, kinds, notes = cells.texts.copy(), cells.kinds.copy(), {}
    for row in [row for row in rows.tolist() if texts[row] in found]:
        unmarked = found[texts[row]]
        notes[row], texts[row] = unmarked.note, unmarked.text or None
        kinds[row] = kinds[row] if unmarked.text else 0
    reading = read(cells._replace(texts=texts, kinds=kinds))
    settle(reading, notes)
    return reading


def _unmarked(text: str, column: Column) -> _Unmarked | None:
    """None for a text without marks, for one of nothing else in a column of words, and for one in an old font.

    Old fonts and broken encodings write letters with the signs that are marks in others.
    """
    if not _ANY.search(text) or normalise(text)[1]:
        return None
    is_number = column.type in NUMERIC or column.type in ("date", "phone")
    dropped: list[str] = []

    def drop(match: re.Match[str]) -> str:
        if match["kept"]:
            return match["kept"]
        dropped.append(match.group().strip())
        return ""

    spaced = " ".join(text.split())
    left = (_IN_NUMBER if is_number else _IN_WORDS).sub(drop, spaced).strip()
    if not dropped:
        return None
    if is_number and (refusal := _refusal(text, left, column)):
        return _Unmarked("", SeenNote(Rule.FOOTNOTE_MARK, wrote(text, refusal), is_refused=True))
    if not left:
        return None
    marks = quoted(" ".join(dropped))
    message = wrote(text, f"bỏ dấu chú thích {marks}, đọc là {quoted(left)}. Hãy ghi chú thích ở cột Ghi chú.")
    return _Unmarked(left, SeenNote(Rule.FOOTNOTE_MARK, message, aside=f"Dấu chú thích {marks} được bỏ khi đọc."))


def _refusal(text: str, left: str, column: Column) -> str | None:
    """Why a number with marks may not be read without them; None where it may."""
    if column.type in NUMERIC and any(map(_ANY.search, _STROKE.findall(_EXPONENT.sub("", text)))):
        return f'có thể là phân số. Hãy ghi số thập phân, ví dụ "{column.example}".'
    if not left:
        return f'chỉ có dấu chú thích, không có số. Hãy ghi lại, ví dụ "{column.example}".'
    power = _POWER.search(text) if column.type in NUMERIC else None
    if power is not None:
        value = number_as_typed(10.0 ** _DIGITS[power[1]])
        return f"có thể là {value} (10 lũy thừa) hoặc 10 kèm dấu chú thích. Hãy ghi lại một con số."
    if _SPLIT.search(text):
        return f'có dấu chú thích giữa các chữ số. Hãy ghi lại, ví dụ "{column.example}".'
    return None
