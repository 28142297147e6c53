"""Bytes of a feed to one table of raw cells, whatever format they turn out to have.

Cells stay as they were written, with the row they stood in; what they mean is decided in observations.py.
"""

import csv
import io
import math
import struct
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import xlrd
from openpyxl.utils.exceptions import InvalidFileException

from connectors.archives import WORKBOOK_FAULTS, ArchiveRefused, check_archive
from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.sniff import FeedUnreadable, Kind, check_kind, decode, page_title, parse_json
from connectors.feeds.price_units import money_in_caption, money_in_header, unit_in_header
from connectors.feeds.tables.allowance import CellAllowance
from connectors.feeds.tables.headers import LABEL_LENGTH, Located, Rows, locate, there_is, wanted_labels, with_days
from connectors.feeds.tables.json_records import field_names, read_records
from connectors.feeds.tables.markup import html_tables, xml_spreadsheets
from connectors.limits import TEXT_LENGTH
from vietnamese.text import encodable, fold, tidy

HEADER_UNIT = "header_unit"
"""The column of a table's frame with what the header of each price says of its unit."""
_HEAD_CHARACTERS = 1 << 20
_SHOWN_NAMES, _SHOWN_LENGTH = 20, 60
_CAPTIONS = 200
_LARGEST = 10**18
_DELIMITERS = ",;\t|"
_BIFF_FAULTS = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    AssertionError,
    LookupError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class FeedTable:
    """Raw cells of one file: a column per stated field (object), `source_row` (1-based), rows kept out by `keep`.

    problems: for each row of the frame which of its cells is too long to be read, and was cut; None where none is.
    nothing: why there is no row at all, None where there is one.
    """

    frame: pd.DataFrame
    kept_out: int
    problems: np.ndarray
    nothing: str | None = None


def read_table(content: bytes, declaration: FeedDeclaration, charset: str | None = None) -> FeedTable:
    """Read one file as its declaration says; raises FeedUnreadable in one line where it can't be that table.

    The frame has one row a price (melted columns become rows) and a column for every field that the declaration's
    columns, melt and constants state; a melted column's unit may come from its own header. `charset` is what an HTTP
    server said.
    """
    kind = check_kind(content, declaration)
    if kind == "json":
        return _json_table(parse_json(content, declaration.encoding, charset), declaration)
    try:
        rows, located = _first_fitting(_grids(content, kind, declaration, charset), declaration)
    except FeedUnreadable as fault:
        raise FeedUnreadable(f"{page_title(content)}{fault}" if kind == "html" else str(fault)) from fault
    numbers = [number for number in range(located.first_row, len(rows)) if _is_filled(rows[number])]
    declaration = with_days(declaration, located.day_names)
    columns = located.columns | {label: located.at(label) for label in declaration.melted_labels()}
    cells = {label: _column(rows, numbers, at) for label, at in columns.items()}
    units = _header_units(
        {label: located.header_texts.get(at, []) for label, at in columns.items()},
        money_in_caption(_texts_above(rows, located)),
        declaration,
    )
    return _assemble(cells, [number + 1 for number in numbers], units, declaration)


def _json_table(document: object, declaration: FeedDeclaration) -> FeedTable:
    if declaration.melts_days:
        declaration = with_days(declaration, field_names(document, declaration))
    records = read_records(document, declaration)
    labels = wanted_labels(declaration)
    cells = {label: [_holdable(record[label]) for record in records] for label in labels}
    units = _header_units({label: [label] for label in labels}, None, declaration)
    return _assemble(cells, list(range(1, len(records) + 1)), units, declaration)


def _texts_above(rows: Rows, located: Located) -> Iterator[str]:
    """The first texts with a colon above the data, where a table says its unit once for all."""
    cells = (cell for row in rows[: located.first_row] for cell in row if isinstance(cell, str))
    yield from islice((cell[:LABEL_LENGTH] for cell in cells if ":" in cell[:LABEL_LENGTH]), _CAPTIONS)


def _first_fitting(grids: Iterator[Rows], declaration: FeedDeclaration) -> tuple[Rows, Located]:
    """The first table that has every label; the fault of the best named one where none has."""
    faults: list[FeedUnreadable] = []
    for rows in grids:
        try:
            return rows, locate(rows, declaration)
        except FeedUnreadable as fault:
            faults.append(fault)
    raise min(faults, key=lambda fault: len(str(fault)), default=FeedUnreadable("has no table"))


def _is_filled(row: list[object]) -> bool:
    return any(cell is not None and cell != "" for cell in row)


def _column(rows: Rows, numbers: list[int], at: int) -> list[object]:
    return [_holdable(rows[number][at]) if at < len(rows[number]) else None for number in numbers]


def _holdable(value: object) -> object:
    """A cell as a table can hold it: numbers beyond all bounds as texts that are no number, no halves of characters."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _LARGEST:
        return f"a number of {len(str(value)) if abs(value) < _LARGEST**10 else 'hundreds of'} digits"
    return repr(value) if isinstance(value, float) and math.isinf(value) else value


@dataclass(frozen=True)
class HeaderUnits:
    """What headers say of prices: by label of a melted column its unit, and by label of any price its money."""

    units: Mapping[str, str]
    money: Mapping[str, str]


def _header_units(headers: Mapping[str, list[str]], caption: str | None, declaration: FeedDeclaration) -> HeaderUnits:
    """What the header of each price's column says, else the caption; a melted column's unit is such as `($/mt)`."""
    melted = declaration.melted_labels()
    prices = [declaration.columns.price] if declaration.columns.price else melted
    units = {label: unit_in_header(headers[label]) for label in melted}
    money = {label: money_in_header([label, *headers[label]]) or caption for label in prices}
    return HeaderUnits(_filled_only(units), _filled_only(money))


def _filled_only(said: Mapping[str, str | None]) -> dict[str, str]:
    return {label: encodable(text) for label, text in said.items() if text}


def _assemble(
    cells: dict[str, list[Any]], source_rows: list[int], headers: HeaderUnits, declaration: FeedDeclaration
) -> FeedTable:
    cells, problems = _within_length(cells, len(source_rows))
    kept = np.ones(len(source_rows), dtype=bool)
    for label, allowed in declaration.keep.items():
        kept &= _is_one_of(_object_array(cells[label]), allowed)
    nothing = None if kept.any() else _why_nothing(cells, len(kept), declaration)
    arrays = {label: _object_array(values)[kept] for label, values in cells.items()}
    base = {"source_row": np.array(source_rows, dtype=np.int64)[kept]}
    base |= {field: arrays[label] for field, label in declaration.columns.stated().items()}
    melted = set(declaration.melted_labels())
    of_row = _first_of([problems[label] for label in cells if label not in melted], len(source_rows))[kept]
    frame = pd.DataFrame(base)
    for field, labels in declaration.melt.items():
        frame = _melted(frame, field, labels, arrays, headers)
        own = np.concatenate([problems[label][kept] for label in labels])
        of_row = _first_of([np.tile(of_row, len(labels)), own], len(frame))
    if (price := declaration.columns.price) and (said := headers.money.get(price)):
        frame[HEADER_UNIT] = pd.Series([said] * len(frame), index=frame.index, dtype=object)
    for field, value in declaration.constants.stated().items():
        frame[field] = pd.Series([value] * len(frame), index=frame.index, dtype=object)
    return FeedTable(frame, int((~kept).sum()), of_row, nothing)


def _why_nothing(cells: dict[str, list[Any]], rows: int, declaration: FeedDeclaration) -> str:
    """Why a table that fits gives no row: it has none, or `keep` leaves none, with what stands there instead."""
    if not rows:
        return f"has no row{f' at {declaration.table}' if isinstance(declaration.table, str) else ''}"
    said = []
    for label, allowed in declaration.keep.items():
        if not _is_one_of(_object_array(cells[label]), allowed).any():
            wanted = ", ".join(f"'{one}'" for one in allowed[:_SHOWN_NAMES])
            said.append(f"'{label}' is never {wanted}{there_is(_cell_text(value) for value in cells[label] if value)}")
    return encodable(f"has {rows} rows, of which keep leaves none: {'; '.join(said) or 'no row has all of its values'}")


def _within_length(cells: dict[str, list[Any]], size: int) -> tuple[dict[str, list[Any]], dict[str, np.ndarray]]:
    """The cells with every over-long text cut, and by label, for each row, what is wrong with its cell (or None)."""
    within, problems = {}, {}
    for label, values in cells.items():
        problems[label] = np.full(size, None, dtype=object)
        within[label] = list(values)
        for at in [at for at, value in enumerate(values) if isinstance(value, str) and len(value) > TEXT_LENGTH]:
            problems[label][at] = (
                f"the field '{label}' has {len(values[at])} characters, more than the {TEXT_LENGTH} a cell may have"
            )
            within[label][at] = f"{values[at][:_SHOWN_LENGTH]}…"
    return within, problems


def _first_of(several: list[np.ndarray], size: int) -> np.ndarray:
    """Elementwise the first that is not None."""
    found = np.full(size, None, dtype=object)
    for one in reversed(several):
        found = np.where(one != None, one, found)  # noqa: E711
    return found


def _melted(
    frame: pd.DataFrame, field: str, labels: tuple[str, ...], arrays: dict[str, np.ndarray], headers: HeaderUnits
) -> pd.DataFrame:
    parts = []
    for label in labels:
        part = frame.assign(price=arrays[label])
        part[field] = pd.Series([label] * len(part), index=part.index, dtype=object)
        if "unit" not in frame and field != "unit" and headers.units:
            part["unit"] = pd.Series([headers.units.get(label)] * len(part), index=part.index, dtype=object)
        if headers.money:
            part[HEADER_UNIT] = pd.Series([headers.money.get(label)] * len(part), index=part.index, dtype=object)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _object_array(values: list[Any]) -> np.ndarray:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _is_one_of(values: np.ndarray, allowed: tuple[str, ...]) -> np.ndarray:
    wanted = {tidy(value).casefold() for value in allowed}
    codes, distinct = pd.factorize(values)
    hits = np.array([_cell_text(value).casefold() in wanted for value in distinct] + ["" in wanted], dtype=bool)
    return hits[codes]


def _cell_text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else tidy(str(value))


def _grids(content: bytes, kind: Kind, declaration: FeedDeclaration, charset: str | None) -> Iterator[Rows]:
    """The tables a file offers, or the one the declaration names."""
    if kind == "csv":
        yield _csv_rows(decode(content, declaration.encoding, charset), declaration)
        return
    if kind == "html":
        selector = declaration.table if isinstance(declaration.table, str) else None
        tables = html_tables(decode(content, declaration.encoding, charset), selector)
        named = dict(enumerate(tables))
    elif kind == "spreadsheetml":
        named = xml_spreadsheets(content)
    else:
        named = _workbook_sheets(content, kind)
    yield from _chosen(named, declaration.table if kind != "html" or isinstance(declaration.table, int) else None)


def _chosen(tables: dict[Any, Rows], table: int | str | None) -> Iterator[Rows]:
    if table is None:
        yield from tables.values()
    elif isinstance(table, int):
        if table >= len(tables):
            raise FeedUnreadable(f"has {len(tables)} tables, so none at index {table}")
        yield list(tables.values())[table]
    else:
        fitting = [name for name in tables if fold(tidy(str(name))) == fold(tidy(table))]
        if not fitting:
            raise FeedUnreadable(f"has no sheet '{table}'; it has {_few(tables)}")
        yield tables[fitting[0]]


def _few(names: Iterable[object]) -> str:
    """The first names, each to a sensible length."""
    return ", ".join(str(name)[:_SHOWN_LENGTH] for name in islice(names, _SHOWN_NAMES))


def _csv_rows(text: str, declaration: FeedDeclaration) -> Rows:
    head = "\n".join(text[:_HEAD_CHARACTERS].splitlines()[:200])
    labels = {fold(tidy(label)) for label in wanted_labels(declaration)}
    delimiter = max(_DELIMITERS, key=lambda one: _delimiter_score(head, one, labels))
    CellAllowance(len(text)).take(sum(map(text.count, (delimiter, "\n", "\r"))))
    csv.field_size_limit(1 << 24)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise FeedUnreadable(f"is not sound CSV: {error}") from error


def _delimiter_score(head: str, delimiter: str, labels: set[str]) -> tuple[int, int]:
    """Labels that stand in one row under this delimiter, then how many rows share the most usual width."""
    try:
        rows = [row for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return (0, 0)
    found = max((len(labels & {fold(tidy(cell[:LABEL_LENGTH])) for cell in row}) for row in rows), default=0)
    widths = [len(row) for row in rows if len(row) > 1]
    return (found, max((widths.count(width) for width in set(widths)), default=0))


def _workbook_sheets(content: bytes, kind: Kind) -> dict[str, Rows]:
    if kind == "xls":
        return _biff_sheets(content)
    try:
        check_archive(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _xlsx_sheets(content)
    except ArchiveRefused as error:
        raise FeedUnreadable(str(error)) from error
    except FeedUnreadable:
        raise
    except (*WORKBOOK_FAULTS, InvalidFileException) as error:
        said = " ".join(str(error).split()) or type(error).__name__
        raise FeedUnreadable(f"is not a readable workbook: {said}") from error


def _xlsx_sheets(content: bytes) -> dict[str, Rows]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheets, allowance = {}, CellAllowance(len(content))
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        sheets[sheet.title] = rows = []
        for row in sheet.iter_rows(values_only=True):
            allowance.take(1 + len(row))
            rows.append(list(row))
    return sheets


def _biff_sheets(content: bytes) -> dict[str, Rows]:
    """One sheet after the other, each counted before the next is read: several may name the same records."""
    sheets, allowance = {}, CellAllowance(len(content))
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), on_demand=True, ragged_rows=True)
        for number, name in enumerate(book.sheet_names()):
            sheet = book.sheet_by_index(number)
            allowance.take(sheet.nrows + sum(map(sheet.row_len, range(sheet.nrows))))
            rows = [[_biff_value(cell, book.datemode) for cell in sheet.row(at)] for at in range(sheet.nrows)]
            sheets[name] = rows
            book.unload_sheet(number)
        return sheets
    except FeedUnreadable:
        raise
    except _BIFF_FAULTS as error:
        raise FeedUnreadable(f"is not a readable workbook: {' '.join(str(error).split())}") from error


def _biff_value(cell: xlrd.sheet.Cell, datemode: int) -> object:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return None
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, datemode)
    return bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value
