"""Whether a run can write at all, asked before anything starts: a server without room says so in its own words."""

import errno
import os
import shutil
import tempfile

from pipeline.province.settings import Settings

ENOUGH_BYTES = 64 * 1024 * 1024


def demand_room(settings: Settings) -> None:
    """Raise OSError naming the data folder where it can't be written to or its disk has less than ENOUGH_BYTES left."""
    folder = settings.data_folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=f".{os.getpid()}.00000000"):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from error
    if free < ENOUGH_BYTES:
        left = f"{free / 2**20:.0f} MiB left, a run needs {ENOUGH_BYTES / 2**20:.0f}: {os.strerror(errno.ENOSPC)}"
        raise OSError(errno.ENOSPC, left, str(folder))
