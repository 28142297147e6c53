"""What the published warehouse says of the linking plan, as plain rows: links, what is left, prices, proof, words kept.

No column of telephone numbers or contacts is read here; those go into a unit's own file and nowhere else.
"""

from datetime import datetime

from connectors.warehouse import FILE_NAME, Warehouse
from pipeline.province.asof import asof_folder_name
from pipeline.province.settings import ConfigError, Settings

_LINKS = """
select l.lot_id, l.request_id, l.pool_id, l.stage, l.unit_code, u.unit_name, lot.producer_name, lot.commune_name,
    l.product_code, p.product_name, request.buyer_name, request.buyer_province_name, request.delivery,
    split_part(l.request_id, '/', 1) as request_unit_code, l.from_on, l.to_on, l.quantity_t, l.net_price_vnd_kg,
    buyers.reliability as buyer_reliability, producers.reliability as producer_reliability
from marts.mart_link_plan l
join marts.dim_units u using (unit_code)
join marts.dim_products p using (product_code)
join intermediate.int_lots_located lot on lot.lot_id = l.lot_id
join staging.stg_demand request on concat(request.unit_code, '/', request.row_key) = l.request_id
left join intermediate.int_link_requests open on open.request_id = l.request_id
left join marts.mart_link_reliability buyers on buyers.party_type = 'buyer' and buyers.party_key = open.buyer_key
left join marts.mart_link_reliability producers
    on producers.party_type = 'producer' and producers.party_key = lot.producer_key
where l.stage > 0
order by l.unit_code, l.product_code, l.lot_id, l.request_id
"""
_UNPLACED = """
select n.lot_id, n.unit_code, u.unit_name, lot.producer_name, n.product_code, p.product_name,
    lot.harvest_start as from_on, lot.kept_until as to_on, n.unplaced_t, n.reason
from marts.mart_link_unplaced n
join marts.dim_units u using (unit_code)
join marts.dim_products p using (product_code)
join intermediate.int_lots_located lot on lot.lot_id = n.lot_id
order by n.unplaced_t desc, n.lot_id
"""
_POOLS = """
select pools.*, coalesce(one.producer_name, pools.producer_key) as producer_name
from marts.mart_link_pools pools
left join (
    select producer_key, min(producer_name) as producer_name from intermediate.int_lots_located group by producer_key
) one using (producer_key)
order by pools.pool_id, pools.producer_key
"""
QUERIES = {
    "run": "select as_of, as_of_date from raw.run",
    "links": _LINKS,
    "unplaced": _UNPLACED,
    "committed": (
        "select count(*) as links, coalesce(sum(quantity_t), 0) as quantity_t from marts.mart_link_plan where stage = 0"
    ),
    "asked": "select coalesce(sum(quantity_t), 0) as quantity_t from intermediate.int_link_requests",
    "pools": _POOLS,
    "shadow_prices": (
        "select s.*, g.group_name as product_name from marts.mart_link_shadow_prices s "
        "join marts.dim_product_groups g on g.group_code = s.product_code where s.value_vnd_t > 0 "
        "order by s.value_vnd_t * s.unplaced_t desc, s.value_vnd_t desc, s.product_code, s.week_start"
    ),
    "certificate": "select * from marts.mart_link_certificate order by stage",
    "floor_costs": "select * from marts.mart_link_floor_costs order by floor",
    "reliability": "select * from marts.mart_link_reliability order by party_type, claimed desc, party_key",
}
_FRAMES = {
    "lots": (
        "select l.*, r.reliability from intermediate.int_link_lots l left join marts.mart_link_reliability r "
        "on r.party_type = 'producer' and r.party_key = l.producer_key"
    ),
    "requests": (
        "select q.*, r.reliability from intermediate.int_link_requests q left join marts.mart_link_reliability r "
        "on r.party_type = 'buyer' and r.party_key = q.buyer_key"
    ),
    "candidates": "select * from intermediate.int_link_candidates",
    "links": "select * from marts.mart_link_plan where stage > 0",
}
_PLANNED = (
    "select lot_id, request_id, cast(round(quantity_t * 1000) as bigint) as kg from marts.mart_link_plan "
    "where stage > 0 order by lot_id, request_id"
)


def link_warehouse(settings: Settings, as_of: datetime | None = None) -> Warehouse:
    """The published warehouse, or the one that `nongsan build --as-of` made of that instant (ConfigError if none)."""
    if as_of is None:
        return Warehouse(settings.data_folder / FILE_NAME)
    path = settings.data_folder / "asof" / asof_folder_name(as_of) / FILE_NAME
    if not path.exists():
        raise ConfigError(f"{path} does not exist: run `nongsan build --as-of {as_of.isoformat()}` first")
    return Warehouse(path)


def link_rows(warehouse: Warehouse) -> dict[str, list[dict]]:
    """The answers of QUERIES over one opening; raises WarehouseMissing before the first build."""
    return warehouse.row_sets({name: (sql, ()) for name, sql in QUERIES.items()})


def comparison_rows(warehouse: Warehouse, *, discount_reliability: bool = False) -> list[dict]:
    """The plan beside first come, first served and pro rata on the same lots, requests and candidates."""
    from planning.linking.baselines import compare_methods

    frames = warehouse.frames(_FRAMES)
    lots, requests, candidates, links = (frames[name] for name in ("lots", "requests", "candidates", "links"))
    compared = compare_methods(lots, requests, candidates, links, discount_reliability=discount_reliability)
    rows = compared.to_dict("records")
    return [{name: None if value != value else value for name, value in row.items()} for row in rows]


def planned_kilograms(warehouse: Warehouse) -> list[list]:
    """[lot, request, kilograms] of every proposed link, in order."""
    return [[row["lot_id"], row["request_id"], row["kg"]] for row in warehouse.rows(_PLANNED)]
