"""Puts mistakes into the rows, and says when each is noticed and put right.

Careless months of a unit keep their errors; elsewhere an error is fixed before the deadline of the first month it
touches, so the share of usable units is what schedule.py asks for.
"""

from datetime import datetime, timedelta
from random import Random

from connectors.demo.mistakes import ERRORS, ODDITIES, OLD_FONT, Mistake
from connectors.demo.records import Cells, Fault, Record
from connectors.demo.schedule import Diary, deadline
from connectors.demo.world import DemoUnit, World

ODDITY_SHARE = 0.034
FIXED_SHARE = 0.02
LEFT_PER_MONTH = {"sales": 2, "supply": 1, "difficulties": 1, "activities": 1}
FORGOTTEN_COPIES = 1
OLD_FONT_SHARE = 0.04
UNDATED_SHARE = 0.3
FEEDBACK_LAG = timedelta(days=9)
_DATE_KINDS = frozenset({"impossible_day", "lunar_date", "wrong_year"})


class FaultMaker:
    """Mistakes of one unit."""

    def __init__(self, world: World, unit: DemoUnit, diary: Diary) -> None:
        self.world, self.unit, self.diary = world, unit, diary
        self.chance = world.stream("faults", unit.unit_code)

    def spoil(self, records: list[Record]) -> list[Record]:
        """Mark some records faulty in place; returns the copies people made by pasting a row twice."""
        months = [month for month in self.diary.habits if self.diary.is_careless(month)]
        for month in months:
            self._leave_errors(records, month)
        copies = [copy for month in months for copy in self._pasted_twice(records, month)]
        self._make_fixed_errors(records)
        self._make_oddities(records)
        return copies

    def _leave_errors(self, records: list[Record], month: int) -> None:
        """Errors nobody fixes, in rows that touch nothing but careless months."""
        candidates = [record for record in records if record.fault is None and self._stays_in_careless(record, month)]
        for table, count in LEFT_PER_MONTH.items():
            pool = [record for record in candidates if record.table == table]
            for record in self.chance.sample(pool, min(count, len(pool))):
                self._apply(record, ERRORS, fixed_at=None)

    def _stays_in_careless(self, record: Record, month: int) -> bool:
        touched = record.months(self.world.year)
        return month in touched and all(self.diary.is_careless(one) for one in touched)

    def _make_fixed_errors(self, records: list[Record]) -> None:
        for record in records:
            if record.fault is None and self.chance.random() < FIXED_SHARE:
                self._apply(record, ERRORS, fixed_at=self._fixed_at(record))

    def _fixed_at(self, record: Record) -> datetime | None:
        """A time that leaves the error in at least one sync and out of every month's verdict; None if there is none."""
        months = record.months(self.world.year) | {record.typed_at.month}
        last = min(deadline(self.world.year, month) for month in months) - timedelta(hours=self.chance.randint(6, 30))
        first = record.typed_at + FEEDBACK_LAG
        if first >= last:
            return None
        return first + (last - first) * self.chance.random()

    def _make_oddities(self, records: list[Record]) -> None:
        has_old_fonts = bool(self.unit.style.get("legacy_font"))
        for record in records:
            if record.fault is None and has_old_fonts and self.chance.random() < OLD_FONT_SHARE:
                self._apply(record, (OLD_FONT,), fixed_at=None, may_stay=True)
            if record.fault is None and self.chance.random() < ODDITY_SHARE:
                fixed = record.typed_at + timedelta(days=40) if self.chance.random() < 0.3 else None
                self._apply(record, ODDITIES, fixed_at=fixed, may_stay=True)

    def _apply(self, record: Record, mistakes: tuple[Mistake, ...], fixed_at: datetime | None, may_stay=False) -> None:
        careless = may_stay or any(self.diary.is_careless(month) for month in record.months(self.world.year))
        if fixed_at is None and not careless:
            return
        mistake, cells = self._typed(record, mistakes, is_left=fixed_at is None)
        if mistake is None or cells is None:
            return
        since = record.edits[-1][0] if mistake.after_edits and record.edits else record.typed_at
        if fixed_at is None or since < fixed_at:
            record.fault = Fault(mistake.kind, cells, since, fixed_at)

    def _typed(
        self, record: Record, mistakes: tuple[Mistake, ...], is_left: bool
    ) -> tuple[Mistake | None, Cells | None]:
        """A mistake that can happen to this row, tried in a drawn order; dates are not left unreadable for good."""
        chance: Random = self.chance
        possible = [one for one in mistakes if record.table in one.tables and self._may_stay(one, record, is_left)]
        while possible:
            mistake = chance.choices(possible, [one.weight for one in possible])[0]
            cells = mistake.typed(record.final() if mistake.after_edits else record.cells, chance)
            if cells is not None:
                return mistake, cells
            possible.remove(mistake)
        return None, None

    def _may_stay(self, mistake: Mistake, record: Record, is_left: bool) -> bool:
        """An error without a date counts for the month it is first seen in, so it stays only inside careless months."""
        if not is_left or mistake.kind not in _DATE_KINDS:
            return True
        is_contained = self.diary.is_careless(record.typed_at.month) and record.typed_at.day <= 18
        return is_contained and self.chance.random() < UNDATED_SHARE

    def _pasted_twice(self, records: list[Record], month: int) -> list[Record]:
        once = [
            record
            for record in records
            if record.table in ("sales", "activities")
            and record.fault is None
            and not record.edits
            and record.months(self.world.year) == {month}
        ]
        return [
            Record(one.table, one.unit_code, one.typed_at, dict(one.cells), product_code=one.product_code)
            for one in self.chance.sample(once, min(FORGOTTEN_COPIES, len(once)))
        ]


def twin_sales(world: World, sales: list[Record], diaries: dict[str, Diary]) -> list[Record]:
    """Sales that a second unit reports too, because its members helped: the same day, producer, product and tonnes."""
    chance = world.stream("twins")
    steady = [record for record in sales if record.fault is None and record.cells.get("commune")]
    twins = []
    for record in chance.sample(steady, min(6, len(steady))):
        month = record.cells["sold_on"].month  # type: ignore[union-attr]
        other = chance.choice([code for code in ("899", "905") if code != record.unit_code])
        diary = diaries[other]
        if month not in diary.habits:
            continue
        cells = {**record.cells, "commune": None}
        on = record.cells["sold_on"]
        twins.append(Record("sales", other, diary.report(on), cells, product_code=record.product_code))  # type: ignore[arg-type]
    return twins
