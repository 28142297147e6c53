"""A unit or a feed at which something fails that nobody foresaw is named, and the others are read."""

from dataclasses import replace

import pytest

from connectors.feeds.fetching.fetch import fetch
from connectors.sheets.workbooks.backend import WorkbookBackend
from pipeline.build.readings import read_everything, references_at
from pipeline.intake import feeds
from pipeline.intake.spreadsheets import land_units
from pipeline.province.console import Step
from pipeline.province.environment import load_settings
from pipeline.province.inputs import land_inputs, load_inputs
from tests.golden.province import write_province
from tests.provinces import SOME_DAY, province_of

QUIET = Step(None, None)
OTHER = "name: khac\nfile: prices/bang_gia.csv\ncolumns: {price_date: Ngày, item: Mặt hàng, price: Giá}\n"


class Faulty(WorkbookBackend):
    """A backend with a fault that one unit's workbook meets."""

    def read_tabs(self, unit_code, fetched_at):
        if unit_code == "907":
            raise ZeroDivisionError("a fault of\nthe program")
        return super().read_tabs(unit_code, fetched_at)


@pytest.fixture
def province(tmp_path):
    settings = load_settings(write_province(tmp_path / "province"))
    return province_of(settings, SOME_DAY)


def test_a_unit_that_fails_stops_no_other(province):
    province.run.kept(("workbooks", province.settings.sheets_folder), lambda: Faulty(province.settings.sheets_folder))
    result = land_units(province, ["907", "K01"], QUIET)
    assert result.landed == ["K01"]
    assert result.unavailable["907"].problem == (
        "its spreadsheet can't be taken (ZeroDivisionError: a fault of the program); "
        "the traceback is in data/logs/barrier.log"
    )


def test_a_feed_that_fails_stops_no_other(province, monkeypatch):
    (province.settings.feeds_folder / "khac.yml").write_text(OTHER, encoding="utf-8")

    def faulty(feed, *given, **named):
        return fetch(feed, *given, **named) if feed.name == "khac" else 1 / 0

    monkeypatch.setattr(feeds, "fetch", faulty)
    result = feeds.pull_feeds(province, QUIET)
    assert result.landed == ["khac/prices/bang_gia.csv"]
    assert result.unavailable["bang_gia"].startswith("can't be taken (ZeroDivisionError: ")


def test_a_damaged_pack_of_a_feed_hides_what_it_held_and_no_more(province):
    place = province.landing.folder / "feeds" / "bang_gia" / "reads"
    place.mkdir(parents=True)
    (place / "before-20230401-0123456789abcdef.pack").write_bytes(b"no pack")
    assert feeds.pull_feeds(province, QUIET).landed == ["bang_gia/prices/bang_gia.csv"]
    assert feeds.pull_feeds(province, QUIET).unchanged == ["bang_gia"]


@pytest.mark.parametrize("damage", ["cut", "strange"])
def test_a_damaged_receipt_hides_one_read_and_stops_neither_sync_nor_build(province, damage):
    land_inputs(province)
    land_units(province, ["907", "K01"], QUIET)
    (receipt,) = (province.landing.folder / "sheets" / "907" / "reads").glob("*.json")
    receipt.write_bytes(receipt.read_bytes()[:50] if damage == "cut" else b"\xff\x00[" * 9)
    inputs = load_inputs(province)
    readings = read_everything(inputs, references_at(inputs, SOME_DAY), SOME_DAY, QUIET)
    assert [(one.unit_code, one.path) for one in readings.damaged] == [("907", receipt)]
    assert {sheet.snapshot.unit_code for sheet in readings.sheets if sheet.reading is not None} == {"K01"}
    assert land_units(replace(province, now=SOME_DAY.replace(hour=9)), ["907"], QUIET).landed == ["907"]
    again = read_everything(inputs, references_at(inputs, SOME_DAY), SOME_DAY.replace(hour=9), QUIET)
    assert {sheet.snapshot.unit_code for sheet in again.sheets if sheet.reading is not None} == {"907", "K01"}


@pytest.mark.parametrize(("lost", "read"), [("an older read", {"907", "K01"}), ("every read", {"K01"})])
def test_a_damaged_pack_of_a_unit_hides_the_reads_it_held(province, lost, read):
    land_inputs(province)
    land_units(province, ["907", "K01"], QUIET)
    reads = province.landing.folder / "sheets" / "907" / "reads"
    pack = reads / "before-20230401-0123456789abcdef.pack"
    pack.write_bytes(b"\x00" * 40)
    if lost == "every read":
        next(reads.glob("*.json")).unlink()
    inputs = load_inputs(province)
    readings = read_everything(inputs, references_at(inputs, SOME_DAY), SOME_DAY, QUIET)
    assert [(one.unit_code, one.path) for one in readings.damaged] == [("907", pack)]
    assert {state.unit_code for state in readings.states} == read
