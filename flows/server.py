"""A Prefect server for one command: the one that serves the province, else one of its own, booted in the background."""

import threading

from flows.serving import serving
from flows.settings import Settings, prefect_server_given, use_server


class ServerStart:
    """A start-up in a thread of its own; `wait` returns once flows can run, or raises what went wrong."""

    def __init__(self, settings: Settings) -> None:
        if not prefect_server_given() and (served := serving(settings)) is not None:
            use_server(served.api)
        self._problem: BaseException | None = None
        self._thread = threading.Thread(target=self._boot, name="prefect-server", daemon=True)
        self._thread.start()

    def _boot(self) -> None:
        try:
            import prefect  # noqa: F401

            if not prefect_server_given():
                from prefect.server.api.server import SubprocessASGIServer

                SubprocessASGIServer().start()
        except (RuntimeError, OSError, ImportError) as error:
            self._problem = error

    def wait(self) -> None:
        self._thread.join()
        if self._problem is not None:
            raise self._problem
