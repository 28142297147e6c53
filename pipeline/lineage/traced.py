"""A traced figure: what it is, the parts it is made of, the rows behind each, and the cells of a row.

`figure.py` makes it and `texts.py` shows it on a terminal; `document()` is the JSON of `nongsan trace --json`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline.lineage.evidence import UnitEvidence

# a row as it stands in its table, by the columns of that table
Row = Mapping[str, object]


@dataclass(frozen=True)
class CellBehind:
    """A cell of a row: its A1 address, the text as read (None: empty), what was understood, a link that opens it."""

    column: str
    cell: str
    read: str | None
    understood: object
    link: str


@dataclass(frozen=True)
class TracedRow:
    """A row that gives something to a figure and says no more of where it stands; `found`: the row as understood."""

    table: str
    unit_code: str
    month: date
    given: float
    found: Row


@dataclass(frozen=True)
class UnitStateRow(TracedRow):
    """A unit's state in a month, counted by a rate; `evidence`: what decides it, None where it was not gathered."""

    columns: tuple[str, ...]
    evidence: UnitEvidence | None


@dataclass(frozen=True)
class ObservationRow(TracedRow):
    """A price observation of a feed, accepted or not; `share`: the part of it that counts for the figure."""

    file: str | None
    file_row: int | None
    share: float
    snapshot_id: str | None


@dataclass(frozen=True)
class SheetPlace:
    """Where a row stands in a unit's spreadsheet, with a link that selects it; `sheet_row` is 1-based."""

    tab: str
    sheet_row: int
    row_id: str | None
    snapshot_id: str
    link: str


@dataclass(frozen=True)
class SheetRow(TracedRow):
    """A row of a unit's tab with the cells that the figure takes; `share`: the part of the row that counts for it."""

    share: float
    place: SheetPlace
    cells: tuple[CellBehind, ...]


@dataclass(frozen=True)
class RowIssue:
    """An issue that a figure counts."""

    issue_id: str
    rule: str
    severity: str
    cell: str | None
    message: str
    raw_value: str | None


@dataclass(frozen=True)
class IssueRow(TracedRow):
    """An issue that a figure counts, with the row it was found in; `share` as of a sheet row."""

    share: float
    place: SheetPlace
    issue: RowIssue


@dataclass(frozen=True)
class MartRow:
    """A mart's row behind a figure: how many of its sheet rows pass through it, and what they give."""

    mart: str
    row: Row
    rows: int
    given: float


@dataclass(frozen=True)
class TracedPart:
    """A part of a figure, as its numerator: the number of rows behind it, their total, and the rows that are shown."""

    part: str
    total: float
    rows: int
    marts: tuple[MartRow, ...]
    sheet_rows: tuple[TracedRow, ...]


@dataclass(frozen=True)
class WarningCheck:
    """A check of the gate that warned of a month."""

    check_name: str
    observed: float | None
    threshold: float | None
    detail: str


@dataclass(frozen=True)
class TracedFigure:
    """A figure with all that stands behind it, by `kind`.

    "sum", "count", "ratio": `parts`, and in `again` the figure added up from them anew; `equals` says if that is it.
    "checks": the `checks` that are counted. "fact", "nothing": no rows; `says` what it is instead. Any other kind says
    how it is derived from the figures in `of`, as "change". `row`: the report's row that it is a column of, or empty.
    """

    figure: str
    month: date
    kind: str
    value: float | None
    measure: str | None
    printed: tuple[str, ...]
    lineage: str
    row: Row
    says: str = ""
    of: tuple["TracedFigure", ...] = ()
    checks: tuple[WarningCheck, ...] = ()
    parts: tuple[TracedPart, ...] = ()
    again: float | None = None
    equals: bool = True


def flattened(figures: Iterable[TracedFigure]) -> Iterator[TracedFigure]:
    """Traced figures and, where one is derived, the figures it is made of."""
    for one in figures:
        yield one
        yield from flattened(one.of)


@dataclass(frozen=True)
class FigureTrace:
    """A figure traced in the state that an edition was issued from (`as_of`, UTC), kept in `warehouse`.

    `stated`: the value in the edition's manifest, None where the edition does not print it; `is_as_stated`: whether the
    state says the same.
    """

    edition: str
    as_of: datetime
    warehouse: Path
    figure: TracedFigure
    stated: float | None
    is_as_stated: bool

    def document(self) -> dict[str, Any]:
        """The JSON object of `nongsan trace FIGURE`."""
        edition = {"edition": self.edition, "as_of": self.as_of, "warehouse": str(self.warehouse)}
        return edition | _figure_json(self.figure) | {"stated": self.stated, "as_stated": self.is_as_stated}


def _figure_json(figure: TracedFigure) -> dict[str, Any]:
    head = {
        "figure": figure.figure,
        "month": f"{figure.month:%Y-%m}",
        "value": figure.value,
        "measure": figure.measure,
        "printed": figure.printed,
        "lineage": figure.lineage,
        "row": figure.row,
        "kind": figure.kind,
    }
    parts = [_part_json(one) for one in figure.parts]
    match figure.kind:
        case "sum" | "count" | "ratio":
            return head | {"again": figure.again, "equals": figure.equals, "parts": parts}
        case "checks":
            checks = [asdict(one) for one in figure.checks]
            return head | {"says": figure.says, "checks": checks, "parts": parts}
        case "fact" | "nothing":
            return head | {"says": figure.says, "parts": parts}
        case _:
            return head | {"of": [_figure_json(one) for one in figure.of]}


def _part_json(part: TracedPart) -> dict[str, Any]:
    return {
        "part": part.part,
        "total": part.total,
        "rows": part.rows,
        "marts": [asdict(one) for one in part.marts],
        "sheet_rows": [_row_json(one) for one in part.sheet_rows],
    }


def _row_json(row: TracedRow) -> dict[str, Any]:
    head = {"table": row.table, "unit_code": row.unit_code, "month": f"{row.month:%Y-%m}", "given": row.given}
    match row:
        case UnitStateRow():
            evidence = asdict(row.evidence) if row.evidence else {}
            return head | {"columns": row.columns, "state": row.found} | evidence
        case ObservationRow():
            place = {"source": row.unit_code, "file": row.file, "file_row": row.file_row, "share": row.share}
            return head | place | {"snapshot_id": row.snapshot_id, "observation": row.found}
        case IssueRow():
            return head | {"share": row.share} | asdict(row.place) | {"issue": asdict(row.issue), "cells": []}
        case SheetRow():
            cells = [asdict(one) for one in row.cells]
            return head | {"share": row.share} | asdict(row.place) | {"cells": cells}
        case _:
            return head | {"understood": row.found}
