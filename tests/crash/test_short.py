"""Kills at each of the last file operations of short steps: all or nothing of a step is there, and it can be ended."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.short import STEPS
from tests.patience import patience

LAST_IS_ALL = "database"
"""The step that is done with the last of its file operations."""
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    command = [sys.executable, "-m", "tests.crash.short", str(tmp_path_factory.mktemp("short"))]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=patience(300), check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout)


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_leaves_all_or_nothing_of_a_short_step_and_it_can_be_ended(found, step):
    kills = found[step]
    assert [fault for one in kills for fault in one["faults"]] == []
    assert {one["done"] for one in kills} == ({False} if step == LAST_IS_ALL else {False, True})
    assert len(kills) >= 6
