"""Columns of words: text, choices, flags, phones, links and names from the reference lists.

Each distinct content is read once; "as above" marks are resolved only where the columns hold words.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import numpy as np

from connectors.cells import BOOL, NUMBER, TEXT, serial_day
from connectors.reading.amounts.formats import is_date_format
from connectors.reading.columns import ColumnCells, ColumnReading, Distinct, refuse_errors, spread_readings
from connectors.reading.outcome import EMPTY_READING, ReadContext, Reading, Rule, refuse
from connectors.reading.wording import quoted, repaired, wrote
from connectors.reading.words.choices import Choices, read_flag, read_url
from connectors.reading.words.phones import read_phone, read_phone_number
from expectations.contract import Column
from vietnamese.dates import date_as_typed
from vietnamese.numbers import number_as_typed
from vietnamese.text import is_dash, is_ditto, is_formula, is_lossy, is_null_word, normalise

_EXACT_DIGITS = 15
_LARGEST_EXACT = 10.0**_EXACT_DIGITS
_DITTO_TYPES = frozenset({"text", "choice", "commune", "product", "province"})


def read_text_column(column: Column, cells: ColumnCells, context: ReadContext) -> ColumnReading:
    """Read a column of words into an object array (None = null; a blank flag is False)."""
    reading = ColumnReading(np.full(len(cells.kinds), False if column.type == "flag" else None, object))
    if column.type == "commune":
        reading.wanted = _commune_wanted(context)
    strings, copied = _as_strings(reading, cells, column)
    rows = np.flatnonzero(strings != None)  # noqa: E711
    distinct = Distinct.of(strings, rows)
    read = _reader(column, context)
    readings = [read(content) for content in distinct.contents]
    if column.is_reference:
        _spread_references(reading, distinct, readings)
        reading.texts = _texts(strings, distinct)
    else:
        reading.values[rows] = _objects(one.value for one in readings)[distinct.codes]
    spread_readings(reading, distinct, readings)
    _remark_copies(reading, strings, copied)
    refuse_errors(reading, cells, "lại nội dung")
    return reading


def _commune_wanted(context: ReadContext) -> str:
    """With one of the unit's own communes as the example; none where the unit is no district's."""
    own = context.references.commune_example(context.unit)
    return "tên xã, phường, thị trấn" + (f", ví dụ {quoted(own)}" if own else "")


def _objects(values: object) -> np.ndarray:
    listed = list(values)  # type: ignore[call-overload]
    array = np.empty(len(listed), object)
    array[:] = listed
    return array


def _as_strings(reading: ColumnReading, cells: ColumnCells, column: Column) -> tuple[np.ndarray, dict[int, str]]:
    """Every filled cell as text; also the rows that said "as above", with the mark they used."""
    strings = np.where(cells.kinds == TEXT, cells.texts, None)
    for row in cells.rows(NUMBER).tolist():
        number = float(cells.numbers[row])
        if column.type != "phone" and not abs(number) < _LARGEST_EXACT:
            detail = "bảng tính đã làm mất các chữ số cuối. Hãy chọn định dạng Văn bản cho ô rồi gõ lại."
            reading.flags[row] = refuse(Rule.PRECISION_LOST, wrote(number_as_typed(number), detail))
            continue
        strings[row] = _number_text(number, cells.formats[row], column)
    for row in cells.rows(BOOL).tolist():
        strings[row] = "TRUE" if cells.numbers[row] else "FALSE"
    copied = _resolve_dittos(reading, strings) if column.type in _DITTO_TYPES else {}
    return strings, copied


def _number_text(number: float, number_format: str | None, column: Column) -> str:
    """A number typed into a column of words, as the author sees it."""
    if column.type == "phone":
        known = read_phone_number(number)
        if known.value and known.rule is None:
            return str(known.value)
    elif is_date_format(number_format) and (day := serial_day(number)):
        return date_as_typed(day)
    return number_as_typed(Decimal(f"{number:.{_EXACT_DIGITS}g}"), _EXACT_DIGITS)


def _resolve_dittos(reading: ColumnReading, strings: np.ndarray) -> dict[int, str]:
    """Replace "as above" marks by the text above; a mark with nothing above it is refused."""
    filled = np.flatnonzero(strings != None)  # noqa: E711
    distinct = Distinct.of(strings, filled)
    marks = [position for position, content in enumerate(distinct.contents) if is_ditto(content)]
    rows = sorted(row for found in distinct.rows_by_content(marks).values() for row in found.tolist())
    copied: dict[int, str] = {}
    for row in rows:
        mark, above = strings[row], strings[row - 1] if row else None
        strings[row] = above
        if above is None:
            detail = 'là dấu "như trên" nhưng ô phía trên trống. Hãy ghi lại nội dung.'
            reading.flags[row] = refuse(Rule.DITTO, wrote(mark, detail))
        else:
            copied[row] = mark
    return copied


def _remark_copies(reading: ColumnReading, strings: np.ndarray, copied: dict[int, str]) -> None:
    for row, mark in copied.items():
        if row not in reading.flags:
            detail = f"lấy theo ô phía trên: {quoted(strings[row])}. Hãy ghi đầy đủ để khi sắp xếp bảng không bị sai."
            reading.flags[row] = Reading(reading.values[row], Rule.DITTO, False, wrote(mark, detail))


def _reader(column: Column, context: ReadContext) -> Callable[[str], Reading]:
    names = context.references
    readers: dict[str, Callable[[str], Reading]] = {
        "flag": lambda text: read_flag(text, column.yes_words, column.no_words),
        "phone": read_phone,
        "url": read_url,
        "text": read_text,
    }
    if column.type in readers:
        return readers[column.type]
    if column.type == "choice":
        return partial(_read_cleaned, Choices(column).read)
    if column.type == "commune":
        return partial(_read_name, lambda text: names.commune(text, context.unit))
    if column.type == "product":
        return partial(_read_name, lambda text: names.product(text, None))
    return partial(_read_name, names.province)


def read_text(raw: str) -> Reading:
    """Free text: cleaned and kept, unless it is a formula or its letters are lost."""
    text, is_repaired = normalise(raw)
    if not text or is_dash(text):
        return EMPTY_READING
    if refusal := _unusable(raw, text):
        return refusal
    if is_lossy(text):
        detail = "chữ bị lỗi, một số chữ cái đã mất. Hãy gõ lại bằng Unicode."
        return refuse(Rule.LOSSY_ENCODING, wrote(raw, detail))
    return _repaired(raw, text, text) if is_repaired else Reading(text)


def _unusable(raw: str, text: str) -> Reading | None:
    if is_formula(text):
        return refuse(Rule.FORMULA_TEXT, wrote(raw, "là công thức ở dạng chữ. Hãy xóa công thức và ghi nội dung."))
    return None


def _repaired(raw: str, text: str, value: object) -> Reading:
    return Reading(value, Rule.REPAIRED_TEXT, False, repaired(raw, text))


def _read_cleaned(read: Callable[[str], Reading], raw: str) -> Reading:
    """Clean the text, read it, and say so where it had to be repaired."""
    text, is_repaired = normalise(raw)
    if refusal := _unusable(raw, text):
        return refusal
    reading = read(text)
    return _repaired(raw, text, reading.value) if is_repaired and reading.rule is None else reading


def _read_name(find: Callable[[str], Reading], raw: str) -> Reading:
    text = normalise(raw)[0]
    if not text or is_dash(text) or is_null_word(text):
        return EMPTY_READING
    return _read_cleaned(find, raw)


def _spread_references(reading: ColumnReading, distinct: Distinct, readings: list[Reading]) -> None:
    """(code, official name) pairs into the two arrays of a reference column."""
    pairs = [one.value if one.value is not None and not one.refused else (None, None) for one in readings]
    reading.codes = np.full(len(reading.values), None, object)
    reading.codes[distinct.rows] = _objects(pair[0] for pair in pairs)[distinct.codes]  # type: ignore[index]
    reading.values[distinct.rows] = _objects(pair[1] for pair in pairs)[distinct.codes]  # type: ignore[index]


def _texts(strings: np.ndarray, distinct: Distinct) -> np.ndarray:
    texts = np.full(len(strings), None, object)
    texts[distinct.rows] = _objects(content if normalise(content)[0] else None for content in distinct.contents)[
        distinct.codes
    ]
    return texts
