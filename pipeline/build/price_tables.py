"""Every price the feeds have ever given, read from their landed bytes, as the raw price tables."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd

from connectors.feeds.declaration import FeedDeclaration, FeedDeclarationError
from connectors.feeds.prices.observations import FeedReading, ParsedFeed, parse_feed
from connectors.feeds.prices.parsed_rows import FeedFile
from connectors.feeds.prices.products import ProductMatcher
from connectors.feeds.prices.slips import find_grade_inversions
from connectors.landing.packs import LandingCorrupt
from connectors.landing.receipts import instant_of
from connectors.landing.store import BlobSnapshot, Landing
from connectors.measurement_units import MeasurementUnits
from pipeline.build.raw_tables import Tables, arrow_table, platform_types
from pipeline.intake.feeds import KIND, landed_feeds
from pipeline.province.inputs import Inputs
from vietnamese.personal import mask_personal

_FREE_TEXTS = ("market", "item_name")


def parsed_feeds(inputs: Inputs, units: MeasurementUnits, as_of: datetime) -> list[ParsedFeed]:
    """Every declared feed with all it gave up to an instant (UTC), each file understood once."""
    declared = sorted(_declared(inputs), key=lambda feed: feed.name)
    timezone = inputs.settings.plan.timezone
    return [parse_feed(_files(inputs.landing, feed.name, as_of), feed, units, timezone) for feed in declared]


def _declared(inputs: Inputs) -> Iterator[FeedDeclaration]:
    """The feeds of the landed declarations; one that can't be used is left out, with a line that says so."""
    for blob in inputs.blobs_named("feeds"):
        try:
            yield from landed_feeds({blob.part: inputs.landing.read_blob(blob)})
        except FeedDeclarationError as error:
            inputs.run.console.warn_once(f"feeds/{'; '.join(error.problems)}: its prices are left out")


def _files(landing: Landing, name: str, as_of: datetime) -> list[FeedFile]:
    damaged: list[Path] = []
    files = [
        FeedFile(_content(landing, blob), blob.part, blob.snapshot_id, blob.fetched_at, blob.meta.get("charset"))
        for blob in landing.blobs(KIND, name, as_of, damaged)
    ]
    receipts = [FeedFile(None, one.name, f"{name}-{one.stem}", instant_of(one.name)) for one in damaged]
    return [*files, *receipts]


def _content(landing: Landing, blob: BlobSnapshot) -> bytes | None:
    try:
        return landing.read_blob(blob)
    except LandingCorrupt:
        return None


def price_tables(feeds: list[ParsedFeed], matcher: ProductMatcher) -> Tables:
    """`raw.price_observations`, `raw.price_quarantine`, `raw.feeds` out of all that the feeds gave.

    A feed is read over all its snapshots, because slips and copied days show only against the whole history.
    """
    readings = [feed.reading(matcher) for feed in feeds]
    tables = {
        "price_observations": mask_names(_stacked([one.observations for one in readings])),
        "price_quarantine": mask_names(_stacked([one.quarantined for one in readings])),
        "feeds": [_health(feed, reading) for feed, reading in zip(feeds, readings, strict=True)],
    }
    return {f"raw.{name}": arrow_table(rows, platform_types(name)) for name, rows in tables.items()}


def mask_names(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose markets and items hold no personal data: their names become those of figures, in ids too."""
    changed = {}
    for name in rows.columns.intersection(_FREE_TEXTS):
        pairs = ((text, mask_personal(text)) for text in rows[name].dropna().unique())
        if shown_as := {text: shown for text, shown in pairs if shown != text}:
            changed[name] = [shown_as.get(text, text) for text in rows[name]]
    return rows.assign(**changed)


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()


def _health(feed: ParsedFeed, reading: FeedReading) -> dict:
    dates = reading.observations["price_date"]
    return {
        "source": feed.declaration.name,
        "title": feed.declaration.title or feed.declaration.name,
        "stale_after_days": feed.declaration.stale_after_days,
        "last_price_date": dates.max() if len(dates) else None,
        "last_fetched_at": max((one.file.fetched_at for one in feed.files), default=None),
        "grade_inversions": len(find_grade_inversions(reading.observations)),
        "not_converted": int(reading.observations["price_vnd_kg"].isna().sum()),
        "problem": reading.problem,
    }
