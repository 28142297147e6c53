"""Whatever hangs is ended: every flow and task has a limit, and what ends it is told as what it is."""

import ast
import os
import re
import signal
import subprocess
import sys
from asyncio import CancelledError
from pathlib import Path

import anyio
import pytest
import yaml
from prefect.states import Failed
from prefect.task_engine import TaskRunTimeoutError

from flows.cli.failures import EXIT_CODES, explain
from flows.deployed import may_be_tried_again
from flows.serving.worker import end_overdue
from flows.time_limits import FLOW_LIMITS, GRACE, TASK_LIMITS, InTime, TookTooLong, flow_limit, task_limit
from pipeline.province.environment import LIMITS_VARIABLE
from pipeline.province.settings import ConfigError
from tests.patience import exit_code

ROOT = Path(__file__).resolve().parents[3]
LIMITED = {"flow": "flow_limit", "task": "task_limit"}


def decorated():
    """Module, kind (flow or task), name and the source of the limit of every flow and task."""
    for path in sorted((ROOT / "flows").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for one in getattr(node, "decorator_list", ()):
                call = one if isinstance(one, ast.Call) else ast.Call(one, [], [])
                kind = ast.unparse(call.func).rpartition(".")[2]
                if kind in LIMITED:
                    given = {word.arg: ast.unparse(word.value) for word in call.keywords}
                    yield path.stem, kind, given.get("name", "''").strip("'"), given.get("timeout_seconds")


def test_every_flow_and_task_has_its_own_limit():
    found = list(decorated())
    assert [one for one in found if one[3] != f"{LIMITED[one[1]]}('{one[2]}')"] == []
    assert {name for _, kind, name, _ in found if kind == "flow"} == set(FLOW_LIMITS) - {GRACE}
    assert {name for _, kind, name, _ in found if kind == "task"} == set(TASK_LIMITS)


def test_a_flow_may_take_longer_than_each_of_its_tasks_and_every_deployment_has_a_limit():
    flow_of = {module: name for module, kind, name, _ in decorated() if kind == "flow"}
    tasks = [(flow_of[module], name) for module, kind, name, _ in decorated() if kind == "task"]
    assert [one for one in tasks if TASK_LIMITS[one[1]] >= FLOW_LIMITS[one[0]]] == []
    listed = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert {one["name"] for one in listed} == set(flow_of.values())


def test_the_page_on_deployment_gives_the_limits():
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    told = {name: int(minutes) for name, minutes in re.findall(r"^\| `([a-z-]+)` \| (\d+) min", page, flags=re.M)}
    assert told == {name: seconds / 60 for name, seconds in FLOW_LIMITS.items() if name != GRACE}


def test_the_environment_shortens_a_limit_and_lengthens_none(monkeypatch):
    monkeypatch.setenv(LIMITS_VARIABLE, " pull-prices=90, deliver=7,sync-sheets=86400 ")
    assert (flow_limit("pull-prices"), task_limit("deliver")) == (90, 7)
    assert (flow_limit("sync-sheets"), task_limit("land-feeds")) == (FLOW_LIMITS["sync-sheets"], 55 * 60)


@pytest.mark.parametrize("text", ["pull=5", "pull-prices", "pull-prices=soon", "deliver=0", "deliver=1e9"])
def test_a_limit_that_is_none_is_refused_with_the_names_there_are(monkeypatch, text):
    monkeypatch.setenv(LIMITS_VARIABLE, text)
    with pytest.raises(ConfigError, match=rf"NONGSAN_TIME_LIMITS: '{text}' is not NAME=SECONDS, .* build-and-publish,"):
        flow_limit("pull-prices")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CancelledError(), "pull-prices took longer than 60 minutes and was ended; the next run does its work"),
        (TaskRunTimeoutError(), "a step of pull-prices took longer than it may and was ended; the next run does its"),
    ],
)
def test_what_ended_a_run_is_told_in_one_line(error, said):
    with pytest.raises(TookTooLong) as ended, InTime("pull-prices", TaskRunTimeoutError):
        raise error
    (line,) = explain(ended.value)
    assert line.startswith(said)
    assert (EXIT_CODES[TookTooLong], ended.value.__cause__) == (1, error)


def test_other_errors_pass():
    with pytest.raises(TimeoutError, match="the server"), InTime("pull-prices", TaskRunTimeoutError):
        raise TimeoutError("the server does not answer")


def test_what_took_too_long_is_not_tried_again():
    tries = [may_be_tried_again(None, None, Failed(data=error)) for error in (TaskRunTimeoutError(), TimeoutError())]
    assert tries == [False, True]


@pytest.fixture
def stopped():
    """A process that notices nothing."""
    process = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(3600)"])
    os.kill(process.pid, signal.SIGSTOP)
    yield process
    process.kill()
    process.wait()


def test_a_process_that_outlives_its_limit_is_killed_whatever_it_waits_for(stopped, monkeypatch):
    monkeypatch.setenv(LIMITS_VARIABLE, "pull-prices=1,grace=1")

    async def overdue():
        await end_overdue(stopped.pid, "pull-prices", anyio.Event())

    anyio.run(overdue)
    assert exit_code(stopped) == -signal.SIGKILL


def test_a_process_that_has_ended_is_left_in_peace(stopped, monkeypatch):
    """Its number may be another's by then."""
    monkeypatch.setenv(LIMITS_VARIABLE, "pull-prices=1,grace=1")

    async def ended():
        is_over = anyio.Event()
        is_over.set()
        await end_overdue(stopped.pid, "pull-prices", is_over)

    anyio.run(ended)
    assert stopped.poll() is None
