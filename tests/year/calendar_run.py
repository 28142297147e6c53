"""Lives a plan year by a simulated clock: the agenda's due instants in order, each doing what its flow does.

Quiet hours are passed over: where nothing was typed since the last read and no deadline or provisional instant went by,
a read, a build or a report finds what it found before. That this is so is tried on every fiftieth of them.
"""

from datetime import UTC, datetime, timedelta

from connectors.landing.store import Landing
from pipeline.build import build
from pipeline.editions.due import report_due
from pipeline.editions.quick import quick_report
from pipeline.intake.spreadsheets import changed_units, land_units
from pipeline.letters.reminders import remind
from pipeline.province import agenda
from pipeline.province.console import Step
from pipeline.province.environment import load_settings, prepare_environment
from tests.provinces import province_of
from tests.year.province import ZONE, Keepers, local

STEP = Step(None, None)
TRIED = 50


class PlanYear:
    """The platform with a clock of ours, and the one timeline of all that came of it."""

    def __init__(self, folder, port: int) -> None:
        self.keepers = Keepers(folder, port)
        self.settings = load_settings(folder / "nongsan.toml")
        prepare_environment(self.settings)
        self.landing = Landing(self.settings.landing_folder)
        self.timeline: list[tuple[str, str]] = []
        self.is_up, self.seen, self.done, self.quiet, self.tried = True, {}, {}, 0, 0
        self.told, self.news, self.typed = 0, 0, 0

    def note(self, now: datetime, what: str) -> None:
        self.timeline.append((f"{now.astimezone(ZONE):%m-%d %H:%M}", what))

    def live(self, edits: list[tuple[str, callable]], down: tuple[str, str]) -> None:
        """From the first instant due to the last of the season; the machine is off between the instants of `down`."""
        starts, ends = agenda.season(self.settings)
        days_more = timedelta(days=10)
        instants = [
            (at, place, flow)
            for place, flow in enumerate(agenda.crons(self.settings))
            for at in agenda.due_instants(self.settings, flow, starts - days_more, ends + days_more)
        ]
        instants += [(local(at).astimezone(UTC), -1, edit) for at, edit in edits]
        off, on = (local(at).astimezone(UTC) for at in down)
        instants += [(off, -3, self.turn_off), (on, -2, self.turn_on)]
        for at, _, what in sorted(instants, key=lambda one: one[:2]):
            if callable(what):
                self.happen(what, at)
            elif self.is_up:
                self.run(what, at)

    def happen(self, what, now: datetime) -> None:
        """Somebody types into a workbook, or the power goes or comes."""
        if what in (self.turn_off, self.turn_on):
            what(now)
        else:
            what(self.keepers)
            self.typed += 1

    def turn_off(self, now: datetime) -> None:
        self.is_up = False
        self.note(now, "power off")

    def turn_on(self, now: datetime) -> None:
        """What `nongsan serve` does first: everything overdue, once, in order."""
        self.is_up = True
        overdue = [flow for flow, _ in agenda.overdue(self.settings, self.done, now)]
        self.note(now, f"power on, overdue: {', '.join(overdue)}")
        for flow in overdue:
            self.run(flow, now)

    def run(self, flow: str, now: datetime) -> None:
        """One run of a flow, unless nothing can have changed since its last one."""
        state = self.state(flow, now)
        if self.seen.get(flow) == state:
            self.quiet += 1
            if self.quiet % TRIED:
                self.done[flow] = now
                return
            self.tried += 1
        {
            "sync-sheets": self.sync,
            "build-warehouse": self.build,
            "report-month": self.report,
            "remind-units": self.remind,
        }.get(flow, lambda at: None)(now)
        self.seen[flow] = self.state(flow, now)
        self.done[flow] = now
        self.note_mail(now)

    def state(self, flow: str, now: datetime) -> tuple:
        """All that a run of the flow could react to; a reminder goes by the day."""
        if flow == "sync-sheets":
            return (self.typed,)
        if flow == "remind-units":
            return (now,)
        passed = sum(1 for at in (*self.settings.scheduled_instants(), self.settings.summary_due_at) if at <= now)
        return (passed, self.news)

    def sync(self, now: datetime) -> None:
        landed = land_units(
            province_of(self.settings, now, landing=self.landing),
            changed_units(province_of(self.settings, now, landing=self.landing)),
            STEP,
        ).landed
        if landed:
            self.note(now, f"landed {' '.join(sorted(landed))}")
            self.news += 1
            self.build(now)

    def build(self, now: datetime) -> None:
        """And the quick report that follows a build."""
        if build.build(province_of(self.settings, now)).changed:
            told = quick_report(province_of(self.settings, now))
            if told.number is not None:
                self.note(now, f"quick report {told.number}: {' '.join('/'.join(alert) for alert in told.alerts)}")

    def report(self, now: datetime) -> None:
        before = len(self.landing.events("reports"))
        report_due(province_of(self.settings, now))
        for event in self.landing.events("reports")[before:]:
            self.news += 1
            kind = "" if event["kind"] == "month" else f"{event['kind']} "
            how = " provisional" if event["provisional"] else ""
            self.note(now, f"{kind}{event['month']} r{event['revision']} no. {event['number']}{how} {event['verdict']}")

    def remind(self, now: datetime) -> None:
        remind(province_of(self.settings, now, landing=self.landing))

    def note_mail(self, now: datetime) -> None:
        sent = [event for event in self.landing.events("deliveries") if event["outcome"] != "sending"]
        for event in sent[self.told :]:
            key = event["key"].split("/")[0] if event["kind"] == "blocked" else event["key"]
            self.note(now, f"{event['outcome']} {event['kind']} {key} to {event['recipient'].split('@')[0]}")
        self.told = len(sent)
