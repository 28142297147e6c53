"""One tab in memory: written as a worksheet for people, converted to the grid a backend reads from that worksheet.

Both come from the same cells, so what the demo lands is what a sync of its files would have landed.
"""

from dataclasses import dataclass, field
from datetime import date

from connectors.appearance import Appearance, Area
from connectors.cells import CellGrid, Value

_EXCEL_DAY_0 = date(1899, 12, 30)


def serial(on: date) -> int:
    """Day number of a date in the 1900 system."""
    return (on - _EXCEL_DAY_0).days


@dataclass
class SheetModel:
    """Rows of plain values; `formats` and `merges` by 0-based row and column, `hidden_rows` 1-based."""

    title: str
    rows: list[list[Value]] = field(default_factory=list)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    bold_rows: set[int] = field(default_factory=set)
    widths: list[int] = field(default_factory=list)

    def add(self, row: list[Value], bold: bool = False) -> int:
        """Append a row; returns its 0-based number."""
        if bold:
            self.bold_rows.add(len(self.rows))
        self.rows.append(row)
        return len(self.rows) - 1

    def to_grid(self) -> CellGrid:
        """As connectors.sheets.workbooks.backend reads it: trailing empty cells and rows gone, formats kept."""
        rows = [_trimmed(row) for row in self.rows]
        while rows and not rows[-1]:
            rows.pop()
        formats = {
            (r, c): text
            for (r, c), text in self.formats.items()
            if r < len(rows) and c < len(rows[r]) and rows[r][c] is not None
        }
        hidden = {number for number in self.hidden_rows if number <= len(rows)}
        merged = tuple(sorted(Area(*merge) for merge in self.merges if merge[0] < len(rows)))
        return CellGrid.from_rows(rows, formats, hidden, Appearance(merged=merged))


def _trimmed(row: list[Value]) -> list[Value]:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return row[:end]
