"""What is reported once about a tab's layout: columns not read, columns not there, hidden rows, a table of another tab.

None of it stops a row; it says why something on the sheet is not in the figures.
"""

import numpy as np
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from connectors.cells import CellGrid
from connectors.reading.layout.headers import FoundTable, column_names
from connectors.reading.layout.row_kinds import RowKind
from connectors.reading.remarks import Remarks
from expectations.contract import Contract

_SHOWN_ROWS = 10


def remark_on_layout(grid: CellGrid, tables: list[FoundTable], kinds: np.ndarray, remarks: Remarks) -> None:
    """Issues of the tab as a whole, at most one of each kind a table."""
    for table in tables:
        if table.belongs_to is not None:
            _remark_on_foreign_table(table, table.belongs_to, remarks)
        else:
            _remark_on_columns(table, remarks)
    hidden = [row for row in sorted(grid.hidden_rows) if row <= len(kinds) and kinds[row - 1] == RowKind.DATA]
    if hidden:
        more = f" và {len(hidden) - _SHOWN_ROWS} dòng khác" if len(hidden) > _SHOWN_ROWS else ""
        shown = ", ".join(map(str, hidden[:_SHOWN_ROWS]))
        remarks.on_tab(
            "hidden_rows",
            "warning",
            f"dòng {shown}{more} đang bị ẩn nhưng vẫn được đọc. Dòng nào không dùng nữa thì hãy xóa.",
        )


def _remark_on_foreign_table(table: FoundTable, owner: Contract, remarks: Remarks) -> None:
    row = table.header.bottom + 1
    remarks.on_tab(
        "foreign_table",
        "error",
        f"bảng ở dòng {row} thuộc tab {owner.tab}, không được đọc. Hãy chuyển các dòng đó sang tab {owner.tab}.",
        xl_rowcol_to_cell(table.header.bottom, min(table.header.columns.values())),
    )


def _remark_on_columns(table: FoundTable, remarks: Remarks) -> None:
    header, contract = table.header, remarks.contract
    if header.extra:
        names = column_names(header.extra)
        remarks.on_tab("extra_columns", "warning", f"cột {names} không có trong mẫu nên không được đọc.")
    for col, name in header.duplicates:
        title, read = contract.column(name).header, xl_col_to_name(header.columns[name])
        message = f'cột {xl_col_to_name(col)} trùng với cột {read} "{title}"; chỉ đọc cột {read}. Hãy xóa cột thừa.'
        remarks.on_tab("duplicate_column", "warning", message, xl_rowcol_to_cell(header.bottom, col))
    absent = [column.header for column in contract.columns if column.name not in header.columns]
    if absent:
        names = ", ".join(f'"{title}"' for title in absent)
        remarks.on_tab("missing_columns", "warning", f"thiếu cột {names}. Hãy thêm lại theo mẫu nếu có số liệu.")
