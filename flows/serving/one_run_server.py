"""A Prefect server for one command: the one that serves the province, else one of its own, booted in the background."""

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import httpx

from flows.serving.database import demand_database
from flows.serving.processes import ServeFailed, demand_login, demand_reachable
from pipeline.oversight.served import serving
from pipeline.province.environment import (
    STARTUP,
    client_login,
    client_login_given,
    one_run_environment,
    prefect_server,
    prefect_server_given,
    startup_seconds,
    use_login,
    use_server,
    uses_api_key,
)
from pipeline.province.login import kept_login, new_login
from pipeline.province.settings import Settings

if TYPE_CHECKING:
    from prefect.server.api.server import SubprocessASGIServer


_SHOWN_LENGTH = 200
_WATCH = """
import os, signal, sys, time
server = int(sys.argv[1])
while os.read(0, 4096):
    pass
for number in (signal.SIGTERM, signal.SIGKILL):
    try:
        signal.pidfd_send_signal(server, number)
    except ProcessLookupError:
        break
    time.sleep(10)
"""


def start_watcher(pid: int) -> subprocess.Popen:
    """A process that ends the process `pid` once this one is gone, whatever it died of; keep what is returned."""
    server = os.pidfd_open(pid)
    try:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", "-c", _WATCH, str(server)],
            stdin=subprocess.PIPE, pass_fds=[server], start_new_session=True, env={},
        )  # fmt: skip
    finally:
        os.close(server)


class NotStarted(ServeFailed):
    """Prefect's temporary server did not come up; the message says what to do."""

    def __init__(self, seconds: str, error: Exception) -> None:
        said = " ".join(str(error).split())[:_SHOWN_LENGTH] or type(error).__name__
        super().__init__(
            f"Prefect's temporary server did not start within {seconds} s ({said}): the machine is busy or short of "
            f"memory; run again when it is quieter, give it longer with {STARTUP}, or leave `nongsan serve` running, "
            "whose server every command then uses; what was published stands"
        )


class ServerStart:
    """A start-up in a thread of its own; `wait` returns once flows can run, or raises what went wrong."""

    def __init__(self, settings: Settings) -> None:
        if (given := prefect_server()) is not None:
            demand_reachable(given)
        elif (served := serving(settings)) is not None:
            use_server(served.api, kept_login(settings))
        if (api := prefect_server()) is not None:
            login = client_login(settings)
            if not uses_api_key():
                demand_login(api, login)
        else:
            login = client_login_given() or new_login()
            demand_database(settings)
        if login:
            use_login(login)
        self._login = login
        self._problem: BaseException | None = None
        self._watchers: list[subprocess.Popen] = []
        self._thread = threading.Thread(target=self._boot, name="prefect-server", daemon=True)
        self._thread.start()

    def _boot(self) -> None:
        try:
            _import_prefect()
            if not prefect_server_given():
                self._watched_server().start()
        except (OSError, ImportError) as error:
            self._problem = error
        except (RuntimeError, httpx.HTTPError) as error:
            self._problem = NotStarted(startup_seconds(), error)

    def _watched_server(self) -> "SubprocessASGIServer":
        """Prefect's temporary server behind the guard, each process of which ends with this one."""
        from prefect.server.api.server import SubprocessASGIServer

        watchers, login = self._watchers, self._login

        class Watched(SubprocessASGIServer):
            def _run_uvicorn_command(self) -> subprocess.Popen:
                process = _start(self.address, str(self.port), str(login))
                watchers.append(start_watcher(process.pid))
                return process

        return Watched()

    def wait(self) -> None:
        """Block until flows can run; raises what kept the server from starting (NotStarted, OSError, ImportError)."""
        self._thread.join()
        if self._problem is not None:
            raise self._problem


def _import_prefect() -> None:
    """Import Prefect with the environment as it is now, even where something imported it before."""
    was_imported = "prefect.context" in sys.modules
    import prefect.context

    if was_imported:
        prefect.context.refresh_global_settings_context()


def _start(address: str, port: str, login: str) -> subprocess.Popen:
    """A guarded server for the commands of this process: on loopback, with a login that nothing keeps."""
    module = ["uvicorn", "--factory", "flows.serving.guarded_server:create_app", "--host", "127.0.0.1", "--port", port]
    options = ["--log-level", "error", "--lifespan", "on"]
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-m", *module, *options], env=one_run_environment(login, address)
    )
