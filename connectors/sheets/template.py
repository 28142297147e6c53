"""From a tab's contract to how its sheet looks: headers with notes, drop-downs, number and date rules, widths.

Only says what a sheet should have; each backend asks it what is missing. Rules warn and never forbid, because a unit
may write "12 tạ" where the platform reads a number.
"""

from dataclasses import dataclass

from connectors.cells import CellGrid
from connectors.measurement_units import MeasurementUnits
from connectors.reading.layout.headers import best_header, last_row
from expectations.contract import Column, Contract
from vietnamese.numbers import number_trimmed

NOTE_MARK = "[Mẫu] "
HEADER_PROTECTION, ID_PROTECTION = "nongsan: dòng tiêu đề", "nongsan: cột Mã"
ROWS = 1000
DATE_FORMAT, MONEY_FORMAT = "dd/mm/yyyy", "#,##0"
_NUMBERS = frozenset({"integer", "decimal", "money"})
_FLAG = "x"


@dataclass(frozen=True)
class CellRule:
    """What a column's cells should hold; kind: list, date, above, at_least, between, number."""

    kind: str
    message: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnLayout:
    """One column of the template: its header, the header's note, its rule, its number format, its width in pixels."""

    name: str
    header: str
    note: str
    rule: CellRule | None
    number_format: str | None
    width: int


@dataclass(frozen=True)
class Arrangement:
    """Where a tab's header stands (0-based rows) and its columns; `missing` are those it lacks, with a free place."""

    top: int
    bottom: int
    columns: dict[str, int]
    missing: dict[str, int]

    @property
    def all_columns(self) -> dict[str, int]:
        """Column name -> index in the sheet, those that were missing included."""
        return self.columns | self.missing


class TabBeyondRepair(Exception):
    """A tab holds something but no header that could be completed; the message names the tab and the fix."""


def column_layout(column: Column) -> ColumnLayout:
    """How one column of the contract looks in the template."""
    must = " Bắt buộc." if column.required else ""
    note = f"{NOTE_MARK}{' '.join(column.description.split())}{must}\nVí dụ: {column.example}"
    formats = {"date": DATE_FORMAT, "money": MONEY_FORMAT}
    width = 90 if column.name == "row_id" or column.type in _NUMBERS else 110 if column.type == "date" else 170
    return ColumnLayout(column.name, column.header, note, _rule(column), formats.get(column.type), width)


def _rule(column: Column) -> CellRule | None:
    if column.type == "choice":
        return CellRule("list", "Chọn trong danh sách.", column.choice_labels)
    if column.type == "flag":
        return CellRule("list", "Đánh dấu x nếu đúng, để trống nếu không.", (_FLAG,))
    if column.type == "date":
        return CellRule("date", "Ghi ngày theo dạng ngày/tháng/năm, ví dụ 05/03/2023.")
    return _number_rule(column) if column.type in _NUMBERS else None


def _number_rule(column: Column) -> CellRule:
    low, above, high = column.minimum, column.exclusive_minimum, column.maximum
    if above is not None:
        return CellRule("above", f"Ghi số lớn hơn {number_trimmed(above, 6)}, không kèm chữ.", (f"{above:g}",))
    if low is not None and high is not None:
        return CellRule(
            "between", f"Ghi số từ {number_trimmed(low, 6)} đến {number_trimmed(high, 6)}.", (f"{low:g}", f"{high:g}")
        )
    if low is not None:
        return CellRule("at_least", f"Ghi số từ {number_trimmed(low, 6)} trở lên, không kèm chữ.", (f"{low:g}",))
    return CellRule("at_least", "Ghi số, không kèm chữ.", ("0",))


def arrange(grid: CellGrid, contract: Contract, units: MeasurementUnits) -> Arrangement:
    """Find the tab's header, or lay one out in an empty tab; raises TabBeyondRepair."""
    names = [column.name for column in contract.columns]
    if last_row(grid) < 0:
        return Arrangement(0, 0, {}, {name: col for col, name in enumerate(names)})
    header = best_header(grid, contract, units)
    if header is None or len(header.columns) < 2:
        raise TabBeyondRepair(
            f"tab {contract.tab} holds something but no header of the template: "
            "put the template's header above its rows, or rename the tab and run this again"
        )
    free = (col for col in range(grid.n_cols, grid.n_cols + len(names)))
    missing = {name: next(free) for name in names if name not in header.columns}
    return Arrangement(header.top, header.bottom, dict(header.columns), missing)
