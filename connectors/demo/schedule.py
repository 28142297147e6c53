"""When units work: their typing sessions, and in which months each is late, silent or careless.

The counts per month decide the rates the reports show; which units they fall on is drawn from the seed.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from connectors.demo.world import DemoUnit, World

CUTOFF_DAY = 3
CUTOFF = time(17)
MONTHS = range(2, 13)
# month: units that report after the deadline, that report weeks after it, that leave errors standing
HABITS = {
    2: (3, 1, 2), 3: (2, 0, 3), 4: (1, 1, 2), 5: (5, 0, 1), 6: (2, 1, 2), 7: (1, 0, 3),
    8: (2, 1, 3), 9: (2, 1, 2), 10: (1, 0, 2), 11: (2, 1, 1), 12: (1, 0, 2),
}  # fmt: skip
BLOCKED_MONTH = 5
BLOCKED_FOR = timedelta(days=4, hours=20)
SILENT_FOR = timedelta(days=22)
STEADY_UNITS = frozenset({"899", "905"})


@dataclass(frozen=True)
class MonthHabits:
    """Unit codes by what they did wrong for one month; disjoint."""

    late: frozenset[str]
    silent: frozenset[str]
    careless: frozenset[str]


def deadline(year: int, month: int) -> datetime:
    """Local deadline of a month: day 3 of the next at 17:00."""
    first = date(year + month // 12, month % 12 + 1, 1)
    return datetime.combine(first.replace(day=CUTOFF_DAY), CUTOFF)


def draw_habits(world: World) -> dict[int, MonthHabits]:
    """Who is late, silent or careless in each plan month."""
    chance = world.stream("habits")
    farming = [unit.unit_code for unit in world.units if sum(unit.lots.values()) >= 30]
    careless_pool = chance.sample([code for code in farming if code not in STEADY_UNITS], 6)
    habits = {}
    for month, (n_late, n_silent, n_careless) in HABITS.items():
        careless = set(chance.sample(careless_pool, n_careless))
        others = [unit.unit_code for unit in world.units if unit.unit_code not in careless | STEADY_UNITS]
        drawn = chance.sample(others, n_late + n_silent)
        habits[month] = MonthHabits(frozenset(drawn[:n_late]), frozenset(drawn[n_late:]), frozenset(careless))
    return habits


class Diary:
    """One unit's typing sessions over the year: three or four a month, one of them to close the month before."""

    def __init__(self, world: World, unit: DemoUnit, habits: dict[int, MonthHabits]) -> None:
        self.unit_code = unit.unit_code
        self.year = world.year
        self.habits = habits
        chance = world.stream("diary", unit.unit_code)
        self.closings = {month: self._closing(chance, month) for month in MONTHS}
        self.sessions = sorted([*self._ordinary(chance), *self.closings.values()])

    def _ordinary(self, chance) -> list[datetime]:
        days = sorted(chance.sample(range(7, 30), 2))
        found = [datetime(self.year, 2, 1, chance.randint(8, 16), chance.randrange(60))]
        for month in MONTHS:
            for day in days:
                on = date(self.year, month, min(day, 28)) + timedelta(days=chance.randint(-1, 1))
                found.append(datetime.combine(on, time(chance.randint(8, 17), chance.randrange(60))))
        return found

    def _closing(self, chance, month: int) -> datetime:
        last = deadline(self.year, month)
        habits = self.habits[month]
        hour, minute = chance.randint(8, 15), chance.randrange(60)
        if self.unit_code in habits.silent:
            return last + SILENT_FOR + timedelta(hours=chance.randint(-8, 16))
        if self.unit_code in habits.late:
            lag = BLOCKED_FOR if month == BLOCKED_MONTH else timedelta(0)
            hours = 38 if self.unit_code == max(habits.late) else chance.choice([2, 4, 14, 15, 16, 22, 24])
            return last + lag + timedelta(hours=hours)
        return last.replace(hour=hour, minute=minute) - timedelta(days=chance.choice([0, 0, 1, 1, 2]))

    def is_careless(self, month: int) -> bool:
        return month in self.habits and self.unit_code in self.habits[month].careless

    def session(self, on: date, hour: int = 0) -> datetime:
        """The first session on or after a day."""
        place = bisect_left(self.sessions, datetime.combine(on, time(hour)))
        return self.sessions[min(place, len(self.sessions) - 1)]

    def report(self, on: date) -> datetime:
        """When something that happened on a day of a plan month is typed: by that month's closing, if not before."""
        closing = self.closings[on.month]
        habits = self.habits[on.month]
        if self.unit_code in habits.late | habits.silent:
            return closing
        return min(self.session(on, hour=18), closing)


def sync_instants(year: int, until: datetime) -> list[datetime]:
    """Local instants of the landed syncs: five a month, and a last one on the evening before `until`."""
    last = (until - timedelta(hours=14)).replace(minute=0, second=0, microsecond=0)
    found = {datetime(year, 2, 2, 8), datetime(year, 2, 5, 8), last}
    for month in MONTHS:
        closing = deadline(year, month)
        found |= {datetime(year, month, day, 10) for day in (11, 19, 27)}
        found |= {
            closing,
            closing.replace(hour=8) + timedelta(days=2),
            closing.replace(hour=8) + timedelta(days=6),
        }
    return sorted(at for at in found if at <= last)
