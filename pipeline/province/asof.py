"""The instant a build describes: never the clock's, always one that snapshots and the plan's calendar name."""

from datetime import datetime

from pipeline.province.province import Province
from pipeline.province.settings import NothingLanded


def build_instant(province: Province) -> datetime:
    """The later of the newest read and the last scheduled instant passed (UTC); raises ConfigError on no reads."""
    newest = province.landing.newest()
    if newest is None:
        raise NothingLanded(province.landing.folder)
    passed = [at for at in province.settings.scheduled_instants() if at <= province.now]
    return max([newest, *passed])


def asof_folder_name(as_of: datetime) -> str:
    """Folder of a rebuilt past state, `YYYYMMDDTHHMMSSZ`."""
    return as_of.strftime("%Y%m%dT%H%M%SZ")
