"""The back-test of a build's alerts: what was known on every fourth Monday, out of the build's own readings.

It needs no second read of the landing; a row is known while its snapshot stood: one that was held back, from its
release, and a row that was refused, from the day on which a named person let it in.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pandas as pd

from connectors.feeds.prices.observations import ParsedFeed
from connectors.feeds.prices.products import ProductMatcher
from expectations.choices import choice, choice_labels
from pipeline.build.checked import Checked
from pipeline.build.raw_tables import Tables, arrow_table, platform_types
from pipeline.province.inputs import Inputs
from pipeline.province.settings import Settings
from planning.backtest import ORIGIN_STEP_DAYS, History, backtest
from planning.early_warning import AlertRules, PriceWords, monday
from planning.prices.signals import KEYS, monthly_prices, rules_by_group

LOT_COLUMNS = [
    "unit_code",
    "product_code",
    "harvest_start",
    "harvest_end",
    "expected_t",
    "contracted_t",
    "needs_support",
]
REQUEST_COLUMNS = ["product_code", "window_start", "window_end", "quantity_t", "status"]
PRICE_COLUMNS = ["price_date", *KEYS, "province_code", "price_vnd_kg"]
SPAN_COLUMNS = ("snapshot_id", "known_from", "known_until")
SALE_COLUMNS = ["unit_code", "product_code", "sold_on"]


def backtest_tables(
    inputs: Inputs, checked: Checked, feeds: list[ParsedFeed], matcher: ProductMatcher, as_of: datetime
) -> Tables:
    """`raw.backtest` of a build as of an instant (UTC)."""
    alerts, today = inputs.settings.alerts, inputs.settings.local(as_of).date()
    products = standing_products(checked.readings.references.products, today)
    found = backtest(
        history_of(inputs, checked, feeds, matcher, products),
        mondays(inputs.settings, checked, today),
        today,
        AlertRules(alerts.min_t, alerts.horizon_weeks),
        rules_by_group(products, alerts.benchmarks, alerts.tail_probability),
    )
    return {"raw.backtest": arrow_table(found, platform_types("backtest"))}


def standing_products(products: pd.DataFrame, today: date) -> pd.DataFrame:
    """The version of each product in force on a day, else the latest before it."""
    since = pd.to_datetime(products["valid_from"])
    begun = products.assign(since=since)[since <= pd.Timestamp(today)]
    return begun.sort_values(["product_code", "since"]).drop_duplicates("product_code", keep="last")


def mondays(settings: Settings, checked: Checked, today: date) -> Iterator[tuple[datetime, date]]:
    """The start of every fourth Monday, from the first after anything was read."""
    if checked.snapshots.empty:
        return
    first = settings.local(pd.Timestamp(checked.snapshots["fetched_at"].min()).to_pydatetime()).date()
    day = monday(first) + timedelta(days=7)
    while day <= today:
        yield datetime.combine(day, time(0), settings.zone), day
        day += timedelta(days=ORIGIN_STEP_DAYS)


def history_of(
    inputs: Inputs, checked: Checked, feeds: list[ParsedFeed], matcher: ProductMatcher, products: pd.DataFrame
) -> History:
    """All lots, requests and prices with the instants between which they were known, and the rescue sales."""
    sales = checked.current("sales", quarantined=False)
    requests = _known_rows(checked, "demand", REQUEST_COLUMNS)
    return History(
        lots=_known_rows(checked, "supply", LOT_COLUMNS),
        requests=requests.assign(is_open=requests["status"] == choice("demand", "status", "seeking")),
        prices_at=_PriceHistory(feeds, matcher, products, inputs.settings.plan.province).at,
        rescues=sales.loc[sales["kind"] == choice("sales", "kind", "rescue"), SALE_COLUMNS],
        products=products,
        unit_names={unit.unit_code: unit.unit_name for unit in inputs.units},
        words=PriceWords(choice_labels("mart_price_signals", "signal"), choice_labels("mart_prices", "price_type")),
    )


def _known_rows(checked: Checked, table: str, columns: list[str]) -> pd.DataFrame:
    spans = _spans(checked, table)
    rows = checked.accepted(table).merge(spans, on="snapshot_id", how="left")
    let_in = _let_in(checked)
    places = zip(rows["snapshot_id"], rows["sheet_row"].astype(int))
    accepted = pd.to_datetime(pd.Series([let_in.get(place) for place in places], index=rows.index), utc=True)
    known_from = rows["known_from"].where(accepted.isna() | (rows["known_from"] > accepted), accepted)
    return rows[[*columns, "known_until"]].assign(known_from=known_from)


def _spans(checked: Checked, table: str) -> pd.DataFrame:
    """snapshot_id, known_from, known_until (UTC) of a table's contents: each stood until the next one did."""
    stood, holds = checked.stood_snapshots(), checked.standing.holds
    stood = stood[stood["table_name"] == table]
    since = [holds[name].until if name in holds else at for name, at in zip(stood["snapshot_id"], stood["fetched_at"])]
    spans = stood.assign(known_from=pd.to_datetime(pd.Series(since, index=stood.index), utc=True))
    spans = spans.sort_values(["unit_code", "known_from"], kind="stable")
    return spans.assign(known_until=spans.groupby("unit_code")["known_from"].shift(-1))[list(SPAN_COLUMNS)]


def _let_in(checked: Checked) -> dict[tuple[str, int], datetime]:
    """(snapshot, sheet row) -> when the last acceptance that its row needed was given."""
    found: dict[tuple[str, int], datetime] = {}
    for one in checked.applied:
        if one.is_lifted:
            place, at = (one.snapshot_id, int(one.sheet_row)), one.acceptance.accepted_at
            found[place] = max(at, found.get(place, at))
    return found


class _PriceHistory:
    """Monthly prices of product groups as known at an instant; a feed without news since is not read again."""

    def __init__(self, feeds: list[ParsedFeed], matcher: ProductMatcher, products: pd.DataFrame, province: str) -> None:
        self.feeds, self.matcher, self.products, self.province = feeds, matcher, products, province
        self._read: dict[str, tuple[int, pd.DataFrame]] = {}

    def at(self, at: datetime) -> pd.DataFrame:
        read = [self._observations(feed, at) for feed in self.feeds]
        filled = [one for one in read if len(one)] or [pd.DataFrame(columns=PRICE_COLUMNS)]
        rows = pd.concat(filled, ignore_index=True)
        daily = rows.groupby(["price_date", *KEYS], as_index=False)["price_vnd_kg"].mean()
        own = set(rows.loc[rows["province_code"] == self.province, "market"])
        monthly = monthly_prices(daily, self.products)
        return monthly.assign(is_in_province=monthly["market"].isin(own))

    def _observations(self, feed: ParsedFeed, at: datetime) -> pd.DataFrame:
        name, count = feed.declaration.name, feed.files_until(at)
        known = self._read.get(name)
        if known is None or known[0] != count:
            rows = feed.reading(self.matcher, count).observations[PRICE_COLUMNS]
            rows = rows.assign(market=rows["market"].fillna("")).dropna(subset=["product_code", "price_vnd_kg"])
            known = self._read[name] = (count, rows)
        return known[1]
