"""Gives rows their Mã before a read lands, so that what is built on already has the names the sheet will get.

The numbers a unit has ever had are kept beside its reads: none is given twice, and a row whose Mã could not be written
yet gets the same one when it is read again without it, also where the first read was killed before it landed.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from pydantic import NonNegativeInt

from connectors.cells import CellGrid, raw_text
from connectors.derived import keep, kept
from connectors.landing.store import Landing, SpreadsheetRead, TabRead
from connectors.measurement_units import MeasurementUnits
from connectors.reading.layout.headers import TabRejected, find_tables
from connectors.reading.layout.row_kinds import RowKind, classify
from connectors.reading.layout.workbook_tabs import assign_tabs
from connectors.sheets.placing import match_rows, row_ids
from expectations.contract import Contract, load_contracts
from vietnamese.text import fold

_NUMBERED = re.compile(r"([A-Z]{3})-(\d{1,9})")


@dataclass
class GivenIds:
    """highest: the highest number seen or given by prefix. pending: Mã by tab title that no read has shown yet."""

    highest: dict[str, int] = field(default_factory=dict)
    pending: dict[str, list[str]] = field(default_factory=dict)

    def note(self, text: str) -> None:
        """Take a Mã that stands in a sheet into account."""
        if found := _NUMBERED.fullmatch(text.strip().upper()):
            self.highest[found[1]] = max(self.highest.get(found[1], 0), int(found[2]))

    def next(self, prefix: str) -> str:
        """The number after the highest ever given under that prefix, as "D-0012"; it counts as given from now on."""
        self.highest[prefix] = self.highest.get(prefix, 0) + 1
        return f"{prefix}-{self.highest[prefix]:04d}"


@dataclass(frozen=True)
class _KeptIds:
    """What was given; where `read` (what its tabs hold, hashed) has not landed, `before` is what was."""

    highest: dict[str, NonNegativeInt]
    pending: dict[str, list[str]]
    read: str | None = None
    before: GivenIds | None = None


def _file(landing: Landing, unit_code: str) -> Path:
    return landing.folder / "sheets" / unit_code / "row_ids.json"


def given_ids(landing: Landing, unit_code: str, units: MeasurementUnits) -> GivenIds:
    """What the unit has been given; found out from everything it ever landed where nothing is kept.

    What was given in a read that never landed was not given. Of the last landed contents every Mã may be one that the
    sheet has not got yet; the next read shows those that it has.
    """
    found = kept(_file(landing, unit_code), _KeptIds)
    if found is not None:
        has_landed = found.before is None or found.read == _named_shape(landing.last_shape(unit_code))
        return GivenIds(found.highest, found.pending) if has_landed else found.before
    given = GivenIds(pending=_landed_last(landing, unit_code, units))
    for sha256 in landing.contents(unit_code):
        for text in landing.tab_table(unit_code, sha256)["text"].unique().to_pylist():
            if text:
                given.note(text)
    return given


def _landed_last(landing: Landing, unit_code: str, units: MeasurementUnits) -> dict[str, list[str]]:
    """The numbered Mã of each tab as landed last, by title."""
    states = landing.spreadsheet_states(unit_code)
    found: dict[str, list[str]] = {}
    if states:
        grids = {title: landing.grid(unit_code, one.sha256) for title, one in states[-1][1].items()}
        contracts = load_contracts()
        for table, title in assign_tabs(grids, grids.__getitem__, contracts.values(), units).tables.items():
            ids = row_ids(grids[title], id_cells(grids[title], contracts[table], units)).values()
            if numbered := sorted({text for text in ids if _NUMBERED.fullmatch(text)}):
                found[title] = numbered
    return found


def _named_shape(shape: list[tuple[str, str]] | None) -> str:
    return hashlib.sha256(json.dumps(shape, ensure_ascii=False).encode()).hexdigest()


def keep_given(
    landing: Landing, unit_code: str, given: GivenIds, units: MeasurementUnits, read: SpreadsheetRead | None = None
) -> None:
    """Keep what was given; `read`: on condition that this read lands next."""
    before = given_ids(landing, unit_code, units)
    now = _KeptIds(given.highest, given.pending)
    if read is not None and before != given:
        named = _named_shape([(tab.title, tab.grid.content_hash()) for tab in read.tabs])
        now = _KeptIds(given.highest, given.pending, named, before)
    path = _file(landing, unit_code)
    if kept(path, _KeptIds) != now:
        keep(path, now)


def forget_pending(landing: Landing, unit_code: str, units: MeasurementUnits) -> None:
    """The unit's sheet now bears every Mã it was given."""
    with landing.alone(unit_code):
        given = given_ids(landing, unit_code, units)
        given.pending.clear()
        keep_given(landing, unit_code, given, units)


def id_cells(grid: CellGrid, contract: Contract, units: MeasurementUnits) -> dict[int, int]:
    """The data rows of a tab and the column of their Mã, both 0-based; {} where the tab can't be read or has none."""
    if contract.id_prefix is None:
        return {}
    others = [one for one in load_contracts().values() if one is not contract]
    try:
        tables = find_tables(grid, contract, units, others)
    except TabRejected:
        return {}
    kinds = classify(grid, tables, contract)
    cells: dict[int, int] = {}
    for table in tables:
        col = table.header.columns.get("row_id")
        if table.belongs_to is None and col is not None:
            rows = table.start + np.flatnonzero(kinds[table.start : table.stop] == RowKind.DATA)
            cells |= dict.fromkeys(rows.tolist(), col)
    return cells


def with_row_ids(
    read: SpreadsheetRead, before: Mapping[str, CellGrid], given: GivenIds, units: MeasurementUnits
) -> SpreadsheetRead:
    """The read with a Mã in every data row; `given` is updated.

    `before` holds the tabs as last landed. A copied Mã is replaced only once it has been landed, and so remarked on.
    """
    grids = {tab.title: tab.grid for tab in read.tabs}
    assigned = assign_tabs(grids, grids.__getitem__, load_contracts().values(), units)
    named: dict[str, CellGrid] = {}
    for table, title in assigned.tables.items():
        contract = load_contracts()[table]
        if contract.id_prefix is not None:
            last = before.get(title, CellGrid.blank(0, 0))
            named[title] = _named(grids[title], last, contract, given, title, units)
    tabs = tuple(TabRead(tab.title, named.get(tab.title, tab.grid), tab.sheet_id) for tab in read.tabs)
    return replace(read, tabs=tabs)


def _named(
    grid: CellGrid, last: CellGrid, contract: Contract, given: GivenIds, title: str, units: MeasurementUnits
) -> CellGrid:
    cells = id_cells(grid, contract, units)
    have = row_ids(grid, cells)
    for text in have.values():
        given.note(text)
    shown = {fold(text) for text in have.values() if text}
    waiting = [text for text in given.pending.get(title, []) if fold(text) not in shown]
    due = [row for row, text in have.items() if not text] + _settled_copies(have, last, contract, units)
    known = _pending_again(grid, cells, last, contract, waiting, units) if waiting else {}
    named = grid.copy() if due else grid
    for row in sorted(due):
        text = known.get(row) or given.next(contract.id_prefix or "")
        named.set_text(row, cells[row], text)
        waiting.append(text)
    given.pending.pop(title, None)
    if waiting:
        given.pending[title] = sorted(set(waiting))
    return named


def _settled_copies(have: Mapping[int, str], last: CellGrid, contract: Contract, units: MeasurementUnits) -> list[int]:
    """Rows whose Mã an earlier row has, where the last landed content had that copy already."""
    counts = Counter(fold(text) for text in have.values() if text)
    if not counts or max(counts.values()) == 1:
        return []
    landed = Counter(fold(text) for text in row_ids(last, id_cells(last, contract, units)).values() if text)
    seen: set[str] = set()
    copies = []
    for row, text in sorted(have.items()):
        key = fold(text)
        if text and key in seen and landed[key] > 1:
            copies.append(row)
        seen.add(key)
    return copies


def _pending_again(
    grid: CellGrid,
    cells: Mapping[int, int],
    last: CellGrid,
    contract: Contract,
    waiting: list[str],
    units: MeasurementUnits,
) -> dict[int, str]:
    """Rows read again without the Mã they were given: found by their whole content, else by their natural columns."""
    last_cells = id_cells(last, contract, units)
    ids = {row: text for row, text in row_ids(last, last_cells).items() if text in waiting}
    rows = match_rows(last, grid, {*cells.values(), *last_cells.values()})
    again = {rows[row]: text for row, text in ids.items() if row in rows}
    before, now = _by_nature(last, contract, units), _by_nature(grid, contract, units)
    nature_of = {found[0]: nature for nature, found in before.items() if len(found) == 1}
    placed = set(again.values())
    for row, text in ids.items():
        nature = nature_of.get(row)
        here = now.get(nature, []) if nature else []
        if len(here) == 1 and here[0] not in again and text not in placed:
            again[here[0]] = text
            placed.add(text)
    return {row: text for row, text in again.items() if row in cells}


def _by_nature(grid: CellGrid, contract: Contract, units: MeasurementUnits) -> dict[tuple[str, ...], list[int]]:
    cells = id_cells(grid, contract, units)
    if not cells:
        return {}
    columns = find_tables(grid, contract, units)[0].header.columns
    natural = [columns[name] for name in contract.natural_key if name in columns]
    found: dict[tuple[str, ...], list[int]] = {}
    for row in cells:
        key = tuple(fold(raw_text(grid, row, col) or "") for col in natural)
        found.setdefault(key, []).append(row)
    return found
