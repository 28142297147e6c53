"""`make_province`: one folder with everything a province needs, made from a seed.

Only this module knows the order of the work; each part is made by the module named for it.
"""

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from connectors.demo.books import Book, add_afterthoughts, write_year
from connectors.demo.history import land_pulls, land_syncs, write_files
from connectors.demo.price_files import PriceFiles
from connectors.demo.schedule import sync_instants
from connectors.demo.world import DATA, SEEDS, DemoUnit, World, load_world
from connectors.feeds.declaration import load_declarations
from connectors.landing.store import Landing
from vietnamese.spreadsheet_text import csv_text

YEAR = 2023
WORKING_HOUR = time(8)
UNIT_COLUMNS = (
    "unit_code", "unit_name", "unit_kind", "district_code", "spreadsheet_id", "email", "valid_from", "valid_to",
)  # fmt: skip


@dataclass(frozen=True)
class DemoSummary:
    """What was made: numbers of workbooks, feeds, landed reads; rows on disk by table; faults standing by kind."""

    folder: Path
    workbooks: int
    feeds: int
    syncs: int
    reads: int
    rows: dict[str, int]
    faults: dict[str, int]


def make_province(
    folder: Path,
    *,
    seed: int = 2023,
    until: date = date(2023, 9, 5),
    progress: Callable[[int], None] | None = None,
    units: Collection[str] | None = None,
    seeds: Path = SEEDS,
) -> DemoSummary:
    """Write the demo province as it stands at 08:00 local time of `until`, with its landed history.

    The same seed and date give the same bytes. `units` keeps only those unit codes (a quick, small province whose
    workbooks equal those of the full one, but for the few sales that two units report). Raises FileExistsError when
    the folder already holds a configuration, ValueError when `until` is before the plan's first sync.
    """
    now = datetime.combine(until, WORKING_HOUR)
    instants = sync_instants(YEAR, now)
    if len(instants) < 2 or until < date(YEAR, 2, 4):
        raise ValueError(f"--until {until} is before the plan began: choose a day from {YEAR}-02-04 on")
    folder = Path(folder)
    if (folder / "nongsan.toml").exists():
        raise FileExistsError(f"{folder} already holds a nongsan.toml: choose an empty folder")
    tick = progress or (lambda count: None)
    world = load_world(seed, YEAR, seeds)
    year = write_year(world)
    add_afterthoughts(world, year, now)
    chosen = [unit for unit in world.units if units is None or unit.unit_code in units]
    books = [Book(world, unit, year[unit.unit_code]) for unit in chosen]
    tick(1)
    _write_config(folder, world, chosen, now)
    feeds = load_declarations(folder / "feeds")
    landing = Landing(folder / "data" / "landing")
    reads = land_syncs(landing, books, instants, tick)
    prices = PriceFiles(world)
    land_pulls(landing, prices, feeds, instants)
    write_files(folder, books, prices.at(until), now)
    tick(1)
    return _summary(folder, books, len(feeds), len(instants), reads, now)


def _summary(folder: Path, books: list[Book], feeds: int, syncs: int, reads: int, now: datetime) -> DemoSummary:
    rows: dict[str, int] = {}
    faults: dict[str, int] = {}
    for book in books:
        for table, records in book.rows.items():
            shown = [record for record in records if record.visible(now) is not None]
            rows[table] = rows.get(table, 0) + len(shown)
            for record in shown:
                if record.fault and record.fault.stands(now):
                    faults[record.fault.kind] = faults.get(record.fault.kind, 0) + 1
    return DemoSummary(folder, len(books), feeds, syncs, reads, rows, dict(sorted(faults.items())))


def _write_config(folder: Path, world: World, units: list[DemoUnit], now: datetime) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    template = (DATA / "nongsan.toml").read_text(encoding="utf-8")
    signer = world.stream("signer").choice(world.people["signers"])
    config = template.replace("{now}", f"{now:%Y-%m-%dT%H:%M:%S}+07:00").replace("{signer}", signer)
    (folder / "nongsan.toml").write_text(config, encoding="utf-8")
    (folder / "units.csv").write_text(_units_csv(units), encoding="utf-8")
    shutil.copytree(DATA / "feeds", folder / "feeds", dirs_exist_ok=True, copy_function=shutil.copyfile)


def _units_csv(units: list[DemoUnit]) -> str:
    rows = [
        (one.unit_code, one.name, one.kind, one.district_code or "", "", one.email, f"{YEAR}-02-01", "")
        for one in units
    ]
    return csv_text([UNIT_COLUMNS, *rows])
