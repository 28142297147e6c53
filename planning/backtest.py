"""How good the alerts would have been: on each past day they are made again from what was known then, and rescue sales
of the weeks that followed say whether they were right.

Two baselines answer the same question without the alerts: the same weeks of last year, and the price triggers alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil, floor, sqrt

import numpy as np
import pandas as pd

from planning.early_warning import AlertRules, Market, PriceWords, find_alerts, newest_prices
from planning.prices.signals import SignalRules, price_signals
from planning.urgency import URGENT

ORIGIN_STEP_DAYS = 28
Z_95 = 1.959964
ALERTS, URGENT_ALERTS, LAST_YEAR, PRICES = "alerts", "urgent_alerts", "last_year", "price_triggers"
METHODS = (ALERTS, URGENT_ALERTS, LAST_YEAR, PRICES)
RESULT_COLUMNS = (
    "method", "first_origin", "last_origin", "origins", "window_days", "alerted", "hits", "precision", "precision_low",
    "precision_high", "rescued", "caught", "recall", "recall_low", "recall_high", "warned_sales", "median_lead_days",
    "lead_days_low", "lead_days_high",
)  # fmt: skip
Pairs = set[tuple[str, str]]


@dataclass(frozen=True)
class History:
    """Everything that was ever known, with the instants (UTC) between which it was.

    `lots` and `requests` are the rows of `Market` with known_from and known_until (NaT: still known) and may state a
    lot many times; `prices_at` gives the monthly prices of product groups, with is_in_province, as they were known at
    an instant. `rescues`: unit_code, product_code, sold_on of every rescue sale.
    """

    lots: pd.DataFrame
    requests: pd.DataFrame
    prices_at: Callable[[datetime], pd.DataFrame]
    rescues: pd.DataFrame
    products: pd.DataFrame
    unit_names: Mapping[str, str]
    words: PriceWords

    def market(self, at: datetime, rules: SignalRules) -> Market:
        """What could be known at an instant, and nothing later."""
        prices = self.prices_at(at)
        signals = price_signals(prices, rules)
        keys = ["product_code", "market", "price_type"]
        placed = prices[[*keys, "is_in_province"]].drop_duplicates(keys)
        return Market(
            lots=known_at(self.lots, at),
            requests=known_at(self.requests, at),
            products=self.products,
            unit_names=self.unit_names,
            signals=signals.merge(placed, on=keys, how="left"),
            words=self.words,
        )


@dataclass
class Tally:
    """What one method said at each origin, against what happened."""

    alerted: int = 0
    hits: int = 0
    rescued: int = 0
    caught: int = 0
    first_warned: dict[tuple[str, str], list[date]] = field(default_factory=dict)

    def add(self, origin: date, said: Pairs, happened: Pairs) -> None:
        """Count one origin's (unit, product) pairs: `said` were warned of, `happened` had to be rescued."""
        self.alerted += len(said)
        self.hits += len(said & happened)
        self.rescued += len(happened)
        self.caught += len(said & happened)
        for pair in said:
            self.first_warned.setdefault(pair, []).append(origin)


def known_at(rows: pd.DataFrame, at: datetime) -> pd.DataFrame:
    """Rows that stood at an instant."""
    moment = pd.Timestamp(at)
    until = rows["known_until"]
    return rows[(rows["known_from"] <= moment) & (until.isna() | (until > moment))]


def backtest(
    history: History, origins: Iterable[tuple[datetime, date]], until: date, rules: AlertRules, signals: SignalRules
) -> pd.DataFrame:
    """RESULT_COLUMNS, one row a method.

    `origins`: instants with their local day, ORIGIN_STEP_DAYS apart. An alert for a unit and product is right when the
    unit sold that product in a rescue sale within the horizon; only origins whose horizon ended by `until` count.
    Horizons of neighbouring origins overlap, so the 95 % Wilson intervals count only as many trials as fit without.
    """
    window = timedelta(days=7 * rules.horizon_weeks)
    rescues = _Rescues(history.rescues)
    tallies = {method: Tally() for method in METHODS}
    days = []
    for at, origin in origins:
        if origin + window > until:
            break
        days.append(origin)
        happened = rescues.between(origin, origin + window)
        for method, said in _said(history.market(at, signals), origin, rules, rescues).items():
            tallies[method].add(origin, said, happened)
    rows = [_result(method, tally, days, window, rescues) for method, tally in tallies.items()] if days else []
    return pd.DataFrame(rows, columns=list(RESULT_COLUMNS))


def _said(market: Market, origin: date, rules: AlertRules, rescues: "_Rescues") -> dict[str, Pairs]:
    alerts = find_alerts(market, origin, rules)
    window = timedelta(days=7 * rules.horizon_weeks)
    year_ago = origin - timedelta(days=364)
    return {
        ALERTS: _pairs(alerts),
        URGENT_ALERTS: _pairs(alerts[alerts["level"] == URGENT]),
        LAST_YEAR: rescues.between(year_ago, year_ago + window),
        PRICES: _pairs(_lots_of_low_prices(market, origin, window)),
    }


def _lots_of_low_prices(market: Market, origin: date, window: timedelta) -> pd.DataFrame:
    """Lots to be harvested within the window whose product group has a low-price trigger on."""
    newest = newest_prices(market.signals, origin)
    triggers = newest[["low_trigger_a", "low_trigger_b", "low_trigger_c"]]
    low = set(newest.loc[triggers.eq(True).any(axis=1), "product_code"])
    first, last = pd.to_datetime(market.lots["harvest_start"]), pd.to_datetime(market.lots["harvest_end"])
    groups = market.lots["product_code"].map(market.products.set_index("product_code")["group_code"])
    is_open = (first <= pd.Timestamp(origin + window)) & (last >= pd.Timestamp(origin))
    return market.lots[is_open & groups.isin(low)]


def _pairs(rows: pd.DataFrame) -> Pairs:
    return set(zip(rows["unit_code"], rows["product_code"]))


class _Rescues:
    """Rescue sales by day."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows.assign(sold_on=pd.to_datetime(rows["sold_on"])).sort_values(
            ["sold_on", "unit_code", "product_code"]
        )

    def between(self, after: date, last: date) -> Pairs:
        """Units and products with a rescue sale after one day and up to another."""
        sold = self.rows["sold_on"]
        return _pairs(self.rows[(sold > pd.Timestamp(after)) & (sold <= pd.Timestamp(last))])

    def lead_days(self, warned: Mapping[tuple[str, str], list[date]], first: date, window: timedelta) -> list[int]:
        """For each warned sale, days from its first warning within the window before it."""
        found = []
        for unit, product, sold_on in self.rows[["unit_code", "product_code", "sold_on"]].itertuples(index=False):
            day = sold_on.date()
            before = [one for one in warned.get((unit, product), []) if day - window <= one < day]
            if before and day > first:
                found.append((day - min(before)).days)
        return found


def _result(method: str, tally: Tally, days: list[date], window: timedelta, rescues: _Rescues) -> dict:
    overlap = max(window.days / ORIGIN_STEP_DAYS, 1.0)
    leads = rescues.lead_days(tally.first_warned, days[0], window)
    precision, recall = wilson(tally.hits, tally.alerted, overlap), wilson(tally.caught, tally.rescued, overlap)
    median = median_interval(leads)
    return {
        "method": method, "first_origin": days[0], "last_origin": days[-1], "origins": len(days),
        "window_days": window.days, "alerted": tally.alerted, "hits": tally.hits, "precision": precision[0],
        "precision_low": precision[1], "precision_high": precision[2], "rescued": tally.rescued,
        "caught": tally.caught, "recall": recall[0], "recall_low": recall[1], "recall_high": recall[2],
        "warned_sales": len(leads), "median_lead_days": median[0], "lead_days_low": median[1],
        "lead_days_high": median[2],
    }  # fmt: skip


def wilson(successes: int, trials: int, overlap: float = 1.0) -> tuple[float, float, float]:
    """Share and its 95 % Wilson interval, nan without trials; `overlap` trials count as one (E. B. Wilson, 1927)."""
    if not trials:
        return (float("nan"),) * 3
    share, n = successes / trials, trials / overlap
    centre = share + Z_95**2 / (2 * n)
    reach = Z_95 * sqrt(share * (1 - share) / n + Z_95**2 / (4 * n * n))
    scale = 1 + Z_95**2 / n
    return share, max((centre - reach) / scale, 0.0), min((centre + reach) / scale, 1.0)


def median_interval(values: list[int]) -> tuple[float, float, float]:
    """Median and the order statistics at the Wilson bounds of one half, nan without values."""
    if not values:
        return (float("nan"),) * 3
    ordered, count = sorted(values), len(values)
    _, low, high = wilson(count, 2 * count, 2.0)
    last = count - 1
    return float(np.median(ordered)), float(ordered[floor(low * last)]), float(ordered[ceil(high * last)])
