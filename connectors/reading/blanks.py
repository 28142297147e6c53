"""Cells that can't be read where a blank one means something: never read as that meaning in silence.

The contract says of each such column whether its row waits for the cell or the cautious side is taken.
"""

from dataclasses import replace
from unicodedata import normalize

from connectors.cells import TEXT
from connectors.reading.columns import ColumnCells, ColumnReading
from connectors.reading.outcome import Reading, Rule, refuse
from connectors.reading.wording import quoted, wrote
from expectations.contract import Column
from vietnamese.text import is_unsure, normalise

_UNSURE_RULES = {"flag": Rule.UNKNOWN_FLAG, "choice": Rule.UNKNOWN_CHOICE, "province": "unknown_province"}


def refuse_unsure(column: Column, cells: ColumnCells, reading: ColumnReading) -> None:
    """Refuse `?` and `chưa rõ` in place where a blank has a meaning: they say that its author does not know it."""
    if column.blank_means is None:
        return
    rule = _UNSURE_RULES.get(column.type, Rule.NOT_A_NUMBER)
    for row in cells.rows(TEXT).tolist():
        text = str(cells.texts[row])
        if row not in reading.flags and is_unsure(normalize("NFKC", normalise(text)[0])):
            detail = f"chưa cho biết gì chắc chắn. Khi biết rõ thì hãy ghi lại, ví dụ {quoted(column.example)}."
            reading.flags[row] = refuse(rule, wrote(text, detail))


def take_cautiously(column: Column, reading: ColumnReading) -> None:
    """Say of each refused cell of the column what holds instead, in place; a flag that can't be read counts as set."""
    if column.blank_means is None:
        return
    for row, flag in reading.flags.items():
        if flag.refused:
            reading.flags[row] = (
                _cautious(column, flag) if column.if_unreadable == "cautious" else _waiting(column, flag)
            )
            if column.type == "flag":
                reading.values[row] = reading.flags[row].value


def waits(column: Column, flag: Reading) -> bool:
    """Whether the row of this cell is to wait until the cell can be read."""
    return flag.refused and column.if_unreadable == "row_waits"


def _waiting(column: Column, flag: Reading) -> Reading:
    said = (
        f"{flag.message} Ô trống được hiểu là {quoted(column.blank_means)}, nên hệ thống không tự bỏ qua ô này; dòng "
        "chưa được tính cho đến khi sửa."
    )
    return replace(flag, message=said)


def _cautious(column: Column, flag: Reading) -> Reading:
    if column.type == "flag":
        return replace(flag, value=True, refused=False, message=f"{flag.message} Tạm hiểu là có đánh dấu.")
    return replace(flag, message=f"{flag.message} Tạm hiểu là {quoted(column.blank_means)}.")
