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

import pytest

PROGRAMS = ("initdb", "pg_ctl", "postgres")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _as_its_user() -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as a system account."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("PostgreSQL will not run as root, and setpriv is not installed")
    return ["setpriv", f"--reuid={_account()}", f"--regid={_account()}", "--clear-groups"]


def _account() -> str:
    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _run(*command: str) -> None:
    run = subprocess.run([*_as_its_user(), *command], capture_output=True, text=True, check=False, cwd="/")
    assert run.returncode == 0, run.stdout + run.stderr


@contextmanager
def cluster() -> Iterator[str]:
    """SQLAlchemy address of a running, empty database; skips the test where PostgreSQL is not installed."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"PostgreSQL is not installed here: {', '.join(missing)} not found on PATH")
    folder, port = Path(tempfile.mkdtemp(prefix="nongsan-pg-")), free_port()
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _account(), _account())
        data, log = str(folder / "data"), str(folder / "log")
        options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"
        _run("initdb", "--pgdata", data, "--username", "nongsan", "--auth", "trust", "--encoding", "UTF8", "--no-sync")
        _run("pg_ctl", "--pgdata", data, "--log", log, "--options", options, "--wait", "start")
        try:
            yield f"postgresql+asyncpg://nongsan@127.0.0.1:{port}/postgres"
        finally:
            _run("pg_ctl", "--pgdata", data, "--mode", "immediate", "--wait", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
