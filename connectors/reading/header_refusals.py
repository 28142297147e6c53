"""A header whose unit the cells below are refused for, said once on the header instead of once a cell.

The rows wait all the same; what is to be mended is the one header.
"""

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from connectors.reading.amounts.targets import convert, target_of
from connectors.reading.columns import ColumnReading
from connectors.reading.layout.headers import Header
from connectors.reading.layout.unit_columns import unit_column_label
from connectors.reading.outcome import ReadContext, Unreadable
from connectors.reading.read_column import read_column
from connectors.reading.remarks import Remarks
from connectors.reading.wording import wrote
from expectations.contract import Column
from vietnamese.numbers import number


def note_header_refusal(
    column: Column, cells: tuple[np.ndarray, ...], context: ReadContext, unit: str | None, reading: ColumnReading
) -> None:
    """Note in the reading which of its cells are refused only for the unit that stands above them, and why."""
    problem = _problem(column, context, unit)
    if problem is None:
        return
    plain = read_column(column, *cells, context, None)
    rows = [row for row, flag in reading.flags.items() if flag.refused and flag.rule == problem.rule]
    reading.by_header = frozenset(row for row in rows if not np.isnan(plain.values[row]))
    reading.header_problem = problem.detail


def _problem(column: Column, context: ReadContext, unit: str | None) -> Unreadable | None:
    """Why one of the header's unit is nothing in the column's; None where it is something."""
    units = context.references.units
    header = None if unit is None else target_of(column.measure, units, unit).header
    try:
        if header is not None:
            convert(1.0, header, target_of(column.measure, units), {})
    except Unreadable as problem:
        return problem
    return None


def remark_on_header(
    column: Column, reading: ColumnReading, refused: np.ndarray, header: Header, at: np.ndarray, remarks: Remarks
) -> None:
    """The one issue of such a header; refused: the rows that cannot be used because of the column."""
    if not reading.by_header:
        return
    rows, col = sorted(reading.by_header), header.columns[column.name]
    label, unit = unit_column_label(remarks.grid, header, col), header.units[column.name]
    shown = label if unit.lower() in label.lower() else f"{label} ({unit})"
    first, last = (xl_rowcol_to_cell(int(at[row]), col) for row in (rows[0], rows[-1]))
    span = f"{number(len(rows))} ô từ {first} đến {last}" if len(rows) > 1 else f"ô {first}"
    severity = "error" if refused[rows].any() else "warning"
    message = wrote(shown, f"{reading.header_problem} Nhớ sửa cả tiêu đề; vì nó mà {span} chưa được tính.")
    remarks.on_header(header.bottom, col, column, "header_unit", severity, message)
