"""Small lots on one truck: which lots may reach a buyer's min lot together, and what each producer of a pool is paid.

A pool is lots of one product for one request that have a day in common, of one district; districts that cannot reach
the min lot alone go together with those whose centre is at most 20 km away, and lots that are still left with a pool
that near. Without this rule small growers are left out, because no lorry comes for their lot.
"""

from collections.abc import Callable
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from planning.linking.problem import KG, Problem

NEAR_KM = 20.0
EARTH_KM = 6371.0
ALONE, TOO_SMALL = -1, -2
POOL_COLUMNS = (
    "pool_id", "request_id", "product_code", "producer_key", "lots", "from_on", "to_on", "quantity_t", "share",
    "payback_vnd", "pool_t", "min_lot_t",
)  # fmt: skip


def form_pools(problem: Problem) -> np.ndarray:
    """Pool number of each edge; ALONE where the buyer has no min lot, TOO_SMALL where no pool reaches it."""
    edges, lots, requests = problem.edges, problem.lots, problem.requests
    pools = np.full(len(edges), ALONE)
    min_lot = requests["min_lot_kg"].to_numpy()[edges["request"]]
    bound = np.flatnonzero(min_lot > 0)
    if not len(bound):
        return pools
    pools[bound] = TOO_SMALL
    keys = pd.DataFrame(
        {
            "request": edges["request"].to_numpy()[bound],
            "product": lots["product_code"].to_numpy()[edges["lot"].to_numpy()[bound]],
        }
    )
    near, districts = _near_districts(lots)
    supply = lots["supply_kg"].to_numpy()[edges["lot"]]
    demand = requests["demand_kg"].to_numpy()[edges["request"]]
    first, last = (edges[name].to_numpy().astype("int64") for name in ("from_on", "to_on"))
    district = districts[edges["lot"]]
    number = 0
    for members in keys.groupby(["request", "product"], sort=True).indices.values():
        members = bound[members]
        if demand[members[0]] < min_lot[members[0]]:
            continue
        for pool in _pools_of(members, first, last, district, near, _reaches(supply, min_lot[members[0]])):
            pools[pool] = number
            number += 1
    return pools


def _reaches(supply: np.ndarray, min_lot: int) -> Callable[[list[int]], bool]:
    return lambda pool: supply[pool].sum() >= min_lot


def _pools_of(
    members: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    district: np.ndarray,
    near: np.ndarray,
    reaches: Callable[[list[int]], bool],
) -> list[list[int]]:
    """Pools of one request and product: districts alone, then with their neighbours, then who can still join one."""
    left, pools, homes = set(), [], []
    for code in np.unique(district[members]):
        for pool in _with_a_common_day(members[district[members] == code], first, last):
            if reaches(pool):
                pools.append(pool)
                homes.append(code)
            else:
                left.update(pool)
    for code in sorted({district[one] for one in left}):
        around = np.array(sorted(one for one in left if near[code, district[one]]), dtype=int)
        for pool in _with_a_common_day(around, first, last):
            if reaches(pool):
                left.difference_update(pool)
                pools.append(pool)
                homes.append(code)
    rest = np.array(sorted(left), dtype=int)
    for pool, home in zip(pools, homes):
        joined = _who_can_join(pool, rest[near[home, district[rest]]], first, last)
        pool.extend(joined)
        rest = np.setdiff1d(rest, joined, assume_unique=True)
    return pools


def _who_can_join(pool: list[int], around: np.ndarray, first: np.ndarray, last: np.ndarray) -> list[int]:
    """The most lots around a pool that have a day in common with all of it and each other."""
    if not len(around):
        return []
    opens, closes = np.maximum(first, first[pool].max()), np.minimum(last, last[pool].min())
    groups = _with_a_common_day(around[opens[around] <= closes[around]], opens, closes)
    return max(groups, key=len, default=[])


def _with_a_common_day(members: np.ndarray, first: np.ndarray, last: np.ndarray) -> list[list[int]]:
    """Fewest groups that share a day: all that are there on the first last day, and again with the rest."""
    rest = members[np.argsort(last[members], kind="stable")]
    groups = []
    while len(rest):
        is_there = first[rest] <= last[rest[0]]
        groups.append(sorted(rest[is_there].tolist()))
        rest = rest[~is_there]
    return groups


def _near_districts(lots: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Which districts are neighbours (square table), and the district of each lot; an unknown one is its unit's own."""
    names = lots["district_code"].astype(object).where(lots["district_code"].notna(), "unit " + lots["unit_code"])
    codes, unique = pd.factorize(names, sort=True)
    place = lots.groupby(codes)[["latitude", "longitude"]].first().reindex(range(len(unique)))
    latitude, longitude = (np.radians(place[name].to_numpy(dtype=float)) for name in ("latitude", "longitude"))
    half = (
        np.sin((latitude[:, None] - latitude) / 2) ** 2
        + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    )
    near = 2 * EARTH_KM * np.arcsin(np.sqrt(half)) <= NEAR_KM
    return near | np.eye(len(unique), dtype=bool), codes


def to_remove(pools: np.ndarray, request: np.ndarray, kilograms: np.ndarray, min_lot: np.ndarray) -> np.ndarray:
    """Pools to take out: of each request's that got less than its min lot, the smaller half (then the lower number).

    All arrays are per edge; `min_lot` in kg. By halves, because what one pool leaves may fill another.
    """
    used = np.flatnonzero((pools >= 0) & (kilograms > 0))
    tonnes = np.bincount(pools[used], kilograms[used])
    pool, first = np.unique(pools[used], return_index=True)
    of_request, least = request[used][first], min_lot[used][first]
    short = np.flatnonzero(tonnes[pool] < least)
    short = short[np.lexsort((pool[short], tonnes[pool[short]], of_request[short]))]
    _, starts, counts = np.unique(of_request[short], return_index=True, return_counts=True)
    place = np.arange(len(short)) - np.repeat(starts, counts)
    return pool[short[place < (np.repeat(counts, counts) + 1) // 2]]


def shared_out(total: int, weights: list[Decimal]) -> list[int]:
    """Whole đồng in proportion to the weights that sum to the total: largest remainder, the earlier one at a tie."""
    whole = sum(weights, Decimal(0))
    if whole == 0:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    floors = [one.to_integral_value(ROUND_FLOOR) for one in exact]
    order = sorted(range(len(weights)), key=lambda one: (floors[one] - exact[one], one))
    more = total - int(sum(floors, Decimal(0)))
    return [int(floors[one]) + (1 if one in order[:more] else 0) for one in range(len(weights))]


def pool_table(links: pd.DataFrame, lots: pd.DataFrame, requests: pd.DataFrame) -> pd.DataFrame:
    """POOL_COLUMNS of links that have a pool: one row per pool and producer (a lot without one is its own).

    payback_vnd: what the pool is paid less each lot's own transport, to the đồng; null where a price is not stated.
    """
    pooled = links[links["pool_id"].notna()].merge(lots[["lot_id", "producer_key"]], on="lot_id")
    if pooled.empty:
        return pd.DataFrame(columns=list(POOL_COLUMNS))
    pooled["producer_key"] = pooled["producer_key"].where(pooled["producer_key"].notna(), pooled["lot_id"])
    keys = ["request_id", "pool_id", "producer_key"]
    money: dict[tuple[str, ...], Decimal] = {}
    for *key, price, tonnes in pooled[[*keys, "net_price_vnd_kg", "quantity_t"]].itertuples(index=False):
        earned = Decimal(str(price)) * round(tonnes * KG)
        money[tuple(key)] = money.get(tuple(key), Decimal(0)) + earned
    rows = pooled.groupby(keys, as_index=False).agg(
        product_code=("product_code", "first"), lots=("lot_id", "size"), from_on=("from_on", "first"),
        to_on=("to_on", "first"), quantity_t=("quantity_t", "sum"),
    )  # fmt: skip
    rows["pool_t"] = rows.groupby("pool_id")["quantity_t"].transform("sum")
    rows["share"] = rows["quantity_t"] / rows["pool_t"]
    rows["money"] = [money[key] for key in rows[keys].itertuples(index=False, name=None)]
    paid = [pay for _, sums in rows.groupby("pool_id", sort=False)["money"] for pay in _paid(list(sums))]
    rows["payback_vnd"] = pd.array(paid, dtype="Int64")
    return rows.merge(requests[["request_id", "min_lot_t"]], on="request_id")[list(POOL_COLUMNS)]


def _paid(sums: list[Decimal]) -> list[int | None]:
    """Whole đồng of each producer of a pool; nothing is said where a price of it is not stated (NaN)."""
    whole = sum(sums, Decimal(0))
    return [None] * len(sums) if whole.is_nan() else shared_out(int(whole.to_integral_value(ROUND_HALF_UP)), sums)
