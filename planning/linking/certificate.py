"""The proof of a plan, worked out again from its tables by weak duality: no plan can be better than its duals say.

Nothing here is shared with the solver, so a fault of either shows as a gap or a residual and the run fails.
"""

import numpy as np
import pandas as pd

MAX_GAP = 1e-6
ZERO = 1e-3
CERTIFICATE_COLUMNS = (
    "stage", "primal", "dual", "gap", "primal_residual", "dual_residual", "complementarity", "lots", "requests",
    "candidates",
)  # fmt: skip


class LinkGapExceeded(RuntimeError):
    """The plan is not proved: a gap or a residual of a stage is over 1e-6."""


def certify(limits: pd.DataFrame, flows: pd.DataFrame, terms: pd.DataFrame, stages: list[str]) -> pd.DataFrame:
    """CERTIFICATE_COLUMNS of a plan, a row per stage; raises LinkGapExceeded.

    `limits`: a row per constraint: row_id, kind (lot, request, floor), sense (<= or >=), limit, and a dual per stage
    named `dual_<stage>`. `flows`: a row per variable: flow_id, value, and `cost_<stage>`. `terms`: flow_id, row_id: the
    constraints a variable counts in, once each. A later stage binds only what the earlier ones left equal.
    """
    row_of = pd.Series(np.arange(len(limits)), index=limits["row_id"])
    flow_of = pd.Series(np.arange(len(flows)), index=flows["flow_id"])
    at_row, at_flow = row_of.loc[terms["row_id"]].to_numpy(), flow_of.loc[terms["flow_id"]].to_numpy()
    value, limit = flows["value"].to_numpy(dtype=float), limits["limit"].to_numpy(dtype=float)
    sign = np.where(limits["sense"] == "<=", 1.0, -1.0)
    slack = sign * (limit - np.bincount(at_row, value[at_flow], len(limits)))
    constraints = pd.DataFrame({"limit": limit, "sign": sign, "slack": slack})
    scale = max(1.0, float(np.abs(limit).max(initial=0)))
    infeasible = max(-slack.min(initial=0), -value.min(initial=0)) / scale
    still, held = np.ones(len(flows), dtype=bool), np.zeros(len(limits), dtype=bool)
    kinds = limits["kind"].value_counts()
    rows = []
    for stage in stages:
        cost = flows[f"cost_{stage}"].to_numpy(dtype=float)
        dual = limits[f"dual_{stage}"].to_numpy(dtype=float)
        reduced = np.bincount(at_flow, dual[at_row], len(flows)) - cost
        checked = _stage(cost, dual, reduced, value, constraints, still, held)
        rows.append({"stage": stage, "primal_residual": infeasible, **checked})
        still &= reduced <= ZERO
        held |= np.abs(dual) > ZERO
    table = pd.DataFrame(rows).assign(
        lots=int(kinds.get("lot", 0)), requests=int(kinds.get("request", 0)),
        candidates=int((~flows["flow_id"].isin(limits["row_id"])).sum()),
    )  # fmt: skip
    _refuse(table)
    return table[list(CERTIFICATE_COLUMNS)]


def _stage(
    cost: np.ndarray,
    dual: np.ndarray,
    reduced: np.ndarray,
    value: np.ndarray,
    rows: pd.DataFrame,
    still: np.ndarray,
    held: np.ndarray,
) -> dict[str, float]:
    """Both objectives of one stage, their gap, and the worst breach of dual feasibility and of complementarity.

    A held row is an equation, so its dual may have any sign; a column that an earlier stage closed is asked nothing.
    """
    primal, bound = float(cost @ value), float(rows["limit"].to_numpy() @ dual)
    wrong_sign = np.where(held, 0.0, -rows["sign"].to_numpy() * dual)
    open_reduced = np.where(still, reduced, 0.0)
    size = max(1.0, abs(primal), abs(bound))
    apart = max(np.abs(value * open_reduced).max(initial=0), np.abs(dual * rows["slack"].to_numpy()).max(initial=0))
    breach = max(-open_reduced.min(initial=0), wrong_sign.max(initial=0))
    return {
        "primal": primal,
        "dual": bound,
        "gap": abs(primal - bound) / size,
        "dual_residual": breach / max(1.0, float(np.abs(cost).max(initial=0))),
        "complementarity": apart / size,
    }


def _refuse(table: pd.DataFrame) -> None:
    for row in table.to_dict("records"):
        for name in ("gap", "primal_residual", "dual_residual", "complementarity"):
            if not row[name] <= MAX_GAP:
                stage = f"the linking plan is not proved at stage {row['stage']}"
                raise LinkGapExceeded(f"{stage}: {name} {row[name]:.3g} is over {MAX_GAP:g}")
