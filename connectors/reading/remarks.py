"""Issues as their author meets them: the place first, then what was read and what to write instead.

One issue is one row of `ISSUE_COLUMNS`; cells, rows and whole tabs share the shape.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from connectors.cells import CellGrid, raw_text
from expectations.contract import Column, Contract
from expectations.places import said

ISSUE_COLUMNS = (
    "unit_code", "tab", "table", "sheet_row", "column", "cell", "row_id", "row_key", "rule", "severity", "message",
    "raw_value", "snapshot_id", "fetched_at",
)  # fmt: skip


class SnapshotKey(Protocol):
    """What an issue says of the snapshot it was seen in."""

    @property
    def unit_code(self) -> str:
        """The unit whose spreadsheet the tab belongs to."""

    @property
    def title(self) -> str:
        """The tab's name as its keeper wrote it."""

    @property
    def snapshot_id(self) -> str:
        """What the landing calls this content."""

    @property
    def fetched_at(self) -> datetime:
        """The instant (UTC) the tab was read."""


@dataclass
class Remarks:
    """The issues of one tab while it is being read."""

    snapshot: SnapshotKey
    contract: Contract
    grid: CellGrid
    entries: list[dict[str, object]] = field(default_factory=list)

    def on_cell(self, row0: int, col0: int, column: Column, rule: str, severity: str, message: str) -> None:
        """An issue of one cell; its message gets the cell's address and the column's name in front."""
        place = xl_rowcol_to_cell(row0, col0)
        text = said(f"Ô {place} ({short_header(column)})", message)
        self._add(
            rule, severity, text, sheet_row=row0 + 1, column=column.name, cell=place,
            raw_value=raw_text(self.grid, row0, col0),
        )  # fmt: skip

    def on_row(self, row0: int, column: Column, rule: str, severity: str, message: str) -> None:
        """An issue of a row about a column the tab does not have."""
        text = said(f"Dòng {row0 + 1} ({short_header(column)})", message)
        self._add(rule, severity, text, sheet_row=row0 + 1, column=column.name)

    def on_tab(self, rule: str, severity: str, message: str, cell: str | None = None) -> None:
        """An issue of the tab as a whole, said once."""
        text = said(f"Tab {self.snapshot.title}", message)
        if all(entry["message"] != text for entry in self.entries):
            self._add(rule, severity, text, cell=cell)

    def _add(self, rule: str, severity: str, message: str, **place: object) -> None:
        self.entries.append({"rule": rule, "severity": severity, "message": message} | place)

    def to_frame(self, rows: pd.DataFrame | None = None) -> pd.DataFrame:
        """The issues with their rows' identities, columns ISSUE_COLUMNS, null as None."""
        known: dict[object, tuple[object, object]] = {}
        if rows is not None and self.entries:
            known = dict(zip(rows["sheet_row"], zip(rows["row_id"], rows["row_key"], strict=True), strict=True))
        of_tab = {
            "unit_code": self.snapshot.unit_code,
            "tab": self.snapshot.title,
            "table": self.contract.table,
            "snapshot_id": self.snapshot.snapshot_id,
            "fetched_at": self.snapshot.fetched_at,
        }
        for entry in self.entries:
            entry["row_id"], entry["row_key"] = known.get(entry.get("sheet_row"), (None, None))
            entry |= of_tab
        return pd.DataFrame(
            {name: pd.Series([entry.get(name) for entry in self.entries], dtype=object) for name in ISSUE_COLUMNS}
        )


def short_header(column: Column) -> str:
    """The column's header without its unit: "Sản lượng dự kiến"."""
    return column.header.partition(" (")[0] if column.measure else column.header
