"""One column of a tab, read at once: the way from raw cells to typed values and remarks."""

from dataclasses import dataclass, field

import numpy as np

from connectors.reading.outcome import ReadContext, Reading
from expectations.contract import Column


@dataclass(slots=True)
class ColumnReading:
    """A column as understood, one entry a data row.

    values: float64 (nan = null) for integer, decimal, money and the month; datetime64[ns] (NaT) for dates; object
        (None = null) for the rest: str, True/False/None for flags, the official name for references.
    codes: object array of codes for reference columns, else None.
    uppers: row index -> upper bound, where a range was written.
    flags: row index -> Reading, only where there is something to remark (rule is not None).
    texts: the cleaned, repaired, ditto-resolved text (None where empty) of reference columns, so that
        a row's other columns (Vụ) can help to resolve it; else None.
    local_ta: row index -> the refusal that replaces the value where the row's product is traded in a local tạ (khoai
        lang, 60 kg); only cells that were written in tạ without saying how many kg.
    """

    values: np.ndarray
    codes: np.ndarray | None = None
    uppers: dict[int, object] = field(default_factory=dict)
    flags: dict[int, Reading] = field(default_factory=dict)
    texts: np.ndarray | None = None
    local_ta: dict[int, Reading] = field(default_factory=dict)


def read_column(
    column: Column,
    kinds: np.ndarray,
    numbers: np.ndarray,
    texts: np.ndarray,
    formats: np.ndarray,
    context: ReadContext,
    header_unit: str | None = None,
) -> ColumnReading:
    """Read one column's cells (1-D arrays of a CellGrid, one entry a data row)."""
    raise NotImplementedError
