"""`nongsan serve`: one process that keeps a Prefect server and a worker alive, and takes both with it when it ends.

Exactly one a province: a lock file says who serves, and a second one only reads it.
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

from connectors.landing.receipts import FILE_MODE, FOLDER_MODE
from pipeline.province.console import Console
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError

SECONDS_TO_START = 180.0
SECONDS_TO_STOP = 25.0
SECONDS_BETWEEN_STARTS = 5.0
LOG_BYTES = 20_000_000
POOL = "nongsan"
_LOGIN = re.compile(r"//[^/@]*@")


class ServeFailed(Exception):
    """The server did not come up, or its port is taken; the message says which and where the log is."""


class Child:
    """A module run in a process group of its own that ends with this process.

    Its output goes to a log that does not grow for ever.
    """

    def __init__(self, name: str, module: list[str], environment: dict[str, str], province: Province) -> None:
        self.name, self._module, self._environment = name, module, environment
        self.log = province.settings.data_folder / "logs" / f"{name}.log"
        self._folder, self._console = province.settings.base_folder, province.console
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start the process with its output appended to its log; raises OSError where one of them can't be made."""
        self.log.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with open(os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, FILE_MODE), "ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-m", "flows.serving.child_process", *self._module],
                stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self._folder, env=self._environment,
                start_new_session=True,
            )  # fmt: skip

    @property
    def is_alive(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds: float = SECONDS_TO_STOP) -> None:
        """Ask the whole group to end, wait, then end it; returns when nothing of it is left."""
        if self.process is None:
            return
        _signal_group(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._console.warn(f"{self.name} did not end within {seconds:.0f} seconds and was killed")
        _signal_group(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return


class Stopping:
    """Turns SIGINT and SIGTERM into an event, so that everything is ended in order."""

    def __init__(self) -> None:
        self._event = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._asked)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self._event.set()

    def wait(self, seconds: float) -> bool:
        """Whether an end was asked for within so many seconds."""
        return self._event.wait(seconds)


def wait_until_healthy(child: Child, api: str, stopping: Stopping) -> bool:
    """Wait for the server's health; False when an end was asked for. Raises ServeFailed."""
    import httpx

    ends = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < ends:
        if not child.is_alive:
            raise ServeFailed(f"the Prefect server ended at once; its log is {child.log}")
        try:
            if httpx.get(f"{api}/health", timeout=5).status_code == httpx.codes.OK:
                return True
        except httpx.HTTPError:
            pass
        if stopping.wait(0.3):
            return False
    raise ServeFailed(
        f"the Prefect server did not answer within {SECONDS_TO_START:.0f} seconds; its log is {child.log}"
    )


def demand_reachable(api: str) -> None:
    """Raise ConfigError where no Prefect server answers at the address that a person's environment names."""
    import httpx

    try:
        problem = _no_server(httpx.get(f"{api.rstrip('/')}/health", timeout=10).status_code)
    except httpx.InvalidURL as error:
        problem = f"no address: {error}"
    except httpx.TransportError as error:
        problem = f"no server that answers ({' '.join(str(error).split()) or type(error).__name__})"
    if problem:
        raise ConfigError(
            f"PREFECT_API_URL names {_LOGIN.sub('//', api)}, but there is {problem}: start that server, correct the "
            "address, which ends in /api, or unset PREFECT_API_URL, and the command starts a server of its own"
        )


def _no_server(status: int) -> str | None:
    """What answers with this status where a Prefect server would say that it is well; None where it may be one."""
    return "something else, which knows no /health" if status in (404, 405, 501) else None


def demand_login(api: str, login: str | None) -> None:
    """Raise ServeFailed where a running server does not take this login; one that can't be reached is not judged."""
    import httpx

    try:
        answer = httpx.get(f"{api}/admin/version", auth=tuple(login.split(":", 1)) if login else None, timeout=10)
    except httpx.HTTPError:
        return
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise ServeFailed(
            f"the Prefect server at {api} does not take this login: set PREFECT_API_AUTH_STRING to its user:password, "
            "or unset it and start the province's own `nongsan serve` anew"
        )


def keep_alive(children: list[Child], stopping: Stopping, console: Console) -> None:
    """Start again whichever child ended by itself, until an end is asked for."""
    while not stopping.wait(1.0):
        for child in children:
            if not child.is_alive:
                console.warn(f"{child.name} ended by itself and is started again; its log is {child.log}")
                child.stop()
                if stopping.wait(SECONDS_BETWEEN_STARTS):
                    return
                child.start()
