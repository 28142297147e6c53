"""When units are reminded: five days and one day before a month's deadline, and on the day after."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pipeline.province.settings import Settings

KIND = "reminder"
OFFSETS = (-5, -1, 1)
REMIND_TIME = time(8)
USEFUL_AFTER_DEADLINE = timedelta(days=7)


@dataclass(frozen=True)
class Moment:
    """A day on which a month's units are reminded: `offset` days from its deadline; a reminder helps `until` then."""

    month: date
    offset: int
    at: datetime
    deadline: datetime
    until: datetime

    @property
    def name(self) -> str:
        """ "2023-03/-5": the month and the days from its deadline, the key of the reminder's letter."""
        return f"{self.month:%Y-%m}/{self.offset:+d}"


def moments(settings: Settings) -> list[Moment]:
    """Every reminding day of the plan in order, at eight local time.

    A reminder helps until the next one, the last before the deadline until the deadline, that after it for a week.
    """
    found = []
    for month in settings.plan_months:
        deadline = settings.deadline(month)
        days = [settings.local(deadline).date() + timedelta(days=offset) for offset in OFFSETS]
        begins = [datetime.combine(day, REMIND_TIME, settings.zone).astimezone(UTC) for day in days]
        ends = [begins[1], deadline, deadline + USEFUL_AFTER_DEADLINE]
        found += [
            Moment(month, offset, at, deadline, until) for offset, at, until in zip(OFFSETS, begins, ends, strict=True)
        ]
    return sorted(found, key=lambda one: (one.at, one.month))


def due_moments(settings: Settings, now: datetime) -> list[Moment]:
    """The reminding days that have come and of which a reminder still helps."""
    return [moment for moment in moments(settings) if moment.at <= now < moment.until]
