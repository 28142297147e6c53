"""Once a day every spreadsheet at Google is read whether it seems changed or not.

The listing can lag behind edits and knows nothing of recalculated cells, so that "unchanged" is believed for a day.
"""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from connectors.receipts import canonical, write_atomically
from pipeline.province.settings import Settings

EVERY = timedelta(hours=24)


def _file(settings: Settings) -> Path:
    return settings.data_folder / ".state" / "sweep.json"


def is_due(settings: Settings, now: datetime) -> bool:
    """Whether the last full sweep is a day old (UTC); local workbooks are known by their content and need none."""
    path = _file(settings)
    if settings.sheets.backend != "google":
        return False
    return not path.exists() or now - datetime.fromisoformat(json.loads(path.read_bytes())["swept_at"]) >= EVERY


def note_sweep(settings: Settings, at: datetime, read: Collection[str], units: Collection[str]) -> None:
    """Remember that at `at` all units' spreadsheets were gone through."""
    if settings.sheets.backend == "google" and set(read) >= set(units):
        write_atomically(_file(settings), canonical({"swept_at": at.isoformat()}))
