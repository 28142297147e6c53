"""What is said once about how a tab looks: rows struck out, columns hidden, cells merged, months before days."""

from collections.abc import Iterable

import numpy as np
from xlsxwriter.utility import xl_col_to_name, xl_range, xl_rowcol_to_cell

from connectors.cells import EMPTY, CellGrid, serial_day
from connectors.reading.layout.headers import FoundTable, column_names
from connectors.reading.layout.row_kinds import RowKind
from connectors.reading.remarks import Remarks
from connectors.reading.seen.day_order import is_month_first, swapped
from connectors.reading.seen.merged import is_added_up
from connectors.reading.seen.struck import struck_rows
from vietnamese.dates import date_as_typed

_SHOWN_ROWS = 10
_SHOWN_AREAS = 5


def remark_on_looks(grid: CellGrid, tables: list[FoundTable], kinds: np.ndarray, remarks: Remarks) -> None:
    """Issues of the tab as a whole, one of each kind; none of them stops a row."""
    own = [(table, _data_rows(table, kinds)) for table in tables if table.belongs_to is None]
    if not grid.appearance.is_plain:
        _remark_on_struck_rows(grid, own, remarks)
        _remark_on_hidden_columns(grid, own, remarks)
        _remark_on_merged(grid, own, remarks)
    for table, rows in own:
        _remark_on_month_first(grid, table, rows, remarks)


def _data_rows(table: FoundTable, kinds: np.ndarray) -> np.ndarray:
    return table.start + np.flatnonzero(kinds[table.start : table.stop] == RowKind.DATA)


def _remark_on_struck_rows(grid: CellGrid, own: list[tuple[FoundTable, np.ndarray]], remarks: Remarks) -> None:
    struck = sorted(row + 1 for table, rows in own for row in struck_rows(grid, table.header.columns, rows))
    if struck:
        named = _listed(map(str, struck), len(struck), _SHOWN_ROWS, "dòng")
        message = f"dòng {named} bị gạch ngang cả dòng nhưng vẫn được đọc. Dòng nào không dùng nữa thì hãy xóa."
        remarks.on_tab("struck_rows", "warning", message)


def _listed(names: Iterable[str], count: int, shown: int, what: str) -> str:
    more = f" và {count - shown} {what} khác" if count > shown else ""
    return ", ".join(list(names)[:shown]) + more


def _remark_on_hidden_columns(grid: CellGrid, own: list[tuple[FoundTable, np.ndarray]], remarks: Remarks) -> None:
    """Columns the tab can't do without are to be shown again, never to be deleted."""
    read = {
        col: remarks.contract.column(name)
        for table, _ in own
        for name, col in table.header.columns.items()
        if name != "row_id" and col in grid.appearance.hidden_columns
    }
    if read:
        names = column_names((col, column.header) for col, column in sorted(read.items()))
        spare = [(col, column.header) for col, column in sorted(read.items()) if not column.required]
        advice = f" Nếu không dùng nữa thì có thể xóa cột {column_names(spare)}." if spare else ""
        message = f"cột {names} đang bị ẩn nhưng vẫn được đọc. Hãy bỏ ẩn để thấy hết những gì được đọc.{advice}"
        remarks.on_tab("hidden_columns", "warning", message, f"{xl_col_to_name(min(read))}1")


def _remark_on_merged(grid: CellGrid, own: list[tuple[FoundTable, np.ndarray]], remarks: Remarks) -> None:
    """Areas over several rows whose content is read in each of them."""
    found = []
    for table, rows in own:
        names = {col: name for name, col in table.header.columns.items()}
        data = set(rows.tolist())
        for area in grid.appearance.merged:
            name = names.get(area.left)
            if name in (None, "row_id") or area.top not in data or grid.kinds[area.top, area.left] == EMPTY:
                continue
            if not is_added_up(remarks.contract.column(name)) and data & set(range(area.top + 1, area.bottom + 1)):
                found.append(area)
    if found:
        named = _listed((xl_range(*area) for area in found), len(found), _SHOWN_AREAS, "chỗ")
        message = (
            f"ô gộp {named} được đọc như đã ghi ở từng dòng. Hãy bỏ gộp và ghi đủ từng dòng để khi sắp xếp bảng không "
            "bị sai."
        )
        remarks.on_tab("merged_cells", "warning", message, xl_rowcol_to_cell(found[0].top, found[0].left))


def _remark_on_month_first(grid: CellGrid, table: FoundTable, rows: np.ndarray, remarks: Remarks) -> None:
    """Dates that are shown with the month before the day, one of them as an example."""
    columns = {}
    for column in remarks.contract.columns:
        col = table.header.columns.get(column.name)
        if column.type == "date" and col is not None:
            formats = grid.formats[rows, col]
            first = {one for one in set(formats.tolist()) if is_month_first(one)}
            shown = [row for row, one in zip(rows.tolist(), formats.tolist(), strict=True) if first and one in first]
            columns |= {col: (column.header, shown)} if shown else {}
    if not columns:
        return
    names = column_names((col, header) for col, (header, _) in sorted(columns.items()))
    places = [(row, col) for col, (_, shown) in sorted(columns.items()) for row in shown]
    message = (
        f"cột {names} hiện tháng trước, ngày sau{_example(grid, places)}. Hãy chọn định dạng ngày/tháng/năm "
        "(dd/mm/yyyy) cho cột rồi xem lại từng ngày."
    )
    remarks.on_tab("month_first", "warning", message, xl_rowcol_to_cell(*places[0]))


def _example(grid: CellGrid, places: list[tuple[int, int]]) -> str:
    for place in places:
        day = serial_day(float(grid.numbers[place]))
        if day is not None and swapped(day) is not None:
            shown = f"{day.month}/{day.day}/{day.year}"
            return f": ô {xl_rowcol_to_cell(*place)} hiện {shown}, bảng tính hiểu là ngày {date_as_typed(day)}"
    return ""
