"""Which figures a row of a sheet feeds, in a state and on the printed pages of the editions made from it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from connectors.warehouse import Warehouse
from expectations.figures import contract_of
from pipeline.ledgers.manifests import Manifest
from pipeline.lineage.rows import ISSUES
from pipeline.lineage.sheets import Sheets
from pipeline.lineage.states import Issued
from pipeline.lineage.texts import shown
from vietnamese.dates import month_after

_COLUMNS = ("month", "figure_id", "part", "source_columns", "contribution", "period_contribution")


class Placed(Protocol):
    """The place of a cell: unit, tab, its table, snapshot and 0-based row and column."""

    unit_code: str
    tab: str
    table: str
    snapshot_id: str
    row0: int
    col0: int


def feeding(
    warehouse: Warehouse, address: Placed, row: Mapping, issue_ids: Iterable[str], column: str | None
) -> list[dict]:
    """Figures that the row gives something to: month, id, how much, and whether this very column says how much."""
    own = {"table_name": address.table, "row_unit_code": address.unit_code}
    asked = [
        own | {"snapshot_id": address.snapshot_id, "sheet_row": address.row0 + 1},
        {"table_name": ISSUES, "row_unit_code": address.unit_code, "row_key": list(issue_ids)},
    ]
    if row["state"] == "accepted":
        asked.append(own | {"row_key": row["found"]["row_key"]})
    rows = warehouse.table("marts.rpt_lineage", _COLUMNS, where=asked, order_by=_COLUMNS[:3])
    return [
        {
            "month": one["month"],
            "figure": one["figure_id"],
            "part": one["part"],
            "given": one["contribution"],
            "given_to_date": one["period_contribution"],
            "is_number": column is not None and column in one["source_columns"].split(", "),
        }
        for one in rows
        if one["contribution"] or one["period_contribution"]
    ]


def published_figures(edition: Issued, sheets: Sheets, address: Placed, fed: Iterable[Mapping]) -> dict:
    """What an edition printed of a row, or what the cell held where another content of the tab was read for it."""
    manifest = edition.manifest or Manifest()
    told = {"edition": edition.name, "is_same_content": address.snapshot_id in manifest.snapshots}
    if not told["is_same_content"]:
        return told | {"figures": [], "read": _read_then(edition, sheets, address)}
    printed: dict[str, str] = {}
    for figure in manifest.figures:
        printed.setdefault(figure.id, figure.printed)
    found: dict[str, dict] = {}
    for one in fed:
        for name, given in _names(one, edition.month):
            if name in printed:
                said = {"figure": name, "printed": printed[name], "given": shown(given), "is_number": one["is_number"]}
                found.setdefault(name, said)
    return told | {"figures": sorted(found.values(), key=lambda one: (not one["is_number"], one["figure"]))}


def _names(one: Mapping, month: date) -> Iterable[tuple[str, float]]:
    """Ids in an edition of a month that print what the row gives: the month's own, its comparisons, the year's."""
    figure, own = one["figure"], one["month"]
    known = contract_of(figure)
    if own == month or (known and known.is_by_month):
        yield figure, one["given"]
    if own == month or month_after(own) == month:
        yield f"{figure}@change", one["given"]
        yield f"{figure}@change_rate", one["given"]
    if month_after(own) == month:
        yield f"{figure}@previous", one["given"]
    if own <= month and one["given_to_date"]:
        yield f"{figure}@year_to_date", one["given_to_date"]


def _read_then(edition: Issued, sheets: Sheets, address: Placed) -> str | None:
    """The cell in the content of the tab that an edition was made from; None where it was empty or not there."""
    states = sheets.landing.spreadsheet_states(address.unit_code, edition.as_of)
    tabs = states[-1][1] if states else {}
    if address.tab not in tabs:
        return None
    grid = sheets.landing.grid(address.unit_code, tabs[address.tab].sha256)
    return sheets.read(grid, address.row0, address.col0)
