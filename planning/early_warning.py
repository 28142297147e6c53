"""Which produce will find no buyer in the coming weeks: tonnes at risk by unit, product and week, and how pressing.

One function of plain tables, so that the warehouse and the back-test warn by the same rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from planning.alert_reason import TellingPrice, alert_reason
from planning.prices.signals import HIGH, LOW, NORMAL, TOO_SHORT
from planning.urgency import ATTENTION, URGENT, is_urgent

SIGNAL_MONTHS = 6
SHELF_LIFE_BY_URGENCY = {"A": 3, "B": 7, "C": 30, "D": 90}
CELL = ["unit_code", "product_code", "week_start"]
ALERT_COLUMNS = (
    "as_of_date", *CELL, "at_risk_t", "days_to_harvest", "shelf_life_days", "price_signal", "level", "cause", "reason",
    "because",
)  # fmt: skip
_PRICE_ORDER = {"farmgate": 0, "wholesale": 1, "retail": 2, "export": 3}


@dataclass(frozen=True)
class AlertRules:
    """Tonnes from which a week's produce is worth an alert, and how many weeks ahead alerts look."""

    min_t: float = 5.0
    horizon_weeks: int = 8


@dataclass(frozen=True)
class PriceWords:
    """What a reason calls a price's signal and its type, by their keys."""

    signals: Mapping[str, str]
    types: Mapping[str, str]


@dataclass(frozen=True)
class Market:
    """What is known on one day.

    `lots`: unit_code, product_code, harvest_start, harvest_end, expected_t, contracted_t, needs_support. `requests`:
    product_code, window_start, window_end, quantity_t, is_open. `products`: product_code, group_code, product_name,
    urgency_class, shelf_life_days_min. `unit_names`: by code. `signals`: rows of `price_signals` whose product_code is
    a group, with is_in_province; `words`: what an alert's reason calls them.
    """

    lots: pd.DataFrame
    requests: pd.DataFrame
    products: pd.DataFrame
    unit_names: Mapping[str, str]
    signals: pd.DataFrame
    words: PriceWords


def monday(day: date) -> date:
    """The Monday of the day's ISO week."""
    return day - timedelta(days=day.weekday())


def weekly_shares(first: pd.Series, last: pd.Series, weeks: list[date]) -> np.ndarray:
    """Part of each window's days, ends included, in each week: shape (windows, weeks)."""
    start, end = (pd.to_datetime(one).to_numpy().astype("datetime64[D]") for one in (first, last))
    opens = np.array(weeks, dtype="datetime64[D]")
    inside = np.minimum(end[:, None], opens + 6) - np.maximum(start[:, None], opens) + np.timedelta64(1, "D")
    return np.maximum(inside.astype(int), 0) / ((end - start).astype(int) + 1)[:, None]


def find_alerts(market: Market, as_of: date, rules: AlertRules) -> pd.DataFrame:
    """ALERT_COLUMNS of every unit, product and week that needs a warning on the day, ordered by its key.

    at_risk_t = unplaced_t x max(0, 1 - demand / unplaced of the province for the product's group and week). `level` is
    URGENT or ATTENTION, `price_signal` the signal of the price that speaks for the product; `cause`, `reason` and
    `because` are those of `alert_reason`.
    """
    weeks = [monday(as_of) + timedelta(days=7 * number) for number in range(rules.horizon_weeks)]
    cells = _with_province(_unplaced(market, weeks), market, weeks)
    cells = cells[(cells["at_risk_t"] >= rules.min_t) & (cells["at_risk_t"] > 0)]
    if cells.empty:
        return pd.DataFrame(columns=list(ALERT_COLUMNS))
    prices = latest_signals(market.signals, as_of)
    cells = cells.assign(
        days_to_harvest=(cells["first_harvest"] - pd.Timestamp(as_of)).dt.days.clip(lower=0),
        price_signal=[prices[group]["signal"] if group in prices else TOO_SHORT for group in cells["group_code"]],
    )
    presses = is_urgent(
        cells["days_to_harvest"], cells["shelf_life_days"], cells["lots_in_need"] > 0, cells["price_signal"] == LOW
    )
    cells["level"] = np.where(presses, URGENT, ATTENTION)
    reasons = [
        alert_reason(row, _telling(prices.get(row["group_code"]), market.words)) for row in cells.to_dict("records")
    ]
    cells["cause"] = [one.cause for one in reasons]
    cells["reason"] = [one.sentence for one in reasons]
    cells["because"] = [one.because for one in reasons]
    return cells.assign(as_of_date=as_of)[list(ALERT_COLUMNS)].sort_values(CELL, ignore_index=True)


def _telling(price: dict | None, words: PriceWords) -> TellingPrice | None:
    """The price in words, None where it says nothing out of the ordinary."""
    if price is None or price["signal"] not in (LOW, HIGH):
        return None
    kind = words.types[price["price_type"]] if price["price_type"] in _PRICE_ORDER else None
    return TellingPrice(
        words.signals[price["signal"]], kind, str(price["market"]), price["price_vnd_kg"], price["tail_probability"]
    )


def _unplaced(market: Market, weeks: list[date]) -> pd.DataFrame:
    """Tonnes without a buyer by unit, product and week, their first harvest day and the lots in need."""
    placed = market.lots["contracted_t"].astype(float).fillna(0)
    lots = market.lots.assign(open_t=(market.lots["expected_t"].astype(float) - placed).clip(lower=0))
    lots = lots[lots["open_t"] > 0].sort_values(["unit_code", "product_code", "harvest_start", "open_t"])
    share = weekly_shares(lots["harvest_start"], lots["harvest_end"], weeks)
    lot, week = np.nonzero(share)
    rows = lots.iloc[lot]
    cells = pd.DataFrame(
        {
            "unit_code": rows["unit_code"].to_numpy(),
            "product_code": rows["product_code"].to_numpy(),
            "week_start": np.array(weeks, dtype=object)[week],
            "unplaced_t": rows["open_t"].to_numpy() * share[lot, week],
            "first_harvest": pd.to_datetime(rows["harvest_start"]).to_numpy(),
            "lots_in_need": [one is True or one is np.True_ for one in rows["needs_support"]],
        }
    )
    taken = {"unplaced_t": "sum", "first_harvest": "min", "lots_in_need": "sum"}
    return cells.groupby(CELL, as_index=False).agg(taken)


def _with_province(cells: pd.DataFrame, market: Market, weeks: list[date]) -> pd.DataFrame:
    """Names, shelf life, and the province's open tonnes and demand of the same group and week."""
    products = market.products.set_index("product_code")
    groups = cells["product_code"].map(products["group_code"])
    keys = [groups.to_numpy(), cells["week_start"].to_numpy()]
    unplaced = cells["unplaced_t"].groupby(keys).transform("sum")
    demand = _demand(market, weeks)
    asked = np.array([demand.get(key, 0.0) for key in zip(*keys)], dtype=float)
    cells = cells.assign(
        group_code=groups,
        unit_name=[market.unit_names.get(code, code) for code in cells["unit_code"]],
        product_name=cells["product_code"].map(products["product_name"]),
        shelf_life_days=cells["product_code"].map(_shelf_life(products)).astype(int),
        province_unplaced_t=unplaced,
        province_demand_t=asked,
    )
    return cells.assign(at_risk_t=cells["unplaced_t"] * (1 - asked / unplaced).clip(lower=0))


def _shelf_life(products: pd.DataFrame) -> pd.Series:
    """Days from the products' minimum, else from their class of urgency."""
    by_class = products["urgency_class"].map(SHELF_LIFE_BY_URGENCY)
    return products["shelf_life_days_min"].astype(float).fillna(by_class).fillna(SHELF_LIFE_BY_URGENCY["D"])


def _demand(market: Market, weeks: list[date]) -> dict[tuple[str, date], float]:
    requests = market.requests[market.requests["is_open"].astype(bool)]
    requests = requests.sort_values(["product_code", "window_start", "window_end", "quantity_t"])
    groups = requests["product_code"].map(market.products.set_index("product_code")["group_code"])
    share = weekly_shares(requests["window_start"], requests["window_end"], weeks)
    tonnes = pd.DataFrame(share * requests["quantity_t"].astype(float).to_numpy()[:, None], columns=weeks)
    summed = tonnes.groupby(groups.to_numpy()).sum()
    return {(group, week): value for week in weeks for group, value in summed[week].items()}


def newest_prices(signals: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The newest month of each series on a day, at most six months old; the province's own markets where it has any."""
    months = pd.to_datetime(signals["month"])
    age = (as_of.year - months.dt.year) * 12 + as_of.month - months.dt.month
    recent = signals[(age >= 0) & (age < SIGNAL_MONTHS)].assign(age=age)
    newest = recent.sort_values("age", kind="stable").groupby(["product_code", "market", "price_type"]).head(1)
    is_own = newest["is_in_province"].eq(True)
    return newest[is_own | ~is_own.groupby(newest["product_code"]).transform("any")]


def latest_signals(signals: pd.DataFrame, as_of: date) -> dict[str, dict]:
    """The price that speaks for each group: an abnormally low one before a high, a normal, a short series."""
    newest = newest_prices(signals, as_of)
    order = {LOW: 0, HIGH: 1, NORMAL: 2, TOO_SHORT: 3}
    ranked = newest.assign(
        rank=newest["signal"].map(order), kind=newest["price_type"].map(_PRICE_ORDER).fillna(len(_PRICE_ORDER))
    ).sort_values(["product_code", "rank", "tail_probability", "kind", "market"])
    return {row["product_code"]: row for row in ranked.groupby("product_code").head(1).to_dict("records")}
