"""The warehouse file: the only place that opens DuckDB.

A build fills a file of its own, which is published by one atomic replace; readers open the published file per use, so
that nobody waits for anybody. Readers name a table or view and its columns; joins and sums are written in dbt.
"""

import errno
import hashlib
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import duckdb
import pyarrow as pa

from connectors.durable import discard, publish_file
from connectors.locks import exclusive

if TYPE_CHECKING:
    import pandas as pd

SCHEMAS = ("raw", "staging", "intermediate", "marts", "quality", "reference")
FILE_NAME = "warehouse.duckdb"
BUILD_FOLDER = ".build"
EVERY_COLUMN: Final = ("*",)
_OPERATORS = ("<", "<=", ">", ">=", "<>")
_NAME = re.compile(r"[a-z_][a-z0-9_]*")


_DISK_CODES = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


def system_code(said: str) -> int | None:
    """The system's code behind the words of a library that passes no code on; None where the disk is not the reason."""
    return next((code for code in _DISK_CODES if os.strerror(code) in said), None)


class WarehouseMissing(Exception):
    """There is no published warehouse yet."""

    runbook = "does not exist yet"

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} does not exist yet: run `nongsan build` first")


class WarehouseFailed(Exception):
    """DuckDB could not read or write the file; the message is one line.

    `errno`: the system's code where the disk is the reason, else None.
    """

    runbook = "nongsan build makes it anew"

    def __init__(self, path: Path, error: Exception, *, is_published: bool = False) -> None:
        said = " ".join(str(error).split())
        self.errno = system_code(said)
        fix = "; `nongsan build` makes it anew from the landing" if is_published and self.errno is None else ""
        super().__init__(f"{path}: {said[:300]}{fix}")


class BuildInProgress(Exception):
    """Another process is building the same warehouse."""

    runbook = "another build is running on"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"another build is running on {folder}: wait for it to end, then run again")


@dataclass(frozen=True)
class Is:
    """A comparison other than equality, for `Selection.where`."""

    operator: Literal["<", "<=", ">", ">=", "<>"]
    value: object

    def __post_init__(self) -> None:
        if self.operator not in _OPERATORS or (self.value is None and self.operator != "<>"):
            raise ValueError(f"no comparison of the warehouse: {self.operator} {self.value}")


PRESENT: Final = Is("<>", None)
Where = Mapping[str, object]


@dataclass(frozen=True)
class Selection:
    """What is read of one table or view of the warehouse.

    `name` is schema and table; without `columns` all are read. `where` maps columns to what they must be: a value is
    equal, None is null, PRESENT is not, a collection holds it, `Is` compares. All of a mapping must hold; of several
    mappings any one suffices. `order_by` names columns, with a minus for the greatest first, nulls last; EVERY_COLUMN
    stands for all of them in turn.
    """

    name: str
    columns: Sequence[str] = ()
    where: Where | Sequence[Where] | None = None
    order_by: Sequence[str] = ()
    distinct: bool = False


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
            raise WarehouseFailed(self.path, error, is_published=read_only) from error

    def table(
        self,
        name: str,
        columns: Sequence[str] = (),
        *,
        where: Where | Sequence[Where] | None = None,
        order_by: Sequence[str] = (),
        distinct: bool = False,
    ) -> list[dict]:
        """Rows of one table or view as plain Python values (date, Decimal, float, int, str, bool, None); see Selection.

        Raises WarehouseMissing, WarehouseFailed, and ValueError for what can't be a name of a table or column.
        """
        return self.tables({name: Selection(name, columns, where, order_by, distinct)})[name]

    def tables(self, wanted: Mapping[str, Selection]) -> dict[str, list[dict]]:
        """Rows of several tables, by the given names, over one opening, so that all show the same state."""
        asked = {name: _query(table) for name, table in wanted.items()}
        with self._open(read_only=True) as connection:
            return {name: _dicts(connection.execute(*query)) for name, query in asked.items()}

    def frames(self, wanted: Mapping[str, Selection]) -> "dict[str, pd.DataFrame]":
        """The same as DataFrames."""
        asked = {name: _query(table) for name, table in wanted.items()}
        with self._open(read_only=True) as connection:
            return {name: connection.execute(*query).df() for name, query in asked.items()}

    def has_table(self, name: str) -> bool:
        """Whether there is a table or view `schema.table`."""
        schema, _, table = name.partition(".")
        return table in self.table_names(schema)

    def table_names(self, schema: str, prefix: str = "") -> list[str]:
        """Names, without the schema, of its tables and views that begin with a prefix, in order."""
        with self._open(read_only=True) as connection:
            found = connection.execute(
                "select table_name from information_schema.tables "
                "where table_schema = ? and starts_with(table_name, ?) order by table_name",
                [schema, prefix],
            ).fetchall()
        return [name for (name,) in found]

    def content_hash(self, schemas: Sequence[str], without: Sequence[str] = ()) -> str:
        """sha256 over every row of every table of the schemas but some, in whatever order, and over what defines views.

        The definitions are those of all schemas, for a view of one reads views of another.
        """
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
            views = connection.execute(
                "select schema_name, view_name, sql from duckdb_views() "
                "where not internal and database_name = current_database() order by all"
            ).fetchall()
            digest.update(repr(views).encode())
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


def _query(table: Selection) -> tuple[str, list]:
    """The statement that reads a table, and its bound values; raises ValueError for a name that can't be one."""
    columns = ", ".join(map(_quoted, table.columns)) or "*"
    schema, _, name = table.name.partition(".")
    alternatives = [table.where or {}] if table.where is None or isinstance(table.where, Mapping) else table.where
    condition, values = _any_of(alternatives)
    order = "all" if tuple(table.order_by) == EVERY_COLUMN else ", ".join(map(_ordered, table.order_by))
    asked = f"{'distinct ' if table.distinct else ''}{columns}"
    statement = f"select {asked} from {_quoted(schema)}.{_quoted(name)} where {condition}"  # noqa: S608
    return f"{statement} order by {order}" if order else statement, values


def _quoted(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a schema, table or column")
    return f'"{name}"'


def _ordered(name: str) -> str:
    return f"{_quoted(name[1:])} desc nulls last" if name.startswith("-") else f"{_quoted(name)} nulls last"


def _any_of(alternatives: Sequence[Where]) -> tuple[str, list]:
    """The condition that at least one of them holds, with its bound values; of none it never does."""
    found = [[_condition(_quoted(column), wanted) for column, wanted in where.items()] for where in alternatives]
    said = [" and ".join(condition for condition, _ in one) or "true" for one in found]
    return " or ".join(f"({one})" for one in said) or "false", [
        value for one in found for _, bound in one for value in bound
    ]


def _condition(column: str, wanted: object) -> tuple[str, list]:
    if isinstance(wanted, Is):
        if wanted.value is None:
            return f"{column} is not null", []
        return f"{column} {wanted.operator} ?", [wanted.value]
    if wanted is None:
        return f"{column} is null", []
    if isinstance(wanted, Collection) and not isinstance(wanted, str | bytes):
        return (f"{column} in ({', '.join('?' for _ in wanted)})", list(wanted)) if wanted else ("false", [])
    return f"{column} = ?", [wanted]


def _dicts(result: duckdb.DuckDBPyConnection) -> list[dict]:
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@contextmanager
def unpublished_warehouse(folder: Path, target: Path | None = None, wait_seconds: float = 300) -> Iterator[Warehouse]:
    """An empty warehouse to build in; published into `target` (default `folder`) when the block ends without an error.

    The build file has a constant path, so that dbt can reuse its parse; a second builder waits for the first (raises
    BuildInProgress after `wait_seconds`). A file left by a killed build is thrown away.
    """
    work = Path(folder) / BUILD_FOLDER
    with exclusive(work / "lock", wait_seconds, lambda: BuildInProgress(Path(folder))):
        unpublished = Warehouse(work / FILE_NAME)
        for left in (unpublished.path, Path(f"{unpublished.path}.wal")):
            discard(left)
        yield unpublished
        publish_file(unpublished.path, Path(target or folder) / FILE_NAME)
