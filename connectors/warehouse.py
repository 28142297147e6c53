"""The warehouse file: the only place that opens DuckDB.

A build happens in a file aside and is published by one atomic replace; readers open the published file per use, so
that nobody waits for anybody.
"""

import fcntl
import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import duckdb
import pyarrow as pa

from connectors.durable import publish_file

if TYPE_CHECKING:
    import pandas as pd

SCHEMAS = ("raw", "staging", "intermediate", "marts", "quality", "reference")
FILE_NAME = "warehouse.duckdb"
BUILD_FOLDER = ".build"


class WarehouseMissing(Exception):
    """There is no published warehouse yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} does not exist yet: run `nongsan build` first")


class WarehouseFailed(Exception):
    """DuckDB could not read or write the file; the message is one line."""

    def __init__(self, path: Path, error: Exception) -> None:
        super().__init__(f"{path}: {' '.join(str(error).split())[:300]}")


class BuildInProgress(Exception):
    """Another process is building the same warehouse."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"another build is running on {folder}: wait for it to end, then run again")


class Warehouse:
    """A DuckDB file opened per use, never kept."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def demand(self) -> None:
        """Raises WarehouseMissing unless the file is there."""
        if not self.path.exists():
            raise WarehouseMissing(self.path)

    @contextmanager
    def _open(self, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        if read_only:
            self.demand()
        try:
            with duckdb.connect(str(self.path), read_only=read_only) as connection:
                connection.execute("set timezone = 'UTC'")
                yield connection
        except duckdb.Error as error:
            raise WarehouseFailed(self.path, error) from error

    def frame(self, sql: str, parameters: Sequence | None = None) -> "pd.DataFrame":
        with self._open(read_only=True) as connection:
            return connection.execute(sql, parameters or []).df()

    def frames(self, queries: Mapping[str, str]) -> "dict[str, pd.DataFrame]":
        """Several queries over one opening, so that all see the same state."""
        with self._open(read_only=True) as connection:
            return {name: connection.execute(sql).df() for name, sql in queries.items()}

    def rows(self, sql: str, parameters: Sequence | None = None) -> list[dict]:
        """Rows as plain Python values (date, Decimal, float, int, str, bool, None)."""
        with self._open(read_only=True) as connection:
            return _dicts(connection.execute(sql, parameters or []))

    def row_sets(self, queries: Mapping[str, tuple[str, Sequence]]) -> dict[str, list[dict]]:
        with self._open(read_only=True) as connection:
            return {name: _dicts(connection.execute(sql, list(given))) for name, (sql, given) in queries.items()}

    def content_hash(self, schemas: Sequence[str], without: Sequence[str] = ()) -> str:
        """sha256 over every row of every table of the schemas but some, whatever order they are stored in."""
        digest = hashlib.sha256()
        with self._open(read_only=True) as connection:
            named = connection.execute(
                "select table_schema, table_name from information_schema.tables "
                "where table_type = 'BASE TABLE' and list_contains(?, table_schema) "
                "and not list_contains(?, table_name) order by all",
                [list(schemas), list(without)],
            ).fetchall()
            for schema, table in named:
                sql = f'select count(*), sum(md5_number_lower(cast(to_json(t) as varchar))) from "{schema}"."{table}" t'  # noqa: S608
                digest.update(f"{schema}.{table}:{connection.execute(sql).fetchone()}".encode())
        return digest.hexdigest()

    def load(self, tables: Mapping[str, tuple[pa.Table, Mapping[str, str]]]) -> None:
        """Create `schema.table` from Arrow, cast to the DuckDB types given for each column."""
        with self._open(read_only=False) as connection:
            for schema in SCHEMAS:
                connection.execute(f"create schema if not exists {schema}")
            for name, (table, types) in tables.items():
                columns = ", ".join(f'cast("{column}" as {kind}) as "{column}"' for column, kind in types.items())
                connection.register("incoming", table)
                connection.execute(f"create or replace table {name} as select {columns} from incoming")  # noqa: S608
                connection.unregister("incoming")


def _dicts(result: duckdb.DuckDBPyConnection) -> list[dict]:
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@contextmanager
def build_aside(folder: Path, target: Path | None = None, wait_seconds: float = 300) -> Iterator[Warehouse]:
    """An empty warehouse to build in; published into `target` (default `folder`) when the block ends without an error.

    The build file has a constant path, so that dbt can reuse its parse; a second builder waits for the first (raises
    BuildInProgress after `wait_seconds`). A file left by a killed build is thrown away.
    """
    work = Path(folder) / BUILD_FOLDER
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(work / "lock", "w") as lock:
        _lock(lock, Path(folder), wait_seconds)
        aside = Warehouse(work / FILE_NAME)
        for left in (aside.path, Path(f"{aside.path}.wal")):
            left.unlink(missing_ok=True)
        yield aside
        publish_file(aside.path, Path(target or folder) / FILE_NAME)


def _lock(lock: IO, folder: Path, wait_seconds: float) -> None:
    until = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise BuildInProgress(folder) from error
            time.sleep(0.2)
        else:
            return
