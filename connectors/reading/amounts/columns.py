"""Numeric columns: typed numbers at array speed, written ones once per distinct text.

Cells that arrive as numbers never pass through a loop unless something is wrong with them.
"""

import numpy as np
import pandas as pd

from connectors.cells import EPOCH, NUMBER, TEXT, serial_day
from connectors.measurement_units import MeasurementUnits
from connectors.reading.amounts.cells import (
    LARGEST,
    SMALLEST,
    Field,
    check_value,
    field_of,
    is_in_ta,
    local_ta_refusal,
    plain_values,
    read_number,
)
from connectors.reading.amounts.formats import FormatMeaning, read_format
from connectors.reading.amounts.quantities import date_detail
from connectors.reading.amounts.scales import HIGHEST_SPOKEN_PRICE, is_usual, scale_remark
from connectors.reading.amounts.shapes import are_dates, are_phones, shape_refusal
from connectors.reading.amounts.targets import convert, wanted
from connectors.reading.amounts.units import BARE, Phrase
from connectors.reading.columns import (
    ColumnCells,
    ColumnReading,
    Distinct,
    refuse_booleans,
    refuse_errors,
    spread_readings,
)
from connectors.reading.outcome import Reading, Rule, Unreadable, refuse
from connectors.reading.wording import wrote
from expectations.contract import Column
from vietnamese.dates import date_as_typed
from vietnamese.numbers import number_as_typed


def read_number_column(
    column: Column, cells: ColumnCells, units: MeasurementUnits, header_unit: str | Phrase | None
) -> ColumnReading:
    """Read an integer, decimal or money column, written in any of these units, into float64 in the column's own."""
    field = field_of(column, units, header_unit)
    reading = ColumnReading(np.full(len(cells.kinds), np.nan))
    if field.target.header is not BARE:
        reading.wanted = wanted(field.target)
    _read_typed(reading, cells, field)
    _read_written(reading, cells, field)
    refuse_errors(reading, cells, wanted(field.target))
    refuse_booleans(reading, cells, Rule.NOT_A_NUMBER, wanted(field.target))
    return reading


def _read_typed(reading: ColumnReading, cells: ColumnCells, field: Field) -> None:
    rows = cells.rows(NUMBER)
    formats = cells.formats[rows]
    unformatted = pd.isna(formats)
    _read_formatted(reading, cells, rows[unformatted], read_format(None, field.target.units), field)
    if not unformatted.all():
        distinct = Distinct.of(cells.formats, rows[~unformatted])
        for position, its_rows in distinct.rows_by_content(range(len(distinct.contents))).items():
            meaning = read_format(distinct.contents[position], field.target.units)
            _read_formatted(reading, cells, its_rows, meaning, field)


def _read_formatted(
    reading: ColumnReading, cells: ColumnCells, rows: np.ndarray, meaning: FormatMeaning, field: Field
) -> None:
    """Rows whose number format means the same."""
    if not len(rows):
        return
    numbers = cells.numbers[rows]
    if meaning.is_date or meaning.is_percent:
        for row, number in zip(rows.tolist(), numbers.tolist(), strict=True):
            reading.flags[row] = _not_a_number(number, meaning, field)
        return
    try:
        values = convert(numbers, meaning.phrase, field.target, {})
    except Unreadable as problem:
        for row, number in zip(rows.tolist(), numbers.tolist(), strict=True):
            reading.flags[row] = refuse(problem.rule, wrote(_shown(number, meaning), problem.detail))
        return
    _accept(reading, rows, values, numbers, meaning, field)
    if is_in_ta(meaning.phrase, field.target):
        for row, number in zip(rows.tolist(), numbers.tolist(), strict=True):
            reading.local_ta[row] = local_ta_refusal(_shown(number, meaning), field)


def _accept(
    reading: ColumnReading,
    rows: np.ndarray,
    values: np.ndarray,
    numbers: np.ndarray,
    meaning: FormatMeaning,
    field: Field,
) -> None:
    """Keep the values within bounds; only the others are looked at one by one."""
    good = is_acceptable(values, field)
    reading.values[rows[good]] = values[good]
    for at in np.flatnonzero(good & ~is_usual(values, field.target)).tolist():
        remark = scale_remark(float(values[at]), _shown(float(numbers[at]), meaning), field.target)
        if remark is not None:
            reading.flags[int(rows[at])] = remark
    for row, value, number in zip(rows[~good].tolist(), values[~good].tolist(), numbers[~good].tolist(), strict=True):
        shown = _shown(number, meaning)
        odd = shape_refusal(value, shown, field.target) if np.isfinite(value) else None
        refusal = odd or (check_value(value, None, shown, field) if np.isfinite(value) else None)
        reading.flags[row] = refusal or refuse(
            Rule.NOT_A_NUMBER, wrote(shown, f"không phải là số. Hãy ghi {wanted(field.target)}.")
        )


def is_acceptable(values: np.ndarray, field: Field) -> np.ndarray:
    """Mask of values within the column's bounds; the array twin of `check_value`."""
    least = SMALLEST[field.type] if field.exclusive and field.minimum == 0 else field.minimum
    above = values > least if field.exclusive and field.minimum else values >= least
    good = above & (np.abs(values) < LARGEST[field.target.measure])
    good &= ~(are_phones(values, field.target) | are_dates(values, field.target))
    if field.maximum is not None:
        good &= values <= field.maximum
    if field.type == "integer":
        good &= values == np.floor(values)
    return good


def _shown(number: float, meaning: FormatMeaning) -> str:
    return f"{number_as_typed(number)} {meaning.phrase.text}".strip().replace("㎡", "m2")


def _not_a_number(number: float, meaning: FormatMeaning, field: Field) -> Reading:
    """A number that its format shows as a date or a percentage."""
    if meaning.is_percent:
        detail = f"là phần trăm. Hãy ghi {wanted(field.target)}."
        return refuse(Rule.WRONG_DIMENSION, wrote(f"{number_as_typed(number * 100)}%", detail))
    day = serial_day(number)
    if day is None or day <= EPOCH:
        detail = f"bảng tính đã hiểu thành ngày hoặc giờ. Hãy chọn định dạng Số cho ô rồi ghi {wanted(field.target)}."
        return refuse(Rule.EXCEL_DATE_IN_NUMBER, wrote(number_as_typed(number), detail))
    shown = date_as_typed(day)
    if field.is_month:
        detail = f"bảng tính đã hiểu thành một ngày. Nếu là tháng {day.month} thì hãy ghi {day.month}."
        return refuse(Rule.EXCEL_DATE_IN_NUMBER, wrote(shown, detail))
    return refuse(Rule.EXCEL_DATE_IN_NUMBER, wrote(shown, date_detail(day.day, day.month, field.target)))


def _read_written(reading: ColumnReading, cells: ColumnCells, field: Field) -> None:
    rows = cells.rows(TEXT)
    if not len(rows):
        return
    distinct = Distinct.of(cells.texts, rows)
    values = plain_values(distinct.contents, field)
    readings: list[Reading | None] = [None] * len(values)
    in_ta = []
    is_plain = is_acceptable(values, field) & is_usual(values, field.target, HIGHEST_SPOKEN_PRICE)
    for position in np.flatnonzero(~is_plain).tolist():
        value, readings[position], bare_ta = read_number(distinct.contents[position], field)
        values[position] = np.nan if value is None else value
        if bare_ta:
            in_ta.append(position)
    reading.values[rows] = values[distinct.codes]
    spread_readings(reading, distinct, readings)
    for position, its_rows in distinct.rows_by_content(in_ta).items():
        refusal = local_ta_refusal(distinct.contents[position], field)
        reading.local_ta.update(dict.fromkeys(its_rows.tolist(), refusal))
