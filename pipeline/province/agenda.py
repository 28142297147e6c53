"""When each flow is due: the plan's calendar as cron lines, so that Prefect, catch-up and `status` can't disagree.

Everything here is a pure function of settings, of what was last done, and of an instant.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from itertools import groupby, takewhile

from cronsim import CronSim

from pipeline.province.settings import Settings, next_month

READ_HOURS = (6, 20)
REPORT_TIME = time(7)
QUICK_TIME = time(7, 15)
REMIND_TIME = time(8)
MAINTAIN_TIME = time(3)
BUILD_MINUTE = 15
AFTER_PULL = timedelta(minutes=15)
BUILD_AFTER_DEADLINE = timedelta(minutes=10)
REPORT_AFTER_DEADLINE = timedelta(minutes=30)
DAYS_AFTER_THE_PLAN = 10
SUNDAY = 0


def _cron(
    minute: int,
    hours: tuple[int, int],
    months: tuple[int, int],
    days: tuple[int, int] | None = None,
    weekday: int | None = None,
) -> str:
    """A cron line: minute and hours, days of the month or a weekday (0 = Sunday), months; both ends belong to it."""
    every_day = "*" if days is None else _span(days)
    return f"{minute} {_span(hours)} {every_day} {_span(months)} {'*' if weekday is None else weekday}"


def _span(ends: tuple[int, int]) -> str:
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]}-{ends[1]}"


@dataclass(frozen=True)
class _Calendar:
    """Months that a cron line may name: the plan's, those in which a report falls due, the days after the plan."""

    plan: tuple[int, int]
    reporting: tuple[int, int] | None
    after: tuple[int, int]
    days_after: tuple[int, int]

    def all_season(self, minute: int, hours: tuple[int, int]) -> list[str]:
        return [_cron(minute, hours, self.plan), _cron(minute, hours, self.after, days=self.days_after)]

    def reporting_days(self, at: time) -> list[str]:
        """Daily from the month after the plan's first."""
        hours = (at.hour, at.hour)
        within = [_cron(at.minute, hours, self.reporting)] if self.reporting else []
        return [*within, _cron(at.minute, hours, self.after, days=self.days_after)]

    def deadline_days(self, at: time, day: int) -> list[str]:
        hours, days = (at.hour, at.hour), (day, day)
        within = [_cron(at.minute, hours, self.reporting, days=days)] if self.reporting else []
        return [*within, _cron(at.minute, hours, self.after, days=days)]


def _calendar(settings: Settings) -> _Calendar:
    first, last = settings.plan.months
    after = next_month(settings.plan_months[-1]).month
    days_after = (1, settings.local(season(settings)[1]).day)
    reporting = (first + 1, last) if last > first else None
    return _Calendar((first, last), reporting, (after, after), days_after)


def season(settings: Settings) -> tuple[datetime, datetime]:
    """First and last instant (UTC) at which the platform does anything by itself.

    It ends ten days after the plan, later where the last month's deadline is: on the day after its provisional date,
    at most with that month.
    """
    first, after = settings.plan_months[0], next_month(settings.plan_months[-1])
    provisional = settings.local(settings.provisional_at(settings.plan_months[-1])).date() + timedelta(days=1)
    last = min(max(after.replace(day=DAYS_AFTER_THE_PLAN), provisional), next_month(after) - timedelta(days=1))
    ends = datetime.combine(last, time(23, 59, 59), settings.zone)
    return datetime.combine(first, time(0), settings.zone).astimezone(UTC), ends.astimezone(UTC)


def in_season(settings: Settings, now: datetime) -> bool:
    """Whether the plan runs at `now`: from its first month to some days after its last."""
    starts, ends = season(settings)
    return starts <= now <= ends


def _later(at: time, by: timedelta) -> time:
    return (datetime.combine(date.min, at) + by).time()


def _is_read_hour(at: time) -> bool:
    return at.minute == 0 and READ_HOURS[0] <= at.hour <= READ_HOURS[1]


def crons(settings: Settings) -> dict[str, list[str]]:
    """The cron lines, in the plan's time zone, of every flow that runs by the clock.

    The flows stand in the order in which work that falls due together is done.

    A deadline in the day's last half hour is reported on the next morning.
    """
    calendar, day, cutoff = _calendar(settings), settings.plan.report_cutoff_day, settings.plan.cutoff_time
    hourly = calendar.all_season
    read, is_late = calendar.deadline_days(cutoff, day), _later(cutoff, REPORT_AFTER_DEADLINE) < cutoff
    built = calendar.deadline_days(_later(cutoff, BUILD_AFTER_DEADLINE), day)
    reported = calendar.deadline_days(_later(cutoff, REPORT_AFTER_DEADLINE), day)
    after_pull = _later(PULL_TIME, AFTER_PULL)
    week_after = _cron(0, (MAINTAIN_TIME.hour,) * 2, calendar.after, days=(7, 7))
    return {
        "sync-sheets": hourly(0, READ_HOURS) + ([] if _is_read_hour(cutoff) else read),
        "pull-prices": hourly(PULL_TIME.minute, (PULL_TIME.hour,) * 2),
        "build-warehouse": hourly(BUILD_MINUTE, READ_HOURS)
        + hourly(after_pull.minute, (after_pull.hour,) * 2)
        + ([] if _is_read_hour(cutoff) or is_late else built),
        "report-month": calendar.reporting_days(REPORT_TIME) + ([] if is_late else reported),
        "quick-report": hourly(QUICK_TIME.minute, (QUICK_TIME.hour,) * 2),
        "remind-units": hourly(REMIND_TIME.minute, (REMIND_TIME.hour,) * 2),
        "maintain-landing": [
            _cron(0, (MAINTAIN_TIME.hour,) * 2, calendar.plan, weekday=SUNDAY),
            week_after,
        ],
    }


def due_instants(settings: Settings, flow: str, after: datetime, until: datetime) -> Iterator[datetime]:
    """Instants (UTC) at which a flow is due, after one and up to another, inside the plan's season, in order."""
    starts, ends = season(settings)
    first, last = max(after, starts - timedelta(seconds=1)), min(until, ends)
    fired = merge(*(CronSim(line, settings.local(first)) for line in crons(settings)[flow]))
    return (at.astimezone(UTC) for at, _ in groupby(takewhile(lambda at: at <= last, fired)))


def next_due(settings: Settings, flow: str, now: datetime) -> datetime | None:
    """The first instant (UTC) after `now` at which a flow is due; None when the plan is over."""
    return next(due_instants(settings, flow, now, season(settings)[1]), None)


def last_due(settings: Settings, flow: str, now: datetime) -> datetime | None:
    """The last instant (UTC) up to `now` at which a flow was due; None before the first."""
    starts, ends = season(settings)
    just_after = settings.local(min(now, ends) + timedelta(microseconds=1))
    last = max(next(CronSim(line, just_after, reverse=True)) for line in crons(settings)[flow])
    return last.astimezone(UTC) if last >= starts else None


def overdue(settings: Settings, done: Mapping[str, datetime], now: datetime) -> list[tuple[str, datetime]]:
    """Flows whose last due instant passed unserved, in the order to do them: (flow, that instant).

    done: by flow, the start (UTC) of its last run that finished; it serves every instant up to there. However many
    instants were missed, a flow stands here once: it looks at everything there is. Nothing outside the season.
    """
    if not in_season(settings, now):
        return []
    missed = []
    for flow in crons(settings):
        due = last_due(settings, flow, now)
        if due is not None and (flow not in done or done[flow] < due):
            missed.append((flow, due))
    return missed


PULL_TIME = time(6, 30)
