"""What a million price observations cost from the bytes of a feed to signals, and how much memory.

Run by `make bench`; no row may be lost, and the whole is held against pandas reading the same file as plain text.
"""

import io
import resource
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.prices.observations import FeedFile, read_feed
from connectors.feeds.prices.products import ProductMatcher
from connectors.measurement_units import MeasurementUnits
from planning.prices.signals import KEYS, SignalRules, monthly_prices, price_signals
from tests.bench.measures import cost, hold

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
OBSERVATIONS = 1_000_000
BOUND_PLAIN = 10
MARKETS = 60
FIRST = date(2010, 1, 1)
COLUMNS = {"price_date": "Ngày", "item": "Mặt hàng", "market": "Thị trường", "price_type": "Loại giá",
           "unit": "Đơn vị", "price": "Giá"}  # fmt: skip


def feed_bytes(items: list[str]) -> tuple[bytes, int]:
    """A CSV of weekly quotes of every item in every market, with a season, noise and a slip in every thousandth row."""
    chance = np.random.default_rng(2023)
    weeks = OBSERVATIONS // (MARKETS * len(items)) + 1
    series = [(item, market) for item in items for market in range(MARKETS)]
    level = np.repeat(chance.uniform(3000, 60000, len(items)), MARKETS)[:, None]
    level = level * chance.uniform(0.8, 1.25, level.shape)
    time_ = np.arange(weeks)[None, :]
    season = 1 + 0.1 * np.cos(2 * np.pi * time_ / 52 + chance.uniform(0, 6, (len(series), 1)))
    prices = level * season * np.exp(chance.normal(0, 0.04, (len(series), weeks)))
    prices = np.round(prices / 50) * 50 * np.where(chance.random(prices.shape) < 0.001, 10, 1)
    days = [(FIRST + timedelta(days=7 * week)).strftime("%d/%m/%Y") for week in range(weeks)]
    lines = [",".join(COLUMNS.values())]
    for (item, market), row in zip(series, prices):
        head = f",{item},Chợ {market},Thu mua tại vườn,VNĐ/Kg,"
        lines.extend(day + head + str(int(price)) for day, price in zip(days, row))
    kept = lines[: OBSERVATIONS + 1]
    return "\n".join(kept).encode(), len(kept) - 1


def main() -> None:
    products = pd.read_csv(SEEDS / "products.csv")
    named = products[products["product_code"].eq(products["group_code"])]
    items = [name for name in named["product_name"] if "," not in name]
    content, stated = feed_bytes(items)
    feed = FeedDeclaration.model_validate(
        {"name": "bench", "file": "x", "format": "csv", "columns": COLUMNS, "constants": {"currency": "VND"},
         "price_types": {"Thu mua tại vườn": "farmgate"}}
    )  # fmt: skip
    print(f"{stated} rows, {len(content) / 2**20:.0f} MiB of CSV; memory before: {_peak_mib():.0f} MiB")
    file = FeedFile(content, "bench.csv", "s", datetime(2030, 1, 1, tzinfo=UTC))
    read_s, reading = cost(lambda: read_feed([file], feed, ProductMatcher.load(SEEDS), MeasurementUnits.load(SEEDS)))
    means_s, monthly = cost(lambda: monthly_means(reading.observations, products))
    signals_s, signals = cost(lambda: price_signals(monthly, SignalRules()))
    assert len(reading.observations) + len(reading.quarantined) == stated
    known = int(signals["tail_probability"].notna().sum())
    print(f"{len(reading.observations)} observations, {len(reading.quarantined)} quarantined")
    print(f"{len(monthly)} series-months, {known} of them with a probability")
    steps = {"read, matched, converted, checked for slips": read_s, "means": means_s, "signals": signals_s}
    for name, seconds in steps.items():
        print(f"{name:48}{seconds:8.1f} s of the processor")
    print(f"peak memory {_peak_mib():.0f} MiB")
    plain_s, _ = cost(lambda: pd.read_csv(io.BytesIO(content), dtype=str, engine="python"))
    hold("all of it, as so many times a plain reading of the file", sum(steps.values()) / plain_s, BOUND_PLAIN)


def monthly_means(observations: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """Monthly prices of the observations that have a product and a price."""
    rows = observations.dropna(subset=["product_code", "price_vnd_kg"])
    daily = rows.groupby(["price_date", *KEYS], as_index=False, sort=False)["price_vnd_kg"].mean()
    return monthly_prices(daily, products)


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
