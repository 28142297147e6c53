"""Land the units' spreadsheets: changed ones only, each on its own, so that one bad workbook stops nobody else."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import AwareDatetime

from connectors.barrier import guarded, reason
from connectors.cells import CellGrid
from connectors.derived import keep, kept
from connectors.landing.packs import LandingCorrupt
from connectors.landing.store import Landing, SpreadsheetRead, TabSnapshot
from connectors.sheets.protocol import SheetBackend, SheetsUnreachable, SheetUnavailable
from connectors.sheets.row_ids import given_ids, keep_given, with_row_ids
from connectors.sheets.workbooks.backend import WorkbookBackend
from pipeline.intake.turns import in_turn, note_turn
from pipeline.province.console import Step
from pipeline.province.inputs import Unit, read_units
from pipeline.province.present import demand_present
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError, Settings

TRACEBACK_KEPT = "the traceback is in data/logs/barrier.log"  # a line of docs/runbook.md


@dataclass(frozen=True)
class UnreadSpreadsheet:
    """Why a spreadsheet could not be read, and the runbook's line for it where there is one."""

    problem: str
    runbook: str | None = None


@dataclass
class SyncResult:
    """What one sync found: how many spreadsheets were looked at and read, which landed, which can't be read."""

    looked_at: int = 0
    read: int = 0
    landed: list[str] = field(default_factory=list)
    unavailable: dict[str, UnreadSpreadsheet] = field(default_factory=dict)

    def unread(self, unit_code: str, error: Exception) -> None:
        """Note a spreadsheet at which reading ended in an error that nobody foresaw."""
        problem = f"its spreadsheet can't be taken ({reason(error)}); the traceback is in data/logs/barrier.log"
        self.unavailable[unit_code] = UnreadSpreadsheet(problem, TRACEBACK_KEPT)


def units_now(settings: Settings) -> tuple[Unit, ...]:
    """The units of units.csv as it stands; raises ConfigError."""
    try:
        return read_units(settings.units_file.read_bytes(), str(settings.units_file))
    except OSError as error:
        raise ConfigError(f"{settings.units_file} can't be read: {error.strerror}; see [units] file") from error


def sheet_backend(province: Province) -> SheetBackend:
    """The backend that the config names, one a run; raises ConfigError where it can't work."""
    settings = province.settings
    if settings.sheets.backend == "google":
        from pipeline.intake.google import google_backend

        return google_backend(province, units_now(settings))
    if not settings.sheets_folder.is_dir():
        raise ConfigError(f"[sheets] folder {settings.sheets_folder} does not exist: create it or correct the config")
    folder = settings.sheets_folder
    return province.run.kept(("workbooks", folder), lambda: WorkbookBackend(folder))


def changed_units(province: Province, only: str | None = None, *, may_sweep: bool = True) -> list[str]:
    """Units whose spreadsheet differs from what was last seen; `only` looks at one unit. Raises ConfigError.

    All of them where a full sweep is due and `may_sweep` lets it be one.
    """
    demand_present(province)
    codes = [unit.unit_code for unit in units_now(province.settings)]
    if only is not None and only not in codes:
        raise ConfigError(f"unknown unit {only!r}: units.csv has {', '.join(codes)}")
    asked = [only] if only else codes
    backend, is_sweep = sheet_backend(province), only is None and may_sweep and is_due(province)
    known = {code: None if is_sweep else province.landing.last_version(code) for code in asked}
    return sorted(backend.list_changed(known))


def land_units(province: Province, units: Iterable[str], step: Step) -> SyncResult:
    """Read and land each unit's spreadsheet as of the province's instant, the one read longest ago first."""
    settings = province.settings
    backend, result, asked = sheet_backend(province), SyncResult(), in_turn(province, units)
    for unit_code in asked:
        note_turn(province, unit_code)
        guarded(
            lambda unit_code=unit_code: _land_unit(province, backend, unit_code, result),
            f"unit {unit_code}",
            lambda error, unit_code=unit_code: result.unread(unit_code, error),
            known=(SheetsUnreachable, ConfigError, OSError),
        )
        step.advance()
    note_sweep(settings, province.now, asked, [unit.unit_code for unit in units_now(settings)])
    return result


def _land_unit(province: Province, backend: SheetBackend, unit_code: str, result: SyncResult) -> None:
    landing, write_back = province.landing, province.settings.sheets.write_back
    try:
        with landing.alone(unit_code):
            read = backend.read_tabs(unit_code, province.now)
            receipt = landing.land_spreadsheet(_named(province, read) if write_back else read)
    except SheetUnavailable as error:
        result.unavailable[unit_code] = UnreadSpreadsheet(error.problem, error.runbook)
        return
    result.read += 1
    if receipt is not None:
        result.landed.append(unit_code)


def _named(province: Province, read: SpreadsheetRead) -> SpreadsheetRead:
    """The read as it will stand once its rows have the Mã that the write-back gives them."""
    landing, units = province.landing, province.measurement_units
    states = landing.spreadsheet_states(read.unit_code, damaged=[])
    snapshots = states[-1][1] if states else {}
    before = {title: _whole(landing, one) for title, one in snapshots.items()}
    given = given_ids(landing, read.unit_code, units)
    named = with_row_ids(read, before, given, units)
    keep_given(landing, read.unit_code, given, units, named)
    return named


def _whole(landing: Landing, snapshot: TabSnapshot) -> CellGrid:
    """A landed tab to compare with, none where it is damaged: the sheet itself has the Mã that were written to it."""
    try:
        return landing.grid(snapshot.unit_code, snapshot.sha256)
    except LandingCorrupt:
        return CellGrid.blank(0, 0)


EVERY = timedelta(hours=24)


@dataclass(frozen=True)
class _Sweep:
    """When all units' spreadsheets were last gone through."""

    swept_at: AwareDatetime


def _file(settings: Settings) -> Path:
    return settings.data_folder / ".state" / "sweep.json"


def is_due(province: Province) -> bool:
    """Whether the last full sweep is a day old (UTC); local workbooks are known by their content and need none."""
    settings = province.settings
    if settings.sheets.backend != "google":
        return False
    last = kept(_file(settings), _Sweep)
    return last is None or not timedelta(0) <= province.now - last.swept_at < EVERY


def note_sweep(settings: Settings, at: datetime, read: Collection[str], units: Collection[str]) -> None:
    """Remember that at `at` all units' spreadsheets were gone through."""
    if settings.sheets.backend == "google" and set(read) >= set(units):
        keep(_file(settings), _Sweep(at))
