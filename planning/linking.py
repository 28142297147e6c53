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
   shelf_life_days): the days until the first of the lot is lost; a lot that is lost twice as soon counts twice,
   and a district's call for help counts as half the days. Weights sit on lots alone, so this places as many
   tonnes as any plan can and, of those, the most urgent (a polymatroid's greedy basis): only the order of the
   weights matters, not their size.
2. the farmers' net revenue; a price nobody stated adds nothing.
3. the plan that serves lots in the order of their ids by requests in the order of theirs (tonnes x rank x rank,
   then mixed ranks until no other plan is as good): unique, whatever the order of rows.

**Out** (`LinkPlan`): frames with the columns below; quantities are whole kilograms given in tonnes.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

LINK_COLUMNS = (
    "lot_id", "request_id", "pool_id", "unit_code", "product_code", "from_on", "to_on", "quantity_t",
    "net_price_vnd_kg", "stage",
)  # fmt: skip
UNPLACED_COLUMNS = ("lot_id", "unit_code", "product_code", "unplaced_t", "reason")
POOL_COLUMNS = (
    "pool_id", "request_id", "product_code", "producer_key", "lots", "from_on", "to_on", "quantity_t", "share",
    "payback_vnd", "pool_t", "min_lot_t",
)  # fmt: skip
SHADOW_COLUMNS = ("group_code", "week_start", "requests", "demand_t", "unplaced_t", "value_vnd_t", "urgency", "basis")
CERTIFICATE_COLUMNS = (
    "stage", "primal", "dual", "gap", "primal_residual", "dual_residual", "complementarity", "lots", "requests",
    "candidates",
)  # fmt: skip
FLOOR_COST_COLUMNS = ("floor", "level", "shortfall_t", "tonnes_cost_t", "urgent_cost_t", "revenue_cost_vnd")


@dataclass(frozen=True)
class LinkPlan:
    """A plan and its proof.

    `links`: LINK_COLUMNS, ordered by lot and request; pool_id is null where a lot is taken alone; stage 1, 2 or
    3 = the objective that settled its tonnes (0 is free for links committed before planning). `unplaced`:
    UNPLACED_COLUMNS, one row per lot with tonnes left, reason one of REASONS. `pools`: POOL_COLUMNS, a row per
    pool and producer; payback_vnd whole đồng, summing exactly to the pool's. `shadow_prices`: SHADOW_COLUMNS, a
    row per group_code and ISO week. `certificate`: CERTIFICATE_COLUMNS, a row per stage. `costs_of_floors`:
    FLOOR_COST_COLUMNS, a row per floor that is on."""

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
    raise NotImplementedError
