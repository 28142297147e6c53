"""The instant a build describes: never the clock's, always one that snapshots and the plan's calendar name."""

from datetime import datetime

from connectors.warehouse import Warehouse
from pipeline.province.province import Province
from pipeline.province.settings import NothingLanded


def build_instant(province: Province) -> datetime:
    """The later of the newest read and the last scheduled instant passed (UTC); raises ConfigError on no reads."""
    newest = province.landing.newest()
    if newest is None:
        raise NothingLanded(province.landing.folder)
    passed = [at for at in province.settings.scheduled_instants() if at <= province.now]
    return max([newest, *passed])


def built_at(warehouse: Warehouse) -> datetime:
    """The instant (UTC) that a built warehouse describes; raises WarehouseMissing where none is published."""
    return warehouse.table("raw.run", ("as_of",))[0]["as_of"]


def asof_folder_name(as_of: datetime) -> str:
    """Folder of a rebuilt past state, `YYYYMMDDTHHMMSSZ`."""
    return as_of.strftime("%Y%m%dT%H%M%SZ")
