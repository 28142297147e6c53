"""Which content of each tab stands: the last that could be read and was not held back.

A sudden loss of data and a sudden change of units are held.

The marts, the receipts and the issues of rows all follow this one decision.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from expectations.holds import Content, Hold, Span, find_holds
from expectations.unit_changes import TabSizes
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
    all_lost = _all_lost(sheets)
    now, stood, holds = {}, set(), {}
    for key, chain in chains.items():
        contents = [_content(sheet, accepted, all_lost[key[0]]) for sheet in chain]
        found = find_holds(contents, accepted_at, as_of)
        held = {name for name, hold in found.items() if not hold.is_released}
        kept = [sheet for sheet in chain if sheet.snapshot.snapshot_id not in held]
        stood |= {sheet.snapshot.snapshot_id for sheet in kept}
        holds |= found
        if kept:
            now[key] = kept[-1]
    return Standing(now, frozenset(stood), holds)


def _content(sheet: ReadTab, accepted: Mapping[str, int], all_lost: tuple[Span, ...]) -> Content:
    snapshot = sheet.snapshot
    rows = accepted.get(snapshot.snapshot_id, 0)
    sizes = None
    if sheet.reading is not None:
        sizes = TabSizes(sheet.reading.units, sheet.reading.rows)
    return Content(snapshot.snapshot_id, snapshot.fetched_at, sheet.superseded_at, rows, sheet.is_gone, all_lost, sizes)


def _all_lost(sheets: list[ReadTab]) -> dict[str, tuple[Span, ...]]:
    """By unit: when not one of its tabs had a row any more, or could not be read, after one once had."""
    present: dict[str, list[Span]] = {sheet.snapshot.unit_code: [] for sheet in sheets}
    for sheet in sheets:
        has_rows = sheet.reading is not None and len(sheet.reading.rows) > 0
        if has_rows or not (sheet.reading is not None or sheet.is_gone):
            present[sheet.snapshot.unit_code].append((sheet.snapshot.fetched_at, sheet.superseded_at))
    return {unit: tuple(_gaps(sorted(spans, key=lambda span: span[0]))) for unit, spans in present.items()}


def _gaps(spans: list[Span]) -> Iterator[Span]:
    """What lies between these spans and after the last, none before the first; they are in order of their starts."""
    covered_to: datetime | None = None
    for number, (since, until) in enumerate(spans):
        if number and covered_to is not None and since > covered_to:
            yield covered_to, since
        if until is None:
            return
        covered_to = until if covered_to is None else max(covered_to, until)
    if covered_to is not None:
        yield covered_to, None
