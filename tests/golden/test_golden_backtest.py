"""The back-test's past is the past: what was landed later is out of its sight, through the whole reading chain."""

from datetime import UTC, datetime, timedelta

import openpyxl
import pandas as pd
import pytest

from connectors.feeds.prices.products import ProductMatcher
from connectors.landing.store import Landing
from connectors.reading.names.references import References
from pipeline.build.backtest_tables import backtest_tables, history_of, standing_products
from pipeline.build.checked import check_readings
from pipeline.build.price_tables import parsed_feeds
from pipeline.build.readings import read_everything, reference_day
from pipeline.intake.feeds import pull_feeds
from pipeline.intake.spreadsheets import changed_units, land_units
from pipeline.ledgers.exceptions import load_acceptances
from pipeline.province.console import Step
from pipeline.province.environment import load_settings
from pipeline.province.inputs import land_inputs, load_inputs
from planning.backtest import History
from planning.prices.signals import SignalRules
from tests.golden.province import PRICES, write_province
from tests.provinces import province_of

BEFORE, AFTER = datetime(2023, 4, 4, 1, tzinfo=UTC), datetime(2023, 4, 18, 1, tzinfo=UTC)


def land(settings, at: datetime) -> Landing:
    landing = Landing(settings.landing_folder)
    land_inputs(province_of(settings, landing=landing), at)
    land_units(
        province_of(settings, at, landing=landing),
        changed_units(province_of(settings, landing=landing)),
        Step(None, None),
    )
    pull_feeds(province_of(settings, at, landing=landing), Step(None, None))
    return landing


def tampered(folder) -> None:
    """A fortnight later SUP-0002 has a hundredfold harvest and every price of March is said to have been another."""
    book = openpyxl.load_workbook(folder / "sheets" / "907.xlsx")
    sheet = book["Nguồn cung"]
    assert sheet["A3"].value == "SUP-0002"
    sheet["L3"] = 1000
    book.save(folder / "sheets" / "907.xlsx")
    (folder / "prices" / "bang_gia.csv").write_text(PRICES.replace("8.000", "2.000").replace("9.000", "2.100"))


def past(settings, landing: Landing, as_of: datetime) -> tuple[History, object]:
    inputs = load_inputs(province_of(settings, landing=landing))
    references = References.load(settings.seeds_folder, None, on=reference_day(inputs, as_of))
    readings = read_everything(inputs, references, as_of, Step(None, None))
    checked = check_readings(inputs, readings, load_acceptances(landing, as_of), as_of)
    feeds, matcher = parsed_feeds(inputs, references.units, as_of), ProductMatcher.load(settings.seeds_folder)
    products = standing_products(references.products, as_of.date())
    tables = backtest_tables(inputs, checked, feeds, matcher, as_of)
    return history_of(inputs, checked, feeds, matcher, products), tables["raw.backtest"][0]


@pytest.fixture(scope="module")
def pasts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("golden_backtest")
    settings = load_settings(write_province(folder))
    early, _ = past(settings, land(settings, BEFORE), BEFORE)
    tampered(folder)
    late, found = past(settings, land(settings, AFTER), AFTER)
    return early, late, found


def sorted_rows(rows: pd.DataFrame) -> pd.DataFrame:
    kept = rows.drop(columns=["known_from", "known_until"])
    return kept.sort_values(list(kept.columns[:4]), ignore_index=True)


def test_what_came_later_is_out_of_sight(pasts) -> None:
    early, late, _ = pasts
    at = BEFORE + timedelta(hours=1)
    first, second = (one.market(at, SignalRules()) for one in (early, late))
    pd.testing.assert_frame_equal(sorted_rows(first.lots), sorted_rows(second.lots))
    pd.testing.assert_frame_equal(sorted_rows(first.requests), sorted_rows(second.requests))
    pd.testing.assert_frame_equal(first.signals, second.signals, check_exact=True)
    assert first.signals["price_vnd_kg"].tolist() == [8500.0]


def test_from_its_own_instant_on_it_is_seen(pasts) -> None:
    _, late, _ = pasts
    now = late.market(AFTER, SignalRules())
    assert now.lots["expected_t"].max() == 1000
    assert now.signals["price_vnd_kg"].tolist() != [8500.0]
    just_before = late.market(AFTER - timedelta(seconds=1), SignalRules())
    assert just_before.lots["expected_t"].max() == 31


def test_nothing_is_claimed_before_a_horizon_has_ended(pasts) -> None:
    assert pasts[2].num_rows == 0
