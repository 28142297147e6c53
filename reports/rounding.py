"""How a table's numbers are rounded: one precision a unit, each number by itself, halves away from zero.

It only chooses digits; the totals are the warehouse's figures and are never worked out here. Printed parts may differ
from a printed total in the last digit: the column then says so, and its table's note tells the reader.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reports.document import Kind
from vietnamese.numbers import NOTHING, number

MILLION: Final = Decimal(10) ** 6
DECIMALS: Final[Mapping[Kind, int]] = {"t": 1, "ha": 1, "vnd_million": 1, "rate": 1, "change_rate": 1}
KILOGRAMS: Final = 3
_ADDING: Final[frozenset[Kind]] = frozenset({"t", "ha", "vnd_million"})
_EQUAL: Final = Decimal("1e-6")

Number = float | int


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """A column as the warehouse gives it: unrounded parts, None where nobody stated one, and its total if any."""

    kind: Kind
    parts: Sequence[Number | None]
    total: Number | None = None


@dataclass(frozen=True, slots=True)
class RoundedColumn:
    """How a column is printed: its decimals, its texts in order, and whether rounding parts them from the total."""

    decimals: int
    texts: tuple[str, ...]
    is_off: bool = False


def printed(value: Number, kind: Kind, decimals: int) -> str:
    """A number as a cell prints it, without its unit, which the column's label carries; nothing at all is '0'."""
    if value == 0:
        return "0"
    amount = _amount(value, kind)
    if kind in {"rate", "change_rate"}:
        amount *= 100
    text = number(amount, decimals)
    return f"+{text}" if kind == "change_rate" and amount > 0 and text.strip("0,") else text


def too_small(column: RoundedColumn, kind: Kind) -> str | None:
    """'0,0' where a column shows a quantity that is less than its decimals can tell, None where it shows none."""
    if kind not in _ADDING:
        return None
    return next((text for text in column.texts if text not in {"0", NOTHING} and not text.strip("0,")), None)


def round_table(columns: Mapping[str, NumberColumn]) -> dict[str, RoundedColumn]:
    """The columns of one table as printed.

    Tonnes, hectares and millions of đồng have one decimal; where every tonnage of the table is below one tonne, all
    its tonnages have three.
    """
    return {name: round_column(column, _decimals(column.kind, columns)) for name, column in columns.items()}


def round_column(column: NumberColumn, decimals: int) -> RoundedColumn:
    """Each part of a column rounded by itself; a total that is not the sum of the exact parts is none of theirs."""
    texts = tuple(NOTHING if part is None else printed(part, column.kind, decimals) for part in column.parts)
    return RoundedColumn(decimals, texts, _is_off(column, texts, decimals))


def _is_off(column: NumberColumn, texts: Sequence[str], decimals: int) -> bool:
    if column.total is None or column.kind not in _ADDING:
        return False
    exact = sum((_amount(part or 0, column.kind) for part in column.parts), Decimal(0))
    is_sum = abs(exact - _amount(column.total, column.kind)) < _EQUAL
    return is_sum and sum(map(_read, texts)) != _read(printed(column.total, column.kind, decimals))


def is_row_off(rounded: Sequence[RoundedColumn]) -> bool:
    """Whether the first column, the sum of the others, is not their sum in a row as it is printed."""
    whole, *parts = ([_read(text) for text in column.texts] for column in rounded)
    return any(total != sum(row) for total, row in zip(whole, zip(*parts, strict=True), strict=True))


def _decimals(kind: Kind, columns: Mapping[str, NumberColumn]) -> int:
    if kind != "t":
        return DECIMALS.get(kind, 0)
    tonnages = [abs(part) for column in columns.values() if column.kind == "t" for part in column.parts if part]
    return KILOGRAMS if tonnages and max(tonnages) < 1 else DECIMALS["t"]


def _amount(value: Number, kind: Kind) -> Decimal:
    return Decimal(str(value)) / (MILLION if kind == "vnd_million" else 1)


def _read(text: str) -> Decimal:
    """The number that a cell shows; an unstated one counts as nothing."""
    return Decimal(0) if text == NOTHING else Decimal(text.replace(".", "").replace(",", "."))
