"""What every spreadsheet backend can do, and the one way it fails.

The sync flow knows only this; local workbooks and the online service stand behind it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from connectors.landing.store import SpreadsheetRead
from connectors.measurement_units import MeasurementUnits
from connectors.sheets.feedback import Feedback, Written


class SheetUnavailable(Exception):
    """A unit's spreadsheet can't be read; the message names it and the fix, other units go on.

    `runbook`: the line of docs/runbook.md that says what to do, None where the problem says all.
    """

    def __init__(self, unit_code: str, problem: str, runbook: str | None = None) -> None:
        super().__init__(f"unit {unit_code}: {problem}")
        self.unit_code = unit_code
        self.problem = problem
        self.runbook = runbook


class SheetsUnreachable(Exception):
    """The place where all spreadsheets live can't be reached or refuses the account; one line with the fix."""

    def __init__(self, problem: str, runbook: str | None = None) -> None:
        super().__init__(problem)
        self.runbook = runbook


class SheetBackend(Protocol):
    """Where the units' spreadsheets live."""

    def list_changed(self, known: Mapping[str, str | None]) -> dict[str, str]:
        """Units whose spreadsheet differs from the version known: unit_code -> the source's version now.

        `known` maps every unit to ask about to its last seen version (None: never seen). A unit whose spreadsheet is
        missing is listed too: reading it says why.
        """
        ...

    def read_tabs(self, unit_code: str, fetched_at: datetime) -> SpreadsheetRead:
        """Read every tab of one unit at one instant; raises SheetUnavailable."""
        ...

    def has_read(self, unit_code: str) -> bool:
        """Whether this process has read the unit, so that comparing its marks costs no further call."""
        ...

    def write_back(self, feedback: Feedback, *, dry_run: bool = False) -> Written:
        """Make the unit's spreadsheet bear the feedback, in one write or none; raises SheetUnavailable.

        Nothing is written where nothing differs, nor with `dry_run`; rows that moved since they were checked are found
        again, rows that changed are left alone.
        """
        ...

    def versions_after(self, units: Iterable[str]) -> dict[str, str]:
        """Versions as this process's own writes left them; units somebody else has touched since are left out."""
        ...

    def prepare(self, unit_code: str, units: MeasurementUnits, *, dry_run: bool = False) -> tuple[list[str], list[str]]:
        """Give the spreadsheet what the contracts ask for and it lacks, never touching data.

        `units`: those that its labels may state. Returns what was done (with `dry_run`: would be) and what a person has
        to do. Raises SheetUnavailable.
        """
        ...
