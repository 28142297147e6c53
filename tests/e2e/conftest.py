"""One demo province and one full run of August 2023, shared by every end-to-end test that only looks."""

import json
import re
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from connectors.demo import make_province

COMMAND = Path(sys.executable).with_name("nongsan")


@dataclass(frozen=True)
class Finished:
    """A command that ended: exit code, both streams, seconds on the wall and of the processor."""

    code: int
    out: str
    err: str
    seconds: float
    cpu_seconds: float

    @property
    def document(self) -> dict:
        return json.loads(self.out)


def nongsan(*arguments: str, cwd: Path | None = None, timeout: float = 900) -> Finished:
    """Run the installed command as a person would."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run([COMMAND, *arguments], cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Finished(run.returncode, run.stdout, run.stderr, time.perf_counter() - started, spent)


def holders_of(folder: Path, secret: str) -> list[str]:
    found = [path for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    return [str(path.relative_to(folder)) for path in found]


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
