"""Cells that can't be read where a blank one means something: never read as that meaning in silence.

The contract says of each such column whether its row waits for the cell or the cautious side is taken.
"""

from dataclasses import replace

from connectors.reading.columns import ColumnReading
from connectors.reading.outcome import Reading
from connectors.reading.wording import quoted
from expectations.contract import Column


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
        f"{flag.message} Để trống nghĩa là {quoted(column.blank_means)} nên dòng này chưa được tính cho đến khi sửa ô."
    )
    return replace(flag, message=said)


def _cautious(column: Column, flag: Reading) -> Reading:
    if column.type == "flag":
        return replace(flag, value=True, refused=False, message=f"{flag.message} Tạm hiểu là có đánh dấu.")
    return replace(flag, message=f"{flag.message} Tạm hiểu là {quoted(column.blank_means)}.")
