"""How a table's numbers are rounded: one precision a unit, printed parts that add up to the printed total.

It only chooses digits; the totals are the warehouse's figures and are never worked out here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
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
    """How a column is printed: its decimals, its texts in order, and whether a part was nudged to fit the total."""

    decimals: int
    texts: tuple[str, ...]
    is_adjusted: bool = False


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


def round_table(
    columns: Mapping[str, NumberColumn], balance: tuple[str, str, str] | None = None
) -> dict[str, RoundedColumn]:
    """Print the columns of one table so that printed parts add up to printed totals.

    Tonnes, hectares and millions of đồng have one decimal; where every tonnage of the table is below one tonne, all
    its tonnages have three. `balance` names a whole and its two parts that stand in the same row: they stay a sum on
    paper too; where the rounded totals themselves are not, one row is off as they are.
    """
    decimals = {name: _decimals(column.kind, columns) for name, column in columns.items()}
    rounded = {name: round_column(column, decimals[name]) for name, column in columns.items()}
    if balance is None or not set(balance) <= set(columns) or balances([rounded[name] for name in balance]):
        return rounded
    return rounded | dict(zip(balance, _balanced([columns[name] for name in balance], decimals[balance[0]]) or ()))


def round_column(column: NumberColumn, decimals: int) -> RoundedColumn:
    """A column by ordinary rounding or, where that does not add up to the printed total, by the largest remainders.

    No part is off by a unit of its last digit; a total that is not the sum of the parts changes nothing.
    """
    texts = tuple(NOTHING if part is None else printed(part, column.kind, decimals) for part in column.parts)
    ordinary = RoundedColumn(decimals, texts)
    if column.total is None or column.kind not in _ADDING:
        return ordinary
    steps = _steps(column, decimals)
    wanted = _printed_steps(column.total, column.kind, decimals)
    if sum(_read_steps(texts, decimals)) == wanted:
        return ordinary
    shared = _shared_out(steps, wanted)
    return ordinary if shared is None else _adjusted(column, shared, decimals)


def _decimals(kind: Kind, columns: Mapping[str, NumberColumn]) -> int:
    if kind != "t":
        return DECIMALS.get(kind, 0)
    tonnages = [abs(part) for column in columns.values() if column.kind == "t" for part in column.parts if part]
    return KILOGRAMS if tonnages and max(tonnages) < 1 else DECIMALS["t"]


def _amount(value: Number, kind: Kind) -> Decimal:
    return Decimal(str(value)) / (MILLION if kind == "vnd_million" else 1)


def _steps(column: NumberColumn, decimals: int) -> list[Decimal]:
    """The parts counted in units of the last printed digit; an unstated part counts as nothing."""
    return [_amount(part or 0, column.kind).scaleb(decimals) for part in column.parts]


def _printed_steps(value: Number, kind: Kind, decimals: int) -> int:
    return _read_steps([printed(value, kind, decimals)], decimals)[0]


def _read_steps(texts: Sequence[str], decimals: int) -> list[int]:
    stated = ("0" if text == NOTHING else text.replace(".", "").replace(",", ".") for text in texts)
    return [int(Decimal(text).scaleb(decimals)) for text in stated]


def _floors(steps: Sequence[Decimal]) -> list[int]:
    return [int(step.to_integral_value(ROUND_FLOOR)) for step in steps]


def _shared_out(steps: Sequence[Decimal], wanted: int) -> list[int] | None:
    """Whole steps that add up to `wanted`, the largest remainders rounded up; None where no rounding gets there."""
    floors = _floors(steps)
    missing = wanted - sum(floors)
    remainders = [step - floor for step, floor in zip(steps, floors, strict=True)]
    raisable = sorted((place for place, left in enumerate(remainders) if left), key=lambda at: (-remainders[at], at))
    if not 0 <= missing <= len(raisable):
        return None
    raised = set(raisable[:missing])
    return [floor + (place in raised) for place, floor in enumerate(floors)]


def _adjusted(column: NumberColumn, steps: Sequence[int], decimals: int) -> RoundedColumn:
    texts = tuple(
        NOTHING if part is None else number(Decimal(step).scaleb(-decimals), decimals) if part else "0"
        for part, step in zip(column.parts, steps, strict=True)
    )
    return RoundedColumn(decimals, texts, is_adjusted=True)


def balances(rounded: Sequence[RoundedColumn]) -> bool:
    """Whether the first column is the sum of the others in every printed row."""
    whole, *parts = (_read_steps(column.texts, column.decimals) for column in rounded)
    return all(total == sum(row) for total, row in zip(whole, zip(*parts, strict=True), strict=True))


def _balanced(columns: Sequence[NumberColumn], decimals: int) -> list[RoundedColumn] | None:
    """Whole and two parts rounded together; None where they are no balance or have no totals."""
    steps = [_steps(column, decimals) for column in columns]
    unlike = any(abs(whole - first - second) > _EQUAL for whole, first, second in zip(*steps, strict=True))
    if unlike or any(column.total is None for column in columns):
        return None
    totals = [_printed_steps(column.total or 0, column.kind, decimals) for column in columns]
    whole = _shared_out(steps[0], totals[1] + totals[2])
    first = _first_part(whole, steps[1], steps[2], totals[1]) if whole else None
    if whole is None or first is None:
        return None
    second = [total - part for total, part in zip(whole, first, strict=True)]
    whole = _shifted(whole, steps[0], totals[0] - sum(whole))
    return [_adjusted(column, each, decimals) for column, each in zip(columns, (whole, first, second), strict=True)]


def _first_part(
    whole: Sequence[int], first: Sequence[Decimal], second: Sequence[Decimal], wanted: int
) -> list[int] | None:
    """The first part's steps such that what the whole leaves rounds the second; None where no choice adds up."""
    floors, others = _floors(first), _floors(second)
    raises = [total - low - other for total, low, other in zip(whole, floors, others, strict=True)]
    lean = [(one - low) - (two - other) for one, low, two, other in zip(first, floors, second, others, strict=True)]
    is_free = [raised == 1 and first[at] != floors[at] and second[at] != others[at] for at, raised in enumerate(raises)]
    steps = [
        low + (raised == 2 or (raised == 1 and second[at] == others[at]))
        for at, (low, raised) in enumerate(zip(floors, raises, strict=True))
    ]
    missing = wanted - sum(steps)
    free = sorted((at for at, free in enumerate(is_free) if free), key=lambda at: (-lean[at], at))
    if not 0 <= missing <= len(free):
        return None
    return [step + (at in free[:missing]) for at, step in enumerate(steps)]


def _shifted(whole: list[int], exact: Sequence[Decimal], by: int) -> list[int]:
    """One row takes what the rounded totals themselves are off by: the one whose rounding it suits best."""
    if not by:
        return whole
    sign = 1 if by > 0 else -1
    best = max(range(len(whole)), key=lambda at: (sign * (exact[at] - whole[at]), -at))
    return [step + (by if at == best else 0) for at, step in enumerate(whole)]
