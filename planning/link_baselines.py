"""What a district would do without the plan, on the same lots, requests and candidates: the plan must beat it to
matter.

First come, first served is the telephone: the lot harvested first is sold to the buyer who asks first. Pro rata
shares each buyer's tonnes out among all who could sell to it."""

import pandas as pd

COMPARISON_COLUMNS = ("method", "links", "placed_t", "urgent_t", "net_revenue_vnd", "smallholder_share")
PLAN, FIRST_COME, PRO_RATA = "plan", "first_come", "pro_rata"


def compare_methods(
    lots: pd.DataFrame, requests: pd.DataFrame, candidates: pd.DataFrame, links: pd.DataFrame
) -> pd.DataFrame:
    """COMPARISON_COLUMNS of the plan's links and of both baselines on the same candidates, min lots held by all three.

    urgent_t: tonnes of lots that `is_urgent`; net_revenue_vnd counts stated prices only; smallholder_share:
    their part of the tonnes placed, nan when none is placed."""
    raise NotImplementedError
