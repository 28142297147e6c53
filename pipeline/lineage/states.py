"""Which edition a figure is traced in, and a warehouse that holds exactly the state it was issued from.

The published warehouse serves while it still is that state; else the state is rebuilt once under `data/asof`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from connectors.warehouse import FILE_NAME, Warehouse, WarehouseFailed
from pipeline.ledgers.damage import ManifestDamaged
from pipeline.ledgers.events import MONTH, EditionEvent, ledger_of
from pipeline.ledgers.manifests import Manifest, read_manifest
from pipeline.province.asof import asof_folder_name, built_at
from pipeline.province.environment import prepare_environment
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError, Settings
from reports.formats.render import MANIFEST


@dataclass(frozen=True)
class Issued:
    """An issued edition: its ledger event, its folder and its manifest (None where that is gone or unreadable)."""

    event: EditionEvent
    folder: Path
    manifest: Manifest | None

    @property
    def month(self) -> date:
        """The first day of the month it reports on."""
        return self.event.first_day

    @property
    def as_of(self) -> datetime:
        """The instant (UTC) up to which landed data count in it."""
        return self.event.as_of

    @property
    def kind(self) -> str:
        """Whether it is a month's report or the summary, in the ledger's words."""
        return self.event.kind

    @property
    def name(self) -> str:
        """'2023-08 r1', for the interim report '2023-tong-hop r1'."""
        return self.event.place.replace("/", " ")


def issued_editions(province: Province, kind: str = MONTH) -> list[Issued]:
    """Every edition of a kind ever issued whose event can still be read, by month and revision."""
    found = [one for one in ledger_of(province, EditionEvent).events if one.kind == kind]
    events = sorted(found, key=lambda one: (one.month, one.revision))
    return [_edition(province.settings, event) for event in events]


def _edition(settings: Settings, event: EditionEvent) -> Issued:
    folder = settings.data_folder / "reports" / event.place
    try:
        manifest = read_manifest(folder) if (folder / MANIFEST).exists() else None
    except ManifestDamaged:
        manifest = None
    return Issued(event, folder, manifest)


def chosen_edition(province: Province, month: date | None, revision: int | None) -> Issued:
    """The edition asked for; by default the last revision of the month, and of the months the last one issued.

    Raises ConfigError, in one line, where there is no such edition.
    """
    issued = issued_editions(province)
    if not issued:
        raise ConfigError("no report has been issued yet: run `nongsan report --month YYYY-MM` first")
    of_month = [one for one in issued if one.month == (month or issued[-1].month)]
    if not of_month:
        known = ", ".join(sorted({one.event.month for one in issued}))
        raise ConfigError(f"no report of {month:%Y-%m} has been issued: there are {known}")
    found = [one for one in of_month if revision in (None, one.event.revision)]
    if not found:
        known = ", ".join(f"r{one.event.revision}" for one in of_month)
        raise ConfigError(f"{of_month[0].event.month} has no revision r{revision}: there are {known}")
    return found[-1]


def state_of(province: Province, as_of: datetime) -> Warehouse:
    """A warehouse as of an instant (UTC) in which figures can be traced; rebuilt under `data/asof` where need be."""
    settings = province.settings
    rebuilt = settings.data_folder / "asof" / asof_folder_name(as_of) / FILE_NAME
    for path in (settings.data_folder / FILE_NAME, rebuilt):
        if path.exists() and _is_state(Warehouse(path), as_of):
            return Warehouse(path)
    from pipeline.build.build import build

    province.console.note(f"the published warehouse is another state; rebuilding that of {settings.shown(as_of)}, once")
    prepare_environment(settings)
    return Warehouse(build(province.moved_to(max(province.now, as_of)), as_of).path)


def _is_state(warehouse: Warehouse, as_of: datetime) -> bool:
    """One that can't be read is none: it is derived, and rebuilt."""
    try:
        return built_at(warehouse) == as_of and warehouse.has_table("marts.rpt_lineage")
    except WarehouseFailed:
        return False
