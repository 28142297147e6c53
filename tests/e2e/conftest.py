"""One demo province and one full run of August 2023, shared by every end-to-end test that only looks."""

import re
import shutil

import pytest

from connectors.demo import make_province
from tests.e2e.command import nongsan


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


@pytest.fixture
def province(ran_demo, tmp_path):
    """A copy of the province after its run, for a test that changes it."""
    folder = tmp_path / "province"
    shutil.copytree(ran_demo[0], folder)
    return folder


@pytest.fixture(scope="session")
def ran_small(tmp_path_factory):
    """Three districts and a union of the same province, with a gate that lets them pass, after a run of August."""
    folder = tmp_path_factory.mktemp("small") / "province"
    make_province(folder, units={"905", "906", "907", "K01"})
    config = folder / "nongsan.toml"
    text = re.sub(r"min_(received|usable) = [\d.]+", r"min_\1 = 0.0", config.read_text(encoding="utf-8"))
    config.write_text(text, encoding="utf-8")
    finished = nongsan("run", "--config", str(config), "--month", "2023-08", "--json")
    assert finished.code == 0, finished.err
    return folder


@pytest.fixture
def small(ran_small, tmp_path):
    """A copy of the small province after its run, for a test that builds again."""
    folder = tmp_path / "province"
    shutil.copytree(ran_small, folder)
    return folder
