"""`nongsan trace FIGURE`: from a figure of an issued report back to mart rows, sheet rows and cells.

The figure is traced in the state it was issued from, and what its rows give is added up again beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
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
from pipeline.lineage.states import chosen_edition, state_of
from pipeline.lineage.traced import (
    CellBehind,
    FigureTrace,
    IssueRow,
    ObservationRow,
    RowIssue,
    SheetPlace,
    SheetRow,
    TracedFigure,
    TracedPart,
    TracedRow,
    UnitStateRow,
    WarningCheck,
)
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

    def traced(self, asked: FigureAsked) -> TracedFigure:
        """A figure with all that stands behind it."""
        if asked.model == GATE_RESULTS:
            return self._by_checks(asked)
        row = row_of(self.warehouse, asked) or {}
        value = row.get(asked.column, asked.stated)
        how, others = made_of(asked, self.warehouse)
        figure = TracedFigure(
            figure=asked.figure_id or asked.base_id,
            month=asked.month,
            kind=how,
            value=value,
            measure=row.get("measure"),
            printed=asked.printed,
            lineage=asked.lineage,
            row=row,
            of=tuple(self.traced(one) for one in others),
        )
        return self._by_rows(asked, figure) if how == "rows" else figure

    def _by_checks(self, asked: FigureAsked) -> TracedFigure:
        """How many checks warned of the month, and which."""
        warned = {"month": asked.month, "severity": "warning", "passed": False}
        rows = self.warehouse.table(GATE_RESULTS, _CHECK_COLUMNS, where=warned, order_by=("check_name",))
        checks = tuple(WarningCheck(**one) for one in rows)
        said = "; ".join(f"{one.check_name}: {one.detail}" for one in checks)
        return TracedFigure(
            figure=asked.figure_id, month=asked.month, kind="checks", value=len(checks), measure="count",
            printed=asked.printed, lineage=asked.lineage, row={}, says=f"checks that warn: {said}", checks=checks,
        )  # fmt: skip

    def _by_rows(self, asked: FigureAsked, figure: TracedFigure) -> TracedFigure:
        """The figure with the rows behind it, or with what it is instead."""
        to_date = asked.column == "year_to_date"
        wanted = {"section": asked.section, "name": asked.name, "figure_id": asked.base_id}
        rows = looked_up(self.warehouse, rows_behind(self.warehouse, wanted, asked.month, to_date=to_date))
        if not rows:
            return _without_rows(asked, figure)
        parts = {part: list(of_part) for part, of_part in groupby(rows, key=lambda row: row.part)}
        totals = {part: total(of_part) for part, of_part in parts.items()}
        is_ratio = "numerator" in totals or "denominator" in totals
        again = _ratio(totals) if is_ratio else sum(totals.values())
        return replace(
            figure,
            kind="ratio" if is_ratio else "count" if "member" in totals else "sum",
            again=again,
            equals=_is_close(again, figure.value),
            parts=tuple(self._part(asked, part, of_part) for part, of_part in parts.items()),
        )

    def _part(self, asked: FigureAsked, part: str, rows: list[RowBehind]) -> TracedPart:
        evidence = {row.month: gathered(self.warehouse, row.month) for row in rows[:1] if row.table == UNIT_STATES}
        shown = rows if self.limit is None else rows[: self.limit]
        return TracedPart(
            part=part,
            total=total(rows),
            rows=len(rows),
            marts=tuple(mart_rows(self.warehouse, asked.section, rows)),
            sheet_rows=tuple(self._row(row, evidence) for row in shown),
        )

    def _row(self, row: RowBehind, evidence: Mapping[date, Evidence]) -> TracedRow:
        """A row with what it gives and, by what it is, its cells, its source or the evidence for it."""
        head = (row.table, row.unit_code, row.month, row.given, row.found)
        if row.table == UNIT_STATES:
            of_month = evidence.get(row.month)
            return UnitStateRow(*head, row.columns, of_month.of(row.unit_code) if of_month else None)
        if row.table in FEED_TABLES:
            return ObservationRow(*head, row.row_key, row.sheet_row, row.share, row.snapshot_id)
        if row.snapshot_id is None or row.sheet_row is None:
            return TracedRow(*head)
        snapshot = self.sheets.snapshot(row.unit_code, row.snapshot_id)
        link = self.sheets.link(snapshot, f"{row.sheet_row}:{row.sheet_row}")
        place = SheetPlace(snapshot.title, row.sheet_row, row.found.get("row_id"), row.snapshot_id, link)
        if row.table == ISSUES:
            issue = RowIssue(**{one.name: row.found.get(one.name) for one in fields(RowIssue)})
            return IssueRow(*head, row.share, place, issue)
        return SheetRow(*head, row.share, place, self._cells(row, snapshot))

    def _cells(self, row: RowBehind, snapshot: TabSnapshot) -> tuple[CellBehind, ...]:
        wanted = [one.name for one in self.sheets.contracts[row.table].columns] if "row" in row.columns else row.columns
        try:
            cells = self.sheets.cells(snapshot, row.table, row.sheet_row or 1, list(wanted))
        except TabRejected:
            return ()
        return tuple(
            CellBehind(one.column, one.cell, one.read, row.found.get(one.column), one.link)
            for one in cells if one.read is not None or "row" not in row.columns
        )  # fmt: skip


def trace_figure(
    province: Province, figure_id: str, month: date | None, revision: int | None, limit: int | None
) -> FigureTrace:
    """Everything behind a figure of an issued edition; raises ConfigError on an unknown edition or figure."""
    edition = chosen_edition(province, month, revision)
    warehouse = state_of(province, edition.as_of)
    asked = find_figure(figure_id, edition.month, edition.manifest or Manifest(), warehouse)
    figure = Tracer(warehouse, Sheets(province.settings, province.landing), limit).traced(asked)
    is_as_stated = asked.stated is None or _is_close(asked.stated, figure.value)
    return FigureTrace(edition.name, edition.as_of, warehouse.path, figure, asked.stated, is_as_stated)


def _without_rows(asked: FigureAsked, figure: TracedFigure) -> TracedFigure:
    if figure.value == 0:
        return replace(figure, kind="nothing", says="no row gives anything to it")
    return replace(figure, kind="fact", says=described(asked))


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
