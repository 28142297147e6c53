"""Seeds faults into the clean province, reads and checks it as a build does, and counts what was found where.

One row carries at most one fault; a row that carries none and is flagged, or is gone, counts as a false flag.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from connectors.reading.tabs import TabReading
from expectations.across import check_across
from expectations.contract import TABLES, load_contracts
from expectations.rows import check_rows
from tests.faults.cell_faults import cell_faults, honest_clothes
from tests.faults.edits import Edit, Fault, Place
from tests.faults.look_faults import look_faults
from tests.faults.name_faults import name_faults
from tests.faults.province import PROVINCE, YEAR, CleanTab, Row, clean_tabs, copied, put, read, references
from tests.faults.row_faults import row_faults

SEEDS_A_CLOTHES = 5
ROUNDS = {"cells": 2, "across": 1, "honest": 1}


@dataclass(frozen=True)
class Seed:
    """A fault on one row."""

    fault: Fault
    row: Row
    edit: Edit

    @property
    def place(self) -> Place:
        return self.row.tab.key, self.row.sheet_row

    @property
    def cell(self) -> str:
        return xl_rowcol_to_cell(self.row.sheet_row - 1, self.row.tab.reading.columns_at[self.edit.at])


@dataclass(frozen=True)
class Finding:
    """caught: an issue of the expected severity on the row; named: by the kind's own rule; exact: on its very cell.

    is_kept: the value was read as it was meant; None where nothing is to be read.
    """

    seed: Seed
    caught: bool
    named: bool
    exact: bool
    is_kept: bool | None
    found: tuple[tuple[str, str, str], ...]


@dataclass
class Tally:
    """All findings, and the clean rows that were looked at and wrongly flagged."""

    findings: list[Finding] = field(default_factory=list)
    honest: list[Finding] = field(default_factory=list)
    clean_rows: int = 0
    flagged: list[tuple[Place, str]] = field(default_factory=list)


def run(seed: int = 2023) -> Tally:
    """Every kind in all its clothes; the same seed gives the same tally."""
    note_bands()
    faults = [*cell_faults(), *look_faults(), *name_faults(), *row_faults()]
    faults.sort(key=_rows_to_choose_from)
    tally = Tally()
    for group, rounds in ROUNDS.items():
        of_group = list(honest_clothes()) if group == "honest" else [one for one in faults if one.group == group]
        for number in range(rounds):
            chance = Random(f"{seed}/{group}/{number}")
            share = [one for place, one in enumerate(of_group) if place % rounds == number]
            _judge(plant(share, chance), tally)
    return tally


def _rows_to_choose_from(fault: Fault) -> int:
    """How many rows a fault could be put on: what fits few takes its own first, so that no kind is left without."""
    return sum(len(tab.reading.rows) for tab in clean_tabs() if tab.contract.table in fault.tables)


def note_bands() -> None:
    """Mark the rows whose product has a yield band and whose product has a reference price."""
    products = references().products.set_index("product_code")
    for tab in clean_tabs():
        if "product_code" in tab.reading.rows:
            for position, code in enumerate(tab.reading.rows["product_code"]):
                if code in products.index:
                    known = products.loc[code]
                    tab.notes["has_yield"][position] = float(pd.notna(known["yield_low_t_ha"]))
                    tab.notes["has_reference"][position] = float(pd.notna(known["reference_price_vnd_kg"]))


def plant(faults: Iterable[Fault], chance: Random) -> list[Seed]:
    """Each fault on a few rows of its tables; a row and the rows its fault concerns are taken once."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for tab in clean_tabs():
        rows[tab.contract.table].extend(tab.rows())
    taken: set[Place] = set()
    return [seed for fault in faults for seed in _plant_one(fault, rows, taken, chance)]


def _plant_one(fault: Fault, rows: dict[str, list[Row]], taken: set[Place], chance: Random) -> list[Seed]:
    order = [row for table in fault.tables for row in chance.sample(rows[table], min(len(rows[table]), 400))]
    chance.shuffle(order)
    seeds: list[Seed] = []
    for row in order:
        place = (row.tab.key, row.sheet_row)
        edit = None if place in taken else fault.make(row, chance)
        if edit is None or not all(row.has(name) for name in edit.cells) or not row.has(edit.at):
            continue
        concerned = {place, *edit.others, *((row.tab.key, place[1] + one) for one in (-1, 1))}
        if concerned & taken:
            continue
        taken |= {place, *edit.others, (row.tab.key, place[1] - 1)}
        seeds.append(Seed(fault, row, edit))
        if len(seeds) == SEEDS_A_CLOTHES:
            break
    return seeds


def _read_with(seeds: list[Seed]) -> dict[tuple[str, str], TabReading]:
    """Every tab's reading, those with a seed read anew."""
    by_tab: dict[tuple[str, str], list[Seed]] = defaultdict(list)
    for seed in seeds:
        by_tab[seed.row.tab.key].append(seed)
    readings = {}
    for tab in clean_tabs():
        readings[tab.key] = _reread(tab, by_tab[tab.key]) if tab.key in by_tab else tab.reading
    return readings


def _reread(tab: CleanTab, seeds: list[Seed]) -> TabReading:
    grid = copied(tab.grid)
    for seed in seeds:
        for name, value in seed.edit.cells.items():
            put(grid, seed.row.sheet_row - 1, tab.reading.columns_at[name], value)
    return read(tab.contract, grid, tab.snapshot, tab.context)


def check(readings: Iterable[TabReading]) -> pd.DataFrame:
    """All issues of the readings: of their cells, of their rows, and across tabs and units over accepted rows."""
    readings = list(readings)
    columns_at = {one.snapshot.snapshot_id: one.columns_at for one in readings}
    issues, accepted, held = [one.issues for one in readings], {}, {}
    for table in TABLES:
        of_table = [one for one in readings if one.contract.table == table]
        rows = pd.concat([one.rows for one in of_table], ignore_index=True)
        found = check_rows(load_contracts()[table], rows, columns_at, references().products, YEAR, PROVINCE)
        issues.append(found)
        errors = found[found["severity"] == "error"]
        bad = set(zip(errors["unit_code"], errors["sheet_row"].astype(int), strict=True))
        places = zip(rows["unit_code"], rows["sheet_row"].astype(int), strict=True)
        is_accepted = [place not in bad for place in places] & ~rows["is_refused"].to_numpy(bool)
        accepted[table], held[table] = rows[is_accepted], rows[~is_accepted]
    prices = references().products.set_index("product_code")["reference_price_vnd_kg"]
    issues.append(check_across(accepted, columns_at, held_lots=held["supply"], reference_prices=prices))
    return pd.concat([frame.astype(object) for frame in issues if len(frame)], ignore_index=True)


def _judge(seeds: list[Seed], tally: Tally) -> None:
    readings = _read_with(seeds)
    issues = check(readings.values())
    of_rows = issues[issues["sheet_row"].notna()]
    by_place: dict[Place, list[tuple[str, str, str]]] = defaultdict(list)
    columns = (of_rows[name] for name in ("unit_code", "table", "sheet_row", "rule", "severity", "cell"))
    for unit, table, row, *said in zip(*columns, strict=True):
        by_place[(unit, table), int(row)].append(tuple(said))
    for seed in seeds:
        finding = _finding(seed, by_place[seed.place], readings[seed.row.tab.key])
        (tally.honest if seed.fault.kind == "none" else tally.findings).append(finding)
    _count_clean(seeds, readings, by_place, tally)


def _finding(seed: Seed, said: list[tuple[str, str, str]], reading: TabReading) -> Finding:
    edit, kind = seed.edit, seed.fault.kind
    named = [one for one in said if one[:2] == (kind, edit.severity)]
    caught = any(one[1] == edit.severity for one in said) if edit.severity == "error" else bool(said)
    exact = any(one[2] == seed.cell for one in named)
    return Finding(seed, caught, bool(named), exact, _is_kept(seed, reading), tuple(said))


def _is_kept(seed: Seed, reading: TabReading) -> bool | None:
    if seed.edit.keeps is None:
        return None
    row = reading.rows[reading.rows["sheet_row"] == seed.row.sheet_row]
    if row.empty:
        return False
    value, meant = row[seed.edit.at].iloc[0], seed.edit.keeps
    if isinstance(meant, float):
        return bool(np.isclose(float(value), meant, rtol=1e-9))
    if isinstance(meant, str):
        return isinstance(value, str) and value.casefold() == meant.casefold()
    return value == meant


def _count_clean(seeds: list[Seed], readings: dict, by_place: dict, tally: Tally) -> None:
    touched = {place for seed in seeds for place in (seed.place, *seed.edit.others)}
    for tab in clean_tabs():
        still = set(readings[tab.key].rows["sheet_row"])
        for sheet_row in tab.reading.rows["sheet_row"].tolist():
            place = (tab.key, sheet_row)
            if place in touched:
                continue
            tally.clean_rows += 1
            if sheet_row not in still:
                tally.flagged.append((place, "row not read"))
            elif by_place.get(place):
                tally.flagged.append((place, by_place[place][0][0]))
