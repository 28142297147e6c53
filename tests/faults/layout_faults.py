"""Faults of a tab's layout and of a workbook's tabs, one at a time on a clean tab.

A refused tab is caught by its refusal; everything else must be said while every row is still read as before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from connectors.appearance import Area
from connectors.cells import EMPTY, NUMBER, TEXT, CellGrid
from connectors.reading.layout.headers import Header, TabRejected, find_tables
from connectors.reading.layout.workbook_tabs import assign_tabs
from expectations.contract import load_contracts
from tests.faults.province import CleanTab, clean_tabs, copied, put, read, widened
from tests.seed_units import UNITS

SEEDS_A_CLOTHES = 12
Broken = tuple[CellGrid, str | None]


@dataclass(frozen=True)
class LayoutFault:
    """`make` gives the broken grid and the cell the issue must sit on (None: the tab as a whole).

    is_of_row: the cell is a data row's, which alone may be flagged. is_of_column: it is the last of its column's, whose
    cells may all be flagged by this rule.
    """

    kind: str
    clothes: str
    make: Callable[[CleanTab, Random], Broken | None]
    is_of_row: bool = False
    is_of_column: bool = False


@dataclass(frozen=True)
class LayoutFinding:
    """are_rows_kept: every clean row is still read and none is flagged; None where the tab is to be refused."""

    kind: str
    clothes: str
    caught: bool
    exact: bool
    are_rows_kept: bool | None


def header_of(tab: CleanTab) -> Header:
    return find_tables(tab.grid, tab.contract, UNITS)[0].header


def _relabelled(required: bool, label: str | None) -> Callable[[CleanTab, Random], Broken | None]:
    """A column that must, or may, be there loses its label and its cells, or gets another label."""

    def make(tab: CleanTab, chance: Random) -> Broken | None:
        header, grid = header_of(tab), copied(tab.grid)
        if header.top != header.bottom:
            return None
        names = [one.name for one in tab.contract.columns if one.required == required and one.name in header.columns]
        names = [
            name
            for name in names
            if name not in ("row_id", "origin_province") and not tab.contract.column(name).choices
        ]
        conditions = {one.required_when.column for one in tab.contract.columns if one.required_when}
        optional = [name for name in names if required or name not in conditions]
        if not optional:
            return None
        col = header.columns[chance.choice(optional)]
        put(grid, header.bottom, col, label)
        if label is None:
            for row in range(header.bottom + 1, grid.n_rows):
                put(grid, row, col, None)
        return grid, None

    return make


def _without_header(tab: CleanTab, chance: Random) -> Broken:
    header, grid = header_of(tab), copied(tab.grid)
    for row in range(header.top, header.bottom + 1):
        for col in range(grid.n_cols):
            put(grid, row, col, None)
    return grid, None


def _emptied(tab: CleanTab, chance: Random) -> Broken:
    return CellGrid.blank(5, 5), None


def _extra_column(label: str | None) -> Callable[[CleanTab, Random], Broken | None]:
    def make(tab: CleanTab, chance: Random) -> Broken | None:
        if not len(tab.reading.rows):
            return None
        header, grid = header_of(tab), widened(tab.grid, 0, 2)
        put(grid, header.bottom, tab.grid.n_cols, label)
        for sheet_row in tab.reading.rows["sheet_row"].tolist():
            put(grid, sheet_row - 1, tab.grid.n_cols, chance.choice(["xong", 12, "giống địa phương"]))
        return grid, None

    return make


def _duplicated_column(tab: CleanTab, chance: Random) -> Broken:
    header, grid = header_of(tab), widened(tab.grid, 0, 1)
    column = tab.contract.column(chance.choice(sorted(header.columns)))
    put(grid, header.bottom, tab.grid.n_cols, chance.choice(column.labels[:1]))
    return grid, xl_rowcol_to_cell(header.bottom, tab.grid.n_cols)


def _hidden_row(tab: CleanTab, chance: Random) -> Broken | None:
    rows = tab.reading.rows["sheet_row"].tolist()
    if not rows or tab.grid.hidden_rows:
        return None
    grid = copied(tab.grid)
    return replace(grid, hidden_rows=frozenset({chance.choice(rows)})), None


def _looking(tab: CleanTab, **looks: object) -> CellGrid:
    return replace(copied(tab.grid), appearance=replace(tab.grid.appearance, **looks))


def _struck_row(tab: CleanTab, chance: Random) -> Broken | None:
    rows = tab.reading.rows["sheet_row"].tolist()
    if not rows:
        return None
    row = chance.choice(rows) - 1
    return _looking(tab, struck=frozenset((row, col) for col in range(tab.grid.n_cols))), None


def _hidden_column(tab: CleanTab, chance: Random) -> Broken | None:
    col = chance.choice([col for name, col in tab.reading.columns_at.items() if name != "row_id"])
    return _looking(tab, hidden_columns=frozenset({col})), xl_rowcol_to_cell(0, col)


def _merged_names(tab: CleanTab, chance: Random) -> Broken | None:
    """The same name in two rows, merged into one cell."""
    at = {"supply": "producer_name", "sales": "producer_name", "demand": "buyer_name", "teams": "commune"}
    col = tab.reading.columns_at.get(at.get(tab.contract.table, ""))
    rows = [one - 1 for one in tab.reading.rows["sheet_row"].tolist()]
    names = tab.grid.texts[:, 0 if col is None else col]
    same = [row for row in rows if col is not None and row + 1 in rows and names[row] and names[row] == names[row + 1]]
    if not same:
        return None
    grid = _looking(tab, merged=(*tab.grid.appearance.merged, Area(same[0], col, same[0] + 1, col)))
    put(grid, same[0] + 1, col, None)
    return grid, xl_rowcol_to_cell(same[0], col)


def _month_first(tab: CleanTab, chance: Random) -> Broken | None:
    names = [one.name for one in tab.contract.columns if one.type == "date" and one.name in tab.reading.columns_at]
    rows = tab.reading.rows["sheet_row"].tolist()
    if not names or not rows:
        return None
    place = (chance.choice(rows) - 1, tab.reading.columns_at[chance.choice(names)])
    if tab.grid.kinds[place] != NUMBER:
        return None
    grid = copied(tab.grid)
    grid.formats[place] = "m/d/yyyy"
    return grid, xl_rowcol_to_cell(*place)


def _foreign_table(tab: CleanTab, chance: Random) -> Broken:
    """Another tab's table, header and two rows, pasted below."""
    others = [one for one in clean_tabs() if one.unit is tab.unit and one.contract is not tab.contract]
    other = chance.choice([one for one in others if len(one.reading.rows) > 2])
    grid = widened(tab.grid, 6, max(0, other.grid.n_cols - tab.grid.n_cols))
    top = tab.grid.n_rows + 2
    columns = list(other.reading.columns_at)
    for col, name in enumerate(columns):
        put(grid, top, col, other.contract.column(name).header)
        for row in (0, 1):
            source = (int(other.reading.rows["sheet_row"].iloc[row]) - 1, other.reading.columns_at[name])
            put(grid, top + 1 + row, col, other.grid.value(*source))
            grid.formats[top + 1 + row, col] = other.grid.formats[source]
    return grid, xl_rowcol_to_cell(top, 0)


def _wrong_total(label: str, factor: float) -> Callable[[CleanTab, Random], Broken | None]:
    def make(tab: CleanTab, chance: Random) -> Broken | None:
        sums = {"supply": "expected_t", "sales": "quantity_t", "demand": "quantity_t", "teams": "members"}
        name = sums.get(tab.contract.table)
        is_plain = not tab.unit.style.keys() & {"totals", "sections", "notes", "signature", "kilograms"}
        if name is None or not is_plain or len(tab.reading.rows) < 3:
            return None
        grid, row = widened(tab.grid, 1, 0), tab.grid.n_rows
        wordy = {"supply": "producer_name", "sales": "producer_name", "demand": "buyer_name", "teams": "team_name"}
        put(grid, row, tab.reading.columns_at[wordy[tab.contract.table]], label)
        col = tab.reading.columns_at[name]
        total = float(np.nansum(tab.reading.rows[name])) * factor
        put(grid, row, col, round(total) if name == "members" else round(total, 2))
        return grid, xl_rowcol_to_cell(row, col)

    return make


def _beside(tab: CleanTab, label: str, unit: str | None, others: str | None) -> Broken | None:
    """A column of units beside the table: `unit` on one row, `others` on the rest; its cell on that row.

    The quantities of the rest are as they were, in the unit said of them; where that is kg no header says another.
    """
    header, rows = header_of(tab), tab.reading.rows["sheet_row"].tolist()
    name = {"supply": "expected_t", "sales": "quantity_t", "demand": "quantity_t"}.get(tab.contract.table)
    is_simple = header.top == header.bottom and not tab.is_in_kilograms
    if name is None or len(rows) < 4 or not is_simple or tab.unit.style.keys() & {"totals", "sections"}:
        return None
    grid, col = widened(tab.grid, 0, 1), tab.grid.n_cols
    put(grid, header.bottom, col, label)
    names = ["expected_t", "harvested_t", "contracted_t", "min_lot_t", "quantity_t"]
    for one in header.columns.keys() & {*names} if others == "kg" else ():
        put(grid, header.bottom, header.columns[one], tab.contract.column(one).header.partition(" (")[0])
    for place, row in enumerate(rows):
        put(grid, row - 1, col, unit if place == 2 else others)
        for one in names:
            at = tab.reading.columns_at.get(one)
            value = tab.values[one][place] if at is not None and one in tab.values else None
            if value is not None and others == "kg" and place != 2 and at is not None:
                put(grid, row - 1, at, round(value * 1000, 6))
    return grid, xl_rowcol_to_cell(rows[2] - 1, col)


def _unit_beside(
    label: str, unit: str | None, others: str | None, amount: object = None
) -> Callable[[CleanTab, Random], Broken | None]:
    """The issue must sit on the quantity, which says this amount."""

    def make(tab: CleanTab, chance: Random) -> Broken | None:
        made = _beside(tab, label, unit, others)
        if made is None or tab.contract.table != "sales":
            return None
        row, col = int(tab.reading.rows["sheet_row"].iloc[2]) - 1, header_of(tab).columns["quantity_t"]
        put(made[0], row, col, amount)
        return made[0], xl_rowcol_to_cell(row, col)

    return make


def unit_faults() -> Iterator[LayoutFault]:
    """Units in a column of their own."""
    blank = _unit_beside("Đơn vị tính", None, "kg", 5)
    yield LayoutFault("blank_row_unit", "5 without a unit among kg", blank, is_of_row=True)
    for clothes, label, unit, others, amount in (
        ("5 beside kg under (tấn)", "ĐVT", "kg", None, 5),
        ("5 tấn beside kg", "ĐVT", "kg", None, "5 tấn"),
        ("5 tấn beside thùng", "Quy cách", "thùng", "tấn", "5 tấn"),
    ):
        yield LayoutFault("unit_conflict", clothes, _unit_beside(label, unit, others, amount), is_of_row=True)


def _refused_header(unit: str) -> Callable[[CleanTab, Random], Broken | None]:
    """The header of a price says a unit that no cell can be read in; the last of its cells."""

    def make(tab: CleanTab, chance: Random) -> Broken | None:
        header, grid = header_of(tab), copied(tab.grid)
        names = [name for name in ("price_vnd_kg", "farmgate_price_vnd_kg") if name in header.columns]
        if not names or header.top != header.bottom or not any(map(_is_number, tab.values[names[0]])):
            return None
        col = header.columns[names[0]]
        put(grid, header.bottom, col, f"{tab.contract.column(names[0]).header.partition(' (')[0]} ({unit})")
        at = tab.reading.rows["sheet_row"].to_numpy() - 1
        for row in at[grid.kinds[at, col] == TEXT].tolist():  # a text may name its own unit
            put(grid, row, col, 9000)
        return grid, xl_rowcol_to_cell(int(at[grid.kinds[at, col] != EMPTY].max()), col)

    return make


def _is_number(value: object) -> bool:
    return isinstance(value, float)


def layout_faults() -> Iterator[LayoutFault]:
    """Every kind of a tab's layout in all its clothes."""
    yield LayoutFault("missing_column", "label and cells gone", _relabelled(True, None))
    yield LayoutFault("missing_column", "another label", _relabelled(True, "Nội dung khác hẳn"))
    yield LayoutFault("missing_columns", "label and cells gone", _relabelled(False, None))
    yield LayoutFault("missing_columns", "another label", _relabelled(False, "Cột của tôi"))
    yield LayoutFault("no_header", "header row wiped", _without_header)
    yield LayoutFault("empty_tab", "everything wiped", _emptied)
    yield LayoutFault("extra_columns", "a column of one's own", _extra_column("Tên giống"))
    yield LayoutFault("extra_columns", "cells without a label", _extra_column(None))
    yield LayoutFault("duplicate_column", "a label twice", _duplicated_column)
    yield LayoutFault("hidden_rows", "one row hidden", _hidden_row)
    yield LayoutFault("hidden_columns", "one column hidden", _hidden_column)
    yield LayoutFault("struck_rows", "one row struck out", _struck_row)
    yield LayoutFault("merged_cells", "a name merged over two rows", _merged_names)
    yield LayoutFault("month_first", "one day shown as m/d/yyyy", _month_first)
    yield LayoutFault("foreign_table", "another tab's table below", _foreign_table)
    yield from unit_faults()
    for unit in ("USD/kg", "đ/trái"):
        yield LayoutFault("header_unit", unit, _refused_header(unit), is_of_column=True)
    for label, factor in (("TỔNG CỘNG", 1.1), ("Cộng", 0.9), ("Tổng số", 10.0), ("tổng", 0.5)):
        yield LayoutFault("total_differs", f"{label}, ×{factor}", _wrong_total(label, factor))


def run_layout(seed: int = 2023) -> list[LayoutFinding]:
    """Each fault on a few tabs of every kind, then the faults of workbooks."""
    findings = []
    for fault in layout_faults():
        chance = Random(f"{seed}/layout/{fault.kind}/{fault.clothes}")
        tabs = chance.sample(clean_tabs(), len(clean_tabs()))
        broken = ((tab, made) for tab in tabs if (made := fault.make(tab, chance)) is not None)
        for _, (tab, (grid, cell)) in zip(range(SEEDS_A_CLOTHES), broken, strict=False):
            findings.append(_judge(fault, tab, grid, cell))
    return [*findings, *_workbook_findings(Random(f"{seed}/workbooks"))]


def _judge(fault: LayoutFault, tab: CleanTab, grid: CellGrid, cell: str | None) -> LayoutFinding:
    try:
        reading = read(tab.contract, grid, tab.snapshot, tab.context)
    except TabRejected as rejected:
        is_told = rejected.rule == fault.kind
        return LayoutFinding(fault.kind, fault.clothes, is_told, is_told, None)
    told = reading.issues[reading.issues["rule"] == fault.kind]
    rows = list(tab.reading.rows["sheet_row"])
    flagged = reading.issues["sheet_row"].isin(rows)
    if fault.is_of_row:
        flagged &= (reading.issues["rule"] != fault.kind) | (reading.issues["cell"] != cell)
    if fault.is_of_column and len(told):
        flagged &= (reading.issues["rule"] != fault.kind) | (reading.issues["column"] != told["column"].iloc[-1])
    are_kept = list(reading.rows["sheet_row"]) == rows and not flagged.any()
    exact = bool(len(told)) and (told["cell"].iloc[-1] == cell or (cell is None and told["cell"].isna().all()))
    return LayoutFinding(fault.kind, fault.clothes, bool(len(told)), exact, are_kept)


def _workbook_findings(chance: Random) -> Iterator[LayoutFinding]:
    """A tab that is gone, one that was copied, and one of the keeper's own."""
    units = {tab.unit.unit_code: tab.unit for tab in clean_tabs()}
    for code in chance.sample(sorted(units), SEEDS_A_CLOTHES):
        grids = {tab.contract.tab: tab.grid for tab in clean_tabs() if tab.unit.unit_code == code}
        contract = chance.choice(list(load_contracts().values()))
        gone = {title: grid for title, grid in grids.items() if title != contract.tab}
        yield _of_workbook("missing_tab", "deleted", contract.table not in _assign(gone).tables)
        copy = f"{contract.tab} (2)"
        twice = _assign({**grids, copy: grids[contract.tab]})
        yield _of_workbook("ignored_tab", "a copy", copy in twice.ignored and twice.tables == _assign(grids).tables)
        by_month = {title: grid for title, grid in grids.items() if title != contract.tab}
        first, second = f"{contract.tab} T7", f"{contract.tab} T8"
        split = _assign({**by_month, first: grids[contract.tab], second: grids[contract.tab]})
        yield _of_workbook("unread_table", "a tab a month", split.further == {second: contract.table})
        own = _assign({**grids, "Sổ tay": CellGrid.from_rows([["Việc cần nhớ"], ["Gọi lại các xã"]])})
        yield _of_workbook("ignored_tab", "the keeper's own", "Sổ tay" in own.ignored)


def _assign(grids: dict[str, CellGrid]):
    return assign_tabs(grids, grids.__getitem__, load_contracts().values(), UNITS)


def _of_workbook(kind: str, clothes: str, caught: bool) -> LayoutFinding:
    return LayoutFinding(kind, clothes, caught, caught, True)
