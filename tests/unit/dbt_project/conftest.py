"""A small hand-made world of two units in a real DuckDB file, built once per session by the real dbt project.

The raw tables get their columns from the contracts, so a change of a contract that the models do not follow fails here.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
import yaml

from expectations.contract import CONTRACTS_DIR, load_contracts

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult

PROJECT = Path(__file__).parents[3] / "dbt_project"
WORLD = json.loads((Path(__file__).parent / "world.json").read_text(encoding="utf-8"))
PLATFORM = yaml.safe_load((CONTRACTS_DIR / "platform.yml").read_text(encoding="utf-8"))


def _typed(columns: list[dict[str, str]]) -> dict[str, str]:
    return {column["name"]: column["type"] for column in columns}


def _table_columns() -> dict[str, dict[str, str]]:
    tabs = {
        table: _typed(PLATFORM["row_columns"]) | contract.sql_columns for table, contract in load_contracts().items()
    }
    return tabs | {table["name"]: _typed(table["columns"]) for table in PLATFORM["tables"]}


def _month_rows() -> list[dict]:
    """The months of 2023: deadline on the next month's 3rd at 17:00 in Vietnam, those before August released."""
    rows = []
    for number in range(1, 13):
        following = f"{2023 + number // 12}-{number % 12 + 1:02d}"
        rows.append(
            {
                "month": f"2023-{number:02d}-01",
                "month_number": number,
                "is_plan_month": number >= 2,
                "deadline_at": f"{following}-03 10:00:00+00",
                "provisional_at": f"{following}-05 10:00:00+00",
                "released_at": f"{following}-04 00:00:00+00" if 2 <= number < 8 else None,
            }
        )
    return rows


def write_world(path: Path, world: dict[str, list[dict]]) -> None:
    """Create the raw tables and the reference data of one deployment in a new DuckDB file."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("set TimeZone = 'UTC'; create schema raw; create schema reference")
        for table, columns in _table_columns().items():
            typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(f"create table raw.{table} ({typed})")
            for row in world.get(table, []):
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join("?" for _ in row)
                connection.execute(f"insert into raw.{table} ({names}) values ({marks})", list(row.values()))
        for seed in yaml.safe_load((PROJECT / "seeds" / "_seeds.yml").read_text(encoding="utf-8"))["seeds"]:
            source = (
                f"read_csv('{PROJECT}/seeds/{seed['name']}.csv', header=true, types={seed['config']['column_types']})"
            )
            connection.execute(f"create table reference.{seed['name']} as select * from {source}")


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> "Callable[..., dbtRunnerResult]":
    """Run a dbt command against the world's database file."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    folder = tmp_path_factory.mktemp("dbt")
    write_world(folder / "build.duckdb", WORLD | {"plan_months": _month_rows()})
    places = [
        "--project-dir",
        PROJECT,
        "--profiles-dir",
        PROJECT,
        "--target-path",
        folder / "target",
        "--log-path",
        folder,
    ]

    def invoke(*arguments: str) -> "dbtRunnerResult":
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("NONGSAN_BUILD_DB", str(folder / "build.duckdb"))
            patch.setenv("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
            result = dbtRunner().invoke([*arguments, *map(str, places), "--quiet"])
            DuckDBConnectionManager.close_all_connections()
            return result

    invoke.database = folder / "build.duckdb"
    return invoke


@pytest.fixture(scope="session")
def built(dbt: "Callable[..., dbtRunnerResult]") -> "dbtRunnerResult":
    """The result of the whole build: models and data tests."""
    return dbt("build", "--selector", "warehouse")


@pytest.fixture
def query(dbt: "Callable[..., dbtRunnerResult]", built: "dbtRunnerResult") -> Callable[[str], list[tuple]]:
    """Ask the built warehouse."""

    def ask(sql: str) -> list[tuple]:
        with duckdb.connect(str(dbt.database), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            return connection.execute(sql).fetchall()

    return ask
