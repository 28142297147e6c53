"""Every price the feeds have ever given, read from their landed bytes, as the raw price tables."""

from datetime import datetime
from pathlib import Path

import pandas as pd

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.observations import FeedReading, read_feed
from connectors.feeds.parsed_rows import FeedFile
from connectors.feeds.products import ProductMatcher
from connectors.landing import BlobSnapshot, Landing
from flows.inputs import Inputs
from flows.pulling import KIND, landed_feeds
from flows.raw_tables import Tables, arrow_table, platform_types


def price_tables(inputs: Inputs, landing: Landing, as_of: datetime, extensions: Path | None) -> Tables:
    """`raw.price_observations`, `raw.price_quarantine`, `raw.feeds` as of an instant (UTC)."""
    declared = landed_feeds({blob.part: landing.read_blob(blob) for blob in inputs.blobs_named("feeds")})
    matcher = ProductMatcher.load(inputs.settings.seeds_folder, extensions)
    readings = [_read(inputs, landing, feed, matcher, as_of) for feed in declared]
    tables = {
        "price_observations": _stacked([one.observations for one, _ in readings]),
        "price_quarantine": _stacked([one.quarantined for one, _ in readings]),
        "feeds": [row for _, row in readings],
    }
    return {f"raw.{name}": arrow_table(rows, platform_types(name)) for name, rows in tables.items()}


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()


def _read(
    inputs: Inputs, landing: Landing, feed: FeedDeclaration, matcher: ProductMatcher, as_of: datetime
) -> tuple[FeedReading, dict]:
    blobs = landing.blobs(KIND, feed.name, as_of)
    reading = _reading(inputs, landing, feed, matcher, blobs)
    dates = reading.observations["price_date"]
    row = {
        "source": feed.name,
        "stale_after_days": feed.stale_after_days,
        "last_price_date": dates.max() if len(dates) else None,
        "last_fetched_at": max((blob.fetched_at for blob in blobs), default=None),
    }
    return reading, row


def _reading(
    inputs: Inputs, landing: Landing, feed: FeedDeclaration, matcher: ProductMatcher, blobs: list[BlobSnapshot]
) -> FeedReading:
    """All snapshots together, because slips and copied days show only against the whole history."""
    files = [
        FeedFile(landing.read_blob(blob), blob.part, blob.snapshot_id, blob.fetched_at, blob.meta.get("charset"))
        for blob in blobs
    ]
    return read_feed(files, feed, matcher, inputs.settings.plan.timezone)
