"""Signals of the real World Bank and WFP rice series: the months in which something is known to have happened.

Both series stand here as small copies (World Bank Pink Sheet, CC BY 4.0; WFP/HDX, CC BY-IGO, observed prices only).
Where the folder of reference facts is beside the repository, the files themselves are read too and must say the same.
"""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import yaml

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.fetch import fetch
from connectors.feeds.prices.observations import FeedFile, read_feed
from connectors.feeds.prices.products import ProductMatcher
from connectors.measurement_units import MeasurementUnits
from planning.prices.signals import HIGH, LOW, TOO_SHORT, SignalRules, price_signals

REPO = Path(__file__).parents[4]
PRICES = REPO.parent / "shared" / "reference" / "prices"
DATA = Path(__file__).parent / "data"
DECLARATIONS = """
- name: world_bank
  file: worldbank_*.xlsx
  date_order: month
  table: Monthly Prices
  header_row: [5, 6, 7]
  columns: {price_date: A}
  melt: {item: [RICE_05_VNM]}
  constants: {currency: USD, unit: USD/mt, price_type: export, market: Thế giới}
- name: wfp
  file: wfp_*.csv
  date_order: mdy
  columns: {price_date: date, item: commodity, market: market, price_type: pricetype, unit: unit, currency: currency, price: price}
  price_types: {Wholesale: wholesale}
  keep: {priceflag: [actual]}
"""  # noqa: E501


def signals(frame: pd.DataFrame) -> pd.DataFrame:
    prices = frame.set_axis(["month", "price_vnd_kg"], axis=1).assign(
        month=lambda one: pd.to_datetime(one["month"]), product_code="milled_rice", market="m", price_type="t"
    )
    return price_signals(prices, SignalRules()).set_index("month")


@pytest.fixture(scope="module")
def world_bank() -> pd.DataFrame:
    return signals(pd.read_csv(DATA / "world_bank_rice.csv"))


@pytest.fixture(scope="module")
def an_giang() -> pd.DataFrame:
    return signals(pd.read_csv(DATA / "wfp_an_giang_rice.csv"))


def abnormal(found: pd.DataFrame) -> dict[str, str]:
    rows = found[found["signal"].isin([LOW, HIGH])]
    return {f"{month:%Y-%m}": signal for month, signal in rows["signal"].items()}


def test_the_rice_crisis_of_2008_and_the_export_ban_of_2023(world_bank: pd.DataFrame) -> None:
    assert abnormal(world_bank) == dict.fromkeys(
        ["2008-06", "2008-07", "2008-08", "2021-02", "2023-10", "2023-11"], HIGH
    )
    crisis = world_bank.loc["2008-06-01"]
    assert (crisis["price_vnd_kg"], crisis["tail_probability"]) == (780.0, pytest.approx(0.0005))
    assert crisis["alps"] == pytest.approx(5.56, abs=0.01)
    ban = world_bank.loc["2023-10-01"]
    assert (ban["price_vnd_kg"], round(ban["ifpa"], 2), round(ban["alps"], 2)) == (616.15, 2.12, 1.93)
    assert ban["tail_probability"] == pytest.approx(0.039, abs=0.002)


def test_the_first_three_years_are_too_short(world_bank: pd.DataFrame) -> None:
    short = world_bank[world_bank["signal"] == TOO_SHORT]
    assert (len(short), f"{short.index.max():%Y-%m}") == (34, "2006-10")


def test_an_giang_wholesale_rice(an_giang: pd.DataFrame) -> None:
    assert abnormal(an_giang) == dict.fromkeys(["2011-03", "2011-04", "2021-01", "2021-02"], HIGH)
    peak = an_giang.loc["2021-01-01"]
    assert (peak["price_vnd_kg"], round(peak["alps"], 2)) == (11600.0, 3.1)
    assert pd.isna(peak["ifpa"])  # no price three months earlier
    assert peak["tail_probability"] == pytest.approx(0.0108, abs=0.0005)


def test_the_published_bounds_fire_ten_times_as_often(world_bank: pd.DataFrame) -> None:
    known = world_bank[world_bank["ifpa"].notna()]
    assert (known["ifpa"] >= 1).mean() > 0.1
    assert (known["signal"] == HIGH).mean() < 0.03


@pytest.mark.skipif(not PRICES.is_dir(), reason="the reference price files are not beside the repository")
def test_the_files_themselves_say_the_same(world_bank: pd.DataFrame, an_giang: pd.DataFrame) -> None:
    seeds = REPO / "dbt_project" / "seeds"
    matcher, units = ProductMatcher.load(seeds), MeasurementUnits.load(seeds)
    fetched = datetime(2026, 11, 1, tzinfo=UTC)
    expected = {"world_bank": ("Thế giới", world_bank), "wfp": ("An Giang", an_giang)}
    for document in yaml.safe_load(DECLARATIONS):
        feed = FeedDeclaration.model_validate(document)
        files = [FeedFile(one.content, one.part, "s", fetched) for one in fetch(feed, PRICES)]
        rows = read_feed(files, feed, matcher, units).observations
        market, copy = expected[feed.name]
        rows = rows[rows["market"] == market].assign(month=lambda one: one["price_date"].dt.to_period("M"))
        monthly = rows.groupby("month", as_index=False)["native_price"].mean()
        found = signals(monthly.assign(month=monthly["month"].dt.to_timestamp()))
        pd.testing.assert_frame_equal(found, copy, check_names=False, check_index_type=False)
