"""Cells that a spreadsheet is still filling, and tabs whose whole table is still to come.

A tab that takes its rows from another spreadsheet shows nothing but one such cell until they are there.
"""

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from connectors.cells import ERROR, TEXT, CellGrid
from connectors.reading.columns import LOADING
from connectors.reading.layout.headers import TabRejected
from connectors.reading.outcome import Rule
from connectors.reading.wording import quoted


def still_to_come(grid: CellGrid, rejected: TabRejected) -> TabRejected:
    """The refusal of a tab in which no table was found, or, where the tab is still being filled, that it is."""
    if (place := _first_unfilled(grid)) is None:
        return rejected
    said = (
        f"ô {xl_rowcol_to_cell(*place)} đang ghi {quoted(grid.texts[place])} nên chưa thấy bảng số liệu. Nếu tab lấy "
        "số liệu từ bảng khác thì hãy đợi nạp xong (và cho phép truy cập nếu được hỏi); nếu không thì hãy chép lại "
        "dòng tiêu đề từ mẫu."
    )
    return TabRejected(Rule.STILL_LOADING, said)


def _first_unfilled(grid: CellGrid) -> tuple[int, int] | None:
    """The first cell, row by row, that is an error or says that it is loading; None where there is none."""
    is_unfilled = grid.kinds == ERROR
    rows, cols = np.nonzero(grid.kinds == TEXT)
    is_unfilled[rows, cols] = [text in LOADING for text in grid.texts[rows, cols].tolist()]
    places = np.argwhere(is_unfilled)
    return (int(places[0][0]), int(places[0][1])) if len(places) else None
