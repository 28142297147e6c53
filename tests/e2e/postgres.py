"""A PostgreSQL of the test's own: a new cluster in a temporary folder, on a free loopback port, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.needs import absent
from tests.patience import patience

PROGRAMS = ("initdb", "pg_ctl", "postgres")
DEBIANS = Path("/usr/lib/postgresql")
INSTALLED_BY = "`apt-get install postgresql`, or put initdb, pg_ctl and postgres on PATH"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _program(name: str) -> str | None:
    """Where a program of PostgreSQL lies: on PATH, or where Debian keeps its newest version."""
    versions = sorted(DEBIANS.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    return shutil.which(name) or (str(versions[-1]) if versions else None)


def _as_its_user() -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as a system account."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        absent("setpriv", "PostgreSQL will not run as root; `apt-get install util-linux`, or run the tests as a user")
    return ["setpriv", f"--reuid={_account()}", f"--regid={_account()}", "--clear-groups"]


def _account() -> str:
    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _run(program: str, *options: str) -> None:
    command = [*_as_its_user(), _program(program), *options]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert run.returncode == 0, run.stdout + run.stderr


@contextmanager
def cluster() -> Iterator[str]:
    """SQLAlchemy address of a running, empty database; where PostgreSQL is not installed see `tests.needs`."""
    if any(_program(name) is None for name in PROGRAMS):
        absent("PostgreSQL", INSTALLED_BY)
    folder, port = Path(tempfile.mkdtemp(prefix="nongsan-pg-")), free_port()
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _account(), _account())
        data, log = str(folder / "data"), str(folder / "log")
        options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"
        _run("initdb", "--pgdata", data, "--username", "nongsan", "--auth", "trust", "--encoding", "UTF8", "--no-sync")
        waits = ("--wait", "--timeout", str(round(patience())))
        _run("pg_ctl", "--pgdata", data, "--log", log, "--options", options, *waits, "start")
        try:
            yield f"postgresql+asyncpg://nongsan@127.0.0.1:{port}/postgres"
        finally:
            _run("pg_ctl", "--pgdata", data, "--mode", "immediate", *waits, "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
