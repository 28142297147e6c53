"""The installed command, run as a person would run it."""

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

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
