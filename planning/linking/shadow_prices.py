"""What one more tonne of demand would be worth, by product group and ISO week: where to look for buyers first.

The value is a dual of the plan's own program, so it counts what the tonne would set free elsewhere.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from planning.early_warning import monday, weekly_shares
from planning.linking.problem import KG, REVENUE, URGENCY, days

OPEN_REQUESTS, NEW_BUYER = "open_requests", "new_buyer"
SHADOW_COLUMNS = ("group_code", "week_start", "requests", "demand_t", "unplaced_t", "value_vnd_t", "urgency", "basis")


def shadow_prices(lots: pd.DataFrame, requests: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """SHADOW_COLUMNS for each group and week, from the day's on, that has open requests or tonnes without a buyer.

    `lots`: group_code, from_on, to_on, unplaced_kg, farmgate_price_vnd_kg, and per kilogram urgency and the lot's
    duals dual_urgency, dual_revenue. `requests`: group_code, from_on, to_on, demand_kg and its duals. Tonnes are
    spread evenly over the days left of a window.

    basis open_requests: one more tonne shared among the week's requests in proportion to their tonnes: the mean of
    their duals. basis new_buyer, where the week has no open request: one tonne sold at its farm-gate price by the lot
    of the week that gains most, urgency first, less the lot's own dual; null when that price is not stated. `urgency`
    is what stage 1 gains by the tonne: above 0, a tonne more is placed, or a more urgent one.
    """
    lots, requests = _from(lots, as_of), _from(requests, as_of)
    last = max([*days(lots["to_on"]), *days(requests["to_on"]), np.datetime64(as_of)]).astype(object)
    weeks = [monday(as_of) + timedelta(days=7 * one) for one in range((last - monday(as_of)).days // 7 + 1)]
    lot_share, request_share = (weekly_shares(one["from_on"], one["to_on"], weeks) for one in (lots, requests))
    rows = []
    for group in sorted({*lots["group_code"], *requests["group_code"]}):
        of_lots, of_requests = (one["group_code"].to_numpy() == group for one in (lots, requests))
        rows += _group(group, weeks, lots[of_lots], requests[of_requests],
                       lot_share[of_lots], request_share[of_requests])  # fmt: skip
    return pd.DataFrame(rows, columns=list(SHADOW_COLUMNS))


def _from(windows: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Windows as they stand on the day: what is over is left out."""
    first = np.maximum(days(windows["from_on"]), np.datetime64(as_of))
    windows = windows.assign(from_on=first, to_on=days(windows["to_on"]))
    return windows[windows["from_on"] <= windows["to_on"]]


def _group(
    group: str,
    weeks: list[date],
    lots: pd.DataFrame,
    requests: pd.DataFrame,
    lot_share: np.ndarray,
    request_share: np.ndarray,
) -> list[tuple]:
    unplaced = lots["unplaced_kg"].to_numpy(dtype=float) @ lot_share / KG
    asked = requests["demand_kg"].to_numpy(dtype=float)[:, None] * request_share
    duals = {name: requests[f"dual_{name}"].to_numpy(dtype=float) for name in (URGENCY, REVENUE)}
    rows = []
    for number, week in enumerate(weeks):
        tonnes = asked[:, number].sum() / KG
        if tonnes <= 0 and unplaced[number] <= 0:
            continue
        if tonnes > 0:
            part = asked[:, number] / asked[:, number].sum()
            value, gain, basis = KG * float(part @ duals[REVENUE]), float(part @ duals[URGENCY]), OPEN_REQUESTS
        else:
            value, gain, basis = *_new_buyer(lots[lot_share[:, number] > 0]), NEW_BUYER
        count = int((asked[:, number] > 0).sum())
        rows.append((group, week, count, tonnes, float(unplaced[number]), value, gain, basis))
    return rows


def _new_buyer(lots: pd.DataFrame) -> tuple[float, float]:
    gain = lots[URGENCY].to_numpy(dtype=float) - lots[f"dual_{URGENCY}"].to_numpy(dtype=float)
    money = lots["farmgate_price_vnd_kg"].to_numpy(dtype=float) - lots[f"dual_{REVENUE}"].to_numpy(dtype=float)
    best = np.lexsort((np.nan_to_num(money, nan=-np.inf), gain))[-1]
    return KG * float(money[best]), float(gain[best])
