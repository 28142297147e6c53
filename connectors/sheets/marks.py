"""What the platform leaves on a unit's cells: lines of a note that begin with [KT], one fill colour, and the Mã.

Everything else on a cell is a person's and comes through unharmed, so both are told apart by the cell alone: no list
of marked cells is kept that a sorted or copied row could make wrong.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from connectors.cells import CellGrid

MARK = "[KT]"
FILL = "FFD9C6"
ERROR_WORD, WARNING_WORD = "Lỗi", "Lưu ý"
_LINE = rf"\[KT\] (?:{ERROR_WORD}|{WARNING_WORD}): [^\n]*"
_BELOW = re.compile(rf"\n{_LINE}")
_ABOVE = re.compile(rf"\A{_LINE}\n?")
_LONGEST_LINE = 600
_MOST_LINES = 6

Place = tuple[int, int]


def human_part(note: str) -> str:
    """A note without the platform's lines, to the letter as it was before they were added."""
    return _ABOVE.sub("", _BELOW.sub("", note))


def with_lines(note: str, lines: tuple[str, ...]) -> str:
    """A note with the platform's lines below the person's own text; without lines, the person's text alone."""
    own = human_part(note)
    said = "\n".join(f"{MARK} {line}" for line in lines)
    return f"{own}\n{said}" if own and said else own or said


def remark_line(severity: str, message: str) -> str:
    """One line of a note: the word for the severity, then the message on one line and not without end."""
    text = " ".join(message.split())
    shown = text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1] + "…"
    return f"{ERROR_WORD if severity == 'error' else WARNING_WORD}: {shown}"


@dataclass(frozen=True)
class Remark:
    """What is to be said on a cell: the severity (error or warning) and the message without its place."""

    severity: str
    message: str


def few_lines(remarks: Iterable[Remark]) -> tuple[str, ...]:
    """The lines of distinct remarks, errors first, at most a handful."""
    distinct = sorted(dict.fromkeys(remarks), key=lambda one: one.severity != "error")
    return tuple(dict.fromkeys(remark_line(one.severity, one.message) for one in distinct))[:_MOST_LINES]


@dataclass(frozen=True)
class MarkedTab:
    """A tab with what people and the platform put on its cells; places are 0-based (row, column).

    fills: RRGGBB of a plain fill, any other text for a fill that is none; an unfilled cell is absent. size: rows and
    columns the sheet has room for.
    """

    title: str
    grid: CellGrid
    notes: Mapping[Place, str] = field(default_factory=dict)
    fills: Mapping[Place, str] = field(default_factory=dict)
    sheet_id: int | None = None
    size: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class TabFeedback:
    """What a tab should bear, in the rows and columns of the content that was checked.

    checked: that content with every Mã it should have. id_cells: data row -> column of its Mã. remarks: the lines of
    each bad cell.
    """

    title: str
    checked: CellGrid
    id_cells: Mapping[int, int]
    remarks: Mapping[Place, tuple[str, ...]]


@dataclass(frozen=True)
class CellEdit:
    """What changes on one cell: None leaves it, "" takes away."""

    row: int
    col: int
    note: str | None = None
    fill: str | None = None
    value: str | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether note, fill and value all stay as they are (None; "" would clear them)."""
        return self.note is None and self.fill is None and self.value is None


def edited(tab: MarkedTab, edits: list[CellEdit]) -> MarkedTab:
    """The tab as the edits leave it."""
    notes, fills = dict(tab.notes), dict(tab.fills)
    grid = tab.grid.copy()
    for edit in edits:
        place = (edit.row, edit.col)
        for kept, change in ((notes, edit.note), (fills, edit.fill)):
            if change:
                kept[place] = change
            elif change == "":
                kept.pop(place, None)
        if edit.value is not None:
            grid.set_text(edit.row, edit.col, edit.value)
    return replace(tab, grid=grid, notes=notes, fills=fills)
