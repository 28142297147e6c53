"""Where the rows that were checked stand now: people sort, insert and delete while the platform thinks.

A row is the same row only while all its cells but the Mã hold what was checked; of any other nothing is known, and
nothing is written on it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from connectors.cells import CellGrid, raw_text
from connectors.sheets.marks import FILL, CellEdit, MarkedTab, Place, TabFeedback, edited, human_part, with_lines
from vietnamese.text import fold

Content = tuple[tuple[int, int, object], ...]


@dataclass(frozen=True)
class Placement:
    """rows: row as checked -> row now. clean: rows now that nothing is wrong with, whichever row of those they are."""

    rows: dict[int, int]
    clean: frozenset[int]


def row_contents(grid: CellGrid, but: Iterable[int] = ()) -> list[Content]:
    """Every row's filled cells as (column, kind, value), the columns `but` left out."""
    left_out = set(but)
    contents: list[list[tuple[int, int, object]]] = [[] for _ in range(grid.n_rows)]
    for row, col in zip(*(part.tolist() for part in np.nonzero(grid.kinds)), strict=True):
        if col not in left_out:
            kind = int(grid.kinds[row, col])
            text = grid.texts[row, col]
            contents[row].append((col, kind, text if text is not None else float(grid.numbers[row, col])))
    return [tuple(content) for content in contents]


def row_ids(grid: CellGrid, id_cells: Mapping[int, int]) -> dict[int, str]:
    """The Mã of each data row, "" where it has none."""
    return {row: raw_text(grid, row, col) or "" if col < grid.n_cols else "" for row, col in id_cells.items()}


def match_rows(was: CellGrid, now: CellGrid, id_columns: Iterable[int]) -> dict[int, int]:
    """Rows of `was` found again in `now`: first by all cells, then by all but the Mã; equal rows keep their order.

    Rows that can't be told apart are left out where their number differs.
    """
    columns = set(id_columns)
    found: dict[int, int] = {}
    for but in ((), columns):
        before, after = _positions(was, but, set(found)), _positions(now, but, set(found.values()))
        for content, rows in before.items():
            others = after.get(content, [])
            if content and len(rows) == len(others):
                found |= dict(zip(rows, others, strict=True))
    return found


def _positions(grid: CellGrid, but: Iterable[int], taken: set[int]) -> dict[Content, list[int]]:
    positions: dict[Content, list[int]] = defaultdict(list)
    for row, content in enumerate(row_contents(grid, but)):
        if row not in taken:
            positions[content].append(row)
    return positions


def place(wanted: TabFeedback, now: CellGrid) -> Placement:
    """Where the checked rows are, and which rows of now certainly bear no issue."""
    columns = set(wanted.id_cells.values())
    rows = match_rows(wanted.checked, now, columns)
    bad = {row for row, _ in wanted.remarks}
    contents = row_contents(wanted.checked, columns)
    known, of_bad = set(contents), {contents[row] for row in bad if row < len(contents)}
    clean = {
        row
        for row, content in enumerate(row_contents(now, columns))
        if not content or (content in known and content not in of_bad)
    }
    clean |= {rows[row] for row in rows if row not in bad}
    return Placement(rows, frozenset(clean))


def plan_edits(actual: MarkedTab, wanted: TabFeedback, human: MarkedTab | None = None) -> list[CellEdit]:
    """The edits that make `actual` bear what is wanted, by row and column.

    `human` is the tab as people had it where that differs from `actual` because a write of ours went astray; its notes,
    fills and Mã are then put back.
    """
    basis = human or actual
    placement = place(wanted, basis.grid)
    target = edited(basis, [*_marks(basis, wanted, placement), *_filled_ids(basis, wanted, placement)])
    places = {*actual.notes, *actual.fills, *target.notes, *target.fills}
    id_columns = set(wanted.id_cells.values())
    places |= {(row, col) for row in range(actual.grid.n_rows) for col in id_columns if col < actual.grid.n_cols}
    edits = (_edit(actual, target, row, col, col in id_columns) for row, col in sorted(places))
    return [edit for edit in edits if not edit.is_nothing]


def _edit(actual: MarkedTab, target: MarkedTab, row: int, col: int, is_id: bool) -> CellEdit:
    at = (row, col)
    note, fill = target.notes.get(at, ""), target.fills.get(at, "")
    value = None
    if is_id and row < actual.grid.n_rows and col < actual.grid.n_cols:
        before, after = actual.grid.value(row, col), target.grid.value(row, col)
        value = None if before == after else str(after or "")
    return CellEdit(
        row,
        col,
        note=None if note == actual.notes.get(at, "") else note,
        fill=None if fill == actual.fills.get(at, "") else fill,
        value=value,
    )


def _marks(basis: MarkedTab, wanted: TabFeedback, placement: Placement) -> list[CellEdit]:
    lines: dict[Place, tuple[str, ...]] = {
        (placement.rows[row], col): said for (row, col), said in wanted.remarks.items() if row in placement.rows
    }
    settled = placement.clean | set(placement.rows.values())
    marked = {at for at, note in basis.notes.items() if human_part(note) != note}
    marked |= {at for at, fill in basis.fills.items() if fill == FILL}
    old = {at for at in marked if at[0] in settled or at[0] >= basis.grid.n_rows}
    edits = []
    for at in sorted({*lines, *old}):
        said = lines.get(at, ())
        note = with_lines(basis.notes.get(at, ""), said)
        fill = basis.fills.get(at, "")
        edits.append(CellEdit(*at, note=note, fill=(fill or FILL) if said else "" if fill == FILL else None))
    return edits


def _filled_ids(basis: MarkedTab, wanted: TabFeedback, placement: Placement) -> list[CellEdit]:
    """The Mã of rows that have none, or only a copy of another row's."""
    due = row_ids(wanted.checked, wanted.id_cells)
    here = {placement.rows[row]: wanted.id_cells[row] for row in due if row in placement.rows}
    have = row_ids(basis.grid, here)
    counts = Counter(fold(text) for text in have.values() if text)
    edits = []
    for row, text in due.items():
        now = placement.rows.get(row)
        if now is None or not text or have[now] == text or counts[fold(text)]:
            continue
        if not have[now] or _is_copy(have, now):
            edits.append(CellEdit(now, wanted.id_cells[row], value=text))
    return edits


def _is_copy(have: Mapping[int, str], row: int) -> bool:
    return any(fold(text) == fold(have[row]) for other, text in have.items() if other < row)


def as_people_left_it(
    after: MarkedTab, before: MarkedTab, edits: list[CellEdit], id_columns: Iterable[int]
) -> MarkedTab:
    """`after` without the edits that hit another row than the one they were meant for, because rows moved meanwhile.

    What such an edit covered is put back from `before`, where that row then stood.
    """
    rows = match_rows(before.grid, after.grid, id_columns)
    back = {now: was for was, now in rows.items()}
    undone = []
    for edit in edits:
        if rows.get(edit.row) == edit.row:
            continue
        was = (back.get(edit.row, -1), edit.col)
        inside = 0 <= was[0] < before.grid.n_rows and edit.col < before.grid.n_cols
        undone.append(
            CellEdit(
                edit.row,
                edit.col,
                note=None if edit.note is None else before.notes.get(was, ""),
                fill=None if edit.fill is None else before.fills.get(was, ""),
                value=None if edit.value is None else (raw_text(before.grid, *was) if inside else None) or "",
            )
        )
    return edited(after, [one for one in undone if one.row < after.grid.n_rows or one.value is None])
