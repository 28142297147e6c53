"""A few kills of every step and each accident once."""

import random

import pytest

from tests.crash.faults import clock_set_back, full_disks, read_only_folders, two_at_once
from tests.crash.table import warm_up
from tests.crash.trials import kill_trials, open_laboratory, what_is_broken

QUICK = ("sync", "report", "deliver")


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory):
    warm_up()
    made = open_laboratory(tmp_path_factory.mktemp("laboratory"))
    yield made
    made.close()


@pytest.mark.parametrize(("step", "count"), [("sync", 6), ("build", 1), ("report", 2), ("deliver", 6)])
def test_a_killed_step_leaves_everything_whole_and_the_next_run_goes_on(laboratory, step, count):
    trials = [*kill_trials(laboratory, step, count, random.Random(7))]
    assert [one for one in trials if one.faults] == []
    assert len([one for one in trials if one.stage != "over"]) == count


def test_a_full_disk_is_told_with_its_path_and_nothing_is_lost(laboratory):
    cases = [*full_disks(laboratory, QUICK, most=1)]
    assert [one for one in cases if one.faults] == []
    assert all("free some space" in one.said for one in cases)


def test_a_read_only_folder_is_told_with_its_path_and_nothing_is_lost(laboratory):
    assert [one for one in read_only_folders(laboratory, QUICK) if one.faults] == []


def test_two_at_once_do_what_one_does(laboratory):
    assert [one for one in two_at_once(laboratory, QUICK) if one.faults] == []


def test_a_clock_set_back_changes_nothing(laboratory):
    assert [one for one in clock_set_back(laboratory, QUICK) if one.faults] == []


def test_the_harness_sees_what_is_broken(laboratory):
    """A harness that can't find a fault proves nothing."""
    world = laboratory.at("report")
    paper = world.folder / "data" / "reports" / "2023-03" / "r1" / "bao-cao.pdf"
    paper.unlink()
    paper.write_bytes(b"half")
    next((world.folder / "data" / "landing" / "sheets" / "907" / "tabs").glob("*.parquet")).write_bytes(b"half")
    other = laboratory.stages["deliver"].template / "sheets" / "K01.xlsx"
    (world.folder / "sheets" / "907.xlsx").write_bytes(other.read_bytes())
    state = laboratory.state()
    found = " ".join(what_is_broken(laboratory, "report", state))
    assert "landed files are damaged" in found
    assert "bao-cao.pdf of an earlier edition changed" in found
    assert "differs from its manifest" in found
    assert "workbook 907.xlsx is neither" in found
