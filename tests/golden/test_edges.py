"""A province with nothing in it yet, a clock that runs back, a past before everything: one clear answer each."""

from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.landing.store import Landing
from connectors.warehouse import FILE_NAME, Warehouse
from pipeline.build.build import build
from pipeline.build.checked import check_readings
from pipeline.build.readings import read_everything, references_at
from pipeline.intake.feeds import pull_feeds
from pipeline.intake.spreadsheets import changed_units, land_units
from pipeline.last_run import is_pending
from pipeline.ledgers.exceptions import load_acceptances
from pipeline.province.asof import build_instant
from pipeline.province.console import Step
from pipeline.province.environment import clock, load_settings, prepare_environment
from pipeline.province.inputs import load_inputs
from pipeline.province.present import ClockInDoubt, set_reads_aside
from pipeline.province.settings import ConfigError
from tests.golden.office import Office
from tests.golden.province import write_province
from tests.parse import lend_parse
from tests.provinces import province_of
from tests.sql import ask


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """No workbook can be read and no feed is declared."""
    settings = load_settings(write_province(tmp_path_factory.mktemp("empty") / "province"))
    lend_parse(settings.data_folder)
    prepare_environment(settings)
    for path in [*settings.sheets_folder.glob("*.xlsx"), *settings.feeds_folder.glob("*.yml")]:
        path.unlink()
    landing, now = Landing(settings.landing_folder), clock(settings)
    result = land_units(
        province_of(settings, now, landing=landing),
        changed_units(province_of(settings, landing=landing)),
        Step(None, None),
    )
    assert set(result.unavailable) == {"907", "K01"}
    build(province_of(settings, now))
    return settings, landing


def test_a_province_without_a_readable_workbook_builds_an_empty_warehouse(empty):
    settings, _ = empty
    warehouse = Warehouse(settings.data_folder / FILE_NAME)
    rates = "select sum(cast(received as int)) as received, count(*) as units from marts.mart_reporting"
    assert ask(warehouse, rates) == [{"received": 0, "units": 22}]  # 2 units x 11 months
    verdict = warehouse.table("quality.gate_verdicts", ("verdict",), where={"month": date(2023, 3, 1)})
    assert verdict == [{"verdict": "blocked"}]


def test_a_past_before_the_first_read_is_empty_too(built_province):
    province, past = Office(built_province).province, datetime(2023, 3, 5, tzinfo=UTC)
    inputs = load_inputs(province, past)
    readings = read_everything(inputs, references_at(inputs, past), past, Step(None, None))
    checked = check_readings(inputs, readings, load_acceptances(province.landing, past), past)
    assert checked.totals() == {"seen": 0, "accepted": 0, "quarantined": 0, "skipped": 0}


def test_the_future_can_not_be_rebuilt(empty):
    settings, _ = empty
    with pytest.raises(ConfigError, match="lies after now"):
        build(province_of(settings, clock(settings)), clock(settings) + timedelta(days=1))


def test_what_landed_while_the_clock_was_ahead_stops_a_build_until_somebody_sets_it_aside(empty):
    settings, landing = empty
    province = province_of(settings, clock(settings), landing=landing)
    before = build_instant(province)
    landing.land_blob("feeds", "thu", "a.csv", b"1", clock(settings) + timedelta(days=30))
    with pytest.raises(ClockInDoubt, match=r"2023-05-04T08:00:00\+07:00 in feeds/thu"):
        build(province)
    set_reads_aside(province, "Trần Thị Duyệt", "đồng hồ máy chủ chạy nhanh")
    assert build_instant(province) == before


def test_an_edit_during_a_run_is_pending_afterwards(tmp_path):
    settings = load_settings(write_province(tmp_path / "province"))
    landing, now = Landing(settings.landing_folder), clock(settings)
    assert is_pending(province_of(settings, now))
    from pipeline.province.inputs import land_inputs

    land_inputs(province_of(settings, landing=landing), now)
    land_units(
        province_of(settings, now, landing=landing),
        changed_units(province_of(settings, landing=landing)),
        Step(None, None),
    )
    pull_feeds(province_of(settings, now, landing=landing), Step(None, None))
    assert not is_pending(province_of(settings, now))
    prices = settings.base_folder / "prices" / "bang_gia.csv"
    before = prices.read_bytes()
    prices.write_bytes(before + "16/03/2023,Khóm,Kiên Giang,Bán buôn,đ/kg,9.100\n".encode())
    assert is_pending(province_of(settings, now))
    prices.write_bytes(before)
    assert not is_pending(province_of(settings, now))
    settings.units_file.write_bytes(settings.units_file.read_bytes() + b"K02,Moi,affiliated,,,,,\n")
    assert is_pending(province_of(settings, now))
