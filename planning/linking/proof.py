"""The solved program written out as plain tables of limits, flows and terms, and handed to the check.

The check reads these tables and the numbers in them, so it needs to know nothing of groups, pools or HiGHS.
"""

import numpy as np
import pandas as pd

from planning.linking.certificate import certify
from planning.linking.problem import COSTS, MIXED, Problem
from planning.linking.program import STAGES, Solution
from planning.linking.solver import SHORTFALL


def prove(problem: Problem, outcome: Solution) -> pd.DataFrame:
    """The certificate of the last program; raises LinkGapExceeded."""
    stages = [stage for stage in STAGES if _was_run(stage, outcome)]
    lots = "lot " + problem.lots["lot_id"].astype(str)
    requests = "request " + problem.requests["request_id"].astype(str)
    floors = "floor " + outcome.floors["floor"].astype(str)
    limits = pd.concat(
        [
            _limits(lots, "lot", "<=", problem.lots["supply_kg"], outcome.lot_duals),
            _limits(requests, "request", "<=", problem.requests["demand_kg"], outcome.request_duals),
            _limits(floors, "floor", ">=", outcome.floors["kg"], outcome.floors),
        ],
        ignore_index=True,
    )
    edges = problem.edges[outcome.is_open]
    flows = pd.DataFrame({"flow_id": edges.index, "value": outcome.flow[outcome.is_open], f"cost_{SHORTFALL}": 0.0})
    for cost in COSTS:
        flows[f"cost_{cost}"] = edges[cost].to_numpy() * (outcome.is_mixed[outcome.is_open] if cost == MIXED else 1.0)
    short = pd.DataFrame({"flow_id": floors, "value": outcome.floors["shortfall_kg"], f"cost_{SHORTFALL}": -1.0})
    member = outcome.members.merge(edges.reset_index()[["index", "lot"]], on="lot")
    terms = pd.DataFrame(
        {
            "flow_id": [*edges.index, *edges.index, *member["index"], *floors],
            "row_id": [*lots.to_numpy()[edges["lot"]], *requests.to_numpy()[edges["request"]],
                       *("floor " + member["floor"].astype(str)), *floors],
        }
    )  # fmt: skip
    return certify(limits, pd.concat([flows, short]).fillna(0.0) if len(short) else flows, terms, stages)


def _was_run(stage: str, outcome: Solution) -> bool:
    return {SHORTFALL: len(outcome.floors) > 0, MIXED: bool(outcome.is_mixed.any())}.get(stage, True)


def _limits(ids: pd.Series, kind: str, sense: str, limit: pd.Series, duals: pd.DataFrame) -> pd.DataFrame:
    values = {f"dual_{stage}": duals[stage].to_numpy(dtype=float) for stage in STAGES}
    return pd.DataFrame({"row_id": ids.to_numpy(), "kind": kind, "sense": sense, "limit": np.asarray(limit), **values})
