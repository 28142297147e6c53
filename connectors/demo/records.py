"""One row of a demo workbook through time: typed once, edited later, wrong for a while, perhaps deleted.

The workbook of any instant is what the records show at that instant.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from connectors.cells import Value

Cell = Value | date
Cells = dict[str, Cell]


@dataclass(frozen=True)
class Fault:
    """What a keeper typed wrong: cells that hide the right ones from `since` until `fixed_at` (None: never)."""

    kind: str
    cells: Mapping[str, Cell]
    since: datetime
    fixed_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        return self.since <= at and (self.fixed_at is None or at < self.fixed_at)


@dataclass
class Record:
    """A row of one table of one unit; instants are local wall-clock times without a zone.

    Choices stand in the cells by their key and are typed by their label; a text that is no key is typed as it is.
    """

    table: str
    unit_code: str
    typed_at: datetime
    cells: Cells
    edits: list[tuple[datetime, Cells]] = field(default_factory=list)
    removed_at: datetime | None = None
    fault: Fault | None = None
    row_id: str | None = None
    product_code: str | None = None

    def visible(self, at: datetime) -> Cells | None:
        """The cells as they stood at `at`; None before they were typed and after the row was deleted."""
        if at < self.typed_at or (self.removed_at is not None and at >= self.removed_at):
            return None
        cells = dict(self.cells)
        for edited_at, changed in self.edits:
            if edited_at <= at:
                cells |= changed
        if self.fault is not None and self.fault.stands(at):
            cells |= self.fault.cells
        return cells

    def final(self) -> Cells:
        """The right cells after every edit, faults aside."""
        cells = dict(self.cells)
        for _, changed in self.edits:
            cells |= changed
        return cells

    def instants(self) -> Iterator[datetime]:
        """Every instant at which the row changes."""
        yield self.typed_at
        yield from (at for at, _ in self.edits)
        if self.removed_at is not None:
            yield self.removed_at
        if self.fault is not None:
            yield self.fault.since
            if self.fault.fixed_at is not None:
                yield self.fault.fixed_at

    def months(self, year: int) -> set[int]:
        """Calendar months of `year` that the row's own dates touch; empty for rows without dates."""
        cells = self.final()
        for name in ("sold_on", "held_on", "raised_on"):
            if isinstance(on := cells.get(name), date):
                return {on.month}
        if isinstance(month := cells.get("month"), int):
            return {month}
        ends = [cells.get(name) for name in ("harvest_start", "harvest_end", "window_start", "window_end")]
        return set(_months_between([on for on in ends if isinstance(on, date)], year))


def _months_between(ends: list[date], year: int) -> Iterable[int]:
    if not ends:
        return []
    day, last = min(ends), max(ends)
    months = []
    while day <= last:
        if day.year == year:
            months.append(day.month)
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return months
