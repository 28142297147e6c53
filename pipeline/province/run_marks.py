"""What each scheduled flow last did, kept beside the data so that it is known without a Prefect server.

One small file a flow under `data/.state/flows`; derived, and safe to delete: each flow then runs once more.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime

from connectors.derived import keep, kept
from pipeline.province.settings import Settings
from vietnamese.text import visible

DONE, FAILED = "done", "failed"


@dataclass(frozen=True)
class Mark:
    """The last run of a flow that ended: start (UTC), how it ended, in a few words what came of it.

    done_at: start of the last run that ended well, this one or one before; None where none did.
    """

    flow: str
    started_at: datetime
    outcome: str
    note: str
    done_at: datetime | None


@dataclass(frozen=True)
class _Kept:
    """A mark as its file has it, which is named by the flow."""

    started_at: AwareDatetime
    outcome: str
    note: str
    done_at: AwareDatetime | None


def _file(settings: Settings, flow: str) -> Path:
    return settings.data_folder / ".state" / "flows" / f"{flow}.json"


def note_end(settings: Settings, flow: str, started_at: datetime, outcome: str, note: str) -> Mark:
    """Keep how a run ended; one that failed leaves open what was due."""
    before = marks(settings).get(flow)
    done_at = started_at if outcome == DONE else before and before.done_at
    keep(_file(settings, flow), _Kept(started_at, outcome, visible(note), done_at))
    return Mark(flow, started_at, outcome, note, done_at)


def marks(settings: Settings) -> dict[str, Mark]:
    """The last run of each flow that has one."""
    found = sorted((settings.data_folder / ".state" / "flows").glob("*.json"))
    return {path.stem: Mark(path.stem, **vars(one)) for path in found if (one := kept(path, _Kept)) is not None}


def done_at(settings: Settings) -> dict[str, datetime]:
    """By flow, the start of its last run that ended well: what `agenda.overdue` asks for."""
    return {flow: mark.done_at for flow, mark in marks(settings).items() if mark.done_at is not None}
