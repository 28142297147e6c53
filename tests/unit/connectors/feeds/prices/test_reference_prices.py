"""The real published files, read by their declarations alone: row counts and their known faults.

They are not part of the repository; where the folder of reference facts is not beside it, these tests are skipped.
"""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import yaml

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.fetch import fetch
from connectors.feeds.prices.observations import FeedFile, FeedReading, read_feed
from connectors.feeds.prices.products import ProductMatcher
from connectors.feeds.prices.slips import find_grade_inversions
from connectors.measurement_units import MeasurementUnits

REPO = Path(__file__).parents[5]
PRICES = REPO.parent / "shared" / "reference" / "prices"
pytestmark = pytest.mark.skipif(not PRICES.is_dir(), reason="the reference price files are not beside the repository")

DECLARATIONS = """
- name: ttns_coffee
  file: ttns_ca_phe_fixture.xls
  date_order: mdy
  columns: &ttns {price_date: Ngày, item: Tên_mặt_hàng, market: Thị_trường, price_type: Loại_giá, unit: Đơn_vị_tính, price: Giá}
  constants: {currency: VND}
  price_types: &types {Thu mua tại vườn: farmgate, Bán buôn: wholesale, Bán lẻ: retail, Xuất khẩu: export}
- name: ttns_copy
  file: ttns_sample_*.csv
  date_order: ymd
  columns: *ttns
  constants: {currency: VND}
  price_types: *types
- name: wfp
  file: wfp_*.csv
  date_order: mdy
  columns: {price_date: date, item: commodity, market: market, price_type: pricetype, unit: unit, currency: currency, price: price}
  price_types: {Wholesale: wholesale}
  keep: {priceflag: [actual]}
- name: wfp_all
  file: wfp_*.csv
  date_order: mdy
  columns: {price_date: date, item: commodity, market: market, price_type: pricetype, unit: unit, currency: currency, price: price}
- name: worldbank
  file: worldbank_*.xlsx
  date_order: month
  table: Monthly Prices
  header_row: [5, 6, 7]
  columns: {price_date: A}
  melt: {item: [RICE_05_VNM]}
  constants: {currency: USD, unit: USD/mt, price_type: export, market: Thế giới}
- name: coffee
  file: coffee_prices_*.json
  date_order: ymd
  columns: {price_date: date, market: region, price: price_vnd_per_kg}
  constants: {item: Cà phê Robusta nhân xô, unit: VND/kg}
- name: giacaphe
  file: giacaphe_*.json
  date_order: ymd
  table: $.prices
  columns: {price_date: $.date, market: "{key}", price: "{value}", unit: $.unit}
  constants: {item: Cà phê Robusta nhân xô}
"""  # noqa: E501


@pytest.fixture(scope="module")
def readings() -> dict[str, FeedReading]:
    seeds = REPO / "dbt_project" / "seeds"
    matcher, units = ProductMatcher.load(seeds), MeasurementUnits.load(seeds)
    fetched = datetime(2026, 11, 1, tzinfo=UTC)
    found = {}
    for document in yaml.safe_load(DECLARATIONS):
        declaration = FeedDeclaration.model_validate(document)
        files = [FeedFile(one.content, one.part, "s", fetched) for one in fetch(declaration, PRICES)]
        found[declaration.name] = read_feed(files, declaration, matcher, units)
    return found


@pytest.mark.parametrize(
    ("name", "rows", "kept_out", "without_price", "observations", "quarantined"),
    [
        ("ttns_coffee", 28, 0, 0, 22, 6),
        ("ttns_copy", 144, 0, 0, 127, 17),
        ("wfp", 311, 78, 0, 311, 0),
        ("wfp_all", 389, 0, 0, 359, 30),
        ("worldbank", 779, 0, 538, 241, 0),
        ("coffee", 4, 0, 0, 4, 0),
        ("giacaphe", 4, 0, 0, 4, 0),
    ],
)
def test_every_row_is_accounted_for(
    readings: dict[str, FeedReading], name: str, rows: int, kept_out: int, without_price: int, observations: int,
    quarantined: int,
) -> None:  # fmt: skip
    assert readings[name].counts == {
        "rows": rows, "kept_out": kept_out, "without_price": without_price, "superseded": 0,
        "observations": observations, "quarantined": quarantined, "unreadable_files": 0,
    }  # fmt: skip


def test_the_six_ten_thousandfold_coffee_prices(readings: dict[str, FeedReading]) -> None:
    bad = readings["ttns_coffee"].quarantined
    assert set(bad["reason"]) == {"slip_x10000"}
    assert sorted(bad["native_price"]) == [1319333333, 1321333333, 1327333333, 1327333333, 1335333333, 1335333333]
    assert {str(day.date()) for day in bad["price_date"]} == {"2025-04-16", "2025-04-17", "2025-04-18"}


def test_the_repeated_days_of_may_2023(readings: dict[str, FeedReading]) -> None:
    bad = readings["ttns_copy"].quarantined
    assert bad.groupby(["market", "price_date", "reason"]).size().to_dict() == {
        ("An Giang", pd.Timestamp("2023-05-19"), "whole_day_repeat"): 4,
        ("Kiên Giang", pd.Timestamp("2023-05-19"), "whole_day_repeat"): 13,
    }


def test_kien_giang_rice(readings: dict[str, FeedReading]) -> None:
    rows = readings["ttns_copy"].observations
    rows = rows[rows["market"] == "Kiên Giang"]
    assert (len(rows), set(rows["province_code"])) == (58, {"91"})
    assert rows["product_code"].notna().all()
    one = rows[(rows["item_name"] == "Lúa OM 5451") & (rows["price_date"] == pd.Timestamp("2023-05-17"))].iloc[0]
    assert (one["product_code"], one["price_vnd_kg"], one["price_type"]) == ("paddy_om5451", 6322.0, "other")


def test_the_grade_inversions_of_may_2023(readings: dict[str, FeedReading]) -> None:
    found = find_grade_inversions(readings["ttns_copy"].observations)
    assert found[["price_date", "better_code", "better_vnd_kg", "worse_code", "worse_vnd_kg"]].values.tolist() == [
        [pd.Timestamp("2023-05-12"), "rice_raw_material_15pct", 9631.0, "rice_raw_material_25pct", 9711.0],
        [pd.Timestamp("2023-05-17"), "rice_export_5pct", 9022.0, "rice_export_15pct", 9822.0],
        [pd.Timestamp("2023-05-17"), "rice_raw_material_15pct", 9522.0, "rice_raw_material_25pct", 9622.0],
    ]


def test_prices_by_the_piece_stay_native(readings: dict[str, FeedReading]) -> None:
    rows = readings["ttns_copy"].observations
    pieces = rows[~rows["native_unit"].str.lower().eq("vnđ/kg")]
    assert len(pieces) == 15
    assert pieces["price_vnd_kg"].isna().all()
    assert pieces["native_price"].notna().all()


def test_wfp_zeros_are_the_thirty_forecasts(readings: dict[str, FeedReading]) -> None:
    assert set(readings["wfp_all"].quarantined["reason"]) == {"zero_price"}
    rows = readings["wfp"].observations
    assert (rows["price_date"].min(), rows["price_date"].max()) == (
        pd.Timestamp("2008-01-15"),
        pd.Timestamp("2022-06-15"),
    )
    assert rows.groupby("market")["province_code"].first().to_dict() == {
        "An Giang": "89", "Bạc Liêu": "95", "Đồng Tháp": "87"}  # fmt: skip


def test_the_world_bank_series(readings: dict[str, FeedReading]) -> None:
    rows = readings["worldbank"].observations
    assert rows["price_vnd_kg"].isna().all()
    last = rows.iloc[-1]
    assert (last["price_date"], last["native_price"], last["product_code"]) == (
        pd.Timestamp("2024-11-01"), 509.69, "rice_export_5pct")  # fmt: skip


def test_json_prices_with_comma_groups(readings: dict[str, FeedReading]) -> None:
    assert readings["giacaphe"].observations["price_vnd_kg"].tolist() == [95300, 94000, 95300, 95500]
    assert readings["coffee"].observations["province_code"].tolist() == ["66", "68", "52", "67"]
