"""What a district would do without the plan, on the same lots, requests and candidates: the plan must beat it.

First come, first served is the telephone: the lot harvested first is sold to the buyer who asks first. Pro rata shares
each buyer's tonnes out among all who could sell to it.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from planning.linking.pools import TOO_SMALL, form_pools, to_remove
from planning.linking.problem import KG, REVENUE, Problem, days, is_true, is_urgent, read_problem

COMPARISON_COLUMNS = ("method", "links", "placed_t", "urgent_t", "net_revenue_vnd", "smallholder_share")
PLAN, FIRST_COME, PRO_RATA = "plan", "first_come", "pro_rata"
Filling = Callable[[Problem, np.ndarray], np.ndarray]


def compare_methods(
    lots: pd.DataFrame,
    requests: pd.DataFrame,
    candidates: pd.DataFrame,
    links: pd.DataFrame,
    *,
    discount_reliability: bool = False,
) -> pd.DataFrame:
    """COMPARISON_COLUMNS of a plan's links and of both baselines on the same candidates, min lots held by all three.

    urgent_t: tonnes of lots that are urgent in the sense of an alert; net_revenue_vnd counts stated prices only;
    smallholder_share: their part of the tonnes placed, nan when none is placed.
    """
    problem = read_problem(lots, requests, candidates, discount_reliability)
    edges = problem.edges
    pair = pd.MultiIndex.from_arrays(
        [problem.lots["lot_id"].to_numpy()[edges["lot"]], problem.requests["request_id"].to_numpy()[edges["request"]]]
    )
    planned = pd.Series(links["quantity_t"].to_numpy(dtype=float), index=[links["lot_id"], links["request_id"]])
    plan = np.rint(planned.reindex(pair).fillna(0).to_numpy() * KG).astype("int64")
    pools = form_pools(problem)
    rows = [_measured(PLAN, problem, plan)]
    rows += [
        _measured(name, problem, _with_min_lots(problem, pools, fill))
        for name, fill in ((FIRST_COME, first_come), (PRO_RATA, pro_rata))
    ]
    return pd.DataFrame(rows, columns=list(COMPARISON_COLUMNS))


def first_come(problem: Problem, is_open: np.ndarray) -> np.ndarray:
    """Kilograms of each edge: lots by the first day of harvest, each sold to the open request that opens first."""
    edges = np.flatnonzero(is_open)
    lot, request = (problem.edges[name].to_numpy()[edges] for name in ("lot", "request"))
    harvest = days(problem.lots["from_on"])[lot]
    opens = days(problem.requests["from_on"])[request]
    order = np.lexsort((request, opens, lot, harvest))
    supply, demand = problem.lots["supply_kg"].tolist(), problem.requests["demand_kg"].tolist()
    kilograms = np.zeros(len(is_open), dtype="int64")
    for edge, seller, buyer in zip(edges[order].tolist(), lot[order].tolist(), request[order].tolist()):
        taken = min(supply[seller], demand[buyer])
        if taken > 0:
            kilograms[edge] = taken
            supply[seller] -= taken
            demand[buyer] -= taken
    return kilograms


def pro_rata(problem: Problem, is_open: np.ndarray) -> np.ndarray:
    """Kilograms of each edge: a request is shared out by what its lots have left, again until nothing moves."""
    edges = np.flatnonzero(is_open)
    lot, request = (problem.edges[name].to_numpy()[edges] for name in ("lot", "request"))
    supply, demand = problem.lots["supply_kg"].to_numpy(), problem.requests["demand_kg"].to_numpy()
    kilograms = np.zeros(len(is_open), dtype="int64")
    while True:
        placed = kilograms[edges]
        left = supply - np.bincount(lot, placed, len(supply))
        wanted = demand - np.bincount(request, placed, len(demand))
        offered = np.bincount(request, left[lot], len(demand))
        asked = wanted[request] * left[lot] / np.maximum(1, offered[request])
        of_lot = np.bincount(lot, asked, len(supply))
        taken = np.floor(asked * np.minimum(1, left[lot] / np.maximum(1, of_lot[lot])) + 1e-9).astype("int64")
        if not taken.any():
            return kilograms
        kilograms[edges] += taken


def _with_min_lots(problem: Problem, pools: np.ndarray, fill: Filling) -> np.ndarray:
    request = problem.edges["request"].to_numpy()
    min_lot = problem.requests["min_lot_kg"].to_numpy()[request]
    is_open = pools != TOO_SMALL
    while True:
        kilograms = fill(problem, is_open)
        removed = to_remove(pools, request, kilograms, min_lot)
        if not len(removed):
            return kilograms
        is_open &= ~np.isin(pools, removed)


def _measured(method: str, problem: Problem, kilograms: np.ndarray) -> tuple:
    lot = problem.edges["lot"].to_numpy()
    placed = float(kilograms.sum())
    small = float(kilograms[is_true(problem.lots, "is_smallholder")[lot]].sum())
    urgent = float(kilograms[is_urgent(problem.lots)[lot]].sum())
    revenue = float(kilograms @ problem.edges[REVENUE].to_numpy())
    share = small / placed if placed else float("nan")
    return method, int((kilograms > 0).sum()), placed / KG, urgent / KG, revenue, share
