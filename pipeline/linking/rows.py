"""What the published warehouse says of the linking plan, as plain rows: links, what is left, prices, proof, words kept.

No column of telephone numbers or contacts is read here; those go into a unit's own file and nowhere else.
"""

import math
from datetime import datetime

from connectors.warehouse import FILE_NAME, Is, Table, Warehouse
from pipeline.province.asof import asof_folder_name
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError

_LINK_COLUMNS = (
    "lot_id", "request_id", "pool_id", "stage", "unit_code", "unit_name", "producer_name", "commune_name",
    "product_code", "product_name", "buyer_name", "buyer_province_name", "delivery", "request_unit_code", "from_on",
    "to_on", "quantity_t", "net_price_vnd_kg", "buyer_reliability", "producer_reliability",
)  # fmt: skip
_PRICE_COLUMNS = (
    "week_start", "product_code", "product_name", "basis", "requests", "demand_t", "unplaced_t", "value_vnd_t",
    "urgency",
)  # fmt: skip
_PROPOSED = {"stage": Is(">", 0)}
TABLES = {
    "run": Table("raw.run", ("as_of", "as_of_date")),
    "links": Table(
        "marts.mart_link_plan_named", _LINK_COLUMNS, order_by=("unit_code", "product_code", "lot_id", "request_id")
    ),
    "unplaced": Table("marts.mart_link_unplaced", order_by=("-unplaced_t", "lot_id")),
    "committed": Table("marts.mart_link_plan", ("quantity_t",), {"stage": 0}),
    "asked": Table("marts.mart_link_requests", ("quantity_t",)),
    "pools": Table("marts.mart_link_pools", order_by=("pool_id", "producer_key")),
    "shadow_prices": Table(
        "marts.mart_link_shadow_prices",
        _PRICE_COLUMNS,
        {"value_vnd_t": Is(">", 0)},
        ("-value_vnd_t", "product_code", "week_start"),
    ),
    "certificate": Table("marts.mart_link_certificate", order_by=("stage",)),
    "floor_costs": Table("marts.mart_link_floor_costs", order_by=("floor",)),
    "reliability": Table("marts.mart_link_reliability", order_by=("party_type", "-claimed", "party_key")),
}
_COMPARED = {
    "lots": Table("marts.mart_link_lots"),
    "requests": Table("marts.mart_link_requests"),
    "candidates": Table("marts.mart_link_candidates"),
    "links": Table("marts.mart_link_plan", where=_PROPOSED),
    "kept": Table("marts.mart_link_reliability", ("party_type", "party_key", "reliability")),
}


def link_warehouse(province: Province, as_of: datetime | None = None) -> Warehouse:
    """The published warehouse, or the one that `nongsan build --as-of` made of that instant (ConfigError if none)."""
    if as_of is None:
        return province.warehouse
    path = province.settings.data_folder / "asof" / asof_folder_name(as_of) / FILE_NAME
    if not path.exists():
        raise ConfigError(f"{path} does not exist: run `nongsan build --as-of {as_of.isoformat()}` first")
    return Warehouse(path)


def link_rows(warehouse: Warehouse) -> dict[str, list[dict]]:
    """The rows of TABLES over one opening; raises WarehouseMissing before the first build.

    `committed` and `asked` become one row, their sum; the prices that free the most money come first.
    """
    found = warehouse.tables(TABLES)
    committed, asked = ([row["quantity_t"] for row in found[name]] for name in ("committed", "asked"))
    prices = sorted(found["shadow_prices"], key=lambda row: -row["value_vnd_t"] * row["unplaced_t"])
    return found | {
        "committed": [{"links": len(committed), "quantity_t": math.fsum(committed)}],
        "asked": [{"quantity_t": math.fsum(asked)}],
        "shadow_prices": prices,
    }


def comparison_rows(warehouse: Warehouse, *, discount_reliability: bool = False) -> list[dict]:
    """The plan beside first come, first served and pro rata on the same lots, requests and candidates."""
    from planning.linking.baselines import compare_methods

    frames = warehouse.frames(_COMPARED)
    lots, requests, kept = (frames[name] for name in ("lots", "requests", "kept"))
    rates = {kind: of_kind.set_index("party_key")["reliability"] for kind, of_kind in kept.groupby("party_type")}
    compared = compare_methods(
        lots.assign(reliability=lots["producer_key"].map(rates.get("producer", {}))),
        requests.assign(reliability=requests["buyer_key"].map(rates.get("buyer", {}))),
        frames["candidates"],
        frames["links"],
        discount_reliability=discount_reliability,
    )
    rows = compared.to_dict("records")
    return [{name: None if value != value else value for name, value in row.items()} for row in rows]


def planned_kilograms(warehouse: Warehouse) -> tuple[tuple[str, str, int], ...]:
    """(lot, request, kilograms) of every proposed link, in order."""
    columns = ("lot_id", "request_id", "quantity_t")
    rows = warehouse.table("marts.mart_link_plan", columns, where=_PROPOSED, order_by=columns[:2])
    return tuple((row["lot_id"], row["request_id"], round(row["quantity_t"] * 1000)) for row in rows)
