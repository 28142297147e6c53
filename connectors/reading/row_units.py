"""Amounts whose unit stands beside them: each row's quantities, areas and prices in the unit its own row says.

A cell that names a unit itself is read by it; a header and a row, or a cell and a row, that say different units are
refused naming both, whichever unit the header says; so is an amount without a unit among others in kg, where no header
says one. What a mass says is never said of money.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from connectors.cells import EMPTY, NUMBER, TEXT, CellGrid, raw_text
from connectors.limits import TEXT_LENGTH
from connectors.measurement_units import MeasurementUnit, MeasurementUnits
from connectors.reading.amounts.formats import read_format
from connectors.reading.amounts.row_units import Kind, RowUnit, kind_of, read_row_unit, units_named
from connectors.reading.amounts.targets import Target, convert, target_of, wanted
from connectors.reading.amounts.units import Phrase
from connectors.reading.columns import ColumnReading
from connectors.reading.header_refusals import refuse_for_header
from connectors.reading.layout.headers import FoundTable
from connectors.reading.outcome import ReadContext, Reading, Rule, Unreadable, refuse
from connectors.reading.read_column import read_column
from connectors.reading.seen.column import SeenColumn, SeenNote, settle
from connectors.reading.seen.units import seen_units
from connectors.reading.wording import quoted, wrote
from expectations.contract import Column, Contract
from expectations.unit_changes import UnitAbove
from vietnamese.numbers import number_as_typed
from vietnamese.text import is_ditto

_KINDS: dict[str | None, Kind] = {"t": "amount", "ha": "area", "vnd": "money", "vnd_kg": "price"}
_OF_ROWS = "đơn vị ghi ở từng dòng"


class Stated(NamedTuple):
    """What one row says of the unit of one column; phrase: None where the words are not understood or may not be used.

    cell: where it stands. note: what is to be said of how it looks.
    """

    text: str
    cell: str
    phrase: Phrase | None
    container: MeasurementUnit | None = None
    note: SeenNote | None = None


class _Said(NamedTuple):
    """A row's unit, where it stands, and what is to be said of how it looks."""

    unit: RowUnit
    cell: str
    note: SeenNote | None = None


class _Asked(NamedTuple):
    """A column read with its rows' units; header_unit: another than the contract's, is_stated: that it states one."""

    column: Column
    cells: tuple[np.ndarray, ...]
    context: ReadContext
    header_unit: str | None
    is_stated: bool

    @property
    def units(self) -> MeasurementUnits:
        return self.context.references.units

    @property
    def above(self) -> Target:
        """The column's target under what its header states."""
        return target_of(self.column.measure, self.units, self.header_unit)

    @property
    def header(self) -> Phrase | None:
        """What the header states, where it is another unit than the contract's."""
        return self.above.header if self.header_unit else None


class RowUnits:
    """The columns of units of one table, and what they say of each contract column, data row by data row."""

    def __init__(self, grid: CellGrid, table: FoundTable, at: np.ndarray, contract: Contract, context: ReadContext):
        self._grid, self._table, self._at, self._contract = grid.bounded, table, at, contract
        self._units = context.references.units
        self._context = context
        present = [column for column in contract.columns if column.name in table.header.columns]
        self._columns = _measured(present)
        seen = seen_units(grid, table.header.columns, table.header.unit_columns, at)
        self._said = {col: self._read(one, col) for col, one in seen.items()}
        self._home = {col: _home(said) for col, said in self._said.items()}
        self._money = {col: self._nearest_money(col) for col in self._said}
        told = self._columns.items() if self._said else ()
        self._of = {name: self._stated(column, kind) for name, (column, kind) in told}

    def _read(self, seen: SeenColumn, col: int) -> list[_Said | None]:
        """Each row's unit, an "as above" mark as the row above has it."""
        said: list[_Said | None] = []
        for row, at in enumerate(self._at.tolist()):
            note, own = seen.notes.get(row), xl_rowcol_to_cell(at, col)
            is_merged = note is not None and note.rule == Rule.MERGED_CELL
            cell = own if is_merged else xl_rowcol_to_cell(*seen.origins[row])
            is_text, above = seen.cells.kinds[row] == TEXT, said[-1] if said else None
            text = seen.cells.texts[row] if is_text else raw_text(self._grid, *seen.origins[row])
            if text is not None and is_ditto(text.strip()) and above is not None:
                said.append(above if above.note else above._replace(cell=own))
                continue
            unit = _unit(text, self._units, is_text=is_text or note is not None)
            said.append(None if unit is None else _Said(unit, cell, note))
        return said

    def _nearest_money(self, col: int) -> str | None:
        """The column that money without a weight is said of: the nearest one of money or prices, the left of two."""
        at = self._table.header.columns
        names = [name for name, (_, kind) in self._columns.items() if kind in ("money", "price")]
        return min(names, key=lambda name: (abs(at[name] - col), at[name]), default=None)

    def _stated(self, column: Column, kind: Kind) -> list[Stated | None]:
        x = self._table.header.columns[column.name]
        order = sorted(self._said, key=lambda col: (abs(col - x), col < x))
        return [
            next((one for col in order if (one := self._one(col, row, column, kind)) is not None), None)
            for row in range(len(self._at))
        ]

    def _one(self, col: int, row: int, column: Column, kind: Kind) -> Stated | None:
        said = self._said[col][row]
        if said is None:
            return None
        unit, cell, note = said
        if not unit.phrases:
            is_its = self._home[col] == kind and column.measure != "count"
            return Stated(unit.text, cell, None, note=note) if is_its else None
        for phrase in unit.phrases:
            of = kind_of(phrase)
            if (of == kind and of != "money") or (of == "money" and self._money[col] == column.name):
                is_lost = note is not None and note.is_refused
                return Stated(unit.text, cell, None if is_lost else phrase, unit.container, note)
        return None

    def read(self, column: Column, cells: tuple[np.ndarray, ...], context: ReadContext) -> ColumnReading:
        """The column's cells (as `read_column` takes them) in the units of their rows, else of the header."""
        header = self._table.header
        unit = header.units.get(column.name)
        base = read_column(column, *cells, context, unit)
        refuse_for_header(column, cells, context, header, self._grid, base)
        stated = self._of.get(column.name, [])
        if not any(stated):
            return base
        asked = _Asked(column, cells, context, unit, not self.governs(column.name))
        reading = _in_row_units(asked, stated, base)
        if not asked.is_stated:
            self._refuse_blank(asked, reading)
        return reading

    def governs(self, name: str) -> bool:
        """Whether a row's unit is what a column's amounts are in: where its header states none."""
        return name not in self._table.header.units and name not in self._table.header.own_units

    def in_totals(self, names: Iterable[str]) -> dict[str, str | Phrase | None]:
        """The unit that totals of each column are in: the header's, or the one that all rows say; none of several."""
        units: dict[str, str | Phrase | None] = {}
        for name in names:
            said = {one.phrase if one else None for one in self._of.get(name, [])}
            if not said - {None} or not self.governs(name):
                units[name] = self._table.header.units.get(name)
            elif len(said) == 1:
                units[name] = said.pop()
        return units

    def units(self) -> dict[str, UnitAbove]:
        """The unit that each measured column is in: its header's, or what its rows say where that holds."""
        header, found = self._table.header, {}
        for name, column in ((name, one) for name, (one, _) in self._columns.items() if one.measure in _KINDS):
            target = target_of(column.measure, self._units, header.units.get(name))
            above = UnitAbove(header.units.get(name) or target.unit, _size(target.header, column, self._units))
            found[name] = self._of_rows(column, above) if self.governs(name) else above
        return found

    def _of_rows(self, column: Column, above: UnitAbove) -> UnitAbove:
        """What the filled rows of a column say of their unit, `above` where they say nothing."""
        filled = self._grid.kinds[self._at, self._table.header.columns[column.name]] != EMPTY
        said = [one for one, is_filled in zip(self._of.get(column.name, []), filled, strict=False) if is_filled]
        sizes = {_size(one.phrase, column, self._units) if one else above.size for one in said}
        first = next((one for one in said if one is not None), None)
        if first is None:
            return above
        return UnitAbove(first.text, sizes.pop()) if len(sizes) == 1 else UnitAbove(_OF_ROWS, None, differs=True)

    def _refuse_blank(self, asked: _Asked, reading: ColumnReading) -> None:
        """Refuse amounts without a unit where nothing above says one and other rows say another than the contract's."""
        stated = self._of[asked.column.name]
        other = next(
            (one for one in stated if one and _size(one.phrase, asked.column, self._units) not in (None, 1)), None
        )
        if other is None or asked.column.measure == "count":
            return
        kind = self._columns[asked.column.name][1]
        rows = range(len(stated))
        speaking = [col for col in self._said if any(self._one(col, row, asked.column, kind) for row in rows)]
        x = self._table.header.columns[asked.column.name]
        nearest = min(speaking, key=lambda col: (abs(col - x), col < x))
        for row in rows:
            is_blank = all(self._said[col][row] is None for col in speaking)
            if is_blank and _holds_amount(asked, reading, row) and not _named(asked, row):
                cell = xl_rowcol_to_cell(int(self._at[row]), nearest)
                detail = (
                    f"nhưng ô {cell} chưa ghi đơn vị, trong khi ô {other.cell} ghi {quoted(other.text)}. Hãy ghi đơn vị"
                )
                refusal = refuse(Rule.BLANK_ROW_UNIT, wrote(_shown(asked, row), f"{detail} vào ô {cell}."))
                _refuse(reading, row, refusal)


def _measured(present: list[Column]) -> dict[str, tuple[Column, Kind]]:
    """The columns that a row's unit can be said of; of a tab without weights also its first count."""
    found = {column.name: (column, _KINDS[column.measure]) for column in present if column.measure in _KINDS}
    if all(kind != "amount" for _, kind in found.values()):
        counts = [column for column in present if column.measure == "count" and not found]
        found |= {column.name: (column, "amount") for column in counts[:1]}
    return found


def _unit(text: str | None, units: MeasurementUnits, *, is_text: bool) -> RowUnit | None:
    """What such a text says; a number, a mark without a row above and a text too long are not understood."""
    if not text:
        return None
    if not is_text or len(text) > TEXT_LENGTH or is_ditto(text.strip()):
        return RowUnit(text[:TEXT_LENGTH])
    return read_row_unit(text, units)


def _home(said: list[_Said | None]) -> Kind:
    """What most of a column's units measure, so that a word that is not understood is taken for one of them."""
    kinds = [kind_of(phrase) for one in said if one is not None for phrase in one.unit.phrases]
    return max(dict.fromkeys(kinds), key=kinds.count, default="amount")


def _size(phrase: Phrase | None, column: Column, units: MeasurementUnits) -> float | None:
    """One of these in the column's unit; None where it has no size there."""
    try:
        return None if phrase is None else float(convert(1.0, phrase, target_of(column.measure, units), {}))
    except Unreadable:
        return None


def _in_row_units(asked: _Asked, stated: list[Stated | None], base: ColumnReading) -> ColumnReading:
    """`base`, read as the header says, with the rows read again whose own unit says otherwise."""
    again: dict[Phrase, list[int]] = defaultdict(list)
    for row, one in enumerate(stated):
        if one is None or not _holds_amount(asked, base, row):
            continue
        if named := _named(asked, row):
            _compare_with_cell(asked, base, row, one, named)
        elif one.phrase is None:
            _refuse(base, row, _unusable(asked, row, one))
        elif not asked.is_stated or _weighs_header(asked, one):
            again[one.phrase].append(row)
        elif not _is_headers(asked, one.phrase):
            _refuse(base, row, _against_header(asked, row, one))
    for phrase, rows in again.items():
        _put_again(asked, base, stated, phrase, rows)
    _remark_on_looks(asked, base, stated)
    return base


def _weighs_header(asked: _Asked, one: Stated) -> bool:
    """Whether the header counts containers whose weight the row says: `(thùng)` and `thùng 20 kg`."""
    header = asked.header
    return one.container is not None and header is not None and header.unit == one.container and not header.per


def _is_headers(asked: _Asked, phrase: Phrase) -> bool:
    """Whether the row says the header's own unit: of one size with it, or the same words where it has no size."""
    header, size = asked.above.header, _size(phrase, asked.column, asked.units)
    if header is None or size is not None:
        return size is not None and size == _size(header, asked.column, asked.units)
    return header._replace(text="") == phrase._replace(text="")


def _unusable(asked: _Asked, row: int, one: Stated) -> Reading:
    """The refusal of an amount whose row's unit is crossed out, another column's, or no unit at all."""
    if one.note is not None and one.note.is_refused:
        return refuse(one.note.rule, f"đơn vị ở ô {one.cell} {one.note.message}")
    detail = f"nhưng ô {one.cell} ghi {quoted(one.text)}, không rõ là đơn vị gì. Hãy ghi {wanted(asked.above)}."
    return refuse(Rule.UNKNOWN_UNIT, wrote(_shown(asked, row), detail))


def _remark_on_looks(asked: _Asked, base: ColumnReading, stated: list[Stated | None]) -> None:
    """Say beside each amount how its unit looks, where only a part of that was read."""
    notes = {}
    for row, one in enumerate(stated):
        if one is None or one.note is None or one.note.is_refused or not _holds_amount(asked, base, row):
            continue
        said = f"ở ô {one.cell} {one.note.message}"
        notes[row] = SeenNote(one.note.rule, f"đơn vị {said}", aside=f"Đơn vị {said}")
    settle(base, notes)


def _holds_amount(asked: _Asked, base: ColumnReading, row: int) -> bool:
    """Whether the cell holds an amount other than nil, read or refused; a text too long to be read is none."""
    is_refused = row in base.flags and base.flags[row].refused
    if is_refused and base.flags[row].rule == Rule.TEXT_TOO_LONG:
        return False
    is_read = not np.isnan(base.values[row]) and base.values[row] != 0
    return asked.cells[0][row] in (NUMBER, TEXT) and bool(is_refused or is_read)


def _named(asked: _Asked, row: int) -> frozenset[str]:
    """The units that the cell names itself, in its text or in its number format."""
    kinds, _, texts, formats, *_ = asked.cells
    if kinds[row] == TEXT:
        return units_named(texts[row], asked.units)
    unit = read_format(formats[row], asked.units).phrase.unit
    return frozenset() if unit is None else frozenset({unit.name})


def _shown(asked: _Asked, row: int) -> str:
    kinds, numbers, texts, *_ = asked.cells
    return str(texts[row]) if kinds[row] == TEXT else number_as_typed(float(numbers[row]))


def _compare_with_cell(asked: _Asked, base: ColumnReading, row: int, one: Stated, named: frozenset[str]) -> None:
    """A cell that names its unit is read by it, unless its row names another."""
    unit = one.phrase.unit if one.phrase is not None else None
    if unit is None or unit.name in named or (row in base.flags and base.flags[row].refused):
        return
    detail = f"nhưng ô {one.cell} ghi đơn vị {quoted(one.text)}. Hãy ghi cùng một đơn vị ở hai ô."
    _refuse(base, row, refuse(Rule.UNIT_CONFLICT, wrote(_shown(asked, row), detail)))


def _against_header(asked: _Asked, row: int, one: Stated) -> Reading:
    unit, shown = asked.header_unit or asked.above.unit, _shown(asked, row)
    is_sized = one.container is None and _size(one.phrase, asked.column, asked.units) is not None
    way = f"Nếu là {shown} {one.text} thì hãy ghi {quoted(f'{shown} {one.text}')}; nếu không thì" if is_sized else "Hãy"
    detail = f"nhưng ô {one.cell} ghi đơn vị {quoted(one.text)} còn tiêu đề cột ghi {quoted(unit)}. {way} sửa ô"
    return refuse(Rule.UNIT_CONFLICT, wrote(shown, f"{detail} {one.cell}."))


def _refuse(base: ColumnReading, row: int, reading: Reading) -> None:
    base.values[row] = np.nan
    base.uppers.pop(row, None)
    base.local_ta.pop(row, None)
    base.flags[row] = reading


def _put_again(
    asked: _Asked, base: ColumnReading, stated: list[Stated | None], phrase: Phrase, rows: list[int]
) -> None:
    """Read some rows in the unit they say, into `base`; a refusal says where that unit stands."""
    part = read_column(asked.column, *(array[rows] for array in asked.cells), asked.context, phrase)
    for place, row in enumerate(rows):
        for kept in (base.flags, base.uppers, base.local_ta):
            kept.pop(row, None)
        base.values[row] = part.values[place]
        if place in part.uppers:
            base.uppers[row] = part.uppers[place]
        one = stated[row]
        if place in part.flags and one is not None:
            base.flags[row] = _placed(part.flags[place], one)
        if place in part.local_ta and one is not None:
            base.local_ta[row] = _placed(part.local_ta[place], one)


def _placed(reading: Reading, one: Stated) -> Reading:
    """A refusal with the place of the unit in front of it."""
    said = f"ô {one.cell} ghi đơn vị {quoted(one.text)}; {reading.message} Nếu ghi đơn vị khác thì sửa cả ô {one.cell}."
    return replace(reading, message=said) if reading.refused else reading
