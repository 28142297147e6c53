"""`python -m tests.crash.short` prints what a kill at each of the last file operations of a short step came to.

Short steps are what persons or a start do now and then: reads are set aside, counted again, a damaged database of
Prefect is set aside. In a process of its own for the reason of `quick.py`.
"""

import json
import logging
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import repeat
from pathlib import Path

from connectors.cells import CellGrid
from connectors.landing.compaction import damaged_files
from connectors.landing.store import SpreadsheetRead, TabRead
from flows.serving.database import demand_database
from pipeline.ledgers.events import SetAsideEvent, damaged_events
from pipeline.province.environment import load_settings
from pipeline.province.present import let_count_again, reads_ahead, set_reads_aside
from pipeline.province.province import Province
from tests.crash.children import Moment, in_child, killed, measured
from tests.provinces import province_of

NOW = datetime(2023, 4, 4, 1, tzinfo=UTC)
FAR = NOW + timedelta(days=30)
UNITS = ("907", "K01")
WHO, WHY = "Trần Thị Duyệt", "đồng hồ"
LAST = 11
CONTENT, JOURNALS = b"no database" * 500, ("-wal", "-shm")


@dataclass(frozen=True)
class ShortStep:
    """What is done, what makes the world before it, whether it is done by now, and what is wrong with what stands."""

    prepare: Callable[[Path], None]
    work: Callable[[Path], None]
    is_done: Callable[[Path], bool]
    faults: Callable[[Path, bool], Iterator[str]]


def province_at(folder: Path, now: datetime) -> Province:
    return province_of(load_settings(folder / "nongsan.toml"), now)


def read_ahead(folder: Path) -> None:
    """Two spreadsheets read by a clock that ran ahead."""
    (folder / "nongsan.toml").write_text("[plan]\nyear = 2023\n", encoding="utf-8")
    landing = province_at(folder, FAR).landing
    for unit in UNITS:
        landing.land_spreadsheet(SpreadsheetRead(unit, FAR, (TabRead("Đội hình", CellGrid.blank(1, 1)),), "v1"))


def set_aside(folder: Path) -> None:
    set_reads_aside(province_at(folder, NOW), WHO, WHY)


def is_set_aside(folder: Path) -> bool:
    return not reads_ahead(province_at(folder, NOW))


def read_and_set_aside(folder: Path) -> None:
    read_ahead(folder)
    set_aside(folder)
    for unit in UNITS:
        province_at(folder, FAR).landing.note_version(unit, "v1")


def count_again(folder: Path) -> None:
    province = province_at(folder, FAR)
    for one in province.landing.asides():
        let_count_again(province, one.event, WHO, WHY)


def is_counted_again(folder: Path) -> bool:
    return not province_at(folder, FAR).landing.asides()


def wrong_with_landing(folder: Path, is_done: bool) -> Iterator[str]:
    """All or none of the reads count, nothing is damaged, and where it is done the sources are looked at again."""
    landing = province_at(folder, FAR).landing
    counted = [unit for unit in UNITS if landing.receipts(unit)]
    if counted not in ([], list(UNITS)):
        yield f"only {counted} count"
    yield from (one.line() for one in damaged_events(landing))
    yield from (f"{path} is damaged" for path in damaged_files(landing))
    if is_done:
        yield from (f"{unit} is not looked at again" for unit in UNITS if landing.last_version(unit) is not None)
        events = [(one.by, one.counted_again is None) for one in SetAsideEvent.of(landing)]
        if events not in ([(WHO, True)], [(WHO, True), (WHO, False)]):
            yield f"the ledger says {events}"


def database(folder: Path) -> Path:
    return folder / "data" / ".prefect" / "prefect.db"


def damaged_database(folder: Path) -> None:
    """A folder took its place: of a file that it can open SQLite itself removes the journals."""
    (folder / "nongsan.toml").write_text("", encoding="utf-8")
    database(folder).parent.mkdir(parents=True)
    database(folder).mkdir()
    for place in (database(folder) / "content", *map(journal, JOURNALS, repeat(folder))):
        place.write_bytes(CONTENT)


def journal(name: str, folder: Path) -> Path:
    return Path(f"{database(folder)}{name}")


def set_database_aside(folder: Path) -> None:
    demand_database(load_settings(folder / "nongsan.toml"))


def is_database_aside(folder: Path) -> bool:
    return not database(folder).exists()


def wrong_with_database(folder: Path, is_done: bool) -> Iterator[str]:
    """What was damaged is there whole, under one name; a new database would meet no journal of another one."""
    kept = database(folder).with_name("prefect.db.damaged") if is_done else database(folder)
    if (kept / "content").read_bytes() != CONTENT:
        yield f"{kept.name} is not as it was"
    if is_done:
        yield from (f"{name} stayed" for name in JOURNALS if journal(name, folder).exists())


STEPS = {
    "set aside": ShortStep(read_ahead, set_aside, is_set_aside, wrong_with_landing),
    "count again": ShortStep(read_and_set_aside, count_again, is_counted_again, wrong_with_landing),
    "database": ShortStep(damaged_database, set_database_aside, is_database_aside, wrong_with_database),
}


def kills(folder: Path, step: ShortStep) -> Iterator[dict]:
    """Kills at the last file operations of a step: whether it was done by then, and what was wrong, then and after."""
    template, place = folder / "template", folder / "place"
    template.mkdir(parents=True)
    in_child(step.prepare, template)
    shutil.copytree(template, place)
    _, operations = measured(step.work, place)
    for operation in range(max(1, operations - LAST), operations + 1):
        shutil.rmtree(place)
        shutil.copytree(template, place)
        if not killed(step.work, Moment(operation=operation), place):
            continue
        yield in_child(aftermath, step, place)


def aftermath(step: ShortStep, place: Path) -> dict:
    """What stands after a kill, then what stands once the step was done again."""
    was_done = step.is_done(place)
    faults = list(step.faults(place, was_done))
    step.work(place)
    faults += step.faults(place, True) if step.is_done(place) else ["it can't be ended"]
    return {"done": was_done, "faults": faults}


def import_all(folder: Path) -> None:
    """Import all that the steps need, so that no child spends its time on that."""

    def needed() -> list[str]:
        for name, step in STEPS.items():
            (folder / name).mkdir(parents=True)
            step.prepare(folder / name)
            aftermath(step, folder / name)
        return list(sys.modules)

    for name in in_child(needed):
        with suppress(ImportError):
            import_module(name)


def main() -> None:
    logging.disable(logging.WARNING)
    folder = Path(sys.argv[1])
    import_all(folder / "once")
    print(json.dumps({name: list(kills(folder / name, step)) for name, step in STEPS.items()}, ensure_ascii=False))


if __name__ == "__main__":
    main()
