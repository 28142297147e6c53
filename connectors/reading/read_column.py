"""Entry point of `connectors.reading` for one column of a tab: raw cells in, typed values and remarks out.

`read_column` chooses the reader by the column's type in the contract, shows it no text beyond the bound, and refuses
the cells at which it fails.
"""

import numpy as np

from connectors.barrier import UNREADABLE_CELL, guarded
from connectors.cells import EMPTY, over_long
from connectors.limits import TEXT_LENGTH
from connectors.reading.amounts.columns import read_number_column
from connectors.reading.amounts.units import Phrase
from connectors.reading.blanks import refuse_unsure
from connectors.reading.columns import ColumnCells, ColumnReading, loading_rows, still_loading
from connectors.reading.dates.columns import read_date_column
from connectors.reading.outcome import ReadContext, Reading, Rule, refuse
from connectors.reading.seen.footnotes import read_unmarked
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
    header_unit: str | Phrase | None = None,
) -> ColumnReading:
    """Read one column's cells (1-D arrays of a CellGrid, one entry a data row); never raises, whatever they hold.

    header_unit: the unit named in the tab's header, or beside these cells, where it is not the contract's own. A cell
    at which its reader fails is refused by itself, and the others are read as if it were empty.
    """
    cells = ColumnCells(kinds, numbers, texts, formats)
    return guarded(
        lambda: _read_loaded(column, cells, context, header_unit),
        f"unit {context.unit.unit_code}, column {column.name}",
        lambda _: _without_unreadable(column, cells, context, header_unit),
    )


def _read_bounded(
    column: Column, cells: ColumnCells, context: ReadContext, header_unit: str | Phrase | None
) -> ColumnReading:
    """The reading of the cells within the bound, the others refused."""
    (long,) = over_long(cells.kinds, cells.texts)
    bounded = cells.without(long)
    reading = read_unmarked(column, bounded, lambda one: _read(column, one, context, header_unit))
    refuse_unsure(column, bounded, reading)
    for row in long.tolist():
        reading.values[row] = None if reading.values.dtype == object else reading.values[row]
        reading.flags[row] = too_long(cells.texts[row])
    return reading


def too_long(text: str) -> Reading:
    """The refusal of a cell whose text is longer than any pattern may see."""
    length, most = number(len(text)), number(TEXT_LENGTH)
    detail = f"dài {length} ký tự, quá {most} ký tự mà một ô được ghi. Hãy ghi ngắn lại, phần dài để ở tài liệu riêng."
    return refuse(Rule.TEXT_TOO_LONG, wrote(text[:TEXT_LENGTH], detail))


def _without_unreadable(
    column: Column, cells: ColumnCells, context: ReadContext, header_unit: str | Phrase | None
) -> ColumnReading:
    """The column without the cells that can't be read by themselves, else without any cell."""
    filled = np.flatnonzero(cells.kinds != EMPTY).tolist()

    def fails(row: int) -> bool:
        alone = ColumnCells(*(array[row : row + 1] for array in cells))
        place = f"unit {context.unit.unit_code}, column {column.name}, cell {_content(cells, row)!r}"
        return guarded(lambda: _read_loaded(column, alone, context, header_unit) is None, place, lambda _: True)

    unread = [row for row in filled if fails(row)]
    reading, refused = guarded(
        lambda: (_read_loaded(column, cells.without(np.array(unread, int)), context, header_unit), unread),
        f"unit {context.unit.unit_code}, column {column.name} without {len(unread)} cell(s)",
        lambda _: (absent_column(column, len(cells.kinds)), filled),
    )
    for row in refused:
        detail = f'hệ thống chưa đọc được ô này. Hãy xóa ô rồi gõ lại, ví dụ "{column.example}".'
        reading.flags[row] = refuse(UNREADABLE_CELL, wrote(_content(cells, row), detail))
    return reading


def absent_column(column: Column, size: int) -> ColumnReading:
    """A column that nothing is known of, for so many rows."""
    if column.type in _NUMERIC:
        values = np.full(size, np.nan)
    elif column.type == "date":
        values = np.full(size, np.datetime64("NaT", "ns"))
    else:
        values = np.full(size, None, object)
    return ColumnReading(values, np.full(size, None, object) if column.is_reference else None)


def _content(cells: ColumnCells, row: int) -> str:
    """The beginning of a cell as it may be shown, without the help of a reader."""
    return str(cells.texts[row] if cells.texts[row] is not None else cells.numbers[row])[:TEXT_LENGTH]


def _read(column: Column, cells: ColumnCells, context: ReadContext, header_unit: str | Phrase | None) -> ColumnReading:
    """The reading by the reader of the column's type."""
    if column.type in _NUMERIC:
        return read_number_column(column, cells, context.references.units, header_unit)
    if column.type == "date":
        return read_date_column(column.window, cells, context.plan_year)
    return read_text_column(column, cells, context)


def _read_loaded(column: Column, cells: ColumnCells, context: ReadContext, header_unit: str | None) -> ColumnReading:
    """The reading of the cells that their spreadsheet is done with, the others refused."""
    loading = loading_rows(cells)
    reading = _read_bounded(column, cells.without(loading), context, header_unit)
    for row in loading.tolist():
        reading.values[row] = None if reading.values.dtype == object else reading.values[row]
        reading.flags[row] = still_loading(cells.texts[row])
    return reading
