"""Who should sell what to whom: open lots against open requests, solved exactly, with the proof beside the plan.

One pure function of plain tables, so that the warehouse, the command and the benchmark plan by the same rule.

**In.** Dates are dates or datetime64; a missing optional column counts as all unknown; the order of rows does
not matter.

- `lots`: lot_id, unit_code, product_code, group_code, harvest_start, harvest_end, from_on, to_on (first and
  last day the lot can be sold: to_on = harvest_end + shelf life), available_t (open after committed links),
  shelf_life_days, days_to_harvest (0 when running); optional district_code, latitude, longitude (of the
  district), commune_code, producer_key, farmgate_price_vnd_kg, transport_cost_vnd_kg, needs_support,
  is_smallholder, reliability (nan = 1).
- `requests`: request_id, group_code, from_on, to_on, quantity_t (open after committed links); optional
  buyer_key, min_lot_t (nan = 0), price_vnd_kg (nan = by agreement), delivery, reliability.
- `candidates`: lot_id, request_id, from_on, to_on (the common days), net_price_vnd_kg (price less transport
  where the buyer takes delivery at its own store; nan = price not stated). The pairs that share group_code, a
  day, and pass the price rule.

**Objective**, lexicographic, in whole kilograms:

1. tonnes x urgency, urgency = ceil(360 / d), twice that when needs_support, d = max(1, days_to_harvest +
   shelf_life_days, but no more than the days to to_on): the days until the first of the lot is lost, or of what a
   harvest that is over has left; a lot that is lost twice as soon counts twice, and a district's call for help counts
   as half the days. Weights sit on lots alone, so this places as many
   tonnes as any plan can and, of those, the most urgent (a polymatroid's greedy basis): only the order of the
   weights matters, not their size.
2. the farmers' net revenue; a price nobody stated adds nothing.
3. the plan that serves lots in the order of their ids by requests in the order of theirs (tonnes x rank x rank,
   then mixed ranks until no other plan is as good): unique, whatever the order of rows.

**Out** (`LinkPlan`): frames with the columns below; quantities are whole kilograms given in tonnes.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from planning.linking.pools import form_pools, pool_table
from planning.linking.problem import KG, REVENUE, URGENCY, Problem, is_urgent, read_problem
from planning.linking.program import DISTRICT, SMALLHOLDER, Floors, Solution, solve_program
from planning.linking.proof import prove
from planning.linking.reasons import unplaced_lots
from planning.linking.shadow_prices import shadow_prices

LINK_COLUMNS = (
    "lot_id", "request_id", "pool_id", "unit_code", "product_code", "from_on", "to_on", "quantity_t",
    "net_price_vnd_kg", "stage",
)  # fmt: skip
FLOOR_COST_COLUMNS = ("floor", "level", "shortfall_t", "tonnes_cost_t", "urgent_cost_t", "revenue_cost_vnd")


@dataclass(frozen=True)
class LinkPlan:
    """A plan and its proof; each table's columns are named where it is made.

    `links`: LINK_COLUMNS, by lot and request; pool_id is null where a lot is taken alone, a pool's dates are those all
    its lots share; stage 1, 2 or 3 = the objective after which its tonnes follow from what is full in every plan as
    good (0 is free for links committed before planning). `unplaced`: `reasons.UNPLACED_COLUMNS`, a row per lot
    with tonnes left, reason one of the Vietnamese `reasons.REASONS`. `pools`: `pools.POOL_COLUMNS`, a row
    per pool and producer; payback_vnd in whole đồng sums exactly to the pool's. `shadow_prices`:
    `shadow_prices.SHADOW_COLUMNS`, by group_code and ISO week. `certificate`: `certificate.CERTIFICATE_COLUMNS`, a
    row per stage. `costs_of_floors`: FLOOR_COST_COLUMNS, a row per floor that is on: what is placed and earned more
    without it (below 0 where the min lots happen to fill better with it).
    """

    links: pd.DataFrame
    unplaced: pd.DataFrame
    pools: pd.DataFrame
    shadow_prices: pd.DataFrame
    certificate: pd.DataFrame
    costs_of_floors: pd.DataFrame


def plan_links(
    lots: pd.DataFrame,
    requests: pd.DataFrame,
    candidates: pd.DataFrame,
    *,
    as_of_date: date,
    district_floor: float = 0.0,
    smallholder_floor: float = 0.0,
    discount_reliability: bool = False,
) -> LinkPlan:
    """The plan of the day; raises LinkGapExceeded when the independent check of its proof fails."""
    problem = read_problem(lots, requests, candidates, discount_reliability, as_of_date)
    pools = form_pools(problem)
    floors = Floors(district_floor, smallholder_floor)
    outcome = solve_program(problem, pools, floors)
    certificate = prove(problem, outcome)
    links = _links(problem, pools, outcome)
    return LinkPlan(
        links=links,
        unplaced=unplaced_lots(problem, outcome, as_of_date),
        pools=pool_table(links, problem.lots, problem.requests),
        shadow_prices=_shadow(problem, outcome, as_of_date),
        certificate=certificate,
        costs_of_floors=_costs_of_floors(problem, pools, floors, outcome),
    )


def _links(problem: Problem, pools: np.ndarray, outcome: Solution) -> pd.DataFrame:
    used = np.flatnonzero(outcome.kilograms > 0)
    edges = problem.edges.loc[used].assign(
        pool=pools[used], quantity_t=outcome.kilograms[used] / KG, stage=outcome.stage[used]
    )
    request_id = problem.requests["request_id"].to_numpy()[edges["request"]]
    size = edges.groupby("pool")["pool"].transform("size")
    is_pooled = (edges["pool"] >= 0) & (size > 1)
    edges["pool_id"] = _pool_ids(edges, request_id, is_pooled)
    together = edges[is_pooled].groupby("pool")
    edges.loc[is_pooled, "from_on"] = together["from_on"].transform("max")
    edges.loc[is_pooled, "to_on"] = together["to_on"].transform("min")
    of_lot = problem.lots[["lot_id", "unit_code", "product_code"]].iloc[edges["lot"]].reset_index(drop=True)
    links = pd.concat([of_lot, edges.reset_index(drop=True)], axis=1).assign(request_id=request_id)
    for name in ("from_on", "to_on"):
        links[name] = links[name].dt.date
    return links[list(LINK_COLUMNS)]


def _pool_ids(edges: pd.DataFrame, request_id: np.ndarray, is_pooled: pd.Series) -> np.ndarray:
    """The request's id and the pool's place among the request's used pools; null for a lot taken alone."""
    pools = edges.loc[is_pooled, ["request", "pool"]].drop_duplicates().sort_values("pool")
    place = pd.Series((pools.groupby("request").cumcount() + 1).to_numpy(), index=pools["pool"])
    return np.array(
        [f"{request}+{place[pool]}" if shared else None
         for request, pool, shared in zip(request_id, edges["pool"], is_pooled)],
        dtype=object,
    )  # fmt: skip


def _shadow(problem: Problem, outcome: Solution, as_of: date) -> pd.DataFrame:
    placed = np.bincount(problem.edges["lot"], outcome.kilograms, len(problem.lots))
    with_floors = outcome.lot_duals.copy()
    for name in (URGENCY, REVENUE):
        paid = outcome.members.merge(outcome.floors[["floor", name]], on="floor").groupby("lot")[name].sum()
        with_floors[name] = with_floors[name].add(paid, fill_value=0.0)
    lots = problem.lots.assign(
        unplaced_kg=problem.lots["supply_kg"] - placed,
        **{f"dual_{name}": with_floors[name] for name in (URGENCY, REVENUE)},
    )
    requests = problem.requests.assign(
        **{f"dual_{name}": outcome.request_duals[name] for name in (URGENCY, REVENUE)}
    )  # fmt: skip
    return shadow_prices(lots, requests, as_of)


def _costs_of_floors(problem: Problem, pools: np.ndarray, floors: Floors, outcome: Solution) -> pd.DataFrame:
    """For each floor that is on: what the plan without it, and with the other, places and earns more."""
    with_all = _totals(problem, outcome)
    rows = []
    for name in (DISTRICT, SMALLHOLDER):
        level = getattr(floors, name)
        if level <= 0:
            continue
        without = _totals(problem, solve_program(problem, pools, replace(floors, **{name: 0.0})))
        short = outcome.floors.loc[outcome.floors["kind"] == name, "shortfall_kg"].sum() / KG
        rows.append((name, level, short, *(more - less for more, less in zip(without, with_all))))
    return pd.DataFrame(rows, columns=list(FLOOR_COST_COLUMNS))


def _totals(problem: Problem, outcome: Solution) -> tuple[float, float, float]:
    """Tonnes placed, those of urgent lots, and net revenue in đồng of what has a price."""
    urgent = is_urgent(problem.lots)[problem.edges["lot"]]
    kilograms = outcome.kilograms
    revenue = float(kilograms @ problem.edges[REVENUE].to_numpy())
    return float(kilograms.sum()) / KG, float(kilograms[urgent].sum()) / KG, revenue
