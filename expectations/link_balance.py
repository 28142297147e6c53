"""The linking plan against the accepted rows: no tonne lost, none promised twice, none without the proof.

Works from the raw lots and requests by another way than dbt's, so that a mistake in a model cannot hide in both.
"""

from collections.abc import Mapping

import pandas as pd

from expectations.choices import choice
from expectations.measures import number
from expectations.results import CheckResult
from expectations.rules import Between
from vietnamese.numbers import number_trimmed

KILOGRAM_T = 0.0005
GREATEST_GAP = 1e-6
LINK_FRAMES = {
    "link_supply": ("raw.supply", "unit_code", "row_key", "expected_t", "contracted_t"),
    "link_demand": ("raw.demand", "unit_code", "row_key", "quantity_t", "status"),
    "link_lots": ("marts.mart_link_lots", "lot_id", "available_t"),
    "link_certificate": ("marts.mart_link_certificate", "stage", "gap"),
}
_DETAILS = {
    "lots": (
        "Phương án kết nối: xếp được {planned} tấn, còn {left} tấn, cộng lại phải bằng {open} tấn chưa có đầu ra; "
        "{failing} lô không khớp đến từng ki-lô-gam."
    ),
    "requests": "Phương án kết nối: {failing} nhu cầu được xếp quá sản lượng cần hoặc không còn tìm mua.",
    "proof": "Phương án kết nối: sai lệch so với mức tối ưu {gap}, cho phép 0,000001.",
}


def _by_row(rows: pd.DataFrame, values: pd.Series) -> pd.Series:
    keys = rows["unit_code"].astype(str) + "/" + rows["row_key"].astype(str)
    return pd.Series(values.to_numpy(dtype=float), index=keys.to_numpy())


def _planned(frames: Mapping[str, pd.DataFrame], key: str) -> pd.Series:
    plan = frames["mart_link_plan"]
    return plan[plan["stage"] > 0].groupby(key)["quantity_t"].sum()


def _lots(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a lot of the plan: tonnes planned, left, open, and by how much more than its row states is open."""
    supply = frames["link_supply"]
    stated = (number(supply, "expected_t") - number(supply, "contracted_t").fillna(0)).clip(lower=0)
    found = pd.DataFrame(
        {
            "planned": _planned(frames, "lot_id"),
            "left": frames["mart_link_unplaced"].set_index("lot_id")["unplaced_t"],
            "open": frames["link_lots"].set_index("lot_id")["available_t"],
        }
    ).fillna(0.0)
    found["gap"] = (found["planned"] + found["left"] - found["open"]).abs()
    found["excess"] = found["open"] - _by_row(supply, stated).reindex(found.index).fillna(0.0)
    return found


def _requests(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    demand = frames["link_demand"]
    is_open = demand["status"] == choice("demand", "status", "seeking")
    asked = _by_row(demand, number(demand, "quantity_t").where(is_open, 0.0))
    planned = _planned(frames, "request_id")
    return pd.DataFrame({"excess": planned - asked.reindex(planned.index).fillna(0.0)})


def _failing(lots: pd.DataFrame, requests: pd.DataFrame, proof: pd.DataFrame) -> dict[str, int]:
    """How many lots, requests and stages fail, in one validation of all three side by side."""
    from expectations.suites import suite
    from expectations.validation import failing_rows

    parts = [
        lots[["gap", "excess"]],
        requests.rename(columns={"excess": "over"}),
        proof[["gap"]].set_axis(["proof"], axis=1),
    ]
    together = pd.concat([one.astype(float).reset_index(drop=True) for one in parts], ignore_index=True)
    checks = [(name, Between(name, None, KILOGRAM_T)) for name in ("gap", "excess", "over")]
    checks.append(("proof", Between("proof", None, GREATEST_GAP)))
    found = failing_rows(together, [suite("link_plan.blocking", checks)])
    rows = {name: set(found.get(name, ())) for name in ("gap", "excess", "over", "proof")}
    return {"lots": len(rows["gap"] | rows["excess"]), "requests": len(rows["over"]), "proof": len(rows["proof"])}


def link_checks(frames: Mapping[str, pd.DataFrame]) -> list[CheckResult]:
    """The critical checks of the plan: its lots balance to the kilogram, its requests hold it, its proof is tight."""
    lots, proof = _lots(frames), frames["link_certificate"]
    planned, left, available = (float(lots[name].sum()) for name in ("planned", "left", "open"))
    gap = float(proof["gap"].max()) if len(proof) else 0.0
    failing = _failing(lots, _requests(frames), proof)
    said = {"planned": number_trimmed(planned), "left": number_trimmed(left), "open": number_trimmed(available)}
    measured = {"lots": (planned + left, available), "requests": (planned, None), "proof": (gap, GREATEST_GAP)}
    return [
        CheckResult(
            f"reconciliation.mart_link_plan.{name}", "critical", None, not count, *measured[name],
            _DETAILS[name].format(failing=count, gap=number_trimmed(gap, 9), **said),
        )
        for name, count in failing.items()
    ]  # fmt: skip
