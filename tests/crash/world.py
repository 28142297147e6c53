"""A province of two units in the middle of its year, and the five steps of a working day as the flows do them.

March was synced, built, reported (r1) and sent; then people edited, so that every step has something new to do.
"""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl

from connectors.landing.compaction import damaged_files
from connectors.landing.store import Landing
from connectors.sheets.row_ids import given_ids
from connectors.warehouse import FILE_NAME, SCHEMAS, Warehouse
from pipeline.build import build
from pipeline.editions import month
from pipeline.feedback import write_back
from pipeline.intake import feeds, spreadsheets
from pipeline.letters import deliver
from pipeline.province.console import Step
from pipeline.province.environment import clock, load_settings, prepare_environment
from pipeline.province.inputs import land_inputs
from pipeline.province.settings import Settings
from tests.crash.post_office import PostOffice
from tests.golden.province import CONFIG, write_province
from tests.parse import lend_parse
from tests.provinces import province_of
from tests.seed_units import UNITS

MARCH = date(2023, 3, 1)
MAIL = """\
[mail]
host = "127.0.0.1"
port = {port}
starttls = false
sender = "baocao@tinhdoan.example"
leadership = ["bithu@tinhdoan.example", "phobithu@tinhdoan.example"]
staff = ["canbo@tinhdoan.example"]
"""
QUIET = Step(None, None)
STEPS = ("sync", "build", "feedback", "report", "deliver")


@dataclass(frozen=True)
class World:
    """One province in a folder; `hours` after its first day."""

    folder: Path
    hours: float = 2

    @property
    def settings(self) -> Settings:
        settings = load_settings(self.folder / "nongsan.toml")
        prepare_environment(settings)
        return settings

    @property
    def now(self) -> datetime:
        return clock(self.settings) + timedelta(hours=self.hours)

    @property
    def landing(self) -> Landing:
        return Landing(self.settings.landing_folder)

    @property
    def warehouse(self) -> Warehouse:
        return Warehouse(self.settings.data_folder / FILE_NAME)

    def sync(self) -> None:
        """Inputs, spreadsheets and feeds, as `sync-sheets` and `pull-prices` land them."""
        province = province_of(self.settings, self.now)
        changed = spreadsheets.changed_units(province)
        land_inputs(province)
        result = spreadsheets.land_units(province, changed, QUIET)
        assert not result.unavailable, result.unavailable
        feeds.pull_feeds(province, QUIET)

    def build(self) -> None:
        build.build(province_of(self.settings, self.now))

    def feedback(self) -> None:
        """Write into the workbooks, as `build-warehouse` does after its build."""
        result = write_back.feed_back(province_of(self.settings, landing=self.landing))
        assert not result.skipped, "; ".join(result.skipped.values())

    def report(self) -> None:
        month.report(province_of(self.settings, self.now), MARCH, None, None)

    def deliver(self) -> None:
        """Send what is owed to everybody."""
        deliver.deliver(province_of(self.settings, self.now))

    def step(self, name: str) -> Callable[[], None]:
        return getattr(self, name)

    def onwards(self, name: str) -> None:
        """That step and all after it."""
        for one in STEPS[STEPS.index(name) :]:
            self.step(one)()


def make_world(folder: Path, post_office: PostOffice) -> World:
    """The province with its first edition out and new edits waiting."""
    write_province(folder)
    lend_parse(folder / "data")
    (folder / "nongsan.toml").write_text(CONFIG + MAIL.format(port=post_office.port), encoding="utf-8")
    World(folder, 0).onwards("sync")
    edit(folder)
    return World(folder)


def edit(folder: Path) -> None:
    """What people do after the first edition: a figure corrected, a row without a Mã, a bad cell, new prices."""
    _type(folder / "sheets" / "K01.xlsx", {("Kết quả", "J2"): 13})
    book = folder / "sheets" / "907.xlsx"
    row = [None, date(2023, 3, 25), None, "Vĩnh Tuy", "Hộ Mười Ba", "Khóm", None, "Thương lái", "Thường xuyên", 3, 6000]
    cells = {("Kết quả", f"{letter}10"): value for letter, value in zip("ABCDEFGHIJK", row)}
    _type(book, cells | {("Nguồn cung", "L8"): "khoảng 4 tấn"})
    with (folder / "prices" / "bang_gia.csv").open("a", encoding="utf-8") as prices:
        prices.write("23/03/2023,Khóm,Kiên Giang,Bán buôn,đ/kg,8.800\n")


def _type(path: Path, cells: dict) -> None:
    book = openpyxl.load_workbook(path)
    for (tab, address), value in cells.items():
        book[tab][address] = value
        if isinstance(value, date):
            book[tab][address].number_format = "dd/mm/yyyy"
    book.save(path)


def landed(world: World) -> dict:
    """What a sync leaves: all receipts by name (their hash is in it), Mã given, units still unread, damaged files."""
    landing = world.landing
    return {
        "fingerprint": landing.fingerprint(("exceptions",)),
        "given": {unit: given_ids(landing, unit, UNITS) for unit in landing.units()},
        "unread": spreadsheets.changed_units(province_of(world.settings, landing=landing)),
        "damaged": damaged_files(landing),
    }


def built(world: World, known: dict[str, object]) -> dict:
    """What a build leaves: every row of the warehouse, every cell and note of the workbooks; `known` by file hash."""
    paths = sorted(world.settings.sheets_folder.glob("*.xlsx"))
    return {
        "warehouse": _once(known, world.warehouse.path, lambda: world.warehouse.content_hash(SCHEMAS)),
        "books": {path.name: _once(known, path, lambda path=path: book(path)) for path in paths},
    }


def _once(known: dict[str, object], path: Path, read: Callable[[], object]) -> object:
    """What a file holds, read only where no file of these very bytes was read before."""
    with path.open("rb") as file:
        name = hashlib.file_digest(file, "sha256").hexdigest()
    if name not in known:
        known[name] = read()
    return known[name]


def book(path: Path) -> dict:
    """Every cell with its note and fill of a workbook."""
    return {
        sheet.title: [
            (cell.coordinate, cell.value, cell.comment.text if cell.comment else None, cell.fill.fgColor.rgb)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None or cell.comment
        ]
        for sheet in openpyxl.load_workbook(path)
    }


def reported(world: World) -> dict:
    """What reports leave: the bytes of every edition, the ledger, nothing half written beside them."""
    folder = world.settings.data_folder / "reports"
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        "files": {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths},
        "events": world.landing.events("reports"),
    }


def delivered(world: World, post_office: PostOffice) -> dict:
    """How the ledger says each letter ended, and who has it under which name."""
    ends = {(one["key"], one["recipient"]): one["outcome"] for one in world.landing.events("deliveries")}
    return {"ends": ends, "letters": {(who, name, body) for who, name, body in post_office.letters()}}


def refill(template: Path, folder: Path) -> None:
    """Make `folder` the template again, at the same path, so that nothing has to be parsed anew."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder, copy_function=shutil.copy2)
