"""Read everything that landed: each content each tab ever had, through its contract, in the order of the reads.

The past is read too, because whether a month came in on time and since when an issue stands are facts about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from connectors.barrier import DAMAGED_SNAPSHOT, guarded
from connectors.cells import CellGrid
from connectors.landing.packs import LandingCorrupt
from connectors.landing.receipts import instant_text
from connectors.landing.store import Landing, TabSnapshot
from connectors.reading.layout.headers import TabRejected
from connectors.reading.layout.workbook_tabs import assign_tabs
from connectors.reading.names.references import References
from connectors.reading.outcome import ReadContext, UnitScope
from connectors.reading.tabs import TabReading, read_tab, rejection_issue
from expectations.contract import Contract, load_contracts
from pipeline.build.further_tabs import UnreadTable, unread_tables
from pipeline.province.console import Step
from pipeline.province.inputs import Inputs, Unit, extensions_folder
from vietnamese.dates import instant_as_typed

EMPTY_TAB = "empty_tab"
_DAMAGED = (
    "bản đọc lúc {at} bị hỏng trong kho lưu của hệ thống nên chưa được tính; số liệu của lần đọc trước vẫn được giữ. "
    "Đơn vị không phải sửa, Ban Phong trào Tỉnh đoàn sẽ khôi phục."
)
READ_AHEAD = "reading"
_Read = tuple[TabReading | None, pd.DataFrame | None, int]


@dataclass(frozen=True)
class ReadTab:
    """One content of one table of one unit: as read, or the issue that says why it can't be, or its absence."""

    contract: Contract
    snapshot: TabSnapshot
    superseded_at: datetime | None
    reading: TabReading | None
    refusal: pd.DataFrame | None = None
    rows_seen: int = 0

    @property
    def is_missing(self) -> bool:
        """Whether the unit's tab was never landed: neither read nor refused."""
        return self.reading is None and self.refusal is None

    @property
    def is_gone(self) -> bool:
        """The tab was deleted, or nothing at all is left in it."""
        return self.is_missing or (self.refusal is not None and self.refusal["rule"].iloc[0] == EMPTY_TAB)


@dataclass(frozen=True)
class SpreadsheetState:
    """One read of a spreadsheet as a whole: the tabs that are not read, each with a Vietnamese sentence why.

    unread: tables in such tabs whose rows are in no tab that is read.
    """

    unit_code: str
    seen_at: datetime
    ignored: Mapping[str, str]
    unread: tuple[UnreadTable, ...] = ()


@dataclass(frozen=True)
class DamagedRead:
    """A receipt of a unit's reads, or the folder of all of them, that can't be read any more."""

    unit_code: str
    path: Path


@dataclass
class Readings:
    """Every sheet of every unit by time, every read of the spreadsheets as wholes, and the references used.

    damaged: what was passed over.
    """

    references: References
    sheets: list[ReadTab] = field(default_factory=list)
    states: list[SpreadsheetState] = field(default_factory=list)
    damaged: list[DamagedRead] = field(default_factory=list)


def reference_day(inputs: Inputs, as_of: datetime) -> date:
    """The day whose places and products count: the build's, at most the last of the plan's year."""
    return min(inputs.settings.local(as_of).date(), date(inputs.settings.plan.year, 12, 31))


def references_at(inputs: Inputs, as_of: datetime) -> References:
    """The places and products of a build, with data staff's extensions as landed; loaded once in a run."""
    on = reference_day(inputs, as_of)
    landed = ((blob.part, blob.sha256) for blob in inputs.blobs_named("products"))

    def load() -> References:
        with extensions_folder(inputs) as extensions:
            return References.load(inputs.settings.seeds_folder, Path(extensions), on=on)

    return inputs.run.kept((READ_AHEAD, inputs.landing.folder, on, *landed), load)


def read_everything(inputs: Inputs, references: References, as_of: datetime, step: Step) -> Readings:
    """All sheets of the declared units up to `as_of` (UTC)."""
    readings = Readings(references)
    step.total(len(inputs.units))
    for unit in inputs.units:
        _read_unit(inputs, unit, as_of, readings)
        step.advance()
    return readings


def _read_unit(inputs: Inputs, unit: Unit, as_of: datetime, readings: Readings) -> None:
    scope = _scope(inputs, unit)
    contracts = load_contracts()
    chains: dict[str, list[tuple[datetime, TabSnapshot | None]]] = {table: [] for table in contracts}
    for at, tabs in _states(inputs.landing, unit, as_of, readings):
        assigned = assign_tabs(
            tabs,
            lambda title, tabs=tabs: _seen(inputs.landing, tabs[title]),
            contracts.values(),
            readings.references.units,
        )
        unread = [
            one
            for title, table in assigned.further.items()
            for one in _unread(
                inputs, contracts[table], tabs[title], tabs[assigned.tables[table]], scope, readings.references
            )
        ]
        readings.states.append(SpreadsheetState(unit.unit_code, at, assigned.ignored, tuple(unread)))
        for table, chain in chains.items():
            now = tabs[assigned.tables[table]] if table in assigned.tables else None
            if not chain or chain[-1][1] is not now:
                chain.append((at, now))
    for table, chain in chains.items():
        for place, (at, snapshot) in enumerate(chain):
            later = chain[place + 1][0] if place + 1 < len(chain) else None
            if snapshot is None:
                readings.sheets.append(ReadTab(contracts[table], _absence(unit, contracts[table], at), later, None))
            else:
                seen = _seen_at(snapshot, at)
                readings.sheets.append(_read_sheet(inputs, contracts[table], seen, later, scope, readings))


def _states(landing: Landing, unit: Unit, as_of: datetime, readings: Readings) -> list:
    """The unit's reads; one whose receipt is damaged is passed over, and named."""
    damaged: list[Path] = []

    def unknown(error: Exception) -> list:
        damaged.append(landing.folder / "sheets" / unit.unit_code / "reads")
        return []

    states = guarded(
        lambda: landing.spreadsheet_states(unit.unit_code, as_of, damaged), f"unit {unit.unit_code}, reads", unknown
    )
    readings.damaged += [DamagedRead(unit.unit_code, path) for path in damaged]
    return states


def _seen(landing: Landing, snapshot: TabSnapshot) -> CellGrid:
    """A tab's cells, none where it is damaged: what such a tab is nobody can say."""
    try:
        return _grid(landing, snapshot)
    except LandingCorrupt:
        return CellGrid.blank(0, 0)


def _absence(unit: Unit, contract: Contract, at: datetime) -> TabSnapshot:
    """What stands for a tab that is not there: a snapshot of nothing."""
    snapshot_id = f"{unit.unit_code}-{instant_text(at)}-{contract.table}-missing"
    return TabSnapshot(unit.unit_code, contract.tab, snapshot_id, at, sha256="")


def _seen_at(snapshot: TabSnapshot, at: datetime) -> TabSnapshot:
    """The snapshot as of the read from which it was this table's tab: a tab renamed aside may take the place later."""
    if snapshot.fetched_at == at:
        return snapshot
    content = snapshot.snapshot_id.rsplit("-", 1)[-1]
    return replace(snapshot, snapshot_id=f"{snapshot.unit_code}-{instant_text(at)}-{content}", fetched_at=at)


def _grid(landing: Landing, snapshot: TabSnapshot):
    return landing.grid(snapshot.unit_code, snapshot.sha256)


def _read_sheet(
    inputs: Inputs,
    contract: Contract,
    snapshot: TabSnapshot,
    superseded_at: datetime | None,
    scope: UnitScope,
    readings: Readings,
) -> ReadTab:
    reading, refusal, rows_seen = _kept(inputs, contract, snapshot, scope, readings.references)
    return ReadTab(contract, snapshot, superseded_at, reading, refusal, rows_seen)


def _kept(inputs: Inputs, contract: Contract, snapshot: TabSnapshot, scope: UnitScope, known: References) -> _Read:
    """What a content comes to, read once in a run."""
    key = (READ_AHEAD, id(known), snapshot.snapshot_id, contract.table, scope)
    return inputs.run.kept(key, lambda: _reading(inputs, contract, snapshot, scope, known))


def _unread(
    inputs: Inputs, contract: Contract, further: TabSnapshot, main: TabSnapshot, scope: UnitScope, known: References
) -> tuple[UnreadTable, ...]:
    """What a further tab lacks in the one that is read, compared once in a run for each two contents of them."""
    contents = (further.title, further.snapshot_id, main.title, main.snapshot_id)

    def compare() -> tuple[UnreadTable, ...]:
        of_further, of_main = (_kept(inputs, contract, one, scope, known)[0] for one in (further, main))
        return unread_tables(further.title, of_further, main.title, of_main, inputs.settings.plan.year)

    return inputs.run.kept((READ_AHEAD, id(known), *contents, contract.table, scope), compare)


def read_snapshot(inputs: Inputs, contract: Contract, snapshot: TabSnapshot, known: References) -> TabReading | None:
    """One landed content of a declared unit's tab as typed rows; None where the unit or the tab can't be read."""
    unit = next((one for one in inputs.units if one.unit_code == snapshot.unit_code), None)
    if unit is None:
        return None
    return _reading(inputs, contract, snapshot, _scope(inputs, unit), known)[0]


def _scope(inputs: Inputs, unit: Unit) -> UnitScope:
    return UnitScope(unit.unit_code, unit.unit_kind, unit.district_code, inputs.settings.plan.province)


def _reading(inputs: Inputs, contract: Contract, snapshot: TabSnapshot, scope: UnitScope, known: References) -> _Read:
    read_on = inputs.settings.local(snapshot.fetched_at).date()
    context = ReadContext(scope, known, inputs.settings.plan.year, read_on)
    others = [one for one in load_contracts().values() if one is not contract]
    rows_seen = 0
    try:
        grid = _grid(inputs.landing, snapshot)
        rows_seen = grid.n_rows
        reading = read_tab(contract, grid, snapshot, context, others)
    except TabRejected as rejected:
        return None, rejection_issue(contract, snapshot, rejected), rows_seen
    except LandingCorrupt:
        said = _DAMAGED.format(at=instant_as_typed(inputs.settings.local(snapshot.fetched_at)))
        return None, rejection_issue(contract, snapshot, TabRejected(DAMAGED_SNAPSHOT, said)), rows_seen
    return reading, None, reading.rows_seen
