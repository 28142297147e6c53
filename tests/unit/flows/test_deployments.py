"""Every flow has a deployment of its own name, and its schedules fire in the plan's months at local times."""

import asyncio
import importlib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DEPLOYMENTS = {
    one["name"]: one for one in yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
}
FLOWS = {
    path.stem.replace("_", "-")
    for path in (ROOT / "flows").glob("*.py")
    if "\n@flow(" in path.read_text(encoding="utf-8")
}


def dates(name: str, start: datetime, count: int) -> list[datetime]:
    from prefect.server.schemas.schedules import CronSchedule

    found = []
    for given in DEPLOYMENTS[name]["schedules"]:
        schedule = CronSchedule(cron=given["cron"], timezone=given["timezone"])
        found += asyncio.run(schedule.get_dates(count, start=start))
    return sorted(at.astimezone(ZONE) for at in found)


def test_every_flow_has_a_deployment_and_every_deployment_a_flow():
    assert set(DEPLOYMENTS) == FLOWS


@pytest.mark.parametrize("name", sorted(DEPLOYMENTS))
def test_an_entrypoint_is_the_flow_of_that_name(name):
    path, function = DEPLOYMENTS[name]["entrypoint"].split(":")
    flow = getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), function)
    assert flow.name == name
    assert function == name.replace("-", "_") == Path(path).stem


def test_sheets_are_read_hourly_from_six_to_twenty():
    first = dates("sync-sheets", datetime(2023, 2, 1, tzinfo=ZONE), 15)[:15]
    assert [at.hour for at in first] == list(range(6, 21))
    assert {at.date().isoformat() for at in first} == {"2023-02-01"}


def test_reports_come_every_morning_and_on_the_evening_of_a_deadline():
    found = dates("report-month", datetime(2023, 9, 2, 12, tzinfo=ZONE), 3)
    assert [f"{at:%m-%d %H:%M}" for at in found[:3]] == ["09-03 07:00", "09-03 17:30", "09-04 07:00"]


def test_december_is_reported_in_january_and_then_it_is_over():
    found = dates("report-month", datetime(2024, 1, 1, tzinfo=ZONE), 11)
    january = [f"{at:%d %H:%M}" for at in found if (at.year, at.month) == (2024, 1)]
    assert january == sorted([*[f"{day:02d} 07:00" for day in range(1, 11)], "03 17:30"])
    assert not [at for at in found if (at.year, at.month) == (2024, 2)]
