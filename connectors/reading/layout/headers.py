"""Finding the tables of a tab: where a header stands, which column is which, and where a second table begins.

A header is recognised by its labels alone, in one row or in two merged ones, wherever it stands in the tab.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from connectors.cells import EMPTY, TEXT, CellGrid
from connectors.measurement_units import MeasurementUnits
from connectors.reading.layout.labels import REFUSED_UNIT, Label, LabelBook, book_of, is_ordinal, is_unit, stated_units
from connectors.reading.names.names import words_only
from expectations.contract import Contract

_HEADER_WITHIN = 60
_LONGEST_LABEL = 80


class TabRejected(Exception):
    """A tab cannot be understood as a whole; `reason` is a Vietnamese sentence that says what to do."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason


@dataclass(frozen=True)
class Header:
    """A table's header. Rows and columns are 0-based.

    columns: contract column -> grid column. units: contract column -> unit as written, where not the contract's own.
    own_units: contract columns over which the contract's own is stated. unit_columns: grid columns that say each row's
    unit. extra: columns that are not read, with their labels. duplicates: second columns of a contract column.
    """

    top: int
    bottom: int
    columns: dict[str, int]
    units: dict[str, str]
    extra: tuple[tuple[int, str], ...] = ()
    duplicates: tuple[tuple[int, str], ...] = ()
    own_units: frozenset[str] = frozenset()
    unit_columns: tuple[int, ...] = ()


@dataclass(frozen=True)
class FoundTable:
    """A header and the rows [start, stop) below it; contract is None for a table of another tab's kind."""

    header: Header
    start: int
    stop: int
    belongs_to: Contract | None = None


def find_tables(
    grid: CellGrid, contract: Contract, units: MeasurementUnits, others: Iterable[Contract] = ()
) -> list[FoundTable]:
    """The tables of a tab from top to bottom, the contract's own first among them; labels may state these units.

    A table below that has the labels of one of `others` is returned with `belongs_to` set. Raises TabRejected where no
    header of the contract is found or one lacks required columns.
    """
    book, grid = book_of(contract, units), grid.bounded
    last = last_row(grid) + 1
    first = _first_header(grid, book, last)
    headers: list[tuple[Header, Contract | None]] = [(first, None)]
    other_books = [book_of(other, units) for other in others if other.table != contract.table]
    for row in _rows_of_text(grid, first.bottom + 1, last):
        found = _header_below(grid, row, book, other_books) if row > headers[-1][0].bottom else None
        if found is not None:
            headers.append(found)
    stops = [header.top for header, _ in headers[1:]] + [last]
    return [
        FoundTable(header, header.bottom + 1, stop, belongs_to)
        for (header, belongs_to), stop in zip(headers, stops, strict=True)
    ]


def last_row(grid: CellGrid) -> int:
    """0-based row of the last filled cell; -1 in an empty tab."""
    filled = np.flatnonzero((grid.kinds != EMPTY).any(axis=1))
    return int(filled[-1]) if len(filled) else -1


def recognised(grid: CellGrid, contract: Contract, units: MeasurementUnits) -> int:
    """How many of the contract's columns the best header of a tab names; 0 where a required one is missing."""
    book, grid = book_of(contract, units), grid.bounded
    try:
        header = _first_header(grid, book, last_row(grid) + 1)
    except TabRejected:
        return 0
    return len(header.columns)


def best_header(grid: CellGrid, contract: Contract, units: MeasurementUnits) -> Header | None:
    """The header row that names most of the contract's columns, complete or not; None where no row names any."""
    book, grid = book_of(contract, units), grid.bounded
    rows = range(min(last_row(grid) + 1, _HEADER_WITHIN))
    found = [header for row in rows if (header := _header_at(grid, row, book)) is not None]
    return max(found, key=lambda header: len(header.columns), default=None)


def _first_header(grid: CellGrid, book: LabelBook, last: int) -> Header:
    best: Header | None = None
    for row in range(min(last, _HEADER_WITHIN)):
        header = _header_at(grid, row, book)
        if header is None:
            continue
        if book.required <= header.columns.keys():
            return header
        if best is None or len(header.columns) > len(best.columns):
            best = header
    if last == 0:
        raise TabRejected("empty_tab", "tab đang trống. Hãy chép lại dòng tiêu đề từ mẫu.")
    if best is None or len(best.columns) < max(2, len(book.required) / 2):
        labels = ", ".join(f'"{book.contract.column(name).header}"' for name in _in_order(book, book.required))
        raise TabRejected("no_header", f"không tìm thấy dòng tiêu đề. Dòng tiêu đề phải có các cột {labels}.")
    raise _missing(best, book)


def _missing(header: Header, book: LabelBook) -> TabRejected:
    absent = _in_order(book, book.required - header.columns.keys())
    labels = ", ".join(f'"{book.contract.column(name).header}"' for name in absent)
    return TabRejected(
        "missing_column",
        f"dòng tiêu đề (dòng {header.bottom + 1}) thiếu cột bắt buộc {labels}. Hãy thêm lại đúng tên cột.",
    )


def _in_order(book: LabelBook, names: Iterable[str]) -> list[str]:
    wanted = set(names)
    return [column.name for column in book.contract.columns if column.name in wanted]


def _header_below(
    grid: CellGrid, row: int, book: LabelBook, others: list[LabelBook]
) -> tuple[Header, Contract | None] | None:
    """A further header in this row: the contract's own again, or that of another contract."""
    own = _header_at(grid, row, book)
    if own and book.required <= own.columns.keys():
        return own, None
    for other in others:
        header = _header_at(grid, row, other)
        if header and other.required <= header.columns.keys():
            return header, other.contract
    if own and len(own.columns) >= max(3, len(book.required) - 1):
        raise _missing(own, book)
    return None


def _header_at(grid: CellGrid, row: int, book: LabelBook) -> Header | None:
    """The header in this row, or in this one and the next, whichever names more columns."""
    if not (grid.kinds[row] == TEXT).any():
        return None
    single = _labels_of(grid, row, book)
    pair = _paired_labels(grid, row, book)
    if pair and len({label.column for label in pair.values()}) > len({label.column for label in single.values()}):
        return _header(grid, row, row + 1, pair, book)
    return _header(grid, row, row, single, book) if len(single) > 1 else None


def _labels_of(grid: CellGrid, row: int, book: LabelBook) -> dict[int, Label]:
    labels = {}
    for col in np.flatnonzero(grid.kinds[row] == TEXT).tolist():
        if label := book.match(grid.texts[row, col]):
            labels[col] = label
    return labels


def _paired_labels(grid: CellGrid, row: int, book: LabelBook) -> dict[int, Label]:
    """Labels of a header merged over two rows; empty unless its upper row takes part in at least two of them."""
    if row + 1 >= grid.n_rows or not _is_all_text(grid, row + 1) or (grid.kinds[row] == TEXT).sum() < 2:
        return {}
    labels: dict[int, Label] = {}
    from_above = 0
    above = ""
    for col in range(grid.n_cols):
        upper, lower = grid.texts[row, col] or "", grid.texts[row + 1, col] or ""
        above = upper or (above if lower else "")
        texts = _joined(above, lower, book.units) if lower and above else (lower or upper,)
        for place, text in enumerate(texts):
            if text and (label := book.match(text)):
                labels[col] = label
                from_above += bool(upper and not lower) or (place < len(texts) - 1)
                break
    return labels if from_above > 1 else {}


def _joined(upper: str, lower: str, units: MeasurementUnits) -> tuple[str, ...]:
    """Ways a label may be split over two rows: both together, then the lower alone; a unit above goes to the end."""
    bare, bracket, aside = upper.partition("(")
    joined = [f"{upper} {lower}"]
    if bracket:
        joined.append(f"{bare.strip()} {lower} ({aside}")
        joined += [f"{lower} ({aside}"] if is_unit(aside, units) else []
    return (*joined, lower)


def _header(grid: CellGrid, top: int, bottom: int, labels: dict[int, Label], book: LabelBook) -> Header:
    """Give each contract column its best label, the leftmost of equals; the others are duplicates.

    One whose unit the cells are refused for is a column of its own beside a better one: trees beside tonnes.
    """
    columns: dict[str, int] = {}
    for col, label in sorted(labels.items(), key=lambda item: (item[1].rank, item[0])):
        columns.setdefault(label.column, col)
    chosen = set(columns.values())
    labels = {col: label for col, label in labels.items() if col in chosen or label.rank < REFUSED_UNIT}
    above, below = _units_above(grid, top), _units_below(grid, bottom, book.units)
    units, own_units = {}, set()
    for col, label in labels.items():
        stated = [below[col]] if col in below else above
        unit = label.unit if label.states_unit else book.unit_among(label.column, stated)
        if unit and col in chosen:
            units[label.column] = unit
        elif col in chosen and (label.states_unit or book.is_stated(label.column, stated)):
            own_units.add(label.column)
    return Header(
        top,
        bottom + bool(below),
        columns,
        units,
        extra=tuple(_extra(grid, top, bottom, set(labels))),
        duplicates=tuple((col, label.column) for col, label in labels.items() if col not in chosen),
        own_units=frozenset(own_units),
    )


def _extra(grid: CellGrid, top: int, bottom: int, known: set[int]) -> Iterable[tuple[int, str]]:
    for col in range(grid.n_cols):
        if col in known:
            continue
        texts = [str(value) for row in range(top, bottom + 1) if (value := grid.value(row, col)) is not None]
        label = " ".join(words_only(text) for text in texts)
        if label and not is_ordinal(label):
            yield col, label
        elif not label and (grid.kinds[bottom + 1 :, col] != EMPTY).any():
            yield col, ""


def _units_above(grid: CellGrid, top: int) -> list[str]:
    """Units of a line "Đơn vị tính: ..." in the title rows."""
    texts = grid.texts[:top][grid.kinds[:top] == TEXT].tolist()
    return [unit for text in texts for unit in stated_units(text)]


def _units_below(grid: CellGrid, bottom: int, units: MeasurementUnits) -> dict[int, str]:
    """Units by column where the row under the labels holds units and nothing else."""
    if bottom + 1 >= grid.n_rows or not _is_all_text(grid, bottom + 1):
        return {}
    cells = [(col, text.strip(" ()")) for col, text in enumerate(grid.texts[bottom + 1].tolist()) if text]
    return dict(cells) if all(is_unit(text, units) for _, text in cells) else {}


def _is_all_text(grid: CellGrid, row: int) -> bool:
    return row in _rows_of_text(grid, row, row + 1)


def _rows_of_text(grid: CellGrid, start: int, stop: int) -> list[int]:
    """Rows that could be a header: only short texts, at least two of them."""
    kinds = grid.kinds[start:stop]
    is_text = kinds == TEXT
    rows = start + np.flatnonzero((is_text | (kinds == EMPTY)).all(axis=1) & (is_text.sum(axis=1) > 1))
    return [row for row in rows.tolist() if all(len(text or "") <= _LONGEST_LABEL for text in grid.texts[row].tolist())]


def column_names(columns: Iterable[tuple[int, str]]) -> str:
    """Columns as a person finds them: `K "Tên giống", M`."""
    return ", ".join(f'{xl_col_to_name(col)} "{label}"' if label else xl_col_to_name(col) for col, label in columns)
