"""Why a unit counts as received, on time, complete or usable in a month: the read, the rows and the issues that decide.

A rate is made of units' states; this is the way from a state to the cells.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from connectors.warehouse import Warehouse
from expectations.contract import load_contracts

_RECEIPTS = (
    "select unit_code, table_name, snapshot_id, fetched_at, accepted_rows, has_nil from raw.receipt_months "
    "where month = ? and (accepted_rows > 0 or has_nil) order by unit_code, fetched_at, table_name"
)
_ROWS = (
    "select unit_code, table_name, sheet_row, accepted from intermediate.int_rows_counted where month = ? "
    "order by unit_code, table_name, accepted, sheet_row"
)
_ISSUES = (
    "select issues.unit_code, issues.issue_id, issues.tab, issues.cell, issues.rule "
    "from intermediate.int_issue_months as touched "
    "inner join quality.issues as issues on touched.issue_id = issues.issue_id "
    "where touched.month = ? and issues.severity = 'error' "
    "order by issues.unit_code, issues.tab, issues.cell, issues.rule"
)
_DEADLINE = "select deadline_at from raw.plan_months where month = ?"


@dataclass(frozen=True)
class Evidence:
    """What decides the states of all units in one month."""

    deadline_at: object
    receipts: Mapping[str, dict]
    rows: Mapping[str, list[dict]]
    issues: Mapping[str, list[dict]]

    def of(self, unit_code: str) -> dict:
        """JSON of one unit: its first receipt, the rows that count, the open errors."""
        first = self.receipts.get(unit_code)
        rows = self.rows.get(unit_code, [])
        return {
            "deadline_at": self.deadline_at,
            "received_by": first and _receipt(first),
            "accepted": _places(row for row in rows if row["accepted"]),
            "quarantined": _places(row for row in rows if not row["accepted"]),
            "open_errors": [_issue(one) for one in self.issues.get(unit_code, [])],
        }


def gathered(warehouse: Warehouse, month: date) -> Evidence:
    """The evidence of a month, over all units."""
    found = warehouse.row_sets(
        {name: (sql, [month]) for name, sql in
         (("receipts", _RECEIPTS), ("rows", _ROWS), ("issues", _ISSUES), ("deadline", _DEADLINE))}
    )  # fmt: skip
    first: dict[str, dict] = {}
    for one in found["receipts"]:
        first.setdefault(one["unit_code"], one)
    deadline = found["deadline"][0]["deadline_at"] if found["deadline"] else None
    return Evidence(deadline, first, _by_unit(found["rows"]), _by_unit(found["issues"]))


def _by_unit(rows: Iterable[dict]) -> dict[str, list[dict]]:
    return {unit: list(of_unit) for unit, of_unit in groupby(rows, key=lambda row: row["unit_code"])}


def _receipt(one: Mapping) -> dict:
    what = "a nil confirmation" if one["has_nil"] else f"{one['accepted_rows']} accepted row(s) dated in the month"
    return {"tab": _tab(one["table_name"]), "snapshot_id": one["snapshot_id"], "at": one["fetched_at"], "what": what}


def _issue(one: Mapping) -> dict:
    return {name: one[name] for name in ("issue_id", "tab", "cell", "rule")}


def _tab(table: str) -> str:
    return load_contracts()[table].tab


def _places(rows: Iterable[Mapping]) -> dict[str, str]:
    """Rows by tab title, as sheet rows '2-9, 12'."""
    by_table = groupby(rows, key=lambda row: row["table_name"])
    return {_tab(table): spans(row["sheet_row"] for row in of_table) for table, of_table in by_table}


def spans(numbers: Iterable[int]) -> str:
    """1, 2, 3, 7 -> '1-3, 7'."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
