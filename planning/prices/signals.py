"""What a month's price says: the published indicators beside a probability that can be acted on.

The published bounds warn of high prices only and fire too often on short series; the signal looks at both sides and
alerts on the calibrated probability alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from planning.prices.calibration import calibration
from planning.prices.indicators import MONTHS, Indicators, indicators

LOW, HIGH, NORMAL, TOO_SHORT = "low", "high", "normal", "too_short"
KEYS = ("product_code", "market", "price_type")
SIGNAL_COLUMNS = (
    "month", *KEYS, "price_vnd_kg", "ifpa", "alps", "low_trigger_a", "low_trigger_b", "low_trigger_c",
    "tail_probability", "signal",
)  # fmt: skip


@dataclass(frozen=True)
class SignalRules:
    """What the signals depend on besides prices.

    `tail_probability`: below it, on either side, a price counts as abnormal. `benchmarks`: VND/kg by product code,
    under which a price does not cover its cost. `harvest_months`: by product code, the months (1..12) in which the
    triggers (a) and (b) apply; a product that is not named is harvested all year.
    """

    tail_probability: float = 0.05
    benchmarks: Mapping[str, float] = field(default_factory=dict)
    harvest_months: Mapping[str, Collection[int]] = field(default_factory=dict)


def monthly_prices(daily: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """Monthly prices of product groups out of daily prices of products, ready for `price_signals`.

    `daily`: price_date, product_code, market, price_type, price_vnd_kg; `products`: product_code, group_code. Each
    product has one vote in its group's price, however often it was quoted in the month.
    """
    rows = daily.dropna(subset=["price_vnd_kg"]).sort_values([*KEYS, "price_date", "price_vnd_kg"])
    month = pd.to_datetime(rows["price_date"]).dt.to_period("M").dt.to_timestamp()
    by_product = rows.assign(month=month).groupby(["month", *KEYS], as_index=False)["price_vnd_kg"].mean()
    group_of = dict(zip(products["product_code"], products["group_code"]))
    grouped = by_product.assign(product_code=by_product["product_code"].map(group_of))
    return grouped.groupby(["month", *KEYS], as_index=False)["price_vnd_kg"].mean()


def rules_by_group(products: pd.DataFrame, benchmarks: Mapping[str, float], tail_probability: float) -> SignalRules:
    """Rules for prices of product groups.

    `products`: product_code, group_code, harvest_months ('7;8;9' or null); a group is harvested whenever one of its
    products is. A benchmark may name a product or a group; of several the lowest is the group's.
    """
    group_of = dict(zip(products["product_code"], products["group_code"]))
    costs: dict[str, float] = {}
    for code, cost in benchmarks.items():
        group = group_of.get(code, code)
        costs[group] = min(float(cost), costs.get(group, float("inf")))
    harvest: dict[str, set[int]] = {}
    for group, months in zip(products["group_code"], products["harvest_months"]):
        if isinstance(months, str):
            harvest.setdefault(group, set()).update(int(month) for month in months.split(";"))
    return SignalRules(tail_probability, costs, harvest)


def price_signals(prices: pd.DataFrame, rules: SignalRules) -> pd.DataFrame:
    """SIGNAL_COLUMNS for every row of monthly prices, by series, then by month.

    `prices`: month (first day), product_code, market, price_type, price_vnd_kg, one row a month and series. The
    triggers are True, False or None where they do not apply or can't be computed; `tail_probability` is the chance
    that an undisturbed series of that length stands as far out on that side; null indicators mean too short a series;
    `signal` is LOW, HIGH, NORMAL or TOO_SHORT.
    """
    rows = prices.dropna(subset=["price_vnd_kg"]).sort_values([*KEYS, "month"], ignore_index=True)
    if rows.empty:
        return pd.DataFrame(columns=list(SIGNAL_COLUMNS))
    moments = pd.to_datetime(rows["month"])
    number = (moments.dt.year * MONTHS + moments.dt.month - 1).to_numpy()
    start = int(number.min()) // MONTHS * MONTHS
    column = number - start
    series = rows.groupby(list(KEYS), sort=False).ngroup().to_numpy()
    grid = np.full((series[-1] + 1, (int(column.max()) // MONTHS + 1) * MONTHS), np.nan)
    grid[series, column] = rows["price_vnd_kg"].to_numpy(dtype=float)
    found = indicators(grid)
    return _assembled(rows, moments.dt.month.to_numpy(), found, (series, column), rules)


def _assembled(
    rows: pd.DataFrame, month: np.ndarray, found: Indicators, at: tuple[np.ndarray, np.ndarray], rules: SignalRules
) -> pd.DataFrame:
    ifpa, alps = found.ifpa[at], found.alps[at]
    probability, is_low = _probability(ifpa, alps, found.observed[at], found.persistence[at])
    is_harvest = _is_harvest(rows["product_code"], month, rules.harvest_months)
    cost = rows["product_code"].map(dict(rules.benchmarks)).to_numpy(dtype=float)
    price = rows["price_vnd_kg"].to_numpy(dtype=float)
    below_cost = np.where(np.isnan(cost), np.nan, price < cost)
    return rows[["month", *KEYS]].assign(
        price_vnd_kg=price,
        ifpa=ifpa,
        alps=alps,
        low_trigger_a=_flags(np.where(is_harvest, found.low_trigger_a[at], np.nan)),
        low_trigger_b=_flags(np.where(is_harvest, found.low_trigger_b[at], np.nan)),
        low_trigger_c=_flags(below_cost),
        tail_probability=probability,
        signal=_signal(probability, is_low, rules.tail_probability),
    )


def _probability(
    ifpa: np.ndarray, alps: np.ndarray, observed: np.ndarray, persistence: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    high = calibration().upper_tail(ifpa, alps, observed, persistence)
    return np.fmin(high, 1 - high), high > 0.5


def _signal(probability: np.ndarray, is_low: np.ndarray, bound: float) -> np.ndarray:
    is_far = probability < bound
    chosen = [np.isnan(probability), is_far & is_low, is_far]
    return np.select(chosen, [TOO_SHORT, LOW, HIGH], NORMAL).astype(object)


def _is_harvest(products: pd.Series, month: np.ndarray, harvest_months: Mapping[str, Collection[int]]) -> np.ndarray:
    codes, names = pd.factorize(products)
    table = np.ones((len(names), MONTHS + 1), dtype=bool)
    for place, name in enumerate(names):
        if months := harvest_months.get(name):
            table[place] = False
            table[place, list(months)] = True
    return table[codes, month]


def _flags(values: np.ndarray) -> pd.Series:
    return pd.Series([None if value != value else bool(value) for value in values], dtype=object)
