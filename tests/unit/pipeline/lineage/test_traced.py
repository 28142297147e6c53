"""What a traced figure says as JSON and on a terminal, of plain values."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.lineage.evidence import FirstReceipt, OpenError, UnitEvidence
from pipeline.lineage.texts import trace_lines
from pipeline.lineage.traced import (
    CellBehind,
    FigureTrace,
    IssueRow,
    MartRow,
    ObservationRow,
    RowIssue,
    SheetPlace,
    SheetRow,
    TracedFigure,
    TracedPart,
    TracedRow,
    UnitStateRow,
    WarningCheck,
    flattened,
)

MARCH, ZONE = date(2023, 3, 1), ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2023, 4, 4, 1, tzinfo=UTC)
PLACE = SheetPlace("Kết quả", 4, "SAL-0003", "907-x", "sheets/907.xlsx#'Kết quả'!4:4")
PLACED = {
    "tab": "Kết quả",
    "sheet_row": 4,
    "row_id": "SAL-0003",
    "snapshot_id": "907-x",
    "link": "sheets/907.xlsx#'Kết quả'!4:4",
}
EVIDENCE = UnitEvidence(
    AT, FirstReceipt("Kết quả", "907-x", AT, "a nil confirmation"), {"Kết quả": "2-5"}, {},
    (OpenError("i1", "Nguồn cung", "L6", "ambiguous_number"),),
)  # fmt: skip


def figure(kind, **behind):
    lineage = "marts.rpt_monthly__figures[month=2023-03-01,figure_id=headline.sold_t].value"
    return TracedFigure("headline.sold_t", MARCH, kind, 2.4, "t", ("2,4 tấn",), lineage, {"value": 2.4}, **behind)


def trace(figure, stated=2.4, is_as_stated=True):
    return FigureTrace("2023-03 r1", AT, Path("data/warehouse.duckdb"), figure, stated, is_as_stated)


def part_with(row):
    return TracedPart("sum", row.given, 3, (MartRow("mart_outcomes", {"unit_code": "907"}, 1, 2.4),), (row,))


def test_a_sum_is_told_part_by_part():
    cell = CellBehind("quantity_t", "J4", "2,4 tấn", 2.4, "sheets/907.xlsx#'Kết quả'!J4")
    row = SheetRow("sales", "907", MARCH, 2.0, {"row_id": "SAL-0003"}, 0.5, PLACE, (cell,))
    traced = trace(figure("sum", again=2.0, equals=False, parts=(part_with(row),)), stated=2.5, is_as_stated=False)
    document = traced.document()
    assert list(document) == [
        "edition", "as_of", "warehouse", "figure", "month", "value", "measure", "printed", "lineage", "row", "kind",
        "again", "equals", "parts", "stated", "as_stated",
    ]  # fmt: skip
    assert (document["month"], document["warehouse"], document["as_stated"]) == (
        "2023-03", "data/warehouse.duckdb", False
    )  # fmt: skip
    (part,) = document["parts"]
    assert part["marts"] == [{"mart": "mart_outcomes", "row": {"unit_code": "907"}, "rows": 1, "given": 2.4}]
    assert part["sheet_rows"] == [
        {"table": "sales", "unit_code": "907", "month": "2023-03", "given": 2.0, "share": 0.5}
        | PLACED
        | {
            "cells": [
                {
                    "column": "quantity_t",
                    "cell": "J4",
                    "read": "2,4 tấn",
                    "understood": 2.4,
                    "link": "sheets/907.xlsx#'Kết quả'!J4",
                }
            ]
        }
    ]
    assert trace_lines(traced, ZONE) == [
        "2023-03 r1, as of 2023-04-04T08:00:00+07:00, from data/warehouse.duckdb",
        "NOTE: the manifest states 2.5, this state says 2.4",
        "headline.sold_t of 2023-03 = 2.4 t, printed “2,4 tấn”",
        "  in marts.rpt_monthly__figures[month=2023-03-01,figure_id=headline.sold_t].value",
        "  sum of 3 row(s): 2 IS NOT the figure",
        "  mart_outcomes[unit_code=907] takes up 1 row(s), gives 2.4",
        "               2 (share 0.5)  907 Kết quả row 4 (SAL-0003)  sheets/907.xlsx#'Kết quả'!4:4",
        "                  J4 quantity_t: read “2,4 tấn”, understood 2.4",
        "    … and 2 more row(s) that give 0: --all shows them",
    ]


@pytest.mark.parametrize(
    ("row", "own", "line"),
    [
        (
            UnitStateRow("mart_reporting", "907", MARCH, 1, {"received": True}, ("state",), EVIDENCE),
            {
                "columns": ("state",),
                "state": {"received": True},
                "deadline_at": AT,
                "received_by": {
                    "tab": "Kết quả",
                    "snapshot_id": "907-x",
                    "at": AT,
                    "what": "a nil confirmation",
                },
                "accepted": {"Kết quả": "2-5"},
                "quarantined": {},
                "open_errors": ({"issue_id": "i1", "tab": "Nguồn cung", "cell": "L6", "rule": "ambiguous_number"},),
            },
            "907: received, not on time, not complete, not usable (mart_reporting)",
        ),
        (
            UnitStateRow("mart_reporting", "907", MARCH, 1, {}, ("state",), None),
            {"columns": ("state",), "state": {}},
            "907: not received, not on time, not complete, not usable (mart_reporting)",
        ),
        (
            ObservationRow(
                "price_quarantine", "Sở", MARCH, 1, {"item_name": "Khóm", "reason": "cũ"}, "3.csv", 7, 1.0, "s1"
            ),
            {
                "source": "Sở",
                "file": "3.csv",
                "file_row": 7,
                "share": 1.0,
                "snapshot_id": "s1",
                "observation": {"item_name": "Khóm", "reason": "cũ"},
            },
            "Sở 3.csv row 7: Khóm read -, refused: cũ (snapshot s1)",
        ),
        (
            IssueRow(
                "issues", "907", MARCH, 1, {}, 1.0, PLACE, RowIssue("i2", "text_number", "error", "J4", "chữ", "2,4")
            ),
            {
                "share": 1.0,
                **PLACED,
                "issue": {
                    "issue_id": "i2",
                    "rule": "text_number",
                    "severity": "error",
                    "cell": "J4",
                    "message": "chữ",
                    "raw_value": "2,4",
                },
                "cells": [],
            },
            "907 Kết quả!J4 error text_number (issue i2)",
        ),
        (
            TracedRow("feed_days", "Sở", MARCH, 1, {"late": 2}),
            {"understood": {"late": 2}},
            "feed_days of Sở",
        ),
    ],
)
def test_a_row_says_what_it_is(row, own, line):
    traced = trace(figure("count", again=1, equals=True, parts=(part_with(row),)))
    (found,) = traced.document()["parts"][0]["sheet_rows"]
    assert found == {"table": row.table, "unit_code": row.unit_code, "month": "2023-03", "given": 1} | own
    assert f"    {'1':>12}  {line}" in trace_lines(traced, ZONE)


def test_a_derived_figure_holds_those_it_is_made_of():
    fact = figure("fact", says="days")
    change = figure("change", of=(fact, figure("nothing", says="no row gives anything to it")))
    document = trace(change).document()
    assert "parts" not in document
    assert [(one["kind"], one["says"], one["parts"]) for one in document["of"]] == [
        ("fact", "days", []), ("nothing", "no row gives anything to it", [])
    ]  # fmt: skip
    assert list(flattened([change])) == [change, *change.of]
    assert "  it is the month's less that of the month before:" in trace_lines(trace(change), ZONE)


def test_checks_that_warn_are_listed():
    checks = (WarningCheck("late_units", 2.0, 0.0, "two units"),)
    document = trace(figure("checks", says="checks that warn: late_units: two units", checks=checks)).document()
    assert document["checks"] == [
        {"check_name": "late_units", "observed": 2.0, "threshold": 0.0, "detail": "two units"}
    ]
    assert (document["says"], document["parts"]) == ("checks that warn: late_units: two units", [])
