"""Tell each unit in its own spreadsheet what is wrong, which rows got which Mã, and how it stands.

Runs after a build, because only then the issues are known; a unit that can't be written to stops nobody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from connectors.barrier import guarded, reason
from connectors.derived import keep, kept
from connectors.landing.store import Landing, SpreadsheetRead, TabRead, TabSnapshot
from connectors.sheets.feedback import Feedback, Written
from connectors.sheets.protocol import SheetBackend, SheetsUnreachable, SheetUnavailable
from connectors.sheets.row_ids import forget_pending, given_ids, with_row_ids
from pipeline.feedback.unit_report import ReportedUnit, tab_feedback, unit_report, unit_states
from pipeline.intake.spreadsheets import sheet_backend
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError, Settings


@dataclass
class FeedbackResult:
    """written: what was written, or would be. skipped: units that could not be written to, and why."""

    written: list[Written] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)

    def failed(self, unit_code: str, error: Exception) -> None:
        """Note a unit at which an error that nobody foresaw ended the feedback."""
        said = f"its feedback can't be written ({reason(error)}); the traceback is in data/logs/barrier.log"
        self.skipped[unit_code] = said

    def warnings(self) -> list[str]:
        """One line a unit that could not be written to, and one on what stays unwritten because write_back is off."""
        left = [f"unit {unit_code}: {problem}" for unit_code, problem in self.skipped.items()]
        unwritten = [one.unit_code for one in self.written if not one.is_written]
        if unwritten:
            left.append(
                f"[sheets] write_back is off: feedback for {', '.join(unwritten)} not written; "
                "`nongsan sheets feedback --dry-run` shows it"
            )
        return left


def feed_back(province: Province, *, units: Iterable[str] | None = None, dry_run: bool | None = None) -> FeedbackResult:
    """Write what is new to say into each unit's spreadsheet; `dry_run` (default: `write_back` is off) only says it.

    Raises WarehouseMissing before the first build. Units that nothing has changed for cost nothing.
    """
    settings = province.settings
    is_dry = not settings.sheets.write_back if dry_run is None else dry_run
    backend, result = sheet_backend(province), FeedbackResult()
    for state in unit_states(province, units):
        guarded(
            lambda state=state: _feed_back(province, backend, state, result, is_dry=is_dry, is_asked=units is not None),
            f"feedback to unit {state.unit_code}",
            lambda error, state=state: result.failed(state.unit_code, error),
            known=(SheetsUnreachable, ConfigError, OSError),
        )
    _note_versions(province.landing, backend, result)
    return result


def _feed_back(
    province: Province,
    backend: SheetBackend,
    state: ReportedUnit,
    result: FeedbackResult,
    *,
    is_dry: bool,
    is_asked: bool,
) -> None:
    """Write to one unit's spreadsheet what is new to say."""
    feedback = unit_feedback(province, state, name_rows=is_dry)
    if feedback is None or not _is_due(province.settings, backend, feedback, is_asked):
        return
    try:
        written = backend.write_back(feedback, dry_run=is_dry)
    except SheetUnavailable as error:
        result.skipped[error.unit_code] = error.problem
        return
    if not is_dry:
        _keep(province, feedback)
    if not written.is_nothing:
        result.written.append(written)


def _is_due(settings: Settings, backend: SheetBackend, feedback: Feedback, is_asked_for: bool) -> bool:
    return (
        is_asked_for
        or backend.has_read(feedback.unit_code)
        or _last_digest(settings, feedback.unit_code) != feedback.digest()
    )


def unit_feedback(province: Province, state: ReportedUnit, *, name_rows: bool) -> Feedback | None:
    """What the unit's spreadsheet should bear; None where nothing of it has landed.

    With `name_rows` rows landed without a Mã are shown the one they would get.
    """
    states = province.landing.spreadsheet_states(state.unit_code, damaged=[])
    if not states:
        return None
    (read_at, snapshots), units = states[-1], province.measurement_units
    read = _as_read(province.landing, state.unit_code, read_at, snapshots)
    if name_rows:
        grids, given = {tab.title: tab.grid for tab in read.tabs}, given_ids(province.landing, state.unit_code, units)
        read = with_row_ids(read, grids, given, units)
    standing = {title: one.snapshot_id for title, one in snapshots.items()}
    tabs = tab_feedback(read, standing, state.issues, units)
    return Feedback(state.unit_code, tabs, unit_report(state, province.settings.local(read_at)))


def _as_read(landing: Landing, unit_code: str, read_at: datetime, snapshots: dict[str, TabSnapshot]) -> SpreadsheetRead:
    tabs = tuple(TabRead(title, landing.grid(unit_code, one.sha256)) for title, one in snapshots.items())
    return SpreadsheetRead(unit_code, read_at, tabs)


@dataclass(frozen=True)
class _WrittenFeedback:
    """Digest of the feedback that stands in a unit's spreadsheet."""

    digest: str


def _state_file(settings: Settings, unit_code: str) -> Path:
    return settings.data_folder / ".state" / "feedback" / f"{unit_code}.json"


def _last_digest(settings: Settings, unit_code: str) -> str | None:
    written = kept(_state_file(settings, unit_code), _WrittenFeedback)
    return written and written.digest


def _keep(province: Province, feedback: Feedback) -> None:
    """What the sheet bears now; the digest comes last, because once it stands nothing is done again."""
    forget_pending(province.landing, feedback.unit_code, province.measurement_units)
    keep(_state_file(province.settings, feedback.unit_code), _WrittenFeedback(feedback.digest()))


def _note_versions(landing: Landing, backend: SheetBackend, result: FeedbackResult) -> None:
    """The platform's own writes are not news to the next sync."""
    own = [one.unit_code for one in result.written if one.is_written]
    if own:
        for unit_code, version in backend.versions_after(own).items():
            landing.note_version(unit_code, version)
