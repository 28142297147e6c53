"""Issues of one cause said in one sentence, with how many cells it concerns and where they are.

A header, a format or a column of telephones makes the same mistake in every row: in a list a keeper reads it once, and
each cell still bears its own note. What is counted and judged stays one issue a cell.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from connectors.reading.outcome import Rule

FEWEST = 3
"""From so many on issues of one cause are one line."""

_OF_A_TAB = frozenset({Rule.NO_RESULT, Rule.STILL_LOADING})
"""Rules whose cause lies beside the columns, in how the file was saved or is still being filled; errors and warnings
of it are one line, an error where there is one."""

_OF_A_SPREADSHEET = frozenset({"missing_tab"})
"""Rules whose cause lies beside the tabs: a workbook of another kind put in the place."""

_SHOWN_RUNS = 4
T = TypeVar("T")


class Cause(NamedTuple):
    """What is compared of an issue: equal in all but the place, two issues have one cause."""

    tab: str
    rule: str
    severity: str
    column: str | None
    cell: str | None
    message: str


@dataclass(frozen=True)
class SaidOnce(Generic[T]):
    """One line: its first issue, all its issues in their order, what is said, and where (None: of a tab as a whole)."""

    first: T
    issues: tuple[T, ...]
    message: str
    place: str | None

    @property
    def count(self) -> int:
        """How many issues it stands for."""
        return len(self.issues)


def said_once(issues: Iterable[T], cause_of: Callable[[T], Cause]) -> list[SaidOnce[T]]:
    """The lines of a list of issues, each where the first of its issues stood."""
    groups: dict[object, list[T]] = {}
    for number, issue in enumerate(issues):
        groups.setdefault(_key(cause_of(issue), number), []).append(issue)
    lines: list[SaidOnce[T]] = []
    for members in groups.values():
        if len(members) < FEWEST:
            lines += [_alone(one, cause_of(one)) for one in members]
        else:
            lines.append(_together(members, [cause_of(one) for one in members]))
    return lines


def _key(cause: Cause, number: int) -> object:
    """What issues of one cause share; an issue of a tab or a row as a whole stands by itself."""
    if cause.rule in _OF_A_SPREADSHEET and cause.cell is None:
        return cause.rule, cause.severity
    if cause.cell is None:
        return number
    if cause.rule in _OF_A_TAB:
        return cause.tab, cause.rule
    return cause.tab, cause.rule, cause.severity, cause.column


def _alone(issue: T, cause: Cause) -> SaidOnce[T]:
    return SaidOnce(issue, (issue,), cause.message, cause.cell)


def _together(members: list[T], causes: list[Cause]) -> SaidOnce[T]:
    first, count = causes[0], len(causes)
    if first.cell is None:
        tabs = ", ".join(dict.fromkeys(cause.tab for cause in causes))
        return SaidOnce(members[0], tuple(members), f"{count} tab cùng một lỗi ({tabs}). {first.message}", None)
    place = cells_in_short([cause.cell for cause in causes if cause.cell])
    return SaidOnce(members[0], tuple(members), f"{count} ô cùng một lỗi: {place}. {first.message}", place)


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
