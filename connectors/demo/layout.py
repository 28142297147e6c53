"""How a keeper lays out a tab: titles above, columns in an own order, section and total rows, a signature below.

The words of a unit's style (districts.yml) are read here and nowhere else.
"""

from datetime import date

from connectors.cells import Value
from connectors.demo.people import person
from connectors.demo.records import Cell, Cells, Record
from connectors.demo.sheet_model import SheetModel, serial
from connectors.demo.wording import decomposed
from connectors.demo.world import DemoUnit, World
from expectations.contract import Column, Contract

DATE_FORMAT, MONEY_FORMAT = "dd/mm/yyyy", "#,##0"
EVENT_NAMES = ("sold_on", "held_on", "raised_on", "harvest_start", "window_start", "month")
SUMMED = (
    "expected_t",
    "harvested_t",
    "contracted_t",
    "quantity_t",
    "value_vnd",
    "participants",
    "volunteers",
)
TOTALLED_TABLES = frozenset({"supply", "sales"})
READ_AS_WHOLE = frozenset({"unit_in_cell", "tonnes_and_quintals", "approximate"})
GROUPS = dict.fromkeys(("harvest_start", "harvest_end"), "Thời gian thu hoạch")
GROUPS |= dict.fromkeys(("expected_t", "harvested_t", "contracted_t"), "Sản lượng (tấn)")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
NUMBERING = "STT"
Shown = tuple[Record, Cells]


class TabLayout:
    """One unit's way with one tab; `sheet` draws the rows it is given."""

    def __init__(self, world: World, unit: DemoUnit, contract: Contract) -> None:
        self.world, self.unit, self.contract, self.style = world, unit, contract, unit.style
        self.columns = self._columns()
        self.before = [NUMBERING] if self.style.get("numbering") else []
        self.after = [self.style["extra_column"]] if "extra_column" in self.style else []
        self.keeper = person(world, world.stream("keeper", unit.unit_code))

    def _columns(self) -> list[Column]:
        columns = [one for one in self.contract.columns if one.name not in self.style.get("without", ())]
        if self.style.get("permuted"):
            self.world.stream("columns", self.unit.unit_code, self.contract.table).shuffle(columns)
        return columns

    def sheet(self, shown: list[Shown], row_ids: dict[int, str | None]) -> SheetModel:
        """The tab with these rows; `row_ids` gives the Mã by identity of the record."""
        model = SheetModel(self.contract.tab)
        self._titles(model)
        self._header(model)
        ordered = self.ordered(shown)
        section = None
        for number, (record, cells) in enumerate(ordered, start=1):
            if self._has_sections() and record.product_code != section:
                section = record.product_code
                self._section(model, section)
            self._row(model, number, cells | {"row_id": row_ids.get(id(record))})
            if self.style.get("spacers") and number % 15 == 0:
                model.add([])
        self._footer(model, ordered)
        model.widths = [6] * len(self.before) + [12 if one.measure else 20 for one in self.columns]
        return model

    def _titles(self, model: SheetModel) -> None:
        if self.style.get("titles"):
            model.add([self.unit.name.upper()], bold=True)
            model.add([f"BẢNG THEO DÕI {self.contract.tab.upper()} NĂM {self.world.year}"], bold=True)
            model.add([])

    def _label(self, column: Column) -> str:
        if self.style.get("kilograms") and self.contract.table == "sales" and column.name == "quantity_t":
            return "Sản lượng (kg)"
        if self.style.get("capitals"):
            return column.header.upper()
        return decomposed(column.header) if self.style.get("decomposed") else column.header

    def _header(self, model: SheetModel) -> None:
        labels: list[Value] = [*self.before, *map(self._label, self.columns), *self.after]
        if self.style.get("two_rows") and self.contract.table == "supply":
            self._grouped_header(model, labels)
        else:
            model.add(labels, bold=True)
        if self.style.get("column_numbers"):
            model.add([f"({number})" for number in range(1, len(labels) + 1)])

    def _grouped_header(self, model: SheetModel, labels: list[Value]) -> None:
        names = [None] * len(self.before) + [one.name for one in self.columns] + [None] * len(self.after)
        groups = [GROUPS.get(name) if name else None for name in names]
        firsts = [
            group if group != previous else None for group, previous in zip(groups, [None, *groups], strict=False)
        ]
        top = model.add(
            [first if group else label for label, group, first in zip(labels, groups, firsts, strict=True)],
            True,
        )
        model.add([label if group else None for label, group in zip(labels, groups, strict=True)], bold=True)
        for c, (group, first) in enumerate(zip(groups, firsts, strict=True)):
            if not group:
                model.merges.append((top, c, top + 1, c))
            elif first:
                model.merges.append((top, c, top, c + groups.count(group) - 1))

    def _has_sections(self) -> bool:
        return bool(self.style.get("sections")) and self.contract.table in TOTALLED_TABLES

    def ordered(self, shown: list[Shown]) -> list[Shown]:
        """The rows in the order the keeper has them."""
        if self._has_sections():
            codes = list(self.world.crops)
            return sorted(shown, key=lambda pair: codes.index(pair[0].product_code or codes[0]))
        if self.style.get("by_date"):
            return sorted(shown, key=lambda pair: _event_day(pair[0]))
        return shown

    def _section(self, model: SheetModel, product_code: str | None) -> None:
        name = self.world.crops[product_code]["typed"][-1] if product_code else "Khác"
        number = sum(1 for row in model.rows if row and str(row[0]).startswith(tuple(f"{one}. " for one in ROMAN)))
        model.add([f"{ROMAN[min(number, len(ROMAN) - 1)]}. {name.upper()}"], bold=True)

    def _row(self, model: SheetModel, number: int, cells: Cells) -> None:
        at = len(model.rows)
        row: list[Value] = [number] if self.before else []
        for column in self.columns:
            value, number_format = self._written(column, cells.get(column.name))
            if number_format:
                model.formats[at, len(row)] = number_format
            row.append(value)
        model.add([*row, *(self.keeper for _ in self.after)])
        if self.style.get("hidden") and self.contract.table == "sales" and number in (2, 3):
            model.hidden_rows.add(at + 1)

    def _written(self, column: Column, value: Cell) -> tuple[Value, str | None]:
        """The cell as this keeper types it, and its number format."""
        if isinstance(value, date):
            if self.style.get("text_dates") and column.type == "date":
                return f"{value.day}/{value.month}/{value.year}", None
            return serial(value), DATE_FORMAT
        if value in column.choices:
            return column.choice(value), None
        if value is True:
            return (True if self.style.get("checkboxes") else "x"), None
        if isinstance(value, int | float) and self._label(column) == "Sản lượng (kg)":
            return round(value * 1000), MONEY_FORMAT
        return value, MONEY_FORMAT if column.type == "money" and isinstance(value, int | float) else None

    def _footer(self, model: SheetModel, ordered: list[Shown]) -> None:
        if ordered and self.style.get("totals") and self.contract.table in TOTALLED_TABLES:
            self._total(model, ordered)
        if self.style.get("notes"):
            model.add([])
            model.add(["Ghi chú: số liệu tổng hợp từ các xã, có thể điều chỉnh sau khi rà soát."])
        if self.style.get("signature"):
            model.add([])
            model.add([None, None, None, "NGƯỜI LẬP BIỂU"], bold=True)
            model.add([None, None, None, "(Ký, ghi rõ họ tên)"])
            model.add([None, None, None, self.keeper])

    def _total(self, model: SheetModel, ordered: list[Shown]) -> None:
        """The stated total; a keeper whose totals are stale forgot to include the newest row of the supply tab."""
        is_stale = self.style["totals"] == "stale" and self.contract.table == "supply" and len(ordered) > 3
        counted = ordered[:-1] if is_stale else ordered
        row: list[Value] = [None] * len(self.before)
        for column in self.columns:
            amounts = [_amount(record, cells, column.name) for record, cells in counted]
            found = [amount for amount in amounts if amount is not None]
            row.append(round(sum(found), 3) if column.name in SUMMED and found else None)
        row[len(self.before)] = "TỔNG CỘNG"
        model.add(row, bold=True)


def _amount(record: Record, cells: Cells, name: str) -> float | None:
    value = cells.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    right = record.cells.get(name)
    if record.fault is None or not isinstance(value, str) or not isinstance(right, int | float):
        return None
    if record.fault.kind in READ_AS_WHOLE:
        return right
    return int(right) if record.fault.kind == "quantity_range" else None


def _event_day(record: Record) -> date | int:
    found = (record.cells.get(name) for name in EVENT_NAMES)
    return next((on for on in found if isinstance(on, date)), record.typed_at.date())
