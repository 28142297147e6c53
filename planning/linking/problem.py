"""Tables of lots, requests and candidates as one linear problem in whole kilograms, sorted, so row order is nothing.

Everything the objective counts is decided here: the weight of urgency, the revenue of a kilogram, the ranks of ties.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from planning import urgency as pressing

KG = 1000
URGENCY_DAYS = 360
URGENCY, REVENUE, RANKS, MIXED = "urgency", "revenue", "ranks", "mixed_ranks"
COSTS = (URGENCY, REVENUE, RANKS, MIXED)
_TEXT = ("producer_key", "buyer_key", "district_code", "commune_code", "delivery")
_NUMBERS = ("latitude", "longitude", "min_lot_t", "price_vnd_kg", "farmgate_price_vnd_kg", "transport_cost_vnd_kg",
            "reliability")  # fmt: skip
_LOTS = ("lot_id", "unit_code", "product_code", "group_code", "from_on", "to_on", "available_t", "shelf_life_days",
         "days_to_harvest")  # fmt: skip
_REQUESTS = ("request_id", "group_code", "from_on", "to_on", "quantity_t")
_CANDIDATES = ("lot_id", "request_id", "from_on", "to_on", "net_price_vnd_kg")


class LinkInputWrong(ValueError):
    """A table of the linking plan lacks a column, repeats a key or names what another table does not have."""


@dataclass(frozen=True)
class Problem:
    """`lots` by id with supply_kg, urgency; `requests` by id with demand_kg, min_lot_kg; `edges` by lot and request.

    An edge holds lot and request (positions in the frames), from_on, to_on, net_price_vnd_kg and what a kilogram of it
    counts in each of COSTS.
    """

    lots: pd.DataFrame
    requests: pd.DataFrame
    edges: pd.DataFrame


def read_problem(
    lots: pd.DataFrame, requests: pd.DataFrame, candidates: pd.DataFrame, discount: bool, as_of: date | None = None
) -> Problem:
    """The problem of three tables; with `discount` a party's tonnes count at its reliability. Raises LinkInputWrong.

    Without `as_of` no harvest counts as over.
    """
    lots, requests = _keyed(lots, _LOTS, "lot_id"), _keyed(requests, _REQUESTS, "request_id")
    known = lots["lot_id"]
    lots["supply_kg"] = _whole_kg(lots, "available_t", discount)
    lots = lots[lots["supply_kg"] > 0].reset_index(drop=True)
    lots["urgency"] = urgency(lots, as_of)
    requests["demand_kg"] = _whole_kg(requests, "quantity_t", discount)
    requests["min_lot_kg"] = np.ceil(requests["min_lot_t"].fillna(0) * KG - 1e-6).astype("int64")
    return Problem(lots, requests, _edges(candidates, lots, requests, known))


def urgency(lots: pd.DataFrame, as_of: date | None = None) -> np.ndarray:
    """Whole weight of a tonne: ceil(360 / days until the first of the lot is lost), twice that when in need.

    While it is harvested the first is lost after the shelf life; once the harvest is over, all of it by `to_on`.
    """
    left = (lots["days_to_harvest"].fillna(0).clip(lower=0) + lots["shelf_life_days"].fillna(0)).to_numpy(dtype=float)
    if as_of is not None:
        left = np.minimum(left, (days(lots["to_on"]) - np.datetime64(as_of)).astype(float))
    return np.ceil(URGENCY_DAYS / np.maximum(1, left)) * np.where(is_true(lots, "needs_support"), 2, 1)


def is_urgent(lots: pd.DataFrame) -> np.ndarray:
    """Lots that an alert would call khẩn cấp for what they are: harvest near, and short-lived or in need."""
    left, life = (lots[name].fillna(0).to_numpy(dtype=float) for name in ("days_to_harvest", "shelf_life_days"))
    return pressing.is_urgent(left, life, is_true(lots, "needs_support"))


def is_true(rows: pd.DataFrame, column: str) -> np.ndarray:
    """A flag column as bool, one entry a row; empty cells and a missing column are False."""
    if column not in rows:
        return np.zeros(len(rows), dtype=bool)
    return rows[column].astype("boolean").fillna(False).to_numpy(dtype=bool)


def days(column: pd.Series) -> np.ndarray:
    """Dates of any kind as datetime64[D]."""
    return pd.to_datetime(column).to_numpy().astype("datetime64[D]")


def _keyed(rows: pd.DataFrame, needed: tuple[str, ...], key: str) -> pd.DataFrame:
    missing = [name for name in needed if name not in rows]
    if missing:
        raise LinkInputWrong(f"the table of {key} lacks {', '.join(missing)}")
    if rows[key].duplicated().any():
        raise LinkInputWrong(f"{key} {rows.loc[rows[key].duplicated(), key].iloc[0]} stands twice")
    blank = {name: None for name in _TEXT if name not in rows} | {name: np.nan for name in _NUMBERS if name not in rows}
    rows = rows.assign(**blank).sort_values(key, ignore_index=True)
    numbers = [name for name in (*_NUMBERS, "available_t", "quantity_t") if name in rows]
    return rows.astype(dict.fromkeys(numbers, float))


def _whole_kg(rows: pd.DataFrame, column: str, discount: bool) -> np.ndarray:
    tonnes = rows[column].fillna(0).clip(lower=0)
    if discount:
        tonnes = tonnes * rows["reliability"].fillna(1).clip(0, 1)
    return np.floor(tonnes * KG + 1e-6).astype("int64").to_numpy()


def _edges(candidates: pd.DataFrame, lots: pd.DataFrame, requests: pd.DataFrame, known: pd.Series) -> pd.DataFrame:
    missing = [name for name in _CANDIDATES if name not in candidates]
    if missing:
        raise LinkInputWrong(f"the table of candidates lacks {', '.join(missing)}")
    if not candidates["lot_id"].isin(known).all() or not candidates["request_id"].isin(requests["request_id"]).all():
        raise LinkInputWrong("a candidate names a lot or a request that is not in its table")
    edges = pd.DataFrame(
        {
            "lot": pd.Index(lots["lot_id"]).get_indexer(candidates["lot_id"]),
            "request": pd.Index(requests["request_id"]).get_indexer(candidates["request_id"]),
            "from_on": days(candidates["from_on"]),
            "to_on": days(candidates["to_on"]),
            "net_price_vnd_kg": candidates["net_price_vnd_kg"].to_numpy(dtype=float),
        }
    )
    edges = edges[edges["lot"] >= 0].sort_values(["lot", "request"], ignore_index=True)
    if edges.duplicated(["lot", "request"]).any():
        raise LinkInputWrong("a candidate stands twice")
    lot_group = lots["group_code"].to_numpy()[edges["lot"]]
    if (lot_group != requests["group_code"].to_numpy()[edges["request"]]).any():
        raise LinkInputWrong("a candidate joins a lot and a request of two product groups")
    return edges.assign(group_code=lot_group, **_costs(edges, lots, requests))


def _costs(edges: pd.DataFrame, lots: pd.DataFrame, requests: pd.DataFrame) -> dict[str, np.ndarray]:
    lot_rank = lots.groupby("group_code").cumcount(ascending=False).to_numpy(dtype=float)[edges["lot"]] + 1
    request_rank = requests.groupby("group_code").cumcount(ascending=False).to_numpy(dtype=float)[edges["request"]] + 1
    return {
        URGENCY: lots["urgency"].to_numpy(dtype=float)[edges["lot"]],
        REVENUE: np.round(np.nan_to_num(edges["net_price_vnd_kg"].to_numpy()), 2),
        RANKS: lot_rank * request_rank,
        MIXED: _mixed(lot_rank, request_rank),
    }


def _mixed(lot_rank: np.ndarray, request_rank: np.ndarray) -> np.ndarray:
    """Whole numbers below 2**20 that depend on the two ranks only and have no pattern (splitmix64 of the pair)."""
    mixed = lot_rank.astype(np.uint64) << np.uint64(32) | request_rank.astype(np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return (mixed >> np.uint64(44)).astype(float)
