"""Date columns: serial numbers at array speed, written dates once per distinct text.

A number without a date format is a date only where it falls near the plan year.
"""

import numpy as np
import pandas as pd

from connectors.cells import EPOCH, NUMBER, TEXT
from connectors.reading.amounts.formats import is_date_format
from connectors.reading.columns import (
    ColumnCells,
    ColumnReading,
    Distinct,
    refuse_booleans,
    refuse_errors,
    spread_readings,
)
from connectors.reading.dates.cells import Window, plain_dates, read_date, serial_refusal
from connectors.reading.outcome import Reading, Rule

_EPOCH = np.datetime64(EPOCH.isoformat(), "D")
_NEAR_YEARS = 2
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_WANTED = 'đủ ngày/tháng/năm, ví dụ "15/03/2023"'


def read_date_column(window: Window, cells: ColumnCells, plan_year: int) -> ColumnReading:
    """Read a date column into datetime64[ns]; the clock time of a cell is dropped."""
    reading = ColumnReading(np.full(len(cells.kinds), np.datetime64("NaT"), "datetime64[ns]"))
    _read_serials(reading, cells, plan_year)
    _read_written(reading, cells, window, plan_year)
    refuse_errors(reading, cells, _WANTED)
    refuse_booleans(reading, cells, Rule.INVALID_DATE, _WANTED)
    return reading


def _serial(year: int) -> int:
    """Serial number of the 1st of January."""
    return int((np.datetime64(f"{year}-01-01", "D") - _EPOCH).astype(int))


def _read_serials(reading: ColumnReading, cells: ColumnCells, plan_year: int) -> None:
    rows = cells.rows(NUMBER)
    if not len(rows):
        return
    serials = cells.numbers[rows]
    is_dated = _has_date_format(cells.formats[rows])
    near = (serials >= _serial(plan_year - _NEAR_YEARS)) & (serials < _serial(plan_year + _NEAR_YEARS + 1))
    good = near | (is_dated & (serials >= _serial(_FIRST_YEAR)) & (serials < _serial(_LAST_YEAR + 1)))
    reading.values[rows[good]] = (_EPOCH + np.floor(serials[good]).astype("timedelta64[D]")).astype("datetime64[ns]")
    for at in np.flatnonzero(~good).tolist():
        reading.flags[int(rows[at])] = serial_refusal(float(serials[at]), bool(is_dated[at]), plan_year)


def _has_date_format(formats: np.ndarray) -> np.ndarray:
    if pd.isna(formats).all():
        return np.zeros(len(formats), bool)
    codes, contents = pd.factorize(formats, use_na_sentinel=True)
    dated = np.array([is_date_format(content) for content in contents] + [False])
    return dated[codes]


def _read_written(reading: ColumnReading, cells: ColumnCells, window: Window, plan_year: int) -> None:
    rows = cells.rows(TEXT)
    if not len(rows):
        return
    distinct = Distinct.of(cells.texts, rows)
    days = plain_dates(distinct.contents)
    readings: list[Reading | None] = [None] * len(days)
    for position in np.flatnonzero(np.isnat(days)).tolist():
        one = readings[position] = read_date(distinct.contents[position], window, plan_year)
        if one.value is not None:
            days[position] = np.datetime64(one.value, "ns")
    reading.values[rows] = days[distinct.codes]
    spread_readings(reading, distinct, readings)
