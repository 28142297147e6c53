"""Turning remarks on cells into issues: an error where the row cannot do without the cell, else a warning.

Whether a row needs a column can depend on another column of the row; that is decided here, from the contract.
"""

import numpy as np
import pandas as pd

from connectors.reading.blanks import waits
from connectors.reading.outcome import EMPTY_READING, ReadContext, Reading, Rule
from connectors.reading.read_column import ColumnReading
from connectors.reading.remarks import Remarks, raw_text, short_header
from connectors.reading.wording import quoted
from expectations.contract import Column, Contract


def required_rows(
    contract: Contract, column: Column, readings: dict[str, ColumnReading], size: int, context: ReadContext
) -> np.ndarray:
    """In which rows a column of the contract must be filled."""
    condition = column.required_when
    if condition is None:
        return np.full(size, column.required)
    other = readings[condition.column]
    blank = pd.isna(other.values)
    unread = np.zeros(size, bool)
    unread[[row for row, flag in other.flags.items() if flag.refused]] = True
    if condition.home_province:
        home = other.codes == context.unit.province_code if other.codes is not None else np.zeros(size, bool)
        return (blank & ~unread) | home
    is_named = np.isin(other.values.astype(str), contract.condition_labels(condition))
    return ~blank & (is_named if condition.values else ~is_named)


def strict_rows(contract: Contract, readings: dict[str, ColumnReading], size: int) -> np.ndarray:
    """Rows in which no cell may be refused, as the contract says."""
    if contract.strict_when is None:
        return np.zeros(size, bool)
    return readings[contract.strict_when].values == True  # noqa: E712


def remark_on_cells(
    column: Column,
    reading: ColumnReading,
    wanted: np.ndarray,
    at: np.ndarray,
    columns_at: dict[str, int],
    remarks: Remarks,
    strict: np.ndarray,
) -> np.ndarray:
    """Issues of one column's cells; returns the rows that cannot be used because of it.

    wanted: rows that must have the cell; strict: rows that may leave it blank but not get it wrong.
    """
    is_null = pd.isna(reading.values)
    col = columns_at.get(column.name)
    refused = np.zeros(len(at), bool)
    for row in sorted({*reading.flags, *np.flatnonzero(is_null & wanted).tolist()}):
        flag = reading.flags.get(row, EMPTY_READING)
        if is_null[row] and wanted[row] and not flag.refused:
            flag = Reading(None, Rule.MISSING, True, _missing(column, reading, int(at[row]), col, remarks))
        refused[row] = flag.refused and (wanted[row] or strict[row] or waits(column, flag))
        severity = "error" if refused[row] else "warning"
        rule, message = flag.rule or "", flag.message or ""
        if col is None:
            remarks.on_row(int(at[row]), column, rule, severity, message)
        else:
            remarks.on_cell(int(at[row]), col, column, rule, severity, message)
    return refused


def _missing(column: Column, reading: ColumnReading, row0: int, col: int | None, remarks: Remarks) -> str:
    written = None if col is None else raw_text(remarks.grid, row0, col)
    found = f"ghi {quoted(written)}, chưa có giá trị" if written and written.strip() else "đang để trống"
    asked = f" {reading.wanted}" if reading.wanted else f', ví dụ "{column.example}"'
    return f"{found}; cột này bắt buộc{_condition(column, remarks.contract)}. Hãy ghi{asked}."


def _condition(column: Column, contract: Contract) -> str:
    """In which rows the column is required, in words; nothing where it always is."""
    condition = column.required_when
    if condition is None:
        return ""
    if condition.home_province:
        return " với nông sản trong tỉnh"
    other = short_header(contract.column(condition.column))
    values = " hoặc ".join(quoted(label) for label in contract.condition_labels(condition))
    return f" {'khi' if condition.values else 'trừ khi'} {other} là {values}"
