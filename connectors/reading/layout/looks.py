"""What is said once about how a tab looks: rows struck out, columns hidden."""

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from connectors.cells import CellGrid
from connectors.reading.layout.headers import FoundTable, column_names
from connectors.reading.layout.row_kinds import RowKind
from connectors.reading.remarks import Remarks
from connectors.reading.seen.struck import struck_rows

_SHOWN_ROWS = 10


def remark_on_looks(grid: CellGrid, tables: list[FoundTable], kinds: np.ndarray, remarks: Remarks) -> None:
    """Issues of the tab as a whole, one of each kind; none of them stops a row."""
    if grid.appearance.is_plain:
        return
    own = [table for table in tables if table.belongs_to is None]
    struck: set[int] = set()
    for table in own:
        rows = table.start + np.flatnonzero(kinds[table.start : table.stop] == RowKind.DATA)
        struck |= struck_rows(grid, table.header.columns, rows)
    if struck:
        message = (
            f"dòng {_listed(struck)} bị gạch ngang cả dòng nhưng vẫn được đọc. Dòng nào không dùng nữa thì hãy xóa."
        )
        remarks.on_tab("struck_rows", "warning", message)
    _remark_on_hidden_columns(grid, own, remarks)


def _listed(rows: set[int]) -> str:
    numbers = [row + 1 for row in sorted(rows)]
    more = f" và {len(numbers) - _SHOWN_ROWS} dòng khác" if len(numbers) > _SHOWN_ROWS else ""
    return ", ".join(map(str, numbers[:_SHOWN_ROWS])) + more


def _remark_on_hidden_columns(grid: CellGrid, tables: list[FoundTable], remarks: Remarks) -> None:
    read = {
        col: remarks.contract.column(name).header
        for table in tables
        for name, col in table.header.columns.items()
        if name != "row_id" and col in grid.appearance.hidden_columns
    }
    if read:
        names = column_names(sorted(read.items()))
        message = f"cột {names} đang bị ẩn nhưng vẫn được đọc. Cột nào không dùng nữa thì hãy xóa."
        remarks.on_tab("hidden_columns", "warning", message, f"{xl_col_to_name(min(read))}1")
