"""Read everything that landed: each content each tab ever had, through its contract, in the order of the reads.

The past is read too, because whether a month came in on time and since when an issue stands are facts about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

import pandas as pd

from connectors.landing import Landing, TabSnapshot
from connectors.reading.grid import TabRejected
from connectors.reading.outcome import ReadContext, UnitScope
from connectors.reading.references import References
from connectors.reading.tabs import TabReading, read_tab, rejection_issue
from connectors.reading.workbook_tabs import TabAssignment, assign_tabs
from expectations.contract import Contract, load_contracts
from flows.console import Step
from flows.inputs import Inputs, Unit


@dataclass(frozen=True)
class Sheet:
    """One content of one table of one unit: as read, or the issue that says why it can't be."""

    contract: Contract
    snapshot: TabSnapshot
    superseded_at: datetime | None
    reading: TabReading | None
    refusal: pd.DataFrame | None = None
    rows_seen: int = 0


@dataclass
class Readings:
    """Every sheet of every unit by time, what was said of the spreadsheets as wholes, and the references used."""

    references: References
    sheets: list[Sheet] = field(default_factory=list)
    spreadsheets: list[dict] = field(default_factory=list)
    spreadsheet_issues: list[dict] = field(default_factory=list)


def reference_day(inputs: Inputs, as_of: datetime) -> date:
    """The day whose places and products count: the build's, at most the last of the plan's year."""
    return min(inputs.settings.local(as_of).date(), date(inputs.settings.plan.year, 12, 31))


def read_everything(inputs: Inputs, landing: Landing, references: References, as_of: datetime, step: Step) -> Readings:
    """All sheets of the declared units up to `as_of` (UTC)."""
    readings = Readings(references)
    step.total(len(inputs.units))
    for unit in inputs.units:
        _read_unit(inputs, landing, unit, as_of, readings)
        step.advance()
    return readings


def _read_unit(inputs: Inputs, landing: Landing, unit: Unit, as_of: datetime, readings: Readings) -> None:
    scope = UnitScope(unit.unit_code, unit.unit_kind, unit.district_code, inputs.settings.plan.province)
    contracts = load_contracts()
    states = landing.spreadsheet_states(unit.unit_code, as_of)
    chains: dict[str, list[tuple[datetime, TabSnapshot]]] = {table: [] for table in contracts}
    for place, (at, tabs) in enumerate(states):
        assigned = assign_tabs(tabs, lambda title, tabs=tabs: _grid(landing, tabs[title]), contracts.values())
        for table, title in assigned.tables.items():
            if not chains[table] or chains[table][-1][1] is not tabs[title]:
                chains[table].append((at, tabs[title]))
        later = states[place + 1][0] if place + 1 < len(states) else None
        _note_spreadsheet(unit, at, later, assigned, readings)
    for table, chain in chains.items():
        for place, (_, snapshot) in enumerate(chain):
            later = chain[place + 1][0] if place + 1 < len(chain) else None
            readings.sheets.append(_read_sheet(inputs, landing, contracts[table], snapshot, later, scope, readings))


def _grid(landing: Landing, snapshot: TabSnapshot):
    return landing.grid(snapshot.unit_code, snapshot.sha256)


def _read_sheet(
    inputs: Inputs,
    landing: Landing,
    contract: Contract,
    snapshot: TabSnapshot,
    superseded_at: datetime | None,
    scope: UnitScope,
    readings: Readings,
) -> Sheet:
    settings = inputs.settings
    read_on = settings.local(snapshot.fetched_at).date()
    context = ReadContext(scope, readings.references, settings.plan.year, read_on)
    grid = _grid(landing, snapshot)
    others = [one for one in load_contracts().values() if one is not contract]
    try:
        reading = read_tab(contract, grid, snapshot, context, others)
    except TabRejected as rejected:
        refusal = rejection_issue(contract, snapshot, rejected)
        return Sheet(contract, snapshot, superseded_at, None, refusal, grid.n_rows)
    return Sheet(contract, snapshot, superseded_at, reading, rows_seen=reading.rows_seen)


def _note_spreadsheet(
    unit: Unit, at: datetime, later: datetime | None, assigned: TabAssignment, readings: Readings
) -> None:
    """Tabs that are missing or not read are issues of the spreadsheet, not of any tab's rows."""
    snapshot_id = f"{unit.unit_code}-{at:%Y%m%dT%H%M%S}Z"
    common = {"unit_code": unit.unit_code, "snapshot_id": snapshot_id, "fetched_at": at, "table": SPREADSHEET}
    readings.spreadsheets.append({**common, "superseded_at": later})
    for rule, severity, title, message in _spreadsheet_remarks(assigned):
        issue = {"tab": title, "row_key": title, "rule": rule, "severity": severity, "message": message}
        readings.spreadsheet_issues.append(common | issue)


SPREADSHEET = "spreadsheet"


def _spreadsheet_remarks(assigned: TabAssignment) -> Iterator[tuple[str, str, str, str]]:
    for title, reason in assigned.ignored.items():
        yield "ignored_tab", "warning", title, reason[0].upper() + reason[1:]
    for contract in load_contracts().values():
        if contract.table not in assigned.tables:
            said = (
                f"Không thấy tab {contract.tab} trong bảng tính; hãy tạo lại tab này theo mẫu. "
                "Số liệu đã đọc trước đây vẫn được giữ."
            )
            yield "missing_tab", "error", contract.tab, said
