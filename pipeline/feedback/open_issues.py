"""`nongsan issues`: what is open and since when, and letting a true value in by name.

Both look at the published warehouse; an acceptance goes to the landing's ledger and the next build applies it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from connectors.warehouse import PRESENT, Warehouse
from expectations.acceptance import HOLD_RULES, ROW_RULES
from expectations.contract import load_contracts
from pipeline.ledgers.events import AcceptanceEvent, ledger_of
from pipeline.ledgers.exceptions import Acceptance, acceptances_of, record_acceptance
from pipeline.province.json_values import json_of
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError
from vietnamese.personal import mask_personal, mask_telephones

_ORDER = ("unit_code", "severity", "first_seen_at", "tab", "sheet_row", "cell", "issue_id")
_KEPT = ("unit_code", "table_name", "tab", "row_key", "column", "rule", "raw_value")


@dataclass(frozen=True)
class Issue:
    """A row of `quality.issues`: what is wrong where, since when, and until when (UTC; None while it is open)."""

    issue_id: str
    unit_code: str
    tab: str
    sheet_row: int | None
    column: str | None
    cell: str | None
    row_id: str | None
    rule: str
    severity: str
    message: str
    raw_value: str | None
    snapshot_id: str
    first_seen_at: datetime
    cleared_at: datetime | None
    row_key: str | None
    table_name: str

    def age(self, now: datetime) -> int:
        """Whole days that it has been open, or was."""
        return age_days(self.first_seen_at, self.cleared_at or now)

    def line(self, now: datetime) -> str:
        """The issue on one line of `nongsan issues list`."""
        cleared = f", cleared {self.cleared_at:%Y-%m-%d}" if self.cleared_at else ""
        place = f"{self.unit_code} {self.tab}!{self.cell or '-'}"
        head = f"{self.issue_id} {self.severity} {place} {self.rule}"
        return f"{head} {self.age(now)} d{cleared}: {self.message}"

    def document(self, now: datetime) -> dict[str, Any]:
        """The issue as JSON values, instants as ISO text, with `age_days`."""
        return json_of(self) | {"age_days": self.age(now)}


_COLUMNS = tuple(one.name for one in fields(Issue))


def warehouse_of(province: Province) -> Warehouse:
    """The published warehouse, as the source of the issues that a report counts."""
    return province.warehouse


def listed_issues(province: Province, unit: str | None, *, with_cleared: bool) -> list[Issue]:
    """Issues of one unit or all, open ones or all; raises ConfigError on an unknown unit.

    Personal data are masked in message and raw value, in a column of telephones whatever digits stand there.
    """
    warehouse = warehouse_of(province)
    if unit is not None:
        codes = [row["unit_code"] for row in warehouse.table("raw.units", ("unit_code",), order_by=("unit_code",))]
        if unit not in codes:
            raise ConfigError(f"unknown unit {unit!r}: units.csv has {', '.join(codes)}")
    asked = ({} if with_cleared else {"cleared_at": None}) | ({"unit_code": unit} if unit is not None else {})
    found = _issues(warehouse, asked, _ORDER)
    found.sort(key=lambda one: (one.unit_code, one.cleared_at is not None))
    telephones = telephone_columns()
    return [_without_personal(one, is_telephone=(one.table_name, one.column) in telephones) for one in found]


def _issues(warehouse: Warehouse, where: Mapping[str, Any], order_by: tuple[str, ...] = ()) -> list[Issue]:
    return [Issue(**row) for row in warehouse.table("quality.issues", _COLUMNS, where=where, order_by=order_by)]


def telephone_columns() -> frozenset[tuple[str, str]]:
    """(table, column) of every column that holds telephone numbers."""
    contracts = load_contracts().values()
    return frozenset((one.table, column.name) for one in contracts for column in one.columns if column.type == "phone")


def _without_personal(issue: Issue, *, is_telephone: bool) -> Issue:
    mask = mask_telephones if is_telephone else mask_personal
    return replace(issue, message=mask(issue.message), raw_value=issue.raw_value and mask(issue.raw_value))


def age_days(since: datetime, until: datetime) -> int:
    """Whole days from one instant to another, never negative."""
    return max((until - since).days, 0)


def accept_issue(province: Province, issue_id: str, by: str, reason: str) -> tuple[Acceptance, bool]:
    """Record that a named person lets the issue's value in; returns the acceptance and whether it is a new one.

    Raises ConfigError, with one line, where there is no such issue or nothing that could be let in.
    """
    if not by.strip() or not reason.strip():
        raise ConfigError("--by and --reason must say who accepts and why")
    warehouse, landing = warehouse_of(province), province.landing
    found = _issues(warehouse, {"issue_id": issue_id})
    if not found:
        raise ConfigError(f"unknown issue {issue_id!r}: `nongsan issues list` shows the ids")
    issue = found[0]
    _demand_acceptable(issue)
    compared = _compared(warehouse, issue)
    kept = {name: getattr(issue, name) for name in _KEPT}
    new = Acceptance(
        issue_id=issue_id, **kept, compared=compared, accepted_by=by.strip(), reason=reason.strip(),
        accepted_at=province.now,
    )  # fmt: skip
    for earlier in acceptances_of(ledger_of(province, AcceptanceEvent).events):
        if earlier.is_same_matter(new):
            return earlier, False
    record_acceptance(landing, new)
    return new, True


def _demand_acceptable(issue: Issue) -> None:
    issue_id, place = issue.issue_id, issue.cell or f"tab {issue.tab}"
    if issue.cleared_at is not None:
        raise ConfigError(f"issue {issue_id} was cleared on {issue.cleared_at:%Y-%m-%d}: there is nothing to accept")
    if issue.rule in HOLD_RULES:
        if issue.raw_value is None:
            raise ConfigError(
                f"issue {issue_id} ({issue.rule}): nothing is held back; {place} must be mended in the sheet"
            )
        return
    if issue.rule in ROW_RULES:
        return
    if issue.severity == "warning":
        raise ConfigError(
            f"issue {issue_id} ({issue.rule}) is a warning: its row is loaded, there is nothing to accept"
        )
    raise ConfigError(
        f"issue {issue_id} ({issue.rule}) leaves no value that could be let in: {place} must be mended in the sheet"
    )


def _compared(warehouse: Warehouse, issue: Issue) -> str | None:
    if issue.rule in HOLD_RULES:
        return None
    names = ("unit_code", "table_name", "snapshot_id", "row_key", "column", "rule")
    rows = warehouse.table("quality.issue_values", ("compared",), where={name: getattr(issue, name) for name in names})
    return rows[0]["compared"]


def held_tabs(warehouse: Warehouse) -> list[Issue]:
    """The open issue of every tab that is held back now, its message without personal data, by unit and tab."""
    held = {"cleared_at": None, "raw_value": PRESENT, "rule": HOLD_RULES}
    found = _issues(warehouse, held, ("unit_code", "tab"))
    return [replace(one, message=mask_personal(one.message)) for one in found]


def held_notices(warehouse: Warehouse) -> list[str]:
    """A line for data staff on every tab that is held back now: what happened and how to let it in."""
    return [
        f"unit {one.unit_code}, tab {one.tab} ({one.rule}, issue {one.issue_id}): {one.message}"
        for one in held_tabs(warehouse)
    ]
