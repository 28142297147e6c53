"""The plan's calendar: Prefect fires it exactly when the catch-up counts it due; what was missed is due once."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.province import agenda
from pipeline.province.environment import load_settings
from pipeline.province.settings import Settings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PLANS = {
    "the default": "",
    "a deadline between the hours, late provisional": (
        'report_cutoff_day = 15\ncutoff_time = "16:40"\nyear = 2024\n[gate]\nprovisional_after_days = 10'
    ),
    "a deadline late in the night, a short plan": ('months = [4, 6]\nreport_cutoff_day = 28\ncutoff_time = "23:55"'),
    "one month from January": "months = [1, 1]",
}


def settings_of(folder: Path, plan: str = "") -> Settings:
    config = folder / "nongsan.toml"
    config.write_text(f"[plan]\n{plan}", encoding="utf-8")
    return load_settings(config)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def shown(found: list[datetime]) -> list[str]:
    return [f"{at.astimezone(ZONE):%m-%d %H:%M}" for at in found]


def cron_instants(cron: str, start: datetime, until: datetime) -> set[datetime]:
    from prefect.server.schemas.schedules import CronSchedule

    async def all_dates() -> set[datetime]:
        found, schedule, begin = set(), CronSchedule(cron=cron, timezone="Asia/Ho_Chi_Minh"), start
        while begin <= until:
            end = min(begin + timedelta(days=40), until)
            found |= {at.astimezone(UTC) for at in await schedule.get_dates(1000, start=begin, end=end)}
            begin = end + timedelta(seconds=1)
        return found

    return asyncio.run(all_dates())


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_prefect_reads_the_crons_as_the_catch_up_does(tmp_path, plan):
    settings = settings_of(tmp_path, plan)
    starts, ends = agenda.season(settings)
    for flow, lines in agenda.crons(settings).items():
        fired = set().union(*(cron_instants(line, starts, ends) for line in lines))
        assert fired == set(agenda.due_instants(settings, flow, starts - timedelta(seconds=1), ends)), flow
        assert len(fired) == sum(len(cron_instants(line, starts, ends)) for line in lines), (
            f"{flow} fires twice at once"
        )


def test_the_season_is_the_plan_and_ten_days(tmp_path):
    starts, ends = agenda.season(settings_of(tmp_path))
    assert (starts, ends) == (local("2023-02-01T00:00"), local("2024-01-10T23:59:59"))


def test_the_season_waits_for_a_late_provisional_edition(tmp_path):
    plan = PLANS["a deadline between the hours, late provisional"]
    assert agenda.season(settings_of(tmp_path, plan))[1] == local("2025-01-26T23:59:59")


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_deadline_is_followed_by_a_read_a_build_and_a_report_in_this_order(tmp_path, plan):
    settings = settings_of(tmp_path, plan)
    for month in settings.plan_months:
        deadline = settings.deadline(month)
        read, build, report = (
            agenda.next_due(settings, flow, deadline - timedelta(seconds=1))
            for flow in ("sync-sheets", "build-warehouse", "report-month")
        )
        assert deadline == read < build < report < settings.provisional_at(month) + timedelta(days=1)


def test_a_week_out_of_the_plan_year_has_nothing_due(tmp_path):
    settings = settings_of(tmp_path)
    assert agenda.overdue(settings, {}, local("2023-01-31T12:00")) == []
    assert agenda.overdue(settings, {}, local("2024-01-11T08:00")) == []
    assert agenda.next_due(settings, "sync-sheets", local("2024-01-10T20:00")) is None
    assert shown([agenda.next_due(settings, "sync-sheets", local("2022-06-01T00:00"))]) == ["02-01 06:00"]


def test_after_days_of_downtime_each_flow_is_due_once_in_the_order_of_work(tmp_path):
    settings = settings_of(tmp_path)
    done = dict.fromkeys(agenda.crons(settings), local("2023-09-01T20:30"))
    found = agenda.overdue(settings, done, local("2023-09-05T10:20"))
    assert [(flow, *shown([at])) for flow, at in found] == [
        ("sync-sheets", "09-05 10:00"),
        ("pull-prices", "09-05 06:30"),
        ("build-warehouse", "09-05 10:15"),
        ("report-month", "09-05 07:00"),
        ("quick-report", "09-05 07:15"),
        ("remind-units", "09-05 08:00"),
        ("maintain-landing", "09-03 03:00"),
    ]


def test_a_run_serves_every_instant_up_to_its_start(tmp_path):
    settings = settings_of(tmp_path)
    done = dict.fromkeys(agenda.crons(settings), local("2023-09-05T10:20"))
    assert agenda.overdue(settings, done, local("2023-09-05T10:59")) == []
    assert [flow for flow, _ in agenda.overdue(settings, done, local("2023-09-05T11:00"))] == ["sync-sheets"]


def test_on_the_plans_first_morning_only_what_the_clock_has_reached_is_due(tmp_path):
    settings = settings_of(tmp_path)
    found = [flow for flow, _ in agenda.overdue(settings, {}, local("2023-02-01T06:40"))]
    assert found == ["sync-sheets", "pull-prices", "build-warehouse"]


def test_reports_come_every_morning_and_on_the_evening_of_a_deadline(tmp_path):
    found = agenda.due_instants(
        settings_of(tmp_path), "report-month", local("2023-09-02T12:00"), local("2023-09-04T12:00")
    )
    assert shown(list(found)) == ["09-03 07:00", "09-03 17:30", "09-04 07:00"]


def test_december_is_reported_in_january_and_then_it_is_over(tmp_path):
    found = agenda.due_instants(
        settings_of(tmp_path), "report-month", local("2024-01-01T00:00"), local("2024-12-31T00:00")
    )
    assert shown(list(found)) == sorted([*[f"01-{day:02d} 07:00" for day in range(1, 11)], "01-03 17:30"])
