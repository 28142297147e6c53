"""Entry point of `connectors.reading` for one column of a tab: raw cells in, typed values and remarks out.

`read_column` chooses the reader by the column's type in the contract, and shows it no text beyond the bound.
"""

import numpy as np

from connectors.cells import over_long
from connectors.limits import TEXT_LENGTH
from connectors.reading.amounts.columns import read_number_column
from connectors.reading.columns import ColumnCells, ColumnReading
from connectors.reading.dates.columns import read_date_column
from connectors.reading.outcome import ReadContext, Reading, Rule, refuse
from connectors.reading.wording import wrote
from connectors.reading.words.columns import read_text_column
from expectations.contract import Column
from vietnamese.numbers import number

__all__ = ["ColumnReading", "read_column"]
_NUMERIC = frozenset({"integer", "decimal", "money"})


def read_column(
    column: Column,
    kinds: np.ndarray,
    numbers: np.ndarray,
    texts: np.ndarray,
    formats: np.ndarray,
    context: ReadContext,
    header_unit: str | None = None,
) -> ColumnReading:
    """Read one column's cells (1-D arrays of a CellGrid, one entry a data row); never raises, whatever they hold.

    header_unit: the unit named in the tab's header, where it is not the contract's own.
    """
    cells = ColumnCells(kinds, numbers, texts, formats)
    (long,) = over_long(kinds, texts)
    reading = _read(column, cells.without(long), context, header_unit)
    for row in long.tolist():
        reading.values[row] = None if reading.values.dtype == object else reading.values[row]
        reading.flags[row] = too_long(texts[row])
    return reading


def too_long(text: str) -> Reading:
    """The refusal of a cell whose text is longer than any pattern may see."""
    length, most = number(len(text)), number(TEXT_LENGTH)
    detail = f"dài {length} ký tự, quá {most} ký tự mà một ô được ghi. Hãy ghi ngắn lại, phần dài để ở tài liệu riêng."
    return refuse(Rule.TEXT_TOO_LONG, wrote(text[:TEXT_LENGTH], detail))


def _read(column: Column, cells: ColumnCells, context: ReadContext, header_unit: str | None) -> ColumnReading:
    if column.type in _NUMERIC:
        return read_number_column(column, cells, context.references.units, header_unit)
    if column.type == "date":
        return read_date_column(column.window, cells, context.plan_year)
    return read_text_column(column, cells, context)
