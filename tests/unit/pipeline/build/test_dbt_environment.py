"""What a person's environment says to dbt of another project reaches no build here."""

import os
from pathlib import Path

import pytest

from pipeline.province.environment import BUILD_VARIABLE, built_by_dbt, dbt_environment

FOREIGN = {"DBT_TARGET": "prod", "DBT_PROFILE": "local", "dbt_full_refresh": "1", "DBT_ENGINE_TARGET": "prod"}


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in FOREIGN.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setenv("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
    monkeypatch.setenv("PREFECT_HOME", "p")


def test_a_build_in_this_process_sees_none_of_it_and_leaves_it_as_it_was(foreign: None) -> None:
    before = dict(os.environ)
    with built_by_dbt(Path("kho.duckdb")):
        assert os.environ[BUILD_VARIABLE] == "kho.duckdb"
        assert FOREIGN.keys() & os.environ.keys() == set()
        assert os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "false"
    assert dict(os.environ) == before


def test_a_process_that_parses_sees_none_of_it(foreign: None) -> None:
    given = dbt_environment(Path("kho.duckdb"))
    assert FOREIGN.keys() & given.keys() == set()
    assert (given[BUILD_VARIABLE], given["PREFECT_HOME"]) == ("kho.duckdb", "p")
