"""What was set aside by mistake counts again when a named person says so; what was built without it stays as it was."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from connectors.cells import CellGrid
from connectors.landing.ahead import LEDGER
from connectors.landing.receipts import write_receipt
from connectors.landing.store import SpreadsheetRead, TabRead
from pipeline.ledgers.events import SetAsideEvent
from pipeline.lineage.verify_landing import reads_set_aside
from pipeline.province.asof import build_instant
from pipeline.province.environment import load_settings
from pipeline.province.present import ClockInDoubt, let_count_again, reads_ahead, set_reads_aside
from pipeline.province.settings import ConfigError
from tests.golden.province import write_province
from tests.provinces import province_of

DAY = timedelta(days=1)
SLOW = datetime(2023, 4, 4, 1, tzinfo=UTC)
"""By the clock that had lost a week, when the reads were set aside."""
TRUE = SLOW + 7 * DAY
LATER = TRUE + DAY
PROVISIONAL = datetime(2023, 4, 5, 10, tzinfo=UTC)
WHO, WHY = "Trần Thị Duyệt", "đồng hồ khi đó chạy chậm"


@pytest.fixture
def settings(tmp_path):
    return load_settings(write_province(tmp_path / "province"))


@pytest.fixture
def doubted(settings):
    """A true read set aside under a slow clock, and another one made under that clock: the event's name."""
    read(settings, TRUE, "thật")
    event = set_reads_aside(province_of(settings, SLOW), WHO, "tưởng là đồng hồ chạy nhanh").event
    read(settings, SLOW, "chậm")
    return event


def read(settings, at, text):
    grid = CellGrid.blank(1, 1)
    grid.set_text(0, 0, text)
    tabs = (TabRead("Đội hình", grid),)
    province_of(settings, at).landing.land_spreadsheet(SpreadsheetRead("907", at, tabs, source_version=text))


def texts(settings, as_of=None):
    """What the unit's tab held, oldest first, as of an instant."""
    landing = province_of(settings).landing
    return [landing.grid("907", one.sha256).value(0, 0) for one in landing.unit_snapshots("907", as_of)]


def test_reads_count_again_from_that_instant_on_and_no_past_state_changes(settings, doubted):
    before = {at: texts(settings, at) for at in (SLOW, TRUE, LATER - timedelta(seconds=1))}
    done = let_count_again(province_of(settings, LATER), doubted, f" {WHO} ", WHY)
    assert [one.partition("/reads/")[0] for one in done.reads] == ["sheets/907"]
    assert {at: texts(settings, at) for at in before} == before == {at: ["chậm"] for at in before}
    assert texts(settings, LATER) == texts(settings) == ["chậm", "thật"]
    assert province_of(settings).landing.last_version("907") is None, "the spreadsheet is looked at again"
    assert done.lines(settings) == [
        f"counts again: {done.reads[0]}",
        f"by {WHO}: {WHY}; for what is built as of 2023-04-12T08:00:00+07:00 or later; the next sync reads these "
        "sources again",
    ]


def test_a_build_after_it_describes_an_instant_at_which_they_count(settings, doubted):
    now = province_of(settings, LATER + DAY)
    assert build_instant(now) == PROVISIONAL, "none of a read, but of March's second deadline"
    let_count_again(province_of(settings, LATER), doubted, WHO, WHY)
    assert build_instant(now) == LATER
    assert now.landing.newest(LATER - DAY) == SLOW


def test_nothing_is_removed_from_the_ledger_and_who_said_it_stands_there(settings, doubted):
    let_count_again(province_of(settings, LATER), doubted, WHO, WHY)
    first, second = sorted((settings.landing_folder / "ledger" / LEDGER).glob("*.json"))
    assert first.name == doubted
    said = json.loads(second.read_bytes())
    assert (said["by"], said["reason"], said["counted_again"]) == (WHO, WHY, doubted)
    assert [one.counted_again for one in SetAsideEvent.of(province_of(settings).landing)] == [None, doubted]


def test_reads_that_are_still_to_come_are_not_let_in(settings, doubted):
    with pytest.raises(ClockInDoubt, match=r"^1 read\(s\) are dated after the present, 2023-04-05T08:00:00"):
        let_count_again(province_of(settings, SLOW + DAY), doubted, WHO, WHY)
    assert texts(settings) == ["chậm"]


@pytest.mark.parametrize(("by", "reason"), [("", WHY), (WHO, " ")])
def test_a_name_and_a_reason_are_asked_for(settings, doubted, by, reason):
    with pytest.raises(ConfigError, match=r"^--count-again needs --by and --reason"):
        let_count_again(province_of(settings, LATER), doubted, by, reason)


def test_what_is_not_set_aside_is_refused_with_what_is(settings, doubted):
    there = f"there is: {doubted}, 1 read(s) by {WHO}: tưởng là đồng hồ chạy nhanh"
    with pytest.raises(ConfigError) as refused:
        let_count_again(province_of(settings, LATER), "x.json", WHO, WHY)
    assert str(refused.value) == f"--count-again 'x.json': nothing is set aside under that name; {there}"
    let_count_again(province_of(settings, LATER), doubted, WHO, WHY)
    with pytest.raises(ConfigError, match=r"nothing is set aside under that name; there is: none$"):
        let_count_again(province_of(settings, LATER), doubted, WHO, "lần nữa")


def test_they_can_be_set_aside_once_more(settings, doubted):
    let_count_again(province_of(settings, LATER), doubted, WHO, WHY)
    back = province_of(settings, SLOW + DAY)
    ahead = {one.source for one in reads_ahead(back)}
    assert ahead == {"sheets/907", f"ledger/{LEDGER}"}, "also that they count again is dated ahead of this clock"
    set_reads_aside(back, WHO, "đồng hồ lại chạy nhanh")
    assert (texts(settings), reads_ahead(back), build_instant(back)) == (["chậm"], [], SLOW)


def test_what_set_that_aside_can_itself_be_taken_back_and_the_first_word_holds_again(settings, doubted):
    let_count_again(province_of(settings, LATER), doubted, WHO, WHY)
    again = set_reads_aside(province_of(settings, SLOW + DAY), WHO, "đồng hồ lại chạy nhanh").event
    landing = province_of(settings).landing
    assert [one.event for one in landing.asides()] == [doubted, again]
    let_count_again(province_of(settings, LATER + DAY), again, WHO, "đồng hồ vẫn đúng")
    assert (landing.asides(), texts(settings)) == ([], ["chậm", "thật"])
    assert [one.event for one in landing.asides(LATER + DAY / 2)] == [doubted, again], "not before it was said"


def test_verifying_says_of_the_states_in_between_only_that_reads_were_set_aside(settings, doubted):
    let_count_again(province_of(settings, LATER), doubted, WHO, WHY)
    (note,) = reads_set_aside(province_of(settings), LATER - timedelta(seconds=1))
    assert note.detail.endswith(f"count no more: 1 by {WHO}: tưởng là đồng hồ chạy nhanh")
    assert reads_set_aside(province_of(settings), LATER) == []


@pytest.mark.parametrize("odd", [{"reads": [["x"]]}, {"reads": "x"}, {"by": 1}, {"counted_again": ["x"]}])
def test_an_event_that_says_something_else_is_passed_over(settings, doubted, odd):
    given = {"reads": ["sheets/907/reads/x.json"], "by": WHO, "reason": WHY} | odd
    write_receipt(settings.landing_folder / "ledger" / LEDGER, LATER, given)
    assert [one.event for one in province_of(settings).landing.asides()] == [doubted]
    assert texts(settings) == ["chậm"]
