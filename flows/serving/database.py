"""The file of a Prefect server's database is derived: one that is damaged is set aside, and the server begins anew.

What is lost with it are the lists of past runs and what people paused; deployments are registered by every start, and
what flows have done stands in the province's own files.
"""

import logging
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from connectors.durable import make_way
from connectors.locks import exclusive
from pipeline.province.environment import prefect_database
from pipeline.province.settings import Settings
from vietnamese.text import visible

_NOT_JUDGED = (
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOMEM,
)  # fmt: skip
_JOURNALS = ("-wal", "-shm", "-journal")
logger = logging.getLogger("nongsan")


def demand_database(settings: Settings) -> None:
    """Before a Prefect server is started on the province's own database: set a damaged file aside, and say so."""
    path = prefect_database(settings)
    if path is None or not path.exists():
        return
    with exclusive(path.with_name(".database.lock")):
        why = _damage(path)
        if why is not None:
            renamed = _set_aside(path)
            logger.warning(
                f"{path} can't be used ({why}): it is set aside as {renamed.name}, and Prefect begins a new one "
                "without the runs of the past"
            )


def _damage(path: Path) -> str | None:
    """What is wrong with a database, None where nothing is; one that another process holds is not judged."""
    if path.is_dir():
        return "it is a folder"
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            connection.text_factory = lambda content: content.decode("utf-8", "backslashreplace")
            (found,) = connection.execute("pragma quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_NOTADB) & 0xFF
        return None if code in _NOT_JUDGED else visible(str(error))
    except UnicodeError as error:
        return f"its schema can't be read: {error.reason}"
    return None if found == "ok" else found.splitlines()[0]


def _set_aside(path: Path) -> Path:
    """Rename the file, over one that was set aside before, and its journals, which belong to no other file.

    The journals go first: a kill in between leaves none of them to the database that Prefect begins.
    """
    renamed = path.with_name(f"{path.name}.damaged")
    if renamed.is_dir():
        make_way(renamed)
    for journal in _JOURNALS:
        with suppress(FileNotFoundError):
            os.replace(f"{path}{journal}", f"{renamed}{journal}")
    os.replace(path, renamed)
    return renamed
