"""The feedback in a unit's own spreadsheet: the marks of each tab and the lines of the tab Kết quả kiểm tra.

Plain values that both backends write the same way; what has been written is known again by its digest.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from connectors.landing.receipts import canonical
from connectors.sheets.marks import FILL, CellEdit, TabFeedback

FEEDBACK_TAB = "Kết quả kiểm tra"


@dataclass(frozen=True)
class ReportCell:
    """A cell of the tab Kết quả kiểm tra; `link` is (tab title, A1) of the cell it leads to."""

    value: str | int | None = None
    link: tuple[str, str] | None = None
    is_bold: bool = False


@dataclass(frozen=True)
class Feedback:
    """Everything one unit's spreadsheet should bear now."""

    unit_code: str
    tabs: tuple[TabFeedback, ...]
    report: tuple[tuple[ReportCell, ...], ...]

    @property
    def report_values(self) -> list[list[str | int | None]]:
        """The report as plain rows, without empty cells at their ends."""
        rows = [[cell.value for cell in row] for row in self.report]
        for row in rows:
            while row and row[-1] is None:
                row.pop()
        return rows

    def digest(self) -> str:
        """sha256 over all of it: equal digests, nothing new to say."""
        tabs = [
            [tab.title, tab.checked.content_hash(), sorted([*place, *said] for place, said in tab.remarks.items())]
            for tab in self.tabs
        ]
        report = [[[cell.value, cell.link] for cell in row] for row in self.report]
        return hashlib.sha256(canonical([tabs, report])).hexdigest()


@dataclass(frozen=True)
class Written:
    """What a write-back did, or with `is_written` false would do: edits by tab title, and whether the report is new."""

    unit_code: str
    edits: Mapping[str, list[CellEdit]] = field(default_factory=dict)
    has_new_report: bool = False
    is_written: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether nothing had to be written: no new report tab and no cell edited."""
        return not self.has_new_report and not any(self.edits.values())

    def count(self) -> dict[str, int]:
        """Cells marked, cleared, and Mã filled."""
        edits = [edit for of_tab in self.edits.values() for edit in of_tab]
        return {
            "marked": sum(1 for edit in edits if edit.fill == FILL or (edit.note or "").find("[KT]") >= 0),
            "cleared": sum(
                1 for edit in edits if edit.fill == "" or (edit.note is not None and "[KT]" not in edit.note)
            ),
            "row_ids": sum(1 for edit in edits if edit.value),
        }

    def lines(self) -> Iterator[str]:
        """Each cell's change as one line, for a person who wants to see it before it is written."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        for title, edits in self.edits.items():
            for edit in edits:
                yield f"{self.unit_code} {title}!{xl_rowcol_to_cell(edit.row, edit.col)}: {'; '.join(_changes(edit))}"
        if self.has_new_report:
            yield f"{self.unit_code} {FEEDBACK_TAB}: rewritten"


def _changes(edit: CellEdit) -> Iterator[str]:
    if edit.value is not None:
        yield f"Mã {edit.value or 'removed'}"
    if edit.note is not None:
        yield f"note {edit.note!r}" if edit.note else "note removed"
    if edit.fill is not None:
        yield f"fill {edit.fill}" if edit.fill else "fill removed"
