"""From a row to its cells: where each column stands in the sheet, what was typed there, and a link that opens it.

Cells are read from the landed snapshot, so that they show what was there when the figure was made; of merged cells
the first, where what all of them show is typed.
"""

from dataclasses import dataclass, field
from functools import cached_property

from xlsxwriter.utility import xl_rowcol_to_cell

from connectors.cells import CellGrid, raw_text
from connectors.landing.store import Landing, TabSnapshot
from connectors.measurement_units import MeasurementUnits
from connectors.reading.layout.headers import FoundTable, Header, find_tables
from expectations.contract import Contract, load_contracts
from pipeline.province.settings import Settings


@dataclass(frozen=True)
class CellFound:
    """A cell of a unit's spreadsheet: its A1 address, its value as read and the link to it."""

    column: str
    cell: str
    read: str | None
    link: str


@dataclass
class Sheets:
    """The landed tabs of the units, each opened once."""

    settings: Settings
    landing: Landing
    _snapshots: dict[str, dict[str, TabSnapshot]] = field(default_factory=dict)
    _tables: dict[tuple[str, str], tuple[CellGrid, list[FoundTable]]] = field(default_factory=dict)

    @cached_property
    def contracts(self) -> dict[str, Contract]:
        """Table -> contract, loaded at the first use."""
        return load_contracts()

    @cached_property
    def units(self) -> MeasurementUnits:
        """The units of measure of the seed, loaded at the first use."""
        return MeasurementUnits.load(self.settings.seeds_folder)

    def snapshot(self, unit_code: str, snapshot_id: str) -> TabSnapshot:
        """A snapshot by the id that rows bear; one that took a renamed tab's place later is known by its content."""
        if unit_code not in self._snapshots:
            found = self.landing.spreadsheet_states(unit_code)
            self._snapshots[unit_code] = {one.snapshot_id: one for _, tabs in found for one in tabs.values()}
        known = self._snapshots[unit_code]
        content = snapshot_id.rsplit("-", 1)[-1]
        return known.get(snapshot_id) or next(one for name, one in known.items() if name.endswith(content))

    def opened(self, snapshot: TabSnapshot, table: str) -> tuple[CellGrid, list[FoundTable]]:
        """A tab's cells and its tables; raises LandingCorrupt, TabRejected."""
        key = (snapshot.snapshot_id, table)
        if key not in self._tables:
            grid = self.landing.grid(snapshot.unit_code, snapshot.sha256)
            others = [one for one in self.contracts.values() if one.table != table]
            self._tables[key] = (grid, find_tables(grid, self.contracts[table], self.units, others))
        return self._tables[key]

    def cells(self, snapshot: TabSnapshot, table: str, sheet_row: int, columns: list[str]) -> list[CellFound]:
        """The cells of some columns of a row, in the order given; columns that the tab lacks are left out.

        A cell that is merged with others is named by the first of them.
        """
        grid, tables = self.opened(snapshot, table)
        row0 = sheet_row - 1
        at = _header_over(tables, row0).columns
        found = []
        for name in columns:
            if (col0 := at.get(name)) is not None:
                place = xl_rowcol_to_cell(*grid.appearance.first_of((row0, col0)))
                found.append(CellFound(name, place, self.read(grid, row0, col0), self.link(snapshot, place)))
        return found

    def column(self, tables: list[FoundTable], row0: int, col0: int) -> str | None:
        """The contract column that a cell stands in, None where its column is not read."""
        return next((name for name, col in _header_over(tables, row0).columns.items() if col == col0), None)

    def read(self, grid: CellGrid, row0: int, col0: int) -> str | None:
        """A cell as it was read, as text; None where it is empty or outside, of merged cells what the first holds."""
        row, col = grid.appearance.first_of((row0, col0))
        return raw_text(grid, row, col) if row < grid.n_rows and col < grid.n_cols else None

    def link(self, snapshot: TabSnapshot, place: str) -> str:
        """A Google link that selects the cell, or the workbook's path from the config's folder with tab and cell."""
        link = snapshot.link or ""
        if "://" in link:
            return f"{link.split('#')[0]}#gid={snapshot.sheet_id or 0}&range={place}"
        return f"{(self.settings.sheets.folder / link).as_posix()}#'{snapshot.title}'!{place}"


def _header_over(tables: list[FoundTable], row0: int) -> Header:
    """The header of the table that a row belongs to."""
    return next((one.header for one in reversed(tables) if one.start <= row0), tables[0].header)
