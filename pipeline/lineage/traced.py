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

    def document(self) -> dict[str, Any]:
        """JSON of the row."""
        return self._head() | {"understood": dict(self.found)}

    def _head(self) -> dict[str, Any]:
        return {
            "table": self.table,
            "unit_code": self.unit_code,
            "month": f"{self.month:%Y-%m}",
            "given": self.given,
        }


@dataclass(frozen=True)
class UnitStateRow(TracedRow):
    """A unit's state in a month, counted by a rate; `evidence`: what decides it, None where it was not gathered."""

    columns: tuple[str, ...]
    evidence: UnitEvidence | None

    def document(self) -> dict[str, Any]:
        """JSON of the row."""
        evidence = self.evidence.document() if self.evidence else {}
        return self._head() | {"columns": self.columns, "state": dict(self.found)} | evidence


@dataclass(frozen=True)
class ObservationRow(TracedRow):
    """A price observation of a feed, accepted or not; `share`: the part of it that counts for the figure."""

    file: str | None
    file_row: int | None
    share: float
    snapshot_id: str | None

    def document(self) -> dict[str, Any]:
        """JSON of the row; its source stands for a unit."""
        place = {"source": self.unit_code, "file": self.file, "file_row": self.file_row}
        return self._head() | place | {
            "share": self.share, "snapshot_id": self.snapshot_id, "observation": dict(self.found)
        }  # fmt: skip


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

    def document(self) -> dict[str, Any]:
        """JSON of the row."""
        cells = [asdict(one) for one in self.cells]
        return self._head() | {"share": self.share} | asdict(self.place) | {"cells": cells}


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

    def document(self) -> dict[str, Any]:
        """JSON of the row."""
        issue = {"issue": asdict(self.issue), "cells": []}
        return self._head() | {"share": self.share} | asdict(self.place) | issue


@dataclass(frozen=True)
class MartRow:
    """A mart's row behind a figure: how many of its sheet rows pass through it, and what they give."""

    mart: str
    row: Row
    rows: int
    given: float

    def document(self) -> dict[str, Any]:
        """JSON of the row."""
        return {"mart": self.mart, "row": self.row, "rows": self.rows, "given": self.given}


@dataclass(frozen=True)
class TracedPart:
    """A part of a figure, as its numerator: the number of rows behind it, their total, and the rows that are shown."""

    part: str
    total: float
    rows: int
    marts: tuple[MartRow, ...]
    sheet_rows: tuple[TracedRow, ...]

    def document(self) -> dict[str, Any]:
        """JSON of the part."""
        return {
            "part": self.part,
            "total": self.total,
            "rows": self.rows,
            "marts": [one.document() for one in self.marts],
            "sheet_rows": [one.document() for one in self.sheet_rows],
        }


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

    def document(self) -> dict[str, Any]:
        """JSON of the figure."""
        head = {
            "figure": self.figure,
            "month": f"{self.month:%Y-%m}",
            "value": self.value,
            "measure": self.measure,
            "printed": list(self.printed),
            "lineage": self.lineage,
            "row": self.row,
            "kind": self.kind,
        }
        return head | self._behind()

    def _behind(self) -> dict[str, Any]:
        parts = [one.document() for one in self.parts]
        match self.kind:
            case "sum" | "count" | "ratio":
                return {"again": self.again, "equals": self.equals, "parts": parts}
            case "checks":
                return {"says": self.says, "checks": [asdict(one) for one in self.checks], "parts": parts}
            case "fact" | "nothing":
                return {"says": self.says, "parts": parts}
            case _:
                return {"of": [one.document() for one in self.of]}


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
        return edition | self.figure.document() | {"stated": self.stated, "as_stated": self.is_as_stated}
