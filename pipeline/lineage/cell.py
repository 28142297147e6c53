"""`nongsan trace --cell`: from a cell to what was read of it, what became of its row, and the figures the row feeds.

The state is the published one, or that of an edition where one is named.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from xlsxwriter.utility import xl_cell_to_rowcol

from connectors.reading.layout.headers import TabRejected
from connectors.reading.layout.row_kinds import RowKind, classify
from connectors.reading.names.names import name_key
from connectors.warehouse import Is, Warehouse
from pipeline.feedback.open_issues import telephone_columns
from pipeline.lineage.address import Address
from pipeline.lineage.fed_figures import EditionFed, FedFigure, feeding, published_figures
from pipeline.lineage.sheets import Sheets
from pipeline.lineage.states import chosen_edition, issued_editions, state_of
from pipeline.lineage.texts import instant, shown
from pipeline.province.asof import built_at
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError
from vietnamese.personal import mask_telephones

ACCEPTED = "accepted"
EXAMPLE = "for example 907!Kết quả!J12"
_ADDRESS = re.compile(r"(?P<unit>[^!]+)!(?P<tab>.+)!\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9]\d{0,6})")
_ISSUE_COLUMNS = ("issue_id", "cell", "column", "rule", "severity", "message", "first_seen_at")
_SKIPPED = {
    RowKind.BLANK: "blank", RowKind.TITLE: "a title above the table", RowKind.HEADER: "the header",
    RowKind.NUMBERING: "a row of column numbers", RowKind.SECTION: "a section heading", RowKind.TOTAL: "a total",
    RowKind.NOTE: "a note", RowKind.SIGNATURE: "a signature", RowKind.FOREIGN: "part of another tab's table",
}  # fmt: skip


@dataclass(frozen=True)
class CellRead:
    """A cell as it was read: its snapshot (`fetched_at`, UTC), a link that opens it, the text (None: empty).

    `column`: that of the contract it stands in, None where its column is not read; `kind`: what its row is, "data" or
    in words what else.
    """

    cell: str
    snapshot_id: str
    fetched_at: datetime
    link: str
    read: str | None
    column: str | None
    kind: str


@dataclass(frozen=True)
class RowFate:
    """What became of a row: "accepted", "quarantined" or "skipped: …"; `found`: the row as understood, by column."""

    state: str
    found: Mapping[str, Any]


@dataclass(frozen=True)
class CellIssue:
    """An open issue of a cell's row; `here`: whether it is of this very cell."""

    issue_id: str
    cell: str | None
    column: str | None
    rule: str
    severity: str
    message: str
    first_seen_at: datetime
    here: bool


@dataclass(frozen=True)
class TracedCell:
    """A cell with what became of its row in a state (`as_of`, UTC), the figures it feeds there and in the editions."""

    cell: CellRead
    row: RowFate
    issues: tuple[CellIssue, ...]
    as_of: datetime
    figures: tuple[FedFigure, ...]
    editions: tuple[EditionFed, ...]

    @property
    def row_id(self) -> str | None:
        """The id that the unit's sheet gives the row, None where the row is skipped."""
        return self.row.found.get("row_id")

    @property
    def understood(self) -> object:
        """What was understood of the cell."""
        return self.row.found.get(self.cell.column or "")

    def document(self) -> dict[str, Any]:
        """The JSON object of `nongsan trace --cell`."""
        return asdict(self.cell) | {
            "state": self.row.state,
            "row_id": self.row_id,
            "understood": self.understood,
            "issues": [asdict(one) for one in self.issues],
            "as_of": self.as_of,
            "figures": [asdict(one) for one in self.figures],
            "editions": [_edition_json(one) for one in self.editions],
        }

    def lines(self, zone: ZoneInfo) -> list[str]:
        """The lines of `nongsan trace --cell`, in the time of that zone."""
        cell = self.cell
        read = "empty" if cell.read is None else f"“{cell.read}”"
        known = "" if self.understood is None else f", understood {shown(self.understood)}"
        column = f"column {cell.column}" if cell.column else "no column that is read"
        lines = [
            f"{cell.cell}  {cell.link}",
            f"  {column}: read {read}{known}, {instant(cell.fetched_at, zone)} (snapshot {cell.snapshot_id})",
            f"  its row{' ' + self.row_id if self.row_id else ''}: {self.row.state}",
        ]
        lines += [
            f"  {one.severity} {one.rule} {'here' if one.here else 'at ' + str(one.cell)}: {one.message}"
            for one in self.issues
        ]
        lines.append(f"  figures it feeds as of {instant(self.as_of, zone)}: {len(self.figures)}")
        return [*lines, *(line for one in self.editions for line in _edition_lines(one))]


def trace_cell(province: Province, text: str, month: date | None, revision: int | None) -> TracedCell:
    """Everything about a cell and the figures it feeds; raises ConfigError, in one line, on a bad address."""
    named = month is not None or revision is not None
    editions = [chosen_edition(province, month, revision)] if named else issued_editions(province)
    warehouse = state_of(province, editions[0].as_of) if named else province.warehouse
    address = find_cell(warehouse, text)
    sheets = Sheets(province.settings, province.landing)
    cell = _cell_read(sheets, address)
    row = _row(warehouse, address, cell.kind)
    issues = _issues(warehouse, address)
    telephones = {column for table, column in telephone_columns() if table == address.table}
    if cell.column in telephones and cell.read is not None:
        cell = replace(cell, read=mask_telephones(cell.read))
    row_key = row.found.get("row_key") if row.state == ACCEPTED else None
    fed = feeding(warehouse, address, row_key, [one["issue_id"] for one in issues], cell.column)
    return TracedCell(
        cell=cell,
        row=row,
        issues=tuple(_issue(one, address, is_telephone=one["column"] in telephones) for one in issues),
        as_of=built_at(warehouse),
        figures=tuple(fed),
        editions=tuple(published_figures(edition, sheets, address, fed) for edition in editions),
    )


def _issue(found: Mapping[str, Any], address: Address, *, is_telephone: bool) -> CellIssue:
    message = mask_telephones(found["message"]) if is_telephone else found["message"]
    return CellIssue(**{**found, "message": message}, here=found["cell"] == address.cell)


def find_cell(warehouse: Warehouse, text: str) -> Address:
    """The cell that `UNIT!TAB!A1` names in a state; raises ConfigError saying what is wrong with it."""
    match = _ADDRESS.fullmatch(text.strip())
    if match is None:
        raise ConfigError(f"{text!r} is not a cell like UNIT!TAB!A1, {EXAMPLE}")
    units = [row["unit_code"] for row in warehouse.table("raw.units", ("unit_code",), order_by=("unit_code",))]
    unit = match["unit"].strip()
    if unit not in units:
        raise ConfigError(f"unknown unit {unit!r}: units.csv has {', '.join(units)}")
    tabs = warehouse.table(
        "raw.snapshots",
        ("tab", "table_name", "snapshot_id"),
        where={"unit_code": unit, "superseded_at": None, "table_name": Is("<>", "spreadsheet")},
        order_by=("tab",),
    )
    wanted = name_key(match["tab"].strip().strip("'"))
    found = next((one for one in tabs if name_key(one["tab"]) == wanted), None)
    if found is None:
        known = ", ".join(one["tab"] for one in tabs)
        raise ConfigError(f"unit {unit} has no tab {match['tab']!r} that is read; it has {known}")
    row0, col0 = xl_cell_to_rowcol(f"{match['column'].upper()}{match['row']}")
    return Address(unit, found["tab"], found["table_name"], found["snapshot_id"], row0, col0)


def _issues(warehouse: Warehouse, address: Address) -> list[dict]:
    """The open issues of the cell's row, errors first."""
    row = {"unit_code": address.unit_code, "table_name": address.table, "sheet_row": address.row0 + 1}
    order = ("severity", "cell", "rule")
    return warehouse.table("quality.issues", _ISSUE_COLUMNS, where=row | {"cleared_at": None}, order_by=order)


def _cell_read(sheets: Sheets, address: Address) -> CellRead:
    """The cell as it was read, what column it stands in and what kind of row."""
    snapshot = sheets.snapshot(address.unit_code, address.snapshot_id)
    described = (
        f"{address.unit_code}!{address.tab}!{address.cell}",
        address.snapshot_id,
        snapshot.fetched_at,
        sheets.link(snapshot, address.cell),
    )
    try:
        grid, tables = sheets.opened(snapshot, address.table)
    except TabRejected as rejected:
        return CellRead(*described, read=None, column=None, kind=f"in a tab that was refused: {rejected.reason}")
    kinds = classify(grid, tables, sheets.contracts[address.table])
    kind = RowKind(kinds[address.row0]) if address.row0 < len(kinds) else RowKind.BLANK
    column = sheets.column(tables, address.row0, address.col0)
    read = sheets.read(grid, address.row0, address.col0)
    return CellRead(*described, read=read, column=column, kind=_SKIPPED.get(kind, "data"))


def _row(warehouse: Warehouse, address: Address, kind: str) -> RowFate:
    """What became of the row: accepted, quarantined or skipped, and the row as understood."""
    place = {"snapshot_id": address.snapshot_id, "sheet_row": address.row0 + 1}
    accepted = warehouse.table(f"raw.{address.table}", where=place)
    if accepted:
        return RowFate(ACCEPTED, accepted[0])
    refused = warehouse.table("raw.quarantined_rows", where=place | {"table_name": address.table})
    if refused:
        return RowFate("quarantined", refused[0])
    return RowFate(f"skipped: the row is {kind}", {})


def _edition_json(edition: EditionFed) -> dict[str, Any]:
    document = asdict(edition)
    if edition.is_same_content:
        document.pop("read")
    return document


def _edition_lines(edition: EditionFed) -> Iterable[str]:
    if not edition.is_same_content:
        then = "nothing" if edition.read is None else f"“{edition.read}”"
        month, revision = edition.edition.split()
        return [
            f"  {edition.edition} was made from an earlier or later content of the tab, where the cell held {then}: "
            f"trace it with --month {month} --revision {revision}"
        ]
    if not edition.figures:
        return [f"  {edition.edition}: no printed figure"]
    lines = [f"  {edition.edition}: {len(edition.figures)} printed figure(s)"]
    for one in edition.figures:
        how = "" if one.is_number else "  (by its row)"
        lines.append(f"    {one.given:>12}  {one.figure}, printed “{one.printed}”{how}")
    return lines
