"""What a fault is: a kind, one of its clothes, and how it is put on a row of a clean tab.

`kind` is the rule that must answer; its place and severity are worked out here from the contract, not from the reader.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from connectors.demo.world import PROVINCE
from expectations.contract import Column
from tests.faults.province import Row, Written

Place = tuple[tuple[str, str], int]


@dataclass(frozen=True)
class Edit:
    """Cells to write on the row; `at`: the column the issue must sit on; `keeps`: the value that must be read there.

    `others`: further rows the fault concerns, which may be flagged too, as (unit, table), sheet row.
    """

    cells: dict[str, Written]
    at: str
    severity: str
    keeps: object = None
    others: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Fault:
    """One kind in one set of clothes. group: faults of one group are never seeded together with those of another."""

    kind: str
    clothes: str
    tables: tuple[str, ...]
    make: Callable[[Row, Random], Edit | None]
    group: str = "cells"


def is_needed(row: Row, column: Column) -> bool:
    """Whether the row must fill the column."""
    condition = column.required_when
    if condition is None:
        return column.required
    if condition.home_province:
        return row[f"{condition.column}_code"] in (None, PROVINCE)
    is_named = row[condition.column] in row.tab.contract.condition_labels(condition)
    return is_named if condition.values else not is_named


def severity(row: Row, name: str, is_refused: bool) -> str:
    """A refused cell is an error where the row cannot do without it or a blank would say something else.

    Everything else is a warning.
    """
    column = row.tab.contract.column(name)
    is_strict = row.tab.contract.table == "confirmations" and row["nil_report"] and name != "nil_report"
    is_owed = is_strict or is_needed(row, column) or column.if_unreadable == "row_waits"
    return "error" if is_refused and is_owed else "warning"
