"""Kills at each of the last file operations of short steps: all or nothing of a step is there, and it can be ended."""

import pytest

from tests.crash.apart import found_apart
from tests.crash.short import STEPS

LAST_IS_ALL = "database"
"""The step that is done with the last of its file operations."""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return found_apart("tests.crash.short", tmp_path_factory.mktemp("short"), 300)


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_leaves_all_or_nothing_of_a_short_step_and_it_can_be_ended(found, step):
    kills = found[step]
    assert [fault for one in kills for fault in one["faults"]] == []
    assert {one["done"] for one in kills} == ({False} if step == LAST_IS_ALL else {False, True})
    assert len(kills) >= 6
