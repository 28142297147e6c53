"""One province at one instant: the value that every piece of work on it is given."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Self

from connectors.durable import complete_swaps, half_swapped
from connectors.landing.store import Landing
from connectors.locks import LockHeld, exclusive
from connectors.measurement_units import MeasurementUnits
from connectors.warehouse import FILE_NAME, Warehouse
from pipeline.province.console import Console
from pipeline.province.run import ProvinceRun
from pipeline.province.settings import Settings

REPORTS, REPORT_LOCK = "reports", ".report.lock"


@dataclass(frozen=True)
class Province:
    """Settings, landing, published warehouse and clock of a province, made once by a command or a flow.

    `now`: the instant (UTC) that this work takes for the present; it does not move while the work goes on.
    `machine`: what the machine's own clock said when the province was opened (UTC), None where nobody looked.
    """

    settings: Settings
    landing: Landing
    warehouse: Warehouse
    now: datetime
    run: ProvinceRun = field(default_factory=ProvinceRun, compare=False, repr=False)
    machine: datetime | None = field(default=None, compare=False, repr=False)

    @classmethod
    def at(
        cls, settings: Settings, now: datetime, run: ProvinceRun | None = None, machine: datetime | None = None
    ) -> Self:
        """The province that the settings describe, at an instant."""
        landing, warehouse = Landing(settings.landing_folder), Warehouse(settings.data_folder / FILE_NAME)
        return cls(settings, landing, warehouse, now, run or ProvinceRun(), machine)

    def moved_to(self, now: datetime) -> Self:
        """The same province at another instant."""
        return replace(self, now=now)

    @property
    def measurement_units(self) -> MeasurementUnits:
        """The units that spreadsheets may be written in, read once a run."""
        folder = self.settings.seeds_folder
        return self.run.kept(("measurement_units", folder), lambda: MeasurementUnits.load(folder))

    @property
    def console(self) -> Console:
        """Where this work says what it does."""
        return self.run.console

    @property
    def state_folder(self) -> Path:
        """What may be deleted at any time: how flows last ended, what a run was made from, who serves."""
        return self.settings.data_folder / ".state"


def settle_reports(settings: Settings) -> None:
    """Bring to its end the publishing of a report's folder that was killed; one that is under way ends by itself."""
    folder = settings.data_folder / REPORTS
    if half_swapped(folder):
        with suppress(LockHeld, OSError), exclusive(settings.data_folder / REPORT_LOCK, wait_seconds=0):
            complete_swaps(folder)
