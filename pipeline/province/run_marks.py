"""What each scheduled flow last did, kept beside the data so that it is known without a Prefect server.

One small file a flow under `data/.state/flows`; derived, and safe to delete: each flow then runs once more.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connectors.landing.receipts import write_atomically
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


def _file(settings: Settings, flow: str) -> Path:
    return settings.data_folder / ".state" / "flows" / f"{flow}.json"


def note_end(settings: Settings, flow: str, started_at: datetime, outcome: str, note: str) -> Mark:
    """Keep how a run ended; one that failed leaves open what was due."""
    before = marks(settings).get(flow)
    done_at = started_at if outcome == DONE else before and before.done_at
    document = {"started_at": started_at, "outcome": outcome, "note": note, "done_at": done_at}
    content = visible(json.dumps(document, ensure_ascii=False, default=datetime.isoformat, indent=1), kept="\n")
    write_atomically(_file(settings, flow), content.encode())
    return Mark(flow, started_at, outcome, note, done_at or None)


def marks(settings: Settings) -> dict[str, Mark]:
    """The last run of each flow that has one."""
    found = sorted((settings.data_folder / ".state" / "flows").glob("*.json"))
    return {path.stem: _mark(path.stem, json.loads(path.read_bytes())) for path in found}


def _mark(flow: str, kept: dict) -> Mark:
    started_at = datetime.fromisoformat(kept["started_at"])
    done_at = datetime.fromisoformat(kept["done_at"]) if kept["done_at"] else None
    return Mark(flow, started_at, kept["outcome"], kept["note"], done_at)


def done_at(settings: Settings) -> dict[str, datetime]:
    """By flow, the start of its last run that ended well: what `agenda.overdue` asks for."""
    return {flow: mark.done_at for flow, mark in marks(settings).items() if mark.done_at is not None}
