"""`nongsan trace FIGURE`: from a figure of an issued report back to mart rows, sheet rows and cells.

The figure is traced in the state it was issued from, and what its rows give is added up again beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from connectors.landing.store import TabSnapshot
from connectors.reading.layout.headers import TabRejected
from connectors.warehouse import Warehouse
from expectations.figures import contract_of
from pipeline.ledgers.manifests import Manifest
from pipeline.lineage.evidence import Evidence, gathered
from pipeline.lineage.figure_ids import FigureAsked, find_figure, made_of, row_of
from pipeline.lineage.rows import FEED_TABLES, ISSUES, UNIT_STATES, RowBehind, looked_up, mart_rows, rows_behind, total
from pipeline.lineage.sheets import Sheets
from pipeline.lineage.states import Issued, chosen_edition, state_of
from pipeline.province.province import Province

_CLOSE = 1e-9
GATE_RESULTS = "quality.gate_results"
_CHECK_COLUMNS = ("check_name", "observed", "threshold", "detail")


@dataclass(frozen=True)
class Tracer:
    """One traced state: its warehouse and the landed sheets; `limit` bounds the rows shown with their cells."""

    warehouse: Warehouse
    sheets: Sheets
    limit: int | None

    def document(self, asked: FigureAsked) -> dict:
        """A figure with all that stands behind it, as JSON values."""
        if asked.model == GATE_RESULTS:
            return self._by_checks(asked)
        row = row_of(self.warehouse, asked) or {}
        value = row.get(asked.column, asked.stated)
        head = {
            "figure": asked.figure_id or asked.base_id,
            "month": f"{asked.month:%Y-%m}",
            "value": value,
            "measure": row.get("measure"),
            "printed": list(asked.printed),
            "lineage": asked.lineage,
            "row": row,
        }
        how, others = made_of(asked, self.warehouse)
        if how != "rows":
            return head | {"kind": how, "of": [self.document(one) for one in others]}
        return head | self._by_rows(asked, value)

    def _by_checks(self, asked: FigureAsked) -> dict:
        """How many checks warned of the month, and which."""
        warned = {"month": asked.month, "severity": "warning", "passed": False}
        checks = self.warehouse.table(GATE_RESULTS, _CHECK_COLUMNS, where=warned, order_by=("check_name",))
        said = "; ".join(f"{one['check_name']}: {one['detail']}" for one in checks)
        return {
            "figure": asked.figure_id, "month": f"{asked.month:%Y-%m}", "value": len(checks), "measure": "count",
            "printed": list(asked.printed), "lineage": asked.lineage, "row": {}, "kind": "checks",
            "says": f"checks that warn: {said}", "checks": checks, "parts": [],
        }  # fmt: skip

    def _by_rows(self, asked: FigureAsked, value: float | None) -> dict:
        to_date = asked.column == "year_to_date"
        wanted = {"section": asked.section, "name": asked.name, "figure_id": asked.base_id}
        rows = looked_up(self.warehouse, rows_behind(self.warehouse, wanted, asked.month, to_date=to_date))
        if not rows:
            return _without_rows(asked, value)
        parts = {part: list(of_part) for part, of_part in groupby(rows, key=lambda row: row.part)}
        totals = {part: total(of_part) for part, of_part in parts.items()}
        is_ratio = "numerator" in totals or "denominator" in totals
        again = _ratio(totals) if is_ratio else sum(totals.values())
        return {
            "kind": "ratio" if is_ratio else "count" if "member" in totals else "sum",
            "again": again,
            "equals": _is_close(again, value),
            "parts": [self._part(asked, part, of_part) for part, of_part in parts.items()],
        }

    def _part(self, asked: FigureAsked, part: str, rows: list[RowBehind]) -> dict:
        evidence = {row.month: gathered(self.warehouse, row.month) for row in rows[:1] if row.table == UNIT_STATES}
        shown = rows if self.limit is None else rows[: self.limit]
        return {
            "part": part,
            "total": total(rows),
            "rows": len(rows),
            "marts": mart_rows(self.warehouse, asked.section, rows),
            "sheet_rows": [self._row(row, evidence.get(row.month)) for row in shown],
        }

    def _row(self, row: RowBehind, evidence: Evidence | None) -> dict:
        """A row with what it gives and, by what it is, its cells, its source or the evidence for it."""
        told = {"table": row.table, "unit_code": row.unit_code, "month": f"{row.month:%Y-%m}", "given": row.given}
        if row.table == UNIT_STATES:
            state = {"state": dict(row.found)} | (evidence.of(row.unit_code) if evidence else {})
            return told | {"columns": row.columns} | state
        if row.table in FEED_TABLES:
            place = {"source": row.unit_code, "file": row.row_key, "file_row": row.sheet_row}
            return told | place | {"share": row.share, "snapshot_id": row.snapshot_id, "observation": dict(row.found)}
        if row.snapshot_id is None or row.sheet_row is None:
            return told | {"understood": dict(row.found)}
        return told | {"share": row.share} | self._in_sheet(row)

    def _in_sheet(self, row: RowBehind) -> dict:
        snapshot = self.sheets.snapshot(row.unit_code, row.snapshot_id)
        place = {
            "tab": snapshot.title,
            "sheet_row": row.sheet_row,
            "row_id": row.found.get("row_id"),
            "snapshot_id": row.snapshot_id,
            "link": self.sheets.link(snapshot, f"{row.sheet_row}:{row.sheet_row}"),
        }
        if row.table == ISSUES:
            names = ("issue_id", "rule", "severity", "cell", "message", "raw_value")
            return place | {"issue": {name: row.found.get(name) for name in names}, "cells": []}
        return place | {"cells": self._cells(row, snapshot)}

    def _cells(self, row: RowBehind, snapshot: TabSnapshot) -> list[dict]:
        wanted = [one.name for one in self.sheets.contracts[row.table].columns] if "row" in row.columns else row.columns
        try:
            cells = self.sheets.cells(snapshot, row.table, row.sheet_row or 1, list(wanted))
        except TabRejected:
            return []
        return [
            {"column": one.column, "cell": one.cell, "read": one.read, "understood": row.found.get(one.column),
             "link": one.link}
            for one in cells if one.read is not None or "row" not in row.columns
        ]  # fmt: skip


def trace_figure(
    province: Province, figure_id: str, month: date | None, revision: int | None, limit: int | None
) -> dict:
    """Everything behind a figure of an issued edition; raises ConfigError on an unknown edition or figure."""
    edition = chosen_edition(province, month, revision)
    warehouse = state_of(province, edition.as_of)
    asked = find_figure(figure_id, edition.month, edition.manifest or Manifest(), warehouse)
    document = Tracer(warehouse, Sheets(province.settings, province.landing), limit).document(asked)
    return _of_edition(edition, warehouse) | document | _against_print(asked, document["value"])


def _of_edition(edition: Issued, warehouse: Warehouse) -> dict:
    return {"edition": edition.name, "as_of": edition.as_of, "warehouse": str(warehouse.path)}


def _against_print(asked: FigureAsked, value: float | None) -> dict:
    """Whether the state says the same number that the report's manifest states."""
    return {"stated": asked.stated, "as_stated": asked.stated is None or _is_close(asked.stated, value)}


def _without_rows(asked: FigureAsked, value: float | None) -> dict:
    if value == 0:
        return {"kind": "nothing", "says": "no row gives anything to it", "parts": []}
    return {"kind": "fact", "says": described(asked), "parts": []}


def described(asked: FigureAsked) -> str:
    """What its contract says of a figure that no rows add up to."""
    figure = contract_of(asked.base_id)
    if figure is None:
        return f"a row of {asked.model}, written by the build itself"
    return f"{figure.about}; no sum of sheet rows. It stands in {asked.model.partition('.')[2]}: {figure.section_about}"


def _ratio(totals: dict[str, float]) -> float | None:
    below = totals.get("denominator", 0)
    return totals.get("numerator", 0) / below if below else None


def _is_close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _CLOSE * max(1.0, abs(one), abs(other))


def flattened(documents: Iterable[dict]) -> Iterable[dict]:
    """A traced figure and, where it is derived, the figures it is made of."""
    for one in documents:
        yield one
        yield from flattened(one.get("of", ()))
