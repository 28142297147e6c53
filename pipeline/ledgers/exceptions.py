"""Values that named persons let in although a rule refuses them: kept in the landing's ledger, applied by each build.

An acceptance speaks of one row, one rule and the values it compared; applied, the issue is a warning that says so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from connectors.landing.store import Landing
from expectations.acceptance import HOLD_RULES, ROW_RULES, compared_values
from expectations.contract import load_contracts
from expectations.places import place_of, said
from pipeline.ledgers.events import AcceptanceEvent, AcceptedValue
from vietnamese.dates import date_as_typed

Local = Callable[[datetime], datetime]
_TEXTS = (
    "issue_id", "unit_code", "table_name", "tab", "row_key", "column", "rule", "raw_value", "accepted_by", "reason",
)  # fmt: skip
_VALUE_TEXTS = ("unit_code", "table_name", "snapshot_id", "row_key", "column", "rule", "compared")


class Acceptance(AcceptedValue):
    """An accepted value, and when it was let in (UTC)."""

    accepted_at: datetime

    @property
    def key(self) -> tuple:
        """What names the issue: unit, table, row, column and rule."""
        return (self.unit_code, self.table_name, self.row_key, self.column, self.rule)

    def is_same_matter(self, other: "Acceptance") -> bool:
        """Whether both accept the same issue with the same values; who accepted it, and why, may differ."""
        mine, theirs = (self.compared, self.raw_value), (other.compared, other.raw_value)
        return self.key == other.key and mine == theirs


@dataclass(frozen=True)
class Applied:
    """An acceptance in effect in one snapshot, on one row as it lies there; `is_lifted`: it let a refused row in."""

    acceptance: Acceptance
    snapshot_id: str
    cell: str | None
    sheet_row: int | None
    is_lifted: bool = True


class KnownException(Acceptance):
    """A row of `quality.exceptions`: an acceptance, the cell on which it is in effect now, and whether it is."""

    cell: str | None
    sheet_row: int | None
    is_in_effect: bool


def load_acceptances(landing: Landing, as_of: datetime | None = None) -> list[Acceptance]:
    """All acceptances up to an instant that can be read, oldest first."""
    return acceptances_of(AcceptanceEvent.of(landing, as_of))


def acceptances_of(events: Iterable[AcceptanceEvent]) -> list[Acceptance]:
    """What events of the ledger say."""
    return [Acceptance(**event.model_dump(), accepted_at=event.recorded_at) for event in events]


def record_acceptance(landing: Landing, acceptance: Acceptance) -> None:
    """Add an acceptance to the ledger as of its instant."""
    AcceptanceEvent(**acceptance.model_dump(exclude={"accepted_at"})).record(landing, acceptance.accepted_at)


def accepted_losses(acceptances: Iterable[Acceptance]) -> dict[str, datetime]:
    """Held snapshot -> when its loss was first accepted."""
    found: dict[str, datetime] = {}
    for one in acceptances:
        if one.rule in HOLD_RULES and one.raw_value is not None:
            found.setdefault(one.raw_value, one.accepted_at)
    return found


def apply_acceptances(
    issues: pd.DataFrame, rows: Mapping[str, pd.DataFrame], acceptances: list[Acceptance], local: Local
) -> tuple[pd.DataFrame, list[Applied]]:
    """The issues with the accepted ones turned into warnings, and where each acceptance took effect.

    rows: by table, every row the issues may speak of.
    """
    known = {_matter(*one.key) for one in acceptances}
    names = ["unit_code", "table", "row_key", "column", "rule"]
    keys = list(zip(*(issues[name] for name in names))) if known and len(issues) else []
    asked = issues.iloc[[place for place, key in enumerate(keys) if _matter(*key) in known]]
    matches = _matches(issue_values(asked, rows), acceptances)
    messages, severities, applied = issues["message"].copy(), issues["severity"].copy(), []
    for place, match in matches.items():
        issue = issues.loc[place]
        severities[place], messages[place] = "warning", _said(issue["message"], match, local)
        is_lifted = issue["severity"] == "error"
        applied.append(Applied(match, issue["snapshot_id"], issue["cell"], issue["sheet_row"], is_lifted))
    return issues.assign(message=messages, severity=severities), applied


def _matter(unit_code: str, table: str, row_key: str | None, column: str | None, rule: str) -> tuple:
    """What is accepted, as a key; which of several equal rows counts as the copy is only their order."""
    return (unit_code, table, None if rule == "duplicate_row" else row_key, column, rule)


def _matches(issues: pd.DataFrame, acceptances: list[Acceptance]) -> dict[int, Acceptance]:
    """Index of an issue -> its acceptance. Each lets in one row of a snapshot, its own before one that equals it."""
    found: dict[int, Acceptance] = {}
    used: set[tuple[str, str]] = set()
    for is_same_row in (True, False):
        for place, issue in issues.loc[issues.index.difference(list(found))].iterrows():
            matter = (*(issue[name] for name in ("unit_code", "table", "row_key", "column", "rule")),)
            for one in acceptances:
                fits = one.key == matter if is_same_row else _matter(*one.key) == _matter(*matter)
                token = (issue["snapshot_id"], one.issue_id)
                if fits and one.compared == issue["compared"] and token not in used:
                    found[place] = one
                    used.add(token)
                    break
    return found


def _said(message: str, one: Acceptance, local: Local) -> str:
    return said(
        place_of(message),
        f"đã được {one.accepted_by} chấp nhận ngày {date_as_typed(local(one.accepted_at))}, "
        f"lý do: {one.reason}. Không phải sửa; nếu giá trị thay đổi thì được kiểm tra lại.",
    )


def issue_values(issues: pd.DataFrame, rows: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The issues that can be accepted, on their own index, with `compared`: what of their row the rule looked at."""
    asked = issues[issues["rule"].isin(ROW_RULES)].dropna(subset=["sheet_row"])
    parts = [_with_values(table, found, rows[table]) for table, found in asked.groupby("table", sort=False)]
    return pd.concat(parts) if parts else asked.assign(compared=None)


def _with_values(table: str, issues: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    contract = load_contracts()[table]
    wanted = rows[rows["snapshot_id"].isin(issues["snapshot_id"]) & rows["sheet_row"].isin(issues["sheet_row"])]
    found = {(row["snapshot_id"], int(row["sheet_row"])): row for row in wanted.to_dict("records")}
    places = zip(issues["rule"], issues["column"], issues["snapshot_id"], issues["sheet_row"].astype(int))
    compared = [compared_values(contract, rule, column, found[snapshot, row]) for rule, column, snapshot, row in places]
    return issues.assign(compared=compared)


def exception_types() -> dict[str, str]:
    """Columns of `quality.exceptions`: what was accepted, and where it is in effect now, if it still is."""
    texts = dict.fromkeys(_TEXTS, "VARCHAR")
    return texts | {"accepted_at": "TIMESTAMPTZ", "cell": "VARCHAR", "sheet_row": "INTEGER", "is_in_effect": "BOOLEAN"}


def issue_value_types() -> dict[str, str]:
    """Columns of `quality.issue_values`: what the rules compared in the standing rows whose issues can be accepted."""
    return dict.fromkeys(_VALUE_TEXTS, "VARCHAR") | {"sheet_row": "INTEGER"}


def known_exceptions(
    acceptances: Iterable[Acceptance], applied: Iterable[Applied], current: frozenset[str]
) -> list[KnownException]:
    """Each acceptance with its effect on the snapshots that stand (`current`).

    A held tab's is in effect while the content it let in stands.
    """
    effects = {one.acceptance.issue_id: one for one in applied if one.snapshot_id in current}
    found = []
    for one in acceptances:
        effect = effects.get(one.issue_id)
        is_loss = one.rule in HOLD_RULES and one.raw_value in current
        cell, sheet_row = (effect.cell, effect.sheet_row) if effect else (None, None)
        is_in_effect = effect is not None or is_loss
        found.append(KnownException(**one.model_dump(), cell=cell, sheet_row=sheet_row, is_in_effect=is_in_effect))
    return found
