"""Two provinces after one run each, shared by every end-to-end test: the demo of 18 units, and the small one of two.

The small province's March is worked out by hand in `tests/golden`; what changes a province takes a copy of it.
"""

import shutil

import pytest

from tests.e2e.command import nongsan
from tests.golden.province import write_province


@pytest.fixture(scope="session")
def fresh_demo(tmp_path_factory):
    """The demo province as `nongsan demo` leaves it; not to be changed."""
    folder = tmp_path_factory.mktemp("demo") / "province"
    made = nongsan("demo", str(folder), "--json")
    assert made.code == 0, made.err
    return folder


@pytest.fixture(scope="session")
def ran_demo(fresh_demo, tmp_path_factory):
    """A copy of it after `nongsan run --month 2023-08`, and how that run ended; not to be changed."""
    folder = tmp_path_factory.mktemp("ran") / "province"
    shutil.copytree(fresh_demo, folder)
    finished = nongsan("run", "--config", str(folder / "nongsan.toml"), "--month", "2023-08", "--json")
    assert finished.code == 0, finished.err
    return folder, finished


@pytest.fixture(scope="session")
def ran_small(tmp_path_factory):
    """The province of two units after `nongsan run --month 2023-03`; not to be changed."""
    config = write_province(tmp_path_factory.mktemp("small") / "province")
    finished = nongsan("run", "--config", str(config), "--month", "2023-03", "--json")
    assert finished.code == 0, finished.err
    return config.parent


@pytest.fixture
def small(ran_small, tmp_path):
    """A copy of the province of two units after its run."""
    return shutil.copytree(ran_small, tmp_path / "province")
