"""`nongsan issues`: what is open and since when, and letting a true value in by name.

Both look at the published warehouse; an acceptance goes to the landing's ledger and the next build applies it.
"""

import re
from datetime import datetime

from connectors.warehouse import PRESENT, Warehouse
from expectations.acceptance import HOLD_RULES, ROW_RULES
from expectations.contract import load_contracts
from pipeline.ledgers.exceptions import Acceptance, load_acceptances, record_acceptance
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError
from vietnamese.phones import PHONE_MASK, mask_phones

_COLUMNS = (
    "issue_id", "unit_code", "tab", "sheet_row", "column", "cell", "row_id", "rule", "severity", "message",
    "raw_value", "snapshot_id", "first_seen_at", "cleared_at", "row_key", "table_name",
)  # fmt: skip
_ORDER = ("unit_code", "severity", "first_seen_at", "tab", "sheet_row", "cell", "issue_id")
_DIGITS = re.compile(r"[0-9](?:[ ._()\u00a0\u2010-\u2015-]{0,3}[0-9]){5,}")
_KEPT = ("unit_code", "table_name", "tab", "row_key", "column", "rule", "raw_value")


def warehouse_of(province: Province) -> Warehouse:
    return province.warehouse


def listed_issues(province: Province, unit: str | None, *, with_cleared: bool) -> list[dict]:
    """Issues of one unit or all, open ones or all, each with `age_days`; raises ConfigError on an unknown unit.

    Telephone numbers are masked in message and raw value, in a telephone column whatever digits stand there.
    """
    warehouse = warehouse_of(province)
    if unit is not None:
        codes = [row["unit_code"] for row in warehouse.table("raw.units", ("unit_code",), order_by=("unit_code",))]
        if unit not in codes:
            raise ConfigError(f"unknown unit {unit!r}: units.csv has {', '.join(codes)}")
    asked = ({} if with_cleared else {"cleared_at": None}) | ({"unit_code": unit} if unit is not None else {})
    found = warehouse.table("quality.issues", _COLUMNS, where=asked, order_by=_ORDER)
    found.sort(key=lambda row: (row["unit_code"], row["cleared_at"] is not None))
    phone_columns = _phone_columns()
    rows = [_without_phones(row, phone_columns) for row in found]
    return [row | {"age_days": age_days(row["first_seen_at"], row["cleared_at"] or province.now)} for row in rows]


def _phone_columns() -> frozenset[tuple[str, str]]:
    """(table, column) of every column that holds telephone numbers."""
    contracts = load_contracts().values()
    return frozenset((one.table, column.name) for one in contracts for column in one.columns if column.type == "phone")


def _without_phones(issue: dict, phone_columns: frozenset[tuple[str, str]]) -> dict:
    """An invalid number is still somebody's: in a telephone column six digits in a row are masked as well."""
    is_phone = (issue["table_name"], issue["column"]) in phone_columns
    shown = {}
    for name in ("message", "raw_value"):
        text = issue[name] and mask_phones(issue[name])
        shown[name] = _DIGITS.sub(PHONE_MASK, text) if is_phone and text else text
    return issue | shown


def age_days(since: datetime, until: datetime) -> int:
    """Whole days from one instant to another, never negative."""
    return max((until - since).days, 0)


def issue_line(issue: dict) -> str:
    """One issue on one line."""
    cleared = f", cleared {issue['cleared_at']:%Y-%m-%d}" if issue["cleared_at"] else ""
    place = f"{issue['unit_code']} {issue['tab']}!{issue['cell'] or '-'}"
    head = f"{issue['issue_id']} {issue['severity']} {place} {issue['rule']}"
    return f"{head} {issue['age_days']} d{cleared}: {issue['message']}"


def accept_issue(province: Province, issue_id: str, by: str, reason: str) -> tuple[Acceptance, bool]:
    """Record that a named person lets the issue's value in; returns the acceptance and whether it is a new one.

    Raises ConfigError, with one line, where there is no such issue or nothing that could be let in.
    """
    if not by.strip() or not reason.strip():
        raise ConfigError("--by and --reason must say who accepts and why")
    warehouse, landing = warehouse_of(province), province.landing
    found = warehouse.table("quality.issues", _COLUMNS, where={"issue_id": issue_id})
    if not found:
        raise ConfigError(f"unknown issue {issue_id!r}: `nongsan issues list` shows the ids")
    issue = found[0]
    _demand_acceptable(issue)
    compared = _compared(warehouse, issue)
    kept = {name: issue[name] for name in _KEPT}
    new = Acceptance(
        issue_id, **kept, compared=compared, accepted_by=by.strip(), reason=reason.strip(), accepted_at=province.now
    )
    for earlier in load_acceptances(landing):
        if earlier.is_same_matter(new):
            return earlier, False
    record_acceptance(landing, new)
    return new, True


def _demand_acceptable(issue: dict) -> None:
    issue_id, place = issue["issue_id"], issue["cell"] or f"tab {issue['tab']}"
    if issue["cleared_at"] is not None:
        raise ConfigError(f"issue {issue_id} was cleared on {issue['cleared_at']:%Y-%m-%d}: there is nothing to accept")
    if issue["rule"] in HOLD_RULES:
        if issue["raw_value"] is None:
            raise ConfigError(
                f"issue {issue_id} ({issue['rule']}): nothing is held back; {place} must be mended in the sheet"
            )
        return
    if issue["rule"] in ROW_RULES:
        return
    if issue["severity"] == "warning":
        raise ConfigError(
            f"issue {issue_id} ({issue['rule']}) is a warning: its row is loaded, there is nothing to accept"
        )
    raise ConfigError(
        f"issue {issue_id} ({issue['rule']}) leaves no value that could be let in: {place} must be mended in the sheet"
    )


def _compared(warehouse: Warehouse, issue: dict) -> str | None:
    if issue["rule"] in HOLD_RULES:
        return None
    names = ("unit_code", "table_name", "snapshot_id", "row_key", "column", "rule")
    rows = warehouse.table("quality.issue_values", ("compared",), where={name: issue[name] for name in names})
    return rows[0]["compared"]


def held_tabs(warehouse: Warehouse) -> list[dict]:
    """Every tab that is held back now: issue_id, unit_code, tab, rule, message without telephone numbers."""
    rows = warehouse.table(
        "quality.issues",
        ("issue_id", "unit_code", "tab", "rule", "message"),
        where={"cleared_at": None, "raw_value": PRESENT, "rule": HOLD_RULES},
        order_by=("unit_code", "tab"),
    )
    return [row | {"message": mask_phones(row["message"])} for row in rows]


def held_notices(warehouse: Warehouse) -> list[str]:
    """A line for data staff on every tab that is held back now: what happened and how to let it in."""
    return [
        f"unit {row['unit_code']}, tab {row['tab']} ({row['rule']}, issue {row['issue_id']}): {row['message']}"
        for row in held_tabs(warehouse)
    ]
