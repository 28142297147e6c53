"""Every flow has a deployment of its own name, with the default plan's schedules, one run at a time."""

import importlib
from pathlib import Path

import pytest
import yaml

from pipeline.province import agenda
from pipeline.province.environment import load_settings

ROOT = Path(__file__).resolve().parents[4]
DEPLOYMENTS = {
    one["name"]: one for one in yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
}
FLOWS = {
    path.stem.replace("_", "-")
    for path in (ROOT / "flows").glob("*.py")
    if "\n@flow(" in path.read_text(encoding="utf-8")
}


def test_every_flow_has_a_deployment_and_every_deployment_a_flow():
    assert set(DEPLOYMENTS) == FLOWS


@pytest.mark.parametrize("name", sorted(DEPLOYMENTS))
def test_an_entrypoint_is_the_flow_of_that_name(name):
    module, function = DEPLOYMENTS[name]["entrypoint"].rsplit(".", 1)
    flow = getattr(importlib.import_module(module), function)
    assert flow.name == name
    assert function == name.replace("-", "_") == module.removeprefix("flows.")


@pytest.mark.parametrize("name", sorted(DEPLOYMENTS))
def test_the_schedules_are_those_of_the_default_plan(name, tmp_path):
    (tmp_path / "nongsan.toml").write_text("", encoding="utf-8")
    expected = agenda.crons(load_settings(tmp_path / "nongsan.toml"))[name]
    given = DEPLOYMENTS[name]["schedules"]
    assert sorted(one["cron"] for one in given) == sorted(expected)
    assert {one["timezone"] for one in given} == {"Asia/Ho_Chi_Minh"}


@pytest.mark.parametrize("name", sorted(DEPLOYMENTS))
def test_runs_of_one_flow_wait_for_each_other(name):
    assert DEPLOYMENTS[name]["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}
