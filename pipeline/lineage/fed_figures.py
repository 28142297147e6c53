"""Which figures a row of a sheet feeds, in a state and on the printed pages of the editions made from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from connectors.warehouse import Warehouse
from expectations.figures import contract_of
from pipeline.ledgers.manifests import Manifest
from pipeline.lineage.address import Address
from pipeline.lineage.rows import ISSUES
from pipeline.lineage.sheets import Sheets
from pipeline.lineage.states import Issued
from pipeline.lineage.texts import shown
from vietnamese.dates import month_after

_COLUMNS = ("month", "figure_id", "part", "source_columns", "contribution", "period_contribution")


@dataclass(frozen=True)
class FedFigure:
    """A figure that a row gives something to, in a month and in the year up to it.

    `is_number`: whether the cell's own column says how much, not merely that there is such a row.
    """

    month: date
    figure: str
    part: str
    given: float
    given_to_date: float
    is_number: bool


@dataclass(frozen=True)
class PrintedFed:
    """A figure that an edition prints and a row gives `given` to; `is_number` as of a FedFigure."""

    figure: str
    printed: str
    given: str
    is_number: bool


@dataclass(frozen=True)
class EditionFed:
    """What an edition printed of a row.

    `is_same_content`: whether it was made from the content of the tab that is traced; if not, `read` is what the cell
    held when it was made, None where it was empty or not there.
    """

    edition: str
    is_same_content: bool
    figures: tuple[PrintedFed, ...] = ()
    read: str | None = None


def feeding(
    warehouse: Warehouse, address: Address, row_key: str | None, issue_ids: Iterable[str], column: str | None
) -> list[FedFigure]:
    """Figures that the row gives something to, by month; `row_key`: None of a row that was not accepted."""
    own = {"table_name": address.table, "row_unit_code": address.unit_code}
    asked = [
        own | {"snapshot_id": address.snapshot_id, "sheet_row": address.row0 + 1},
        {"table_name": ISSUES, "row_unit_code": address.unit_code, "row_key": list(issue_ids)},
    ]
    if row_key is not None:
        asked.append(own | {"row_key": row_key})
    rows = warehouse.table("marts.rpt_lineage", _COLUMNS, where=asked, order_by=_COLUMNS[:3])
    return [
        FedFigure(
            month=one["month"],
            figure=one["figure_id"],
            part=one["part"],
            given=one["contribution"],
            given_to_date=one["period_contribution"],
            is_number=column is not None and column in one["source_columns"].split(", "),
        )
        for one in rows
        if one["contribution"] or one["period_contribution"]
    ]


def published_figures(edition: Issued, sheets: Sheets, address: Address, fed: Iterable[FedFigure]) -> EditionFed:
    """What an edition printed of a row, or what the cell held where another content of the tab was read for it."""
    manifest = edition.manifest or Manifest()
    if address.snapshot_id not in manifest.snapshots:
        return EditionFed(edition.name, is_same_content=False, read=_read_then(edition, sheets, address))
    printed: dict[str, str] = {}
    for figure in manifest.figures:
        printed.setdefault(figure.id, figure.printed)
    found: dict[str, PrintedFed] = {}
    for one in fed:
        for name, given in _names(one, edition.month):
            if name in printed:
                found.setdefault(name, PrintedFed(name, printed[name], shown(given), one.is_number))
    figures = sorted(found.values(), key=lambda one: (not one.is_number, one.figure))
    return EditionFed(edition.name, is_same_content=True, figures=tuple(figures))


def _names(one: FedFigure, month: date) -> Iterable[tuple[str, float]]:
    """Ids in an edition of a month that print what the row gives: the month's own, its comparisons, the year's."""
    figure, own = one.figure, one.month
    known = contract_of(figure)
    if own == month or (known and known.is_by_month):
        yield figure, one.given
    if own == month or month_after(own) == month:
        yield f"{figure}@change", one.given
        yield f"{figure}@change_rate", one.given
    if month_after(own) == month:
        yield f"{figure}@previous", one.given
    if own <= month and one.given_to_date:
        yield f"{figure}@year_to_date", one.given_to_date


def _read_then(edition: Issued, sheets: Sheets, address: Address) -> str | None:
    """The cell in the content of the tab that an edition was made from; None where it was empty or not there."""
    states = sheets.landing.spreadsheet_states(address.unit_code, edition.as_of)
    tabs = states[-1][1] if states else {}
    if address.tab not in tabs:
        return None
    grid = sheets.landing.grid(address.unit_code, tabs[address.tab].sha256)
    return sheets.read(grid, address.row0, address.col0)
