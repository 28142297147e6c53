"""`nongsan plan`: who should sell what to whom, what is left and why, what it is worth, and the proof, for a person."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from connectors.landing.receipts import write_atomically
from pipeline.linking.ledger import changes_since_last
from pipeline.linking.rows import comparison_rows, link_rows, link_warehouse
from pipeline.province.province import Province
from vietnamese.phones import mask_phones

CSV_COLUMNS = (
    "unit_code", "unit_name", "lot_id", "producer_name", "product_code", "product_name", "request_id", "buyer_name",
    "buyer_province_name", "delivery", "quantity_t", "from_on", "to_on", "net_price_vnd_kg", "pool_id", "unplaced_t",
    "reason",
)  # fmt: skip
METHODS = {"plan": "linking plan", "first_come": "first come, first served", "pro_rata": "pro rata"}
OBJECTIVES = {"urgency": "urgent tonnes", "revenue": "net revenue", "ranks": "fixed order"}
TYPED = ("producer_name", "buyer_name", "party_name", "party_key", "producer_key")
SHOWN_PRICES = 8
WIDTH = 150


def plan_document(province: Province, *, as_of: datetime | None = None, compare: bool = False) -> dict:
    """The published plan, or that of a past state rebuilt before, as plain values.

    Raises WarehouseMissing before the first build, ConfigError where the past state was not rebuilt.
    """
    warehouse = link_warehouse(province, as_of)
    found = {name: [_plain(row) for row in rows] for name, rows in link_rows(warehouse).items()}
    run, links = found.pop("run")[0], found["links"]
    kept = [(row["lot_id"], row["request_id"], round(row["quantity_t"] * 1000)) for row in links]
    document = {
        **run,
        "totals": _totals(links, found["unplaced"], found.pop("asked")[0]),
        **found,
        "committed": found["committed"][0],
        "changes": changes_since_last(province.landing, tuple(sorted(kept)), as_of).document(),
    }
    if compare:
        discount = province.settings.linking.discount_reliability
        document["comparison"] = comparison_rows(warehouse, discount_reliability=discount)
    return document


def _plain(row: dict) -> dict:
    """Dates as text; a telephone number that somebody typed into a name is masked, as in a report."""
    return {name: _plain_value(name, value) for name, value in row.items()}


def _plain_value(name: str, value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return mask_phones(value) if name in TYPED and value else value


def _totals(links: list[dict], unplaced: list[dict], asked: dict) -> dict:
    placed, left = (sum(round(row[name] * 1000) for row in rows) for name, rows in (
        ("quantity_t", links), ("unplaced_t", unplaced),
    ))  # fmt: skip
    revenue = sum(row["quantity_t"] * 1000 * row["net_price_vnd_kg"] for row in links if row["net_price_vnd_kg"])
    return {
        "links": len(links),
        "lots": len({row["lot_id"] for row in links}),
        "requests": len({row["request_id"] for row in links}),
        "pools": len({row["pool_id"] for row in links if row["pool_id"]}),
        "available_t": (placed + left) / 1000,
        "asked_t": round(asked["quantity_t"], 3),
        "placed_t": placed / 1000,
        "unplaced_t": left / 1000,
        "net_revenue_vnd": round(revenue),
    }


def write_csv(document: dict, path: Path) -> int:
    """Links, then lots that are left, as one table that a spreadsheet program opens; returns its rows."""
    rows = [*document["links"], *document["unplaced"]]
    text = io.StringIO()
    writer = csv.DictWriter(text, CSV_COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomically(path, text.getvalue().encode("utf-8-sig"), 0o600)
    return len(rows)


def plan_lines(document: dict) -> list[str]:
    """The same as text: totals, links, what is left, prices of one more tonne, proof, changes, comparison."""
    totals, committed = document["totals"], document["committed"]
    head = (
        f"linking plan as of {document['as_of_date']}: {totals['placed_t']:,.3f} of {totals['available_t']:,.3f} t "
        f"placed in {totals['links']} link(s) from {totals['lots']} lot(s) to {totals['requests']} request(s) "
        f"({totals['asked_t']:,.3f} t asked for), "
        f"{totals['pools']} pool(s), net revenue {totals['net_revenue_vnd']:,.0f} VND; honoured before: "
        f"{committed['links']} link(s) already sold, {committed['quantity_t']:,.3f} t"
    )
    return [
        head,
        *(_text(_links_table(document["links"])) if document["links"] else []),
        *(_text(_pools_table(document["pools"])) if document["pools"] else []),
        *(_text(_unplaced_table(document["unplaced"])) if document["unplaced"] else []),
        *_price_lines(document["shadow_prices"]),
        *_proof_lines(document["certificate"], document["floor_costs"]),
        *_change_lines(document["changes"]),
        *(_text(_comparison_table(document["comparison"])) if "comparison" in document else []),
    ]


def _text(table: Table) -> list[str]:
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None)
    console.print(table)
    return console.file.getvalue().rstrip().splitlines()


def _days(row: dict) -> str:
    first, last = date.fromisoformat(row["from_on"]), date.fromisoformat(row["to_on"])
    return f"{first:%d/%m}-{last:%d/%m}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _links_table(links: list[dict]) -> Table:
    table = Table(
        "unit", "lot", "producer", "product", "buyer", "tonnes", "days", "VND/kg net", "pool", "kept", box=None
    )
    for row in links:
        price = "by agreement" if row["net_price_vnd_kg"] is None else f"{row['net_price_vnd_kg']:,.0f}"
        kept = f"{_share(row['producer_reliability']) or '-'}/{_share(row['buyer_reliability']) or '-'}"
        table.add_row(
            row["unit_code"], row["lot_id"], row["producer_name"], row["product_name"], row["buyer_name"],
            f"{row['quantity_t']:,.3f}", _days(row), price, row["pool_id"] or "", kept,
        )  # fmt: skip
    return table


def _pools_table(pools: list[dict]) -> Table:
    table = Table("pool", "producer", "lots", "tonnes", "share", "pay-back VND", "pool t", "least lot", box=None)
    for row in pools:
        table.add_row(
            row["pool_id"], row["producer_name"], str(row["lots"]), f"{row['quantity_t']:,.3f}", f"{row['share']:.2%}",
            "" if row["payback_vnd"] is None else f"{row['payback_vnd']:,}", f"{row['pool_t']:,.3f}",
            f"{row['min_lot_t']:,.3f}",
        )  # fmt: skip
    return table


def _unplaced_table(unplaced: list[dict]) -> Table:
    table = Table("unplaced lot", "unit", "producer", "product", "tonnes", "days", "reason", box=None)
    for row in unplaced:
        table.add_row(
            row["lot_id"], row["unit_name"], row["producer_name"], row["product_name"], f"{row['unplaced_t']:,.3f}",
            _days(row), row["reason"],
        )  # fmt: skip
    return table


def _price_lines(prices: list[dict]) -> list[str]:
    lines = [
        f"one more tonne of demand for {row['product_name']} in the week of {row['week_start']}: "
        f"{row['value_vnd_t']:,.0f} VND ({row['unplaced_t']:,.1f} t without a buyer, {row['demand_t']:,.1f} t asked)"
        for row in prices[:SHOWN_PRICES]
    ]
    more = len(prices) - SHOWN_PRICES
    return lines + ([f"and {more} more product-week(s); --json has them all"] if more > 0 else [])


def _proof_lines(certificate: list[dict], floors: list[dict]) -> list[str]:
    stages = ", ".join(
        f"{_objective(row)} {row['primal']:.10g} = {row['dual']:.10g} (gap {row['gap']:.1e})" for row in certificate
    )
    costs = [
        f"{row['floor']} floor {row['level']:.0%}: costs {row['tonnes_cost_t']:,.3f} t and "
        f"{row['revenue_cost_vnd']:,.0f} VND; {row['shortfall_t']:,.3f} t short of it"
        for row in floors
    ]
    return ([f"proof, primal = dual: {stages}"] if stages else []) + costs


def _objective(row: dict) -> str:
    return OBJECTIVES.get(row["objective"], row["objective"].replace("_", " "))


def _change_lines(changes: dict) -> list[str]:
    if changes["since"] is None:
        return ["no earlier plan to compare with"]
    counts = f"{len(changes['new'])} new, {len(changes['gone'])} gone, {len(changes['changed'])} changed"
    lines = [f"since the plan as of {changes['since']}: {counts}"]
    lines += [f"+ {row['lot_id']} -> {row['request_id']} {row['quantity_t']:,.3f} t" for row in changes["new"]]
    lines += [f"- {row['lot_id']} -> {row['request_id']} {row['quantity_t']:,.3f} t" for row in changes["gone"]]
    return lines + [
        f"~ {row['lot_id']} -> {row['request_id']} {row['before_t']:,.3f} -> {row['quantity_t']:,.3f} t"
        for row in changes["changed"]
    ]


def _comparison_table(rows: list[dict]) -> Table:
    table = Table("method", "links", "tonnes placed", "of them urgent", "net revenue VND", "smallholders", box=None)
    for row in rows:
        table.add_row(
            METHODS.get(row["method"], row["method"]), f"{row['links']:.0f}", f"{row['placed_t']:,.3f}",
            f"{row['urgent_t']:,.3f}", f"{row['net_revenue_vnd']:,.0f}", _share(row["smallholder_share"]),
        )  # fmt: skip
    return table
