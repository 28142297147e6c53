"""The suite runs on two workers; tests that share a world stay on one of them, so that each world is made once."""

from pathlib import Path
from uuid import UUID

import pytest
from filelock import FileLock
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tests.examples import TESTS
from tests.parse import share_parse

settings.register_profile("tests", max_examples=TESTS, derandomize=True, database=None, deadline=None)
settings.register_profile("fuzz", max_examples=30 * TESTS, database=None, deadline=None, print_blob=True)
settings.load_profile("tests")

SHARED_WORLDS = ("tests/e2e/", "tests/unit/dbt_project/", "tests/unit/connectors/reading/")
LONGEST_FIRST = (
    "tests/e2e/",
    "tests/crash/",
    "tests/golden/test_lineage.py",
    "tests/year/",
    "tests/golden/",
    "tests/mail/",
)


class WorldScheduling(LoadScopeScheduling):
    """Hands a worker all the tests of a file, or of a folder that shares a world."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in SHARED_WORLDS if nodeid.startswith(folder)), nodeid.split("::", 1)[0])


def pytest_configure(config: pytest.Config) -> None:
    """Before anything is collected, in the process that hands out the tests and in those that run them."""
    share_parse(config)


@pytest.fixture(scope="session")
def built_province(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The two-unit province of `tests/golden` as it is read and built on 4 April 2023; take a copy to change it.

    Made once a run of the suite, by the worker that needs it first.
    """
    from tests.golden.office import Office

    own = tmp_path_factory.getbasetemp()
    shared = (own if worker_id == "master" else own.parent) / "built"
    with FileLock(f"{shared}.lock"):
        if not (done := shared.with_suffix(".done")).exists():
            Office.built(shared / "province")
            done.touch()
    return shared / "province"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A test's name must not depend on the second or the process it was collected in, as packed bytes or a UUID do."""
    return argname if isinstance(val, bytes | bytearray | UUID) else None


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> WorldScheduling:
    """The scheduler that pytest-xdist asks for."""
    return WorldScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that the workers end together."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONGEST_FIRST) if item.nodeid.startswith(name)), 99))
