"""Entry point of `connectors.reading` for one column of a tab: raw cells in, typed values and remarks out.

`read_column` only chooses the reader by the column's type in the contract.
"""

import numpy as np

from connectors.reading.amounts.columns import read_number_column
from connectors.reading.columns import ColumnCells, ColumnReading
from connectors.reading.dates.columns import read_date_column
from connectors.reading.outcome import ReadContext
from connectors.reading.words.columns import read_text_column
from expectations.contract import Column

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
    if column.type in _NUMERIC:
        return read_number_column(column, cells, context.references.units, header_unit)
    if column.type == "date":
        return read_date_column(column.window, cells, context.plan_year)
    return read_text_column(column, cells, context)
