"""`nongsan plan`: who should sell what to whom, what is left and why, what it is worth, and the proof, for a person."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from connectors.landing.receipts import write_atomically
from pipeline.linking.ledger import PlanChanges, changes_since_last
from pipeline.linking.rows import (
    Committed,
    FloorCost,
    LinkRows,
    MethodResult,
    PartyReliability,
    PlannedLink,
    PoolMember,
    ProofStage,
    ShadowPrice,
    UnplacedLot,
    compared_methods,
    link_rows,
    link_warehouse,
)
from pipeline.province.outgoing import outgoing
from pipeline.province.province import Province
from pipeline.province.settings import shown_in
from vietnamese.spreadsheet_text import csv_text

CSV_COLUMNS = (
    "unit_code", "unit_name", "lot_id", "producer_name", "product_code", "product_name", "request_id", "buyer_name",
    "buyer_province_name", "delivery", "quantity_t", "from_on", "to_on", "net_price_vnd_kg", "pool_id", "unplaced_t",
    "reason",
)  # fmt: skip
METHODS = {"plan": "linking plan", "first_come": "first come, first served", "pro_rata": "pro rata"}
OBJECTIVES = {"urgency": "urgent tonnes", "revenue": "net revenue", "ranks": "fixed order"}
SHOWN_PRICES = 8
WIDTH = 150


@dataclass(frozen=True)
class PlanTotals:
    """A plan in counts, tonnes and VND; `available_t`: what the lots had, `asked_t`: what requests ask for."""

    links: int
    lots: int
    requests: int
    pools: int
    available_t: float
    asked_t: float
    placed_t: float
    unplaced_t: float
    net_revenue_vnd: int


@dataclass(frozen=True)
class LinkingPlan:
    """A published plan with what is left, prices of one more tonne, proof, words kept and changes since the last one.

    `comparison`: the plan beside two baselines, None where it was not asked for.
    """

    as_of: datetime
    as_of_date: date
    totals: PlanTotals
    links: tuple[PlannedLink, ...]
    unplaced: tuple[UnplacedLot, ...]
    committed: Committed
    pools: tuple[PoolMember, ...]
    shadow_prices: tuple[ShadowPrice, ...]
    certificate: tuple[ProofStage, ...]
    floor_costs: tuple[FloorCost, ...]
    reliability: tuple[PartyReliability, ...]
    changes: PlanChanges
    comparison: tuple[MethodResult, ...] | None = None

    def document(self) -> dict[str, Any]:
        """The JSON object of `nongsan plan`."""
        left_out = {"comparison"} if self.comparison is None else set()
        names = (one.name for one in fields(self) if one.name not in left_out)
        return {name: _plain(getattr(self, name)) for name in names} | {"changes": self.changes.document()}

    def csv_rows(self) -> list[tuple]:
        """CSV_COLUMNS of the links, then of the lots that are left."""
        return [tuple(getattr(row, name, None) for name in CSV_COLUMNS) for row in (*self.links, *self.unplaced)]

    def lines(self, zone: ZoneInfo) -> list[str]:
        """Totals, links, what is left, prices of one more tonne, proof, changes and comparison, for a terminal."""
        return [
            _head(self),
            *(_text(_links_table(self.links)) if self.links else []),
            *(_text(_pools_table(self.pools)) if self.pools else []),
            *(_text(_unplaced_table(self.unplaced)) if self.unplaced else []),
            *_price_lines(self.shadow_prices),
            *_proof_lines(self.certificate, self.floor_costs),
            *_change_lines(self.changes, zone),
            *(_text(_comparison_table(self.comparison)) if self.comparison is not None else []),
        ]


def linking_plan(province: Province, *, as_of: datetime | None = None, compare: bool = False) -> LinkingPlan:
    """The published plan, or that of a past state rebuilt before.

    Raises WarehouseMissing before the first build, ConfigError where the past state was not rebuilt.
    """
    warehouse = link_warehouse(province, as_of)
    found = link_rows(warehouse)
    discount = province.settings.linking.discount_reliability
    planned = sorted((row.lot_id, row.request_id, round(row.quantity_t * 1000)) for row in found.links)
    return LinkingPlan(
        as_of=found.as_of,
        as_of_date=found.as_of_date,
        totals=_totals(found),
        links=found.links,
        unplaced=found.unplaced,
        committed=found.committed,
        pools=found.pools,
        shadow_prices=found.shadow_prices,
        certificate=found.certificate,
        floor_costs=found.floor_costs,
        reliability=found.reliability,
        changes=changes_since_last(province.landing, tuple(planned), as_of),
        comparison=compared_methods(warehouse, discount_reliability=discount) if compare else None,
    )


def _plain(value: object) -> object:
    """JSON of a value: dates as text, models as objects."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value.isoformat() if isinstance(value, date) else value


def _totals(found: LinkRows) -> PlanTotals:
    placed = sum(round(row.quantity_t * 1000) for row in found.links)
    left = sum(round(row.unplaced_t * 1000) for row in found.unplaced)
    revenue = sum(row.quantity_t * 1000 * row.net_price_vnd_kg for row in found.links if row.net_price_vnd_kg)
    return PlanTotals(
        links=len(found.links),
        lots=len({row.lot_id for row in found.links}),
        requests=len({row.request_id for row in found.links}),
        pools=len({row.pool_id for row in found.links if row.pool_id}),
        available_t=(placed + left) / 1000,
        asked_t=round(found.asked_t, 3),
        placed_t=placed / 1000,
        unplaced_t=left / 1000,
        net_revenue_vnd=round(revenue),
    )


def write_csv(plan: LinkingPlan, path: Path) -> int:
    """Links, then lots that are left, as one table that a spreadsheet program opens; returns its rows."""
    rows = outgoing(plan.csv_rows())
    write_atomically(path, csv_text([CSV_COLUMNS, *rows]).encode("utf-8-sig"), 0o600)
    return len(rows)


def _head(plan: LinkingPlan) -> str:
    totals, committed = plan.totals, plan.committed
    return (
        f"linking plan as of {plan.as_of_date}: {totals.placed_t:,.3f} of {totals.available_t:,.3f} t "
        f"placed in {totals.links} link(s) from {totals.lots} lot(s) to {totals.requests} request(s) "
        f"({totals.asked_t:,.3f} t asked for), "
        f"{totals.pools} pool(s), net revenue {totals.net_revenue_vnd:,.0f} VND; honoured before: "
        f"{committed.links} link(s) already sold, {committed.quantity_t:,.3f} t"
    )


def _text(table: Table) -> list[str]:
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None)
    console.print(table)
    return console.file.getvalue().rstrip().splitlines()


def _days(row: PlannedLink | UnplacedLot) -> str:
    return f"{row.from_on:%d/%m}-{row.to_on:%d/%m}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _links_table(links: Sequence[PlannedLink]) -> Table:
    table = Table(
        "unit", "lot", "producer", "product", "buyer", "tonnes", "days", "VND/kg net", "pool", "kept", box=None
    )
    for row in links:
        price = "by agreement" if row.net_price_vnd_kg is None else f"{row.net_price_vnd_kg:,.0f}"
        kept = f"{_share(row.producer_reliability) or '-'}/{_share(row.buyer_reliability) or '-'}"
        table.add_row(
            row.unit_code, row.lot_id, row.producer_name, row.product_name, row.buyer_name,
            f"{row.quantity_t:,.3f}", _days(row), price, row.pool_id or "", kept,
        )  # fmt: skip
    return table


def _pools_table(pools: Sequence[PoolMember]) -> Table:
    table = Table("pool", "producer", "lots", "tonnes", "share", "pay-back VND", "pool t", "least lot", box=None)
    for row in pools:
        table.add_row(
            row.pool_id, row.producer_name, str(row.lots), f"{row.quantity_t:,.3f}", f"{row.share:.2%}",
            "" if row.payback_vnd is None else f"{row.payback_vnd:,}", f"{row.pool_t:,.3f}",
            f"{row.min_lot_t:,.3f}",
        )  # fmt: skip
    return table


def _unplaced_table(unplaced: Sequence[UnplacedLot]) -> Table:
    table = Table("unplaced lot", "unit", "producer", "product", "tonnes", "days", "reason", box=None)
    for row in unplaced:
        table.add_row(
            row.lot_id, row.unit_name, row.producer_name, row.product_name, f"{row.unplaced_t:,.3f}",
            _days(row), row.reason,
        )  # fmt: skip
    return table


def _price_lines(prices: Sequence[ShadowPrice]) -> list[str]:
    lines = [
        f"one more tonne of demand for {row.product_name} in the week of {row.week_start}: "
        f"{row.value_vnd_t:,.0f} VND ({row.unplaced_t:,.1f} t without a buyer, {row.demand_t:,.1f} t asked)"
        for row in prices[:SHOWN_PRICES]
    ]
    more = len(prices) - SHOWN_PRICES
    return lines + ([f"and {more} more product-week(s); --json has them all"] if more > 0 else [])


def _proof_lines(certificate: Sequence[ProofStage], floors: Sequence[FloorCost]) -> list[str]:
    stages = ", ".join(
        f"{_objective(row)} {row.primal:.10g} = {row.dual:.10g} (gap {row.gap:.1e})" for row in certificate
    )
    costs = [
        f"{row.floor} floor {row.level:.0%}: costs {row.tonnes_cost_t:,.3f} t and "
        f"{row.revenue_cost_vnd:,.0f} VND; {row.shortfall_t:,.3f} t short of it"
        for row in floors
    ]
    return ([f"proof, primal = dual: {stages}"] if stages else []) + costs


def _objective(row: ProofStage) -> str:
    return OBJECTIVES.get(row.objective, row.objective.replace("_", " "))


def _change_lines(changes: PlanChanges, zone: ZoneInfo) -> list[str]:
    if changes.since is None:
        return ["no earlier plan to compare with"]
    counts = f"{len(changes.new)} new, {len(changes.gone)} gone, {len(changes.changed)} changed"
    lines = [f"since the plan as of {shown_in(zone, changes.since)}: {counts}"]
    lines += [f"+ {row.lot_id} -> {row.request_id} {row.quantity_t:,.3f} t" for row in changes.new]
    lines += [f"- {row.lot_id} -> {row.request_id} {row.quantity_t:,.3f} t" for row in changes.gone]
    return lines + [
        f"~ {row.lot_id} -> {row.request_id} {row.before_t:,.3f} -> {row.quantity_t:,.3f} t" for row in changes.changed
    ]


def _comparison_table(rows: Sequence[MethodResult]) -> Table:
    table = Table("method", "links", "tonnes placed", "of them urgent", "net revenue VND", "smallholders", box=None)
    for row in rows:
        table.add_row(
            METHODS.get(row.method, row.method), f"{row.links:.0f}", f"{row.placed_t:,.3f}",
            f"{row.urgent_t:,.3f}", f"{row.net_revenue_vnd:,.0f}", _share(row.smallholder_share),
        )  # fmt: skip
    return table
