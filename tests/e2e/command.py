"""The installed command, run as a person would run it, and what a run of it touched."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.patience import patience

COMMAND = Path(sys.executable).with_name("nongsan")
# found by every Python that starts with its folder on PYTHONPATH; writes down what is imported and opened, at its end
_WITNESS = """\
import atexit, json, os, sys
seen = {"import": set(), "open": set()}
def note(event, given):
    if event in seen and isinstance(given[0], str):
        seen[event].add(given[0])
def tell():
    with open(os.path.join(os.environ["WITNESS"], f"{os.getpid()}.json"), "w") as file:
        json.dump({event: sorted(names) for event, names in list(seen.items())}, file)
atexit.register(tell)
sys.addaudithook(note)
"""


@dataclass(frozen=True)
class Finished:
    """A command that ended: its exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict:
        return json.loads(self.out)


@dataclass(frozen=True)
class Touched:
    """Top-level packages that a command and all its processes imported, and the files that they opened."""

    packages: frozenset[str]
    files: frozenset[Path]


def nongsan(*arguments: str, cwd: Path | None = None, environment: dict[str, str] | None = None) -> Finished:
    """Run the installed command; what it takes is its own affair, but one that hangs is ended."""
    run = subprocess.run(
        [COMMAND, *arguments], cwd=cwd, env=os.environ | (environment or {}), capture_output=True, text=True,
        timeout=patience(), check=False,
    )  # fmt: skip
    return Finished(run.returncode, run.stdout, run.stderr)


def witnessed(folder: Path, *arguments: str) -> tuple[Finished, Touched]:
    """The same with a witness: what it and the processes it started touched. `folder` is for the witness's notes."""
    folder.mkdir(parents=True)
    (folder / "sitecustomize.py").write_text(_WITNESS, encoding="utf-8")
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    finished = nongsan(*arguments, environment={"PYTHONPATH": path, "WITNESS": str(folder)})
    notes = [json.loads(path.read_bytes()) for path in folder.glob("*.json")]
    packages = frozenset(name.partition(".")[0] for note in notes for name in note["import"])
    return finished, Touched(packages, frozenset(Path(name) for note in notes for name in note["open"]))


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and the instant it was written at, in nanoseconds."""
    found = {path: path.stat() for path in folder.rglob("*") if path.is_file()}
    return {path.relative_to(folder).as_posix(): (one.st_size, one.st_mtime_ns) for path, one in found.items()}


def holders_of(folder: Path, secret: str) -> list[str]:
    found = [path for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    return [str(path.relative_to(folder)) for path in found]


def open_to_others(data: Path) -> list[str]:
    """What of Prefect's state (its database and journals) and of the logs others on the machine could read."""
    found = [
        path for name in (".prefect", "logs") for path in [data / name, *(data / name).rglob("*")] if path.exists()
    ]
    return sorted(path.relative_to(data).as_posix() for path in found if path.stat().st_mode & 0o077)
