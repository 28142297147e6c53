"""What the published warehouse says of the linking plan: links, what is left, prices, proof, words kept.

No column of telephone numbers or contacts is read here; those go into a unit's own file and nowhere else. A number that
somebody typed into a name is masked, as in a report.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TypeVar

from connectors.warehouse import FILE_NAME, Is, Selection, Warehouse
from pipeline.province.asof import asof_folder_name
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError
from vietnamese.personal import mask_personal

Model = TypeVar("Model")
_TYPED = ("producer_name", "buyer_name", "party_name", "party_key", "producer_key")
_PROPOSED = {"stage": Is(">", 0)}


@dataclass(frozen=True)
class PlannedLink:
    """Tonnes of a lot for a request, with the names of both sides; prices in VND/kg that reach the farm.

    `pool_id`: None where the lot goes alone. A price is None where it is by agreement, a reliability without a history.
    """

    lot_id: str
    request_id: str
    pool_id: str | None
    stage: int
    unit_code: str
    unit_name: str
    producer_name: str
    commune_name: str | None
    product_code: str
    product_name: str
    buyer_name: str
    buyer_province_name: str | None
    delivery: str | None
    request_unit_code: str
    from_on: date
    to_on: date
    quantity_t: float
    net_price_vnd_kg: float | None
    buyer_reliability: float | None
    producer_reliability: float | None


@dataclass(frozen=True)
class UnplacedLot:
    """Tonnes of a lot that are left without a buyer, and why, in Vietnamese."""

    lot_id: str
    unit_code: str
    unit_name: str
    producer_name: str
    product_code: str
    product_name: str
    from_on: date
    to_on: date
    unplaced_t: float
    reason: str


@dataclass(frozen=True)
class PoolMember:
    """A producer's part of a pool: lots, tonnes, share of the pool's tonnes, and what it is paid, in whole đồng."""

    pool_id: str
    request_id: str
    product_code: str
    producer_key: str
    producer_name: str
    lots: int
    quantity_t: float
    share: float
    payback_vnd: int | None
    pool_t: float
    min_lot_t: float
    from_on: date
    to_on: date


@dataclass(frozen=True)
class ShadowPrice:
    """What one more tonne of demand for a product in a week would bring, in VND; `urgency` of the tonne it places."""

    week_start: date
    product_code: str
    product_name: str
    basis: str
    requests: int
    demand_t: float
    unplaced_t: float
    value_vnd_t: float
    urgency: float


@dataclass(frozen=True)
class ProofStage:
    """One objective of the plan with its bound, the dual; `gap`: the relative distance of the two."""

    stage: int
    objective: str
    lots: int
    requests: int
    candidates: int
    primal: float
    dual: float
    gap: float
    primal_residual: float
    dual_residual: float
    complementarity: float


@dataclass(frozen=True)
class FloorCost:
    """What holding up the share of districts or smallholders costs, and by how many tonnes it can't be met."""

    floor: str
    level: float
    shortfall_t: float
    tonnes_cost_t: float
    urgent_cost_t: float
    revenue_cost_vnd: float


@dataclass(frozen=True)
class PartyReliability:
    """How far a buyer's or producer's word held: deals claimed, confirmed, delivered; rates, a 90 % interval."""

    party_type: str
    party_key: str
    party_name: str | None
    claimed: int
    confirmed: int
    delivered: int
    confirmed_rate: float
    delivered_rate: float
    reliability: float
    low: float
    high: float


@dataclass(frozen=True)
class Committed:
    """Links that were agreed before the plan and that it honours, and their tonnes."""

    links: int
    quantity_t: float


@dataclass(frozen=True)
class MethodResult:
    """What a method places on the same lots and requests; `smallholder_share`: None where it places nothing."""

    method: str
    links: int
    placed_t: float
    urgent_t: float
    net_revenue_vnd: float
    smallholder_share: float | None


@dataclass(frozen=True)
class LinkRows:
    """The rows of a published linking plan, in the order they are shown; `asked_t`: tonnes that requests ask for."""

    as_of: datetime
    as_of_date: date
    links: tuple[PlannedLink, ...]
    unplaced: tuple[UnplacedLot, ...]
    committed: Committed
    asked_t: float
    pools: tuple[PoolMember, ...]
    shadow_prices: tuple[ShadowPrice, ...]
    certificate: tuple[ProofStage, ...]
    floor_costs: tuple[FloorCost, ...]
    reliability: tuple[PartyReliability, ...]


def _columns(model: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(model))


TABLES = {
    "run": Selection("raw.run", ("as_of", "as_of_date")),
    "links": Selection(
        "marts.mart_link_plan_named",
        _columns(PlannedLink),
        order_by=("unit_code", "product_code", "lot_id", "request_id"),
    ),
    "unplaced": Selection("marts.mart_link_unplaced", _columns(UnplacedLot), order_by=("-unplaced_t", "lot_id")),
    "committed": Selection("marts.mart_link_plan", ("quantity_t",), {"stage": 0}),
    "asked": Selection("marts.mart_link_requests", ("quantity_t",)),
    "pools": Selection("marts.mart_link_pools", _columns(PoolMember), order_by=("pool_id", "producer_key")),
    "shadow_prices": Selection(
        "marts.mart_link_shadow_prices",
        _columns(ShadowPrice),
        {"value_vnd_t": Is(">", 0)},
        ("-value_vnd_t", "product_code", "week_start"),
    ),
    "certificate": Selection("marts.mart_link_certificate", _columns(ProofStage), order_by=("stage",)),
    "floor_costs": Selection("marts.mart_link_floor_costs", _columns(FloorCost), order_by=("floor",)),
    "reliability": Selection(
        "marts.mart_link_reliability", _columns(PartyReliability), order_by=("party_type", "-claimed", "party_key")
    ),
}
_COMPARED = {
    "lots": Selection("marts.mart_link_lots"),
    "requests": Selection("marts.mart_link_requests"),
    "candidates": Selection("marts.mart_link_candidates"),
    "links": Selection("marts.mart_link_plan", where=_PROPOSED),
    "kept": Selection("marts.mart_link_reliability", ("party_type", "party_key", "reliability")),
}


def link_warehouse(province: Province, as_of: datetime | None = None) -> Warehouse:
    """The published warehouse, or the one that `nongsan build --as-of` made of that instant (ConfigError if none)."""
    if as_of is None:
        return province.warehouse
    path = province.settings.data_folder / "asof" / asof_folder_name(as_of) / FILE_NAME
    if not path.exists():
        raise ConfigError(f"{path} does not exist: run `nongsan build --as-of {province.settings.shown(as_of)}` first")
    return Warehouse(path)


def link_rows(warehouse: Warehouse) -> LinkRows:
    """The rows of TABLES over one opening; raises WarehouseMissing before the first build.

    The prices that free the most money come first.
    """
    found = warehouse.tables(TABLES)
    committed, asked = ([row["quantity_t"] for row in found[name]] for name in ("committed", "asked"))
    prices = sorted(found["shadow_prices"], key=lambda row: -row["value_vnd_t"] * row["unplaced_t"])
    return LinkRows(
        **found["run"][0],
        links=_made(PlannedLink, found["links"]),
        unplaced=_made(UnplacedLot, found["unplaced"]),
        committed=Committed(len(committed), math.fsum(committed)),
        asked_t=math.fsum(asked),
        pools=_made(PoolMember, found["pools"]),
        shadow_prices=_made(ShadowPrice, prices),
        certificate=_made(ProofStage, found["certificate"]),
        floor_costs=_made(FloorCost, found["floor_costs"]),
        reliability=_made(PartyReliability, found["reliability"]),
    )


def _made(model: type[Model], rows: Iterable[Mapping]) -> tuple[Model, ...]:
    return tuple(model(**{name: _masked(name, value) for name, value in row.items()}) for row in rows)


def _masked(name: str, value: object) -> object:
    """A value; where somebody typed a name, without the telephone number in it."""
    return mask_personal(value) if name in _TYPED and value else value


def compared_methods(warehouse: Warehouse, *, discount_reliability: bool = False) -> tuple[MethodResult, ...]:
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
    return tuple(
        MethodResult(**{name: None if value != value else value for name, value in row.items()}) for row in rows
    )


def planned_kilograms(warehouse: Warehouse) -> tuple[tuple[str, str, int], ...]:
    """(lot, request, kilograms) of every proposed link, in order."""
    columns = ("lot_id", "request_id", "quantity_t")
    rows = warehouse.table("marts.mart_link_plan", columns, where=_PROPOSED, order_by=columns[:2])
    return tuple((row["lot_id"], row["request_id"], round(row["quantity_t"] * 1000)) for row in rows)
