"""The two-unit province with a clock of its own: read, priced, built and reported as its flows do it."""

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Self

import openpyxl

from connectors.landing.store import Landing
from connectors.warehouse import FILE_NAME, Warehouse
from expectations.gate import Reservation
from pipeline.build.build import BuildResult, build
from pipeline.editions.month import report
from pipeline.editions.outcome import ReportResult
from pipeline.intake.feeds import pull_feeds
from pipeline.intake.spreadsheets import SyncResult, changed_units, land_units
from pipeline.province.console import Step
from pipeline.province.environment import clock, load_settings, prepare_environment
from pipeline.province.province import Province
from tests.golden.province import write_province
from tests.parse import lend_parse
from tests.provinces import province_of

MARCH = date(2023, 3, 1)
QUIET = Step(None, None)


class Office:
    """A province that was written to a folder, at an instant that its test moves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = load_settings(folder / "nongsan.toml")
        self.landing, self.warehouse = Landing(self.settings.landing_folder), Warehouse(self.data / FILE_NAME)
        self.now: datetime = clock(self.settings)

    @classmethod
    def built(cls, folder: Path) -> Self:
        """The province written anew to a folder, read and built at the instant of its config."""
        write_province(folder)
        lend_parse(folder / "data")
        office = cls(folder)
        office.refresh()
        return office

    @classmethod
    def copy(cls, template: Path, folder: Path) -> Self:
        """A copy of a province as it stands."""
        return cls(shutil.copytree(template, folder))

    @property
    def data(self) -> Path:
        return self.settings.data_folder

    @property
    def province(self) -> Province:
        return province_of(self.settings, self.now, landing=self.landing)

    def sync(self) -> SyncResult:
        """Land the spreadsheets that changed, and the prices."""
        province = self.province
        result = land_units(province, changed_units(province), QUIET)
        pull_feeds(province, QUIET)
        return result

    def refresh(self) -> BuildResult:
        """Sync and build."""
        prepare_environment(self.settings)
        self.sync()
        return build(self.province)

    def report(self, month: date = MARCH, reservation: Reservation | None = None) -> ReportResult:
        return report(self.province, month, None, reservation)

    def type_cell(self, unit: str, tab: str, cell: str, value: object) -> None:
        path = self.folder / "sheets" / f"{unit}.xlsx"
        book = openpyxl.load_workbook(path)
        book[tab][cell] = value
        book.save(path)
