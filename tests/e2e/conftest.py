"""Two provinces after one run each, shared by every end-to-end test: the demo of 18 units, and the small one of two.

The small province's March is worked out by hand in `tests/golden`; what changes a province takes a copy of it. The
demo's run boots a Prefect server of its own, as a person's first run does; the others use one that stands.
"""

import os
import shutil
import subprocess

import pytest

from tests.e2e.command import COMMAND, nongsan
from tests.e2e.postgres import free_port
from tests.e2e.prefect_api import PrefectApi
from tests.golden.province import write_province
from tests.parse import lend_parse
from tests.patience import exit_code


@pytest.fixture(scope="session")
def fresh_demo(tmp_path_factory):
    """The demo province as `nongsan demo` leaves it; not to be changed."""
    folder = tmp_path_factory.mktemp("demo") / "province"
    made = nongsan("demo", str(folder), "--json")
    assert made.code == 0, made.err
    return folder


@pytest.fixture(scope="session")
def ran_demo(fresh_demo, tmp_path_factory):
    """A copy of it after `nongsan run --month 2023-08`, and how that run ended; not to be changed.

    Prefect's database was damaged before.
    """
    folder = tmp_path_factory.mktemp("ran") / "province"
    shutil.copytree(fresh_demo, folder)
    (folder / "data" / ".prefect").mkdir(parents=True)
    (folder / "data" / ".prefect" / "prefect.db").write_bytes(b"no database" * 1000)
    finished = nongsan("run", "--config", str(folder / "nongsan.toml"), "--month", "2023-08", "--json")
    assert finished.code == 0, finished.err
    return folder, finished


@pytest.fixture(scope="session")
def standing_server(tmp_path_factory):
    """What a command needs in its environment to use a Prefect server that stands for the whole session."""
    folder, port = tmp_path_factory.mktemp("prefect"), free_port()
    environment = {"PREFECT_HOME": str(folder), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    command = [COMMAND.with_name("uvicorn"), "--factory", "prefect.server.api.server:create_app", "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log)
    api = f"http://127.0.0.1:{port}/api"
    try:
        PrefectApi(api, [server]).wait_until_healthy()
        yield {"PREFECT_API_URL": api}
    finally:
        server.terminate()
        exit_code(server)


@pytest.fixture(scope="session")
def ran_small(tmp_path_factory, standing_server):
    """The province of two units after `nongsan run --month 2023-03`; not to be changed."""
    config = write_province(tmp_path_factory.mktemp("small") / "province")
    lend_parse(config.parent / "data")
    run = ("run", "--config", str(config), "--month", "2023-03", "--json")
    finished = nongsan(*run, environment=standing_server)
    assert finished.code == 0, finished.err
    return config.parent


@pytest.fixture
def small(ran_small, tmp_path):
    """A copy of the province of two units after its run."""
    return shutil.copytree(ran_small, tmp_path / "province")
