"""A clock that runs ahead, stands still or is put back falsifies no instant, and never without a word."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from connectors.landing import ahead
from connectors.landing.store import Landing
from pipeline.build.build import build
from pipeline.build.last_build import build_key
from pipeline.intake.feeds import pull_feeds
from pipeline.intake.spreadsheets import changed_units, land_units
from pipeline.ledgers.events import PlanEvent
from pipeline.lineage.verify_landing import reads_set_aside
from pipeline.oversight.doctor import FAILS, examine
from pipeline.province.asof import build_instant
from pipeline.province.console import Step
from pipeline.province.environment import clock, load_settings
from pipeline.province.inputs import land_inputs
from pipeline.province.present import ClockInDoubt, demand_past, possible_now, set_reads_aside
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError
from tests.golden.province import write_province
from tests.provinces import province_of

NOW = datetime(2023, 4, 4, 1, tzinfo=UTC)
FAR = datetime(2031, 1, 1, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MACHINE = datetime(2023, 4, 4, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    return load_settings(write_province(tmp_path / "province"))


def sync(province: Province) -> list[str]:
    return land_units(province, changed_units(province), Step(None, None)).landed


def type_into(settings, unit: str, value: float) -> None:
    path = settings.sheets_folder / f"{unit}.xlsx"
    book = openpyxl.load_workbook(path)
    book["Kết quả"]["J2"] = value
    book.save(path)


def receipts_of(settings, folder: str) -> list[Path]:
    return sorted((settings.landing_folder / folder / "reads").glob("*.json"))


def seen_by(settings, now: datetime, plan_now: datetime | None = None) -> Province:
    """The province at `now` on a machine whose clock says MACHINE."""
    plan = settings.plan.model_copy(update={"now": plan_now})
    return Province.at(settings.model_copy(update={"plan": plan}), now, machine=MACHINE)


@pytest.mark.parametrize("year", [1970, 1999, 2200, 9999])
def test_a_year_that_no_plan_has_is_no_present(year):
    with pytest.raises(ConfigError, match=f"the clock: the year {year} can't be the present"):
        possible_now("the clock", datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))


def test_nothing_is_dated_by_a_time_that_is_still_to_come(settings):
    said = r"2023-04-04T08:11:00\+07:00 is still to come, by the machine's clock it is 2023-04-04T08:00:00\+07:00"
    for work in (sync, build, land_inputs, lambda province: pull_feeds(province, Step(None, None))):
        with pytest.raises(ConfigError, match=said):
            work(seen_by(settings, MACHINE + 11 * MINUTE))
    assert not settings.landing_folder.exists()


@pytest.mark.parametrize("now", [datetime(2000, 1, 1, tzinfo=UTC), MACHINE - DAY, MACHINE, MACHINE + 10 * MINUTE])
def test_the_past_may_be_played_again_and_clocks_may_differ_a_little(settings, now):
    assert sync(seen_by(settings, now)) == ["907", "K01"]


def test_a_clock_that_the_config_holds_is_believed_up_to_where_it_stands(settings):
    assert sync(seen_by(settings, FAR - DAY, plan_now=FAR)) == ["907", "K01"]
    with pytest.raises(ConfigError, match="is still to come"):
        sync(seen_by(settings, FAR + DAY, plan_now=FAR))


@pytest.mark.parametrize("given", ["9999-12-31", "0001-01-01", "2200-01-01"])
def test_the_option_and_the_variable_are_asked(settings, given, monkeypatch):
    with pytest.raises(ConfigError, match=r"^--now: "):
        clock(settings, given)
    monkeypatch.setenv("NONGSAN_NOW", given)
    with pytest.raises(ConfigError, match=r"^NONGSAN_NOW: "):
        clock(settings)


def test_nothing_is_read_or_built_while_reads_lie_ahead_of_the_clock(settings):
    assert sync(province_of(settings, FAR)) == ["907", "K01"]
    back = province_of(settings, NOW)
    said = (
        r"^2 read\(s\) are dated after the present, 2023-04-04T08:00:00\+07:00 by --now, NONGSAN_NOW, \[plan\] now "
        r"or else this machine's clock: the newest 2031-01-01T07:00:00\+07:00 in "
        r"sheets/(907|K01)\. Is that present wrong, correct it; was the clock wrong then, set those "
        r"reads aside: "
        r"`nongsan maintain --set-aside-ahead --by NAME --reason TEXT`$"
    )
    for work in (
        lambda: sync(back),
        lambda: pull_feeds(back, Step(None, None)),
        lambda: build(back),
    ):
        with pytest.raises(ClockInDoubt, match=said):
            work()
    assert [one.name for one in settings.landing_folder.glob("inputs/*")] == []
    clock_finding = next(one for one in examine(back) if one.what == "clock")
    assert (clock_finding.state, clock_finding.detail[:10]) == (FAILS, "2 read(s) ")
    later = province_of(settings, FAR + DAY)
    assert sync(later) == []


def test_reads_set_aside_drag_nothing_along_and_their_sources_are_read_again(settings):
    sync(province_of(settings, NOW - DAY))
    type_into(settings, "907", 14)
    assert sync(province_of(settings, FAR)) == ["907"]
    pull_feeds(province_of(settings, FAR), Step(None, None))
    land_inputs(province_of(settings, FAR))
    back = province_of(settings, NOW)
    done = set_reads_aside(back, " Trần Thị Duyệt ", "đồng hồ máy chủ chạy nhanh")
    assert {one.source for one in done.reads} >= {"sheets/907", "feeds/bang_gia", "inputs/units", "inputs/settings"}
    assert all(one.at >= FAR for one in done.reads)
    assert sync(back) == ["907"]
    assert back.landing.receipts("907")[-1]["fetched_at"] == NOW
    assert [one["fetched_at"] for one in back.landing.receipts("K01")] == [NOW - DAY]
    pull_feeds(back, Step(None, None))
    assert {blob.fetched_at for blob in back.landing.blobs("feeds")} == {NOW}
    land_inputs(back)
    assert {blob.fetched_at for blob in back.landing.blobs("inputs")} == {NOW}
    assert back.landing.newest() == NOW
    assert build_instant(back) == NOW
    assert len(receipts_of(settings, "sheets/907")) == 3  # nothing is removed from the landing


def test_a_kill_while_reads_are_set_aside_leaves_their_sources_to_be_looked_at(settings, monkeypatch):
    sync(province_of(settings, NOW - DAY))
    type_into(settings, "907", 14)
    sync(province_of(settings, FAR))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during, pytest.raises(KeyboardInterrupt):
        during.setattr(ahead, "write_receipt", killed)
        set_reads_aside(province_of(settings, NOW), "Trần Thị Duyệt", "đồng hồ chạy nhanh")
    assert len(set_reads_aside(province_of(settings, NOW), "Trần Thị Duyệt", "đồng hồ chạy nhanh").reads) == 1
    assert sync(province_of(settings, NOW)) == ["907"]


def test_a_clock_that_lost_its_battery_sets_nothing_aside(settings):
    sync(province_of(settings, NOW))
    with pytest.raises(
        ConfigError, match=r"2000-01-01T07:00:00\+07:00, long before the plan of 2023: set the clock first"
    ):
        set_reads_aside(province_of(settings, datetime(2000, 1, 1, tzinfo=UTC)), "Trần Thị Duyệt", "nhầm")


def test_a_damaged_event_of_what_was_set_aside_changes_what_a_build_is_made_from(settings):
    sync(province_of(settings, FAR))
    back = province_of(settings, NOW)
    before = build_key(back.landing, NOW, {})
    set_reads_aside(back, "Trần Thị Duyệt", "đồng hồ chạy nhanh")
    whole = build_key(back.landing, NOW, {})
    (event,) = (settings.landing_folder / "ledger" / "reads_set_aside").glob("*.json")
    event.write_bytes(b"{}")
    assert len({before, whole, build_key(back.landing, NOW, {})}) == 3
    with pytest.raises(ClockInDoubt):
        sync(back)


def test_nothing_is_issued_of_a_warehouse_that_describes_a_time_to_come(settings):
    demand_past(province_of(settings, NOW), NOW + 10 * MINUTE)
    with pytest.raises(
        ConfigError, match=r"describes 2023-04-05T08:00:00\+07:00, the present is 2023-04-04T08:00:00\+07:00: set"
    ):
        demand_past(province_of(settings, NOW), NOW + DAY)


def test_who_sets_aside_and_why_stands_in_a_ledger(settings):
    sync(province_of(settings, FAR))
    back = province_of(settings, NOW)
    with pytest.raises(ConfigError, match="who says which reads count, and why"):
        set_reads_aside(back, "Trần Thị Duyệt", " ")
    done = set_reads_aside(back, "Trần Thị Duyệt", "đồng hồ chạy nhanh")
    (kept,) = (settings.landing_folder / "ledger" / "reads_set_aside").glob("*.json")
    event = json.loads(kept.read_bytes())
    assert (event["by"], event["reason"]) == ("Trần Thị Duyệt", "đồng hồ chạy nhanh")
    assert event["reads"] == [f"sheets/{unit}/reads/{receipts_of(settings, f'sheets/{unit}')[0].name}"
                              for unit in ("907", "K01")]  # fmt: skip
    assert done.lines(settings) == [
        "set aside: sheets/907, dated 2031-01-01T07:00:00+07:00",
        "set aside: sheets/K01, dated 2031-01-01T07:00:00+07:00",
        "by Trần Thị Duyệt: đồng hồ chạy nhanh; the next sync reads these sources again",
        f"to take it back: `nongsan maintain --count-again {kept.name} --by NAME --reason TEXT`",
    ]
    again = set_reads_aside(back, "Trần Thị Duyệt", "lần nữa")
    assert again.lines(settings) == ["no read is dated after the present: nothing was set aside"]


def test_verifying_an_edition_says_that_reads_of_its_time_were_set_aside(settings):
    sync(province_of(settings, FAR))
    back = province_of(settings, NOW)
    assert reads_set_aside(back, FAR) == []
    set_reads_aside(back, "Trần Thị Duyệt", "đồng hồ chạy nhanh")
    (note,) = reads_set_aside(back, FAR)
    assert note.passed is None
    assert note.detail.endswith("count no more: 2 by Trần Thị Duyệt: đồng hồ chạy nhanh")
    assert reads_set_aside(back, FAR - DAY) == []


def test_a_few_minutes_between_two_clocks_are_asked_by_nobody(settings):
    sync(province_of(settings, NOW + 10 * MINUTE))
    type_into(settings, "907", 14)
    back = province_of(settings, NOW)
    assert sync(back) == ["907"]
    assert back.landing.receipts("907")[-1]["fetched_at"] == NOW + 10 * MINUTE + timedelta(microseconds=1)


def test_a_ledger_keeps_the_order_of_writing_and_what_the_clock_said(tmp_path):
    landing = Landing(tmp_path)
    for at, lot in ((FAR, "a"), (NOW, "b"), (NOW + DAY, "c")):
        PlanEvent(as_of=NOW, links=((lot, "r", 1),)).record(landing, at)
    found = [(one.links[0][0], one.recorded_at) for one in PlanEvent.of(landing)]
    assert found == [("a", FAR), ("b", NOW), ("c", NOW + DAY)]
    assert [one.links[0][0] for one in PlanEvent.of(landing, NOW)] == ["b"]
