"""Which content of each tab stands: the last that could be read and was not held back as a sudden loss of data.

The marts, the receipts and the issues of rows all follow this one decision.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from expectations.holds import Content, Hold, find_holds
from pipeline.build.readings import ReadTab


@dataclass(frozen=True)
class Standing:
    """now: (unit, table) -> the sheet that stands. stood: ids of all snapshots that stand or ever stood.

    holds: snapshot id -> how a content was held back, whether it was released since or not.
    """

    now: Mapping[tuple[str, str], ReadTab]
    stood: frozenset[str]
    holds: Mapping[str, Hold]

    @property
    def current(self) -> frozenset[str]:
        """Ids of the snapshots that stand now."""
        return frozenset(sheet.snapshot.snapshot_id for sheet in self.now.values())


def find_standing(
    sheets: list[ReadTab], accepted: Mapping[str, int], accepted_at: Mapping[str, datetime], as_of: datetime
) -> Standing:
    """`accepted`: snapshot id -> accepted rows; `accepted_at`: snapshot id -> when a person accepted its loss (UTC)."""
    chains: dict[tuple[str, str], list[ReadTab]] = defaultdict(list)
    for sheet in sheets:
        chain = chains[sheet.snapshot.unit_code, sheet.contract.table]
        if sheet.reading is not None or (sheet.is_gone and chain):
            chain.append(sheet)
    now, stood, holds = {}, set(), {}
    for key, chain in chains.items():
        found = find_holds([_content(sheet, accepted) for sheet in chain], accepted_at, as_of)
        held = {name for name, hold in found.items() if not hold.is_released}
        kept = [sheet for sheet in chain if sheet.snapshot.snapshot_id not in held]
        stood |= {sheet.snapshot.snapshot_id for sheet in kept}
        holds |= found
        if kept:
            now[key] = kept[-1]
    return Standing(now, frozenset(stood), holds)


def _content(sheet: ReadTab, accepted: Mapping[str, int]) -> Content:
    snapshot = sheet.snapshot
    rows = accepted.get(snapshot.snapshot_id, 0)
    return Content(snapshot.snapshot_id, snapshot.fetched_at, sheet.superseded_at, rows, sheet.is_gone)
