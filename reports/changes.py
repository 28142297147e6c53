"""What an edition says differently from what was issued before, in the open: its own corrections, small later changes.

A correction stands in the revision that replaces an edition; a change too small for one stands in the next report.
"""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from reports.document import Block, Cell, Column, Heading, Table
from reports.prose import plain
from reports.wording import NOTHING, month_name, sentence_case

_COLUMNS = (
    Column("Chỉ tiêu", "text", 2.6),
    Column("Số cũ", "text", 1.3),
    Column("Số mới", "text", 1.3),
    Column("Đơn vị", "text", 2.0),
    Column("Ô dữ liệu", "text", 2.6),
)


class FigureChange(BaseModel):
    """A figure that changed: as printed before and now, whose it is, and the cells that changed it."""

    model_config = ConfigDict(frozen=True)

    name: str
    old: str
    new: str
    unit: str = ""
    cells: str = ""


class EarlierChange(FigureChange):
    """A change of an earlier month's report, too small for a revision of it; `month` is that month's first day."""

    month: date


def change_blocks(corrections: Sequence[FigureChange], earlier: Sequence[EarlierChange]) -> list[Block]:
    """Chapter VI: a revision's corrections and small changes in earlier months; nothing where there are none."""
    blocks: list[Block] = [Heading(1, "VI. ĐIỀU CHỈNH SỐ LIỆU ĐÃ BÁO CÁO")] if corrections or earlier else []
    if corrections:
        blocks += plain("Các số liệu điều chỉnh so với bản đã phát hành:")
        blocks.append(_table("Số liệu điều chỉnh", _COLUMNS, [_cells(one) for one in corrections], "changes"))
    if earlier:
        blocks += plain(
            "Sau khi phát hành báo cáo các tháng trước, một số số liệu có thay đổi nhỏ, chưa đến mức phải phát hành "
            "bản điều chỉnh; các số liệu lũy kế trong báo cáo này đã tính theo số mới:"
        )
        rows = [(sentence_case(month_name(one.month)), *_cells(one)) for one in earlier]
        columns = (Column("Báo cáo", "text", 1.1), *_COLUMNS)
        blocks.append(_table("Thay đổi nhỏ của số liệu các tháng trước", columns, rows, "earlier_changes"))
    return blocks


def _cells(change: FigureChange) -> tuple[str, ...]:
    return (change.name, change.old, change.new, change.unit, change.cells)


def _table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], section: str) -> Table:
    lines = tuple(tuple(Cell(text or NOTHING) for text in row) for row in rows)
    return Table(caption, tuple(columns), lines, section=section)
