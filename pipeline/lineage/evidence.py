"""Why a unit counts as received, on time, complete or usable in a month: the read, the rows and the issues that decide.

A rate is made of units' states; this is the way from a state to the cells.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from connectors.warehouse import Is, Selection, Warehouse
from expectations.contract import load_contracts

_RECEIPT_COLUMNS = ("unit_code", "table_name", "snapshot_id", "fetched_at", "accepted_rows", "has_nil")
_EVIDENCE = "marts.mart_unit_evidence"


@dataclass(frozen=True)
class FirstReceipt:
    """The read that a unit counts as received by; `at` in UTC; `what`: rows of the month or a nil confirmation."""

    tab: str
    snapshot_id: str
    at: datetime
    what: str


@dataclass(frozen=True)
class OpenError:
    """An open error that touches the month."""

    issue_id: str
    tab: str
    cell: str | None
    rule: str


@dataclass(frozen=True)
class UnitEvidence:
    """What decides one unit's states: first receipt, rows that count by tab title ('2-9, 12'), open errors."""

    deadline_at: datetime | None
    received_by: FirstReceipt | None
    accepted: Mapping[str, str]
    quarantined: Mapping[str, str]
    open_errors: tuple[OpenError, ...]


@dataclass(frozen=True)
class Evidence:
    """What decides the states of all units in one month."""

    deadline_at: datetime | None
    receipts: Mapping[str, dict]
    rows: Mapping[str, list[dict]]
    issues: Mapping[str, list[dict]]

    def of(self, unit_code: str) -> UnitEvidence:
        """That of one unit: its first receipt, the rows that count, the open errors."""
        first = self.receipts.get(unit_code)
        rows = self.rows.get(unit_code, [])
        return UnitEvidence(
            deadline_at=self.deadline_at,
            received_by=_receipt(first) if first else None,
            accepted=_places(row for row in rows if row["kind"] == "accepted"),
            quarantined=_places(row for row in rows if row["kind"] == "quarantined"),
            open_errors=tuple(_error(one) for one in self.issues.get(unit_code, [])),
        )


def gathered(warehouse: Warehouse, month: date) -> Evidence:
    """The evidence of a month, over all units."""
    found = warehouse.tables(
        {
            "receipts": Selection(
                "raw.receipt_months",
                _RECEIPT_COLUMNS,
                [{"month": month, "accepted_rows": Is(">", 0)}, {"month": month, "has_nil": True}],
                ("unit_code", "fetched_at", "table_name"),
            ),
            "rows": Selection(
                _EVIDENCE,
                ("unit_code", "table_name", "kind", "sheet_row"),
                {"month": month, "kind": ("accepted", "quarantined")},
                ("unit_code", "table_name"),
            ),
            "issues": Selection(
                _EVIDENCE,
                ("unit_code", "issue_id", "tab", "cell", "rule"),
                {"month": month, "kind": "open_error"},
                ("unit_code", "tab", "cell", "rule"),
            ),
            "deadline": Selection("raw.plan_months", ("deadline_at",), {"month": month}),
        }
    )
    first: dict[str, dict] = {}
    for one in found["receipts"]:
        first.setdefault(one["unit_code"], one)
    deadline = found["deadline"][0]["deadline_at"] if found["deadline"] else None
    return Evidence(deadline, first, _by_unit(found["rows"]), _by_unit(found["issues"]))


def _by_unit(rows: Iterable[dict]) -> dict[str, list[dict]]:
    return {unit: list(of_unit) for unit, of_unit in groupby(rows, key=lambda row: row["unit_code"])}


def _receipt(one: Mapping) -> FirstReceipt:
    what = "a nil confirmation" if one["has_nil"] else f"{one['accepted_rows']} accepted row(s) dated in the month"
    return FirstReceipt(_tab(one["table_name"]), one["snapshot_id"], one["fetched_at"], what)


def _error(one: Mapping) -> OpenError:
    return OpenError(one["issue_id"], one["tab"], one["cell"], one["rule"])


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
