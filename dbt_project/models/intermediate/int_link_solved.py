"""The linking plan of the build, solved once: every part of the answer in one table, told apart by `part`.

A Python model because the plan is a linear program; it only brings tables to `planning` and its answer back.
"""

import pandas as pd
import pyarrow as pa

TEXTS = (
    "part", "lot_id", "request_id", "pool_id", "unit_code", "product_code", "producer_key", "group_code", "reason",
    "basis", "objective", "floor", "party_type", "party_key",
)  # fmt: skip
DATES = ("from_on", "to_on", "week_start")
COUNTS = ("stage", "lots", "requests", "candidates", "payback_vnd", "claimed", "confirmed", "delivered")
MEASURES = (
    "quantity_t", "net_price_vnd_kg", "unplaced_t", "share", "pool_t", "min_lot_t", "demand_t", "value_vnd_t",
    "urgency", "primal", "dual", "gap", "primal_residual", "dual_residual", "complementarity", "level", "shortfall_t",
    "tonnes_cost_t", "urgent_cost_t", "revenue_cost_vnd", "confirmed_rate", "delivered_rate", "reliability", "low",
    "high",
)  # fmt: skip
SCHEMA = pa.schema(
    [(name, pa.string()) for name in TEXTS]
    + [(name, pa.date32()) for name in DATES]
    + [(name, pa.int64()) for name in COUNTS]
    + [(name, pa.float64()) for name in MEASURES]
)


def typed(part: str, rows: pd.DataFrame) -> pa.Table:
    """Rows with every column of SCHEMA, null where the part has none; raises KeyError for one that is not in it."""
    columns = {name: pa.nulls(len(rows), SCHEMA.field(name).type) for name in SCHEMA.names}
    for name in rows.columns:
        kind = SCHEMA.field(name).type
        values = pd.to_datetime(rows[name]).dt.date if kind == pa.date32() else rows[name]
        columns[name] = pa.array(values.astype(object).where(values.notna(), None), kind)
    columns["part"] = pa.array([part] * len(rows), pa.string())
    return pa.table(columns, schema=SCHEMA)


def model(dbt, session):
    dbt.config(materialized="table")
    from planning.linking.plan import plan_links
    from planning.linking.reliability import party_reliability

    run = dbt.ref("stg_run").df().iloc[0]
    asked = dbt.ref("stg_link_settings").df().iloc[0]
    histories = dbt.ref("int_link_histories").df()
    rated = {
        kind: party_reliability(of_kind.drop(columns=["party_type", "party_name"]).reset_index(drop=True))
        for kind, of_kind in ((one, histories[histories["party_type"] == one]) for one in ("buyer", "producer"))
    }
    kept = {kind: rates.set_index("party_key")["reliability"] for kind, rates in rated.items()}
    lots, requests = dbt.ref("mart_link_lots").df(), dbt.ref("mart_link_requests").df()
    plan = plan_links(
        lots.assign(reliability=lots["producer_key"].map(kept["producer"])),
        requests.assign(reliability=requests["buyer_key"].map(kept["buyer"])),
        dbt.ref("mart_link_candidates").df(),
        as_of_date=run["as_of_date"].date(),
        district_floor=float(asked["district_floor"]),
        smallholder_floor=float(asked["smallholder_floor"]),
        discount_reliability=bool(asked["discount_reliability"]),
    )
    proof = plan.certificate.rename(columns={"stage": "objective"})
    proof.insert(0, "stage", range(1, len(proof) + 1))
    parts = [
        ("link", plan.links), ("unplaced", plan.unplaced), ("pool", plan.pools), ("shadow_price", plan.shadow_prices),
        ("certificate", proof), ("floor_cost", plan.costs_of_floors),
        *(("reliability", rates.assign(party_type=kind)) for kind, rates in rated.items()),
    ]  # fmt: skip
    return pa.concat_tables([typed(part, rows) for part, rows in parts])
