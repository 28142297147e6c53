"""A few kills of every step and each fault once; the page of the full run is committed and shows no loss."""

import re

import pytest

from tests.crash.apart import ROOT, found_apart
from tests.crash.faults import is_root, may_mount
from tests.crash.quick import DAMAGED, KILLS, QUICK
from tests.needs import absent

PAGE = ROOT / "docs" / "crash_table.md"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return found_apart("tests.crash.quick", tmp_path_factory.mktemp("laboratory"), 1800)


def faulty(cases):
    return [one for one in cases if one["faults"]]


@pytest.mark.parametrize("step", KILLS)
def test_a_killed_step_leaves_everything_whole_and_the_next_run_goes_on(found, step):
    trials = [one for one in found["trials"] if one["step"] == step]
    assert faulty(trials) == []
    assert sum(one["stage"] != "over" for one in trials) == KILLS[step]


@pytest.mark.parametrize(("kind", "fix"), [("disk full", "free some space"), ("read-only", "make it writable")])
def test_a_disk_that_cannot_be_written_is_told_with_its_path_and_nothing_is_lost(found, kind, fix):
    if not found[kind] and is_root() and not may_mount():
        absent("the right to mount a file system", "run the tests as another user than root")
    assert faulty(found[kind]) == []
    assert {one["step"] for one in found[kind]} == {"sync", "report", "deliver"}
    assert all(fix in one["said"] for one in found[kind])


@pytest.mark.parametrize("kind", ["two at once", "clock set back"])
def test_nothing_is_done_twice(found, kind):
    assert found[kind]
    assert faulty(found[kind]) == []


def test_a_damaged_derived_file_and_a_stray_one_change_nothing(found):
    assert faulty(found["derived damaged"]) == faulty(found["strays"]) == []
    assert [one["step"] for one in found["derived damaged"]] == list(DAMAGED)
    assert [one["step"] for one in found["strays"]] == list(QUICK)
    spoilt = [int(one["detail"].rpartition(", ")[2]) for one in (*found["derived damaged"], *found["strays"])]
    assert min(spoilt) >= 4


def test_the_harness_sees_what_is_broken(found):
    said = " ".join(found["spoiled"])
    for fault in (
        "landed files are damaged", "bao-cao.pdf of an earlier edition changed", "differs from its manifest",
        "workbook 907.xlsx is neither",
    ):  # fmt: skip
        assert fault in said


def test_the_page_of_the_full_run_shows_enough_kills_and_no_loss():
    text = PAGE.read_text(encoding="utf-8")
    total = re.search(r"^\| \*\*all\*\* \|(.+)\|$", text, flags=re.M)[1]
    kills, before, during, after, whole, lost, _ = (int(cell) for cell in total.split("|"))
    assert kills >= 200
    assert before + during + after == kills == whole
    assert lost == 0
    assert min(before, during) >= 20
    assert "### Not as it should be\n\nNone." in text
