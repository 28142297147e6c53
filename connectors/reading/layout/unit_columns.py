"""Columns that say the unit of each row: "ĐVT", "Đơn vị tính", or units and nothing else under whatever label.

A label that may mean something else ("Đơn vị" names a buyer, "Đơn vị đỡ đầu" a sponsor, "Quy cách" how produce is
processed) takes its cells to prove it.
"""

from collections.abc import Iterator
from dataclasses import replace

from connectors.cells import EMPTY, NUMBER, TEXT, CellGrid
from connectors.measurement_units import MeasurementUnits
from connectors.reading.amounts.row_units import RowUnit, read_row_unit
from connectors.reading.layout.headers import FoundTable, Header
from connectors.reading.names.names import name_key
from expectations.contract import Contract
from vietnamese.brackets import without_asides
from vietnamese.text import is_ditto

_SURE = frozenset({"dvt", "donvitinh", "dvtinh", "donvido", "donvidoluong", "unit", "units"})
_STARTS, _ENDS = ("dvt", "donvitinh", "donvido"), ("dvt", "donvitinh")
_LIKELY = frozenset({"donvi", "dv", "dvi", "quycach", "quycachdonggoi", "donggoi"})
_TELLING = frozenset({"mass", "local_ta", "area", "regional_area", "money"})


def with_unit_columns(grid: CellGrid, table: FoundTable, contract: Contract, units: MeasurementUnits) -> FoundTable:
    """The table with its columns of units known for what they are, out of those that are not read.

    A choice of the contract gives way where its cells are units: "Quy cách" may be either.
    """
    header = table.header
    found = {col for col, label in header.extra if _says_units(grid, table, col, label, units)}
    optional = {column.name for column in contract.columns if column.type == "choice" and not column.required}
    taken = {col for name, col in header.columns.items() if name in optional}
    taken |= {col for col, name in header.duplicates if name in optional}
    found |= {col for col in taken if _is_likely(grid, header, col) and _mostly_units(grid, table, col, units)}
    if not found:
        return table
    known = replace(
        header,
        columns={name: col for name, col in header.columns.items() if col not in found},
        extra=tuple(one for one in header.extra if one[0] not in found),
        duplicates=tuple(one for one in header.duplicates if one[0] not in found),
        unit_columns=tuple(sorted(found)),
    )
    return replace(table, header=known)


def unit_column_label(grid: CellGrid, header: Header, col: int) -> str:
    """What stands above such a column, "" where nothing does."""
    texts = [grid.texts[row, col] for row in range(header.top, header.bottom + 1)]
    return " ".join(" ".join(text.split()) for text in texts if text)


def _says_units(grid: CellGrid, table: FoundTable, col: int, label: str, units: MeasurementUnits) -> bool:
    key = name_key(without_asides(label)).replace(" ", "")
    if key in _SURE:
        return True
    if key in _LIKELY or key.startswith(_STARTS) or key.endswith(_ENDS):
        return _mostly_units(grid, table, col, units)
    if not _is_repeated(grid, table, col):
        return False
    cells = list(_cells(grid, table, col, units))
    phrases = [phrase for cell in cells if cell is not None for phrase in cell.phrases]
    is_all = bool(cells) and all(cell is not None and cell.phrases for cell in cells)
    return is_all and any(phrase.unit is not None and phrase.unit.dimension in _TELLING for phrase in phrases)


def _is_likely(grid: CellGrid, header: Header, col: int) -> bool:
    key = name_key(without_asides(unit_column_label(grid, header, col))).replace(" ", "")
    return key in _LIKELY


def _mostly_units(grid: CellGrid, table: FoundTable, col: int, units: MeasurementUnits) -> bool:
    """Whether at least half of the different contents are units."""
    cells = list(_cells(grid, table, col, units))
    return 2 * sum(cell is not None and bool(cell.phrases) for cell in cells) >= max(1, len(cells))


def _is_repeated(grid: CellGrid, table: FoundTable, col: int) -> bool:
    """Whether several cells of the column are filled, so that a single word is not taken for what the column is."""
    return bool((grid.kinds[table.start : table.stop, col] != EMPTY).sum() > 1)


def _cells(grid: CellGrid, table: FoundTable, col: int, units: MeasurementUnits) -> Iterator[RowUnit | None]:
    """Each different content of the column, None for what can be no unit."""
    span = slice(table.start, table.stop)
    kinds, texts = grid.kinds[span, col], grid.texts[span, col]
    if (kinds == NUMBER).any():
        yield None
    for text in dict.fromkeys(texts[kinds == TEXT].tolist()):
        if text.strip() and not is_ditto(text):
            found = read_row_unit(text, units)
            if found is not None:
                yield found
