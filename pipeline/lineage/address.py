"""The place of a cell that is traced."""

from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell


@dataclass(frozen=True)
class Address:
    """A cell of a unit's tab that is read; rows and columns are 0-based."""

    unit_code: str
    tab: str
    table: str
    snapshot_id: str
    row0: int
    col0: int

    @property
    def cell(self) -> str:
        """The cell as a spreadsheet shows it: "J12"."""
        return xl_rowcol_to_cell(self.row0, self.col0)
