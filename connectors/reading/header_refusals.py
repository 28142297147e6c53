"""A header whose unit the cells below are refused for: each of them says so and points at the one header to be mended.

Every cell keeps an issue of its own, so that the months of its row bear it; a list says them in one line.
"""

from dataclasses import replace

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from connectors.cells import CellGrid
from connectors.reading.amounts.targets import convert, target_of
from connectors.reading.columns import ColumnReading
from connectors.reading.layout.headers import Header
from connectors.reading.layout.unit_columns import unit_column_label
from connectors.reading.outcome import ReadContext, Rule, Unreadable
from connectors.reading.read_column import read_column
from connectors.reading.wording import quoted
from expectations.contract import Column


def refuse_for_header(
    column: Column,
    cells: tuple[np.ndarray, ...],
    context: ReadContext,
    header: Header,
    grid: CellGrid,
    reading: ColumnReading,
) -> None:
    """Let the cells of the reading that are refused only for the unit above them say so, in place."""
    unit = header.units.get(column.name)
    problem = None if unit is None else _problem(column, context, unit)
    if problem is None:
        return
    plain, col = read_column(column, *cells, context, None), header.columns[column.name]
    label = unit_column_label(grid, header, col)
    shown = quoted(label if unit.lower() in label.lower() else f"{label} ({unit})")
    said = f"tiêu đề ở ô {xl_rowcol_to_cell(header.bottom, col)} ghi {shown}, {problem.detail} Nhớ sửa cả tiêu đề."
    for row, flag in reading.flags.items():
        if flag.refused and flag.rule == problem.rule and not np.isnan(plain.values[row]):
            reading.flags[row] = replace(flag, rule=Rule.HEADER_UNIT, message=said)


def _problem(column: Column, context: ReadContext, unit: str) -> Unreadable | None:
    """Why one of the header's unit is nothing in the column's; None where it is something."""
    units = context.references.units
    header = target_of(column.measure, units, unit).header
    try:
        if header is not None:
            convert(1.0, header, target_of(column.measure, units), {})
    except Unreadable as problem:
        return problem
    return None
