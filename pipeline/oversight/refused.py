"""Flow runs that a worker refused: how many, and the last one; for `nongsan status`, whoever may have sent them.

One small file, derived and safe to delete; each refusal is also in the worker's log and in Prefect's UI.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from connectors.derived import keep, kept
from connectors.locks import exclusive
from pipeline.province.settings import Settings, shown_in

SHOWN = 300


@dataclass(frozen=True)
class RefusedRuns:
    """How many runs were refused, and of the last one when (UTC) and why."""

    count: int
    last_at: AwareDatetime
    last: str

    def line(self, zone: ZoneInfo) -> str:
        """All of it on one line, in the time of that zone."""
        at = shown_in(zone, self.last_at.replace(microsecond=0))
        return f"flow runs refused: {self.count}, the last at {at}: {self.last}"


def _file(settings: Settings) -> Path:
    return settings.data_folder / ".state" / "refused_runs.json"


def note_refused(settings: Settings, at: datetime, why: str) -> RefusedRuns:
    """Count a refused run; `why` is one line."""
    path = _file(settings)
    with exclusive(path.with_suffix(".lock")):
        before = refused_runs(settings)
        said = "".join(one if one.isprintable() else "?" for one in why)[:SHOWN]
        noted = RefusedRuns(before.count + 1 if before else 1, at, said)
        keep(path, noted)
    return noted


def refused_runs(settings: Settings) -> RefusedRuns | None:
    """What was refused so far; None where nothing was, or where the file is damaged."""
    return kept(_file(settings), RefusedRuns)
