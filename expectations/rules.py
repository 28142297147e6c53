"""What a row rule is, and the rules a contract states by itself: required cells, choices, bounds.

Rules are data, so that one validation of a tab can carry them all and name the exact cell of each failure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from expectations.contract import Column, Contract
from vietnamese.numbers import number_trimmed

Severity = Literal["error", "warning"]
Row = Mapping[str, Any]
Message = Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class Between:
    """Non-null values of a numeric column lie in [low, high]; strict_low leaves `low` itself out."""

    column: str
    low: float | None = None
    high: float | None = None
    strict_low: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A measure column is never null."""

    column: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A measure column is always null."""

    column: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """Non-null values are among `values`."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unique:
    """No two rows agree in all of `columns`."""

    columns: tuple[str, ...]


Check = Between | Filled | Absent | OneOf | Unique


@dataclass(frozen=True, slots=True)
class RowRule:
    """One rule: its code, the column its issue sits on, the check on a column or measure, and the message.

    `message` gets the row (contract columns and measures by name) and says, in Vietnamese, what was found and what
    to write; the cell's address is put in front of it later.
    """

    code: str
    column: str
    severity: Severity
    check: Between | Filled | Absent | OneOf
    message: Message

    @property
    def key(self) -> str:
        """`<code>.<column>`: what names this rule among the row checks."""
        return f"{self.code}.{self.column}"


def _missing(column: Column) -> RowRule:
    text = f"ô bắt buộc đang trống. Hãy ghi, ví dụ: {column.example}"
    return RowRule("missing", column.name, "error", Filled(f"filled_{column.name}"), lambda _: text)


def _choice(column: Column) -> RowRule:
    choices = "; ".join(column.choice_labels)
    return RowRule(
        "unknown_choice",
        column.name,
        "error",
        OneOf(column.name, column.choice_labels),
        lambda row: f'ghi "{row[column.name]}", không có trong danh sách. Hãy chọn một trong: {choices}',
    )


def _bounds(column: Column) -> RowRule:
    strict = column.exclusive_minimum is not None
    low = column.exclusive_minimum if strict else column.minimum
    parts = (
        [f"lớn hơn {number_trimmed(low)}" if strict else f"từ {number_trimmed(low)} trở lên"] if low is not None else []
    )
    parts += [f"không quá {number_trimmed(column.maximum)}"] if column.maximum is not None else []
    wanted = " và ".join(parts)
    return RowRule(
        "out_of_range",
        column.name,
        "error",
        Between(column.name, low, column.maximum, strict),
        lambda row: f"ghi {number_trimmed(row[column.name])}, phải {wanted}",
    )


def _usual(column: Column) -> RowRule:
    unit = " ha" if column.measure == "ha" else " tấn" if column.measure == "t" else ""
    most = f"{number_trimmed(column.usual_maximum or 0)}{unit}"
    return RowRule(
        "unusual_count",
        column.name,
        "warning",
        Between(column.name, high=column.usual_maximum),
        lambda row: (
            f"ghi {number_trimmed(row[column.name])}{unit}, chưa thấy dòng nào quá {most}. Hãy xem có gõ thừa số, nhầm "
            "đơn vị hay nhầm cột không; nếu đúng thì giữ nguyên"
        ),
    )


def contract_rules(contract: Contract) -> list[RowRule]:
    """A contract's own rules on typed values: required cells, choices, bounds, what no row was ever heard of.

    The reading refuses such cells already but for the last; here nothing that slipped through reaches the warehouse.
    """
    columns = contract.columns
    rules = [_missing(column) for column in columns if column.required or column.required_when]
    rules += [_choice(column) for column in columns if column.choices]
    rules += [
        _bounds(column)
        for column in columns
        if (column.minimum, column.exclusive_minimum, column.maximum) != (None, None, None)
    ]
    rules += [_usual(column) for column in columns if column.usual_maximum is not None]
    return rules
