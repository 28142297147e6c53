"""The golden province lived in: its workbooks rewritten, synced and built at given hours, without Prefect."""

import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from connectors.landing.store import Landing
from connectors.reading.names.references import References
from connectors.warehouse import FILE_NAME, Warehouse
from pipeline.build.build import build
from pipeline.build.checked import Checked, check_readings
from pipeline.build.readings import read_everything, reference_day
from pipeline.intake.spreadsheets import changed_units, land_units
from pipeline.ledgers.exceptions import load_acceptances
from pipeline.province.console import Step
from pipeline.province.environment import load_settings, prepare_environment
from pipeline.province.inputs import land_inputs, load_inputs
from tests.golden.province import BOOKS, write_book, write_province
from tests.parse import lend_parse
from tests.provinces import province_of

T0 = datetime(2023, 4, 4, 1, tzinfo=UTC)
QUIET = Step(None, None)


def hour(number: float) -> datetime:
    """An instant so many hours after the first read."""
    return T0 + timedelta(hours=number)


@lru_cache
def _references(seeds: Path, day: date) -> References:
    return References.load(seeds, None, on=day)


@dataclass
class LivedProvince:
    """A province in a folder; `books` are its workbooks as they will be written next."""

    folder: Path
    books: dict[str, dict[str, list[list]]] = field(default_factory=lambda: copy.deepcopy(BOOKS))
    known: dict[tuple[str, datetime], Checked] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.settings = load_settings(write_province(self.folder))
        prepare_environment(self.settings)
        self.landing = Landing(self.settings.landing_folder)

    def rows(self, unit: str, tab: str) -> list[list]:
        """The data rows of a tab as they will be written, to be changed in place."""
        return self.books[unit][tab]

    def row(self, unit: str, tab: str, row_id: str) -> list:
        return next(row for row in self.rows(unit, tab) if row[0] == row_id)

    def sync(self, at: datetime) -> None:
        """Save every workbook and land what changed."""
        for unit, tabs in self.books.items():
            write_book(self.settings.sheets_folder / f"{unit}.xlsx", tabs)
        land_inputs(province_of(self.settings, landing=self.landing), at)
        land_units(
            province_of(self.settings, at, landing=self.landing),
            changed_units(province_of(self.settings, landing=self.landing)),
            QUIET,
        )

    def build(self, at: datetime) -> Warehouse:
        lend_parse(self.settings.data_folder)
        build(province_of(self.settings, at))
        return self.warehouse

    @property
    def warehouse(self) -> Warehouse:
        return Warehouse(Path(self.settings.data_folder) / FILE_NAME)

    def checked(self, at: datetime) -> Checked:
        """What the reading and the checks find as of an instant, without the warehouse."""
        key = (self.landing.fingerprint(), at)
        if key not in self.known:
            inputs = load_inputs(province_of(self.settings, landing=self.landing))
            references = _references(self.settings.seeds_folder, reference_day(inputs, at))
            readings = read_everything(inputs, references, at, QUIET)
            self.known[key] = check_readings(inputs, readings, load_acceptances(self.landing, at), at)
        return self.known[key]
