"""Issues of one cause said in one sentence, with how many cells it concerns and where they are.

A header, a format or a column of telephones makes the same mistake in every row: in a list a keeper reads it once, and
each cell still bears its own note. One sentence speaks for several cells where it is what each would be told but for
its own address and value; of many that are told different things it is an example, beside what is written in them.
What is counted and judged stays one issue a cell.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from connectors.reading.outcome import Rule
from connectors.reading.wording import quoted

FEWEST = 3
"""From so many on issues of one cause are one line."""

MOST_APART = 5
"""Up to so many cells of a column that are told different things by one rule are lines of their own."""

_OF_A_TAB = frozenset({Rule.NO_RESULT, Rule.STILL_LOADING})
"""Rules whose cause lies beside the columns, in how the file was saved or is still being filled; errors and warnings
of it are one line, an error where there is one."""

_OF_A_SPREADSHEET = frozenset({"missing_tab"})
"""Rules whose cause lies beside the tabs: a workbook of another kind put in the place."""

_SHOWN_RUNS = 4
_SHOWN_VALUES = 4
T = TypeVar("T")


class Cause(NamedTuple):
    """What is compared of an issue: equal in all but the place and what is written there, two have one cause."""

    tab: str
    rule: str
    severity: str
    column: str | None
    cell: str | None
    message: str
    raw_value: str | None

    @property
    def advice(self) -> str:
        """What is said without the cell's own address and value."""
        said = self.message if self.cell is None else self.message.replace(self.cell, "")
        return said if self.raw_value is None else said.replace(quoted(self.raw_value), "")


@dataclass(frozen=True)
class SaidOnce(Generic[T]):
    """One line: its first issue, all its issues in their order, what is said, and where (None: of a tab as a whole).

    written: what stands in the cell, or in short in all of them.
    """

    first: T
    issues: tuple[T, ...]
    message: str
    place: str | None
    written: str | None

    @property
    def count(self) -> int:
        """How many issues it stands for."""
        return len(self.issues)


def said_once(issues: Iterable[T], cause_of: Callable[[T], Cause]) -> list[SaidOnce[T]]:
    """The lines of a list of issues, each where the first of its issues stood."""
    groups: dict[object, list[_Member[T]]] = {}
    for number, issue in enumerate(issues):
        cause = cause_of(issue)
        groups.setdefault(_key(cause, number), []).append(_Member(number, issue, cause))
    lines = [line for members in groups.values() for line in _lines(members)]
    return [line for _, line in sorted(lines, key=lambda one: one[0])]


@dataclass(frozen=True)
class _Member(Generic[T]):
    """An issue with its place in the list."""

    number: int
    issue: T
    cause: Cause


def _key(cause: Cause, number: int) -> object:
    """What issues of one cause share; an issue of a tab or a row as a whole stands by itself, wherever it points."""
    if cause.rule in _OF_A_SPREADSHEET and cause.cell is None:
        return cause.rule, cause.severity
    if cause.cell is not None and cause.rule in _OF_A_TAB:
        return cause.tab, cause.rule
    if cause.cell is None or cause.column is None:
        return number
    return cause.tab, cause.rule, cause.severity, cause.column


def _lines(members: list[_Member[T]]) -> Iterator[tuple[int, SaidOnce[T]]]:
    """The lines of issues that share a key, each with the place in the list of its first issue."""
    first = members[0].cause
    if len(members) >= FEWEST and (first.cell is None or first.rule in _OF_A_TAB):
        yield members[0].number, _together(members)
        return
    alike: dict[str, list[_Member[T]]] = {}
    for one in members:
        alike.setdefault(one.cause.advice, []).append(one)
    many = [some for some in alike.values() if len(some) >= FEWEST]
    few = sorted((one for some in alike.values() if len(some) < FEWEST for one in some), key=lambda one: one.number)
    yield from ((some[0].number, _together(some)) for some in many)
    if len(few) > MOST_APART:
        yield few[0].number, _together(few, introduced="Ví dụ: ")
    else:
        yield from ((one.number, _alone(one)) for one in few)


def _alone(one: _Member[T]) -> SaidOnce[T]:
    return SaidOnce(one.issue, (one.issue,), one.cause.message, one.cause.cell, one.cause.raw_value)


def _together(members: list[_Member[T]], introduced: str = "") -> SaidOnce[T]:
    first, count, issues = members[0].cause, len(members), tuple(one.issue for one in members)
    if first.cell is None:
        tabs = ", ".join(dict.fromkeys(one.cause.tab for one in members))
        said = f"{count} tab cùng một lỗi ({tabs}). {first.message}"
        return SaidOnce(issues[0], issues, said, None, first.raw_value)
    place = cells_in_short([one.cause.cell for one in members if one.cause.cell])
    values = list(dict.fromkeys(one.cause.raw_value for one in members if one.cause.raw_value))
    is_one = len(values) < 2
    written = first.raw_value if is_one else values_in_short(values)
    said = f"{count} ô cùng một lỗi: {place}{'' if is_one else f', ghi {written}'}. {introduced}{first.message}"
    return SaidOnce(issues[0], issues, said, place, written)


def values_in_short(values: Sequence[str]) -> str:
    """`"Kóm", "Xòai" và 3 giá trị khác`: the first few of what is written."""
    rest = len(values) - _SHOWN_VALUES
    return ", ".join(map(quoted, values[:_SHOWN_VALUES])) + (f" và {rest} giá trị khác" if rest > 0 else "")


def cells_in_short(cells: Sequence[str]) -> str:
    """`K5:K16, K20 và 7 ô khác`: cells below one another as a range, the first few of the ranges."""
    places = sorted({(col, row) for row, col in map(xl_cell_to_rowcol, cells)})
    starts = [0, *(at + 1 for at, (one, after) in enumerate(pairwise(places)) if after != (one[0], one[1] + 1))]
    runs = [places[start:stop] for start, stop in zip(starts, [*starts[1:], len(places)], strict=True)]
    rest = sum(map(len, runs[_SHOWN_RUNS:]))
    return ", ".join(map(_run, runs[:_SHOWN_RUNS])) + (f" và {rest} ô khác" if rest else "")


def _run(run: list[tuple[int, int]]) -> str:
    first, last = (f"{xl_col_to_name(col)}{row + 1}" for col, row in (run[0], run[-1]))
    return first if first == last else f"{first}:{last}"
