"""`nongsan serve`: a server unless one is named, deployments, a worker and what is overdue, until it is stopped."""

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import typer

from flows.cli.options import DEFAULT_CONFIG, Config, Json
from flows.cli.outcome import Outcome
from flows.serving.database import demand_database
from flows.serving.guard import AddressInvalid, Reach, is_loopback
from flows.serving.processes import POOL, Child, Stopping, demand_login, keep_alive, wait_until_healthy
from pipeline.oversight.served import AlreadyServing, Served, note_served, only_one
from pipeline.province import agenda, run_marks, secrecy
from pipeline.province.console import Console
from pipeline.province.environment import (
    client_login,
    open_province,
    prefect_server,
    serve_environment,
    server_environment,
    server_login_given,
    ui_api_given,
    use_server,
    uses_api_key,
)
from pipeline.province.login import keep_login, login_file
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError, Settings

Host = Annotated[str, typer.Option("--host", help="Where the server listens.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Its port.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=16, help="Flow runs at a time.")]
Addresses = Annotated[
    list[str] | None, typer.Option("--address", help="One more address it is reached at: a proxy's, this machine's.")
]
ServerOnly = Annotated[bool, typer.Option("--server-only", help="Only the server: nothing deployed, no worker.")]
WorkerOnly = Annotated[bool, typer.Option("--worker-only", help="Only work for PREFECT_API_URL.")]
RegisterOnly = Annotated[bool, typer.Option("--register-only", help="Only deploy to PREFECT_API_URL.")]


@dataclass(frozen=True)
class ServeOptions:
    """The options of `nongsan serve`."""

    host: str
    port: int
    addresses: tuple[str, ...]
    limit: int
    server_only: bool
    worker_only: bool
    register_only: bool
    as_json: bool

    @property
    def own_address(self) -> str:
        """Where this machine reaches the server."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def serve(  # noqa: PLR0913 (one parameter an option)
    config: Config = DEFAULT_CONFIG,
    host: Host = "127.0.0.1",
    port: Port = 4200,
    address: Addresses = None,
    limit: Limit = 2,
    server_only: ServerOnly = False,
    worker_only: WorkerOnly = False,
    register_only: RegisterOnly = False,
    as_json: Json = False,
) -> Outcome:
    """Run the schedules: Prefect server and UI, deployments, a worker, what is overdue; until stopped."""
    own = tuple(one.rstrip("/") for one in address or ())
    asked = ServeOptions(host, port, own, limit, server_only, worker_only, register_only, as_json)
    given = prefect_server()
    with open_province(config) as province:
        _demand_sense(asked, given)
        os.umask(0o077)
        if worker_only:
            return _work(province, str(given), asked)
        if register_only:
            return _register(province, str(given))
        try:
            with only_one(province.settings):
                return _serve(province, given, asked)
        except AlreadyServing as already:
            return Outcome({"serving": True, "already": True, "address": already.served.address}, [str(already)])


def _demand_sense(asked: ServeOptions, given: str | None) -> None:
    """Raise ConfigError for options that don't go together with what the environment says."""
    if (asked.worker_only or asked.register_only) and given is None:
        option = "--worker-only" if asked.worker_only else "--register-only"
        raise ConfigError(
            f"{option} needs a running server: set PREFECT_API_URL, for example http://127.0.0.1:4200/api"
        )
    if asked.server_only and given is not None:
        raise ConfigError(f"--server-only starts a server, but PREFECT_API_URL names one that runs, {given}: unset it")
    try:
        Reach.of([*asked.addresses, asked.own_address])
    except AddressInvalid as error:
        raise ConfigError(f"--host or --address: {error}") from error
    if given is None and not is_loopback(asked.host) and server_login_given() == "":
        raise ConfigError(
            f"--host {asked.host} lets other machines in, and PREFECT_SERVER_API_AUTH_STRING is empty: unset it, "
            "and a login is made and kept in the data folder"
        )


def _register(province: Province, api: str) -> Outcome:
    settings, login = province.settings, _login(province.settings, api)
    use_server(api, login)
    serve_environment(settings, api, login)
    from flows.serving.deployments import register

    found = register(settings)
    return Outcome({"registered": found}, [f"registered at {api}: {', '.join(found) or 'nothing had changed'}"])


def _worker(province: Province, environment: dict[str, str], asked: ServeOptions) -> Child:
    name = f"{socket.gethostname()}-{os.getpid()}"
    module = ["flows.serving.worker", "--config", str(province.settings.config_path), "--name", name]
    module += ["--limit", str(asked.limit)]
    log = f"worker-{name}" if asked.worker_only else "worker"
    return Child(log, module, secrecy.of_worker(environment), province)


def _work(province: Province, api: str, asked: ServeOptions) -> Outcome:
    environment = serve_environment(province.settings, api, _login(province.settings, api))
    stopping, worker = Stopping(), _worker(province, environment, asked)
    worker.start()
    province.console.answer([f"working for {api}, pool {POOL}; Ctrl-C ends it"])
    try:
        keep_alive([worker], stopping, province.console)
    finally:
        worker.stop()
    return Outcome({"serving": False}, ["stopped"])


def _server(province: Province, environment: dict[str, str], login: str | None, asked: ServeOptions) -> Child:
    module = ["uvicorn", "--factory", "flows.serving.guarded_server:create_app", "--host", asked.host]
    module += ["--port", str(asked.port), "--log-level", "warning", "--lifespan", "on"]
    module += ["--timeout-graceful-shutdown", "5"]
    ui_api = ui_api_given()
    addresses = [asked.own_address, *asked.addresses, *([ui_api] if ui_api else [])]
    if asked.addresses and not ui_api:
        environment = {**environment, "PREFECT_SERVER_UI_API_URL": f"{asked.addresses[0]}/api"}
    own = server_environment(environment, login, addresses, Reach.of(addresses).origins)
    return Child("server", module, own, province)


def _login(settings: Settings, given: str | None) -> str | None:
    """What everyone logs in with: at a server that is given what is known of it, at one's own what is kept for it."""
    if given is not None:
        login = client_login(settings)
        if not uses_api_key():
            demand_login(given, login)
        return login
    wanted = server_login_given()
    return None if wanted == "" else keep_login(settings, wanted)


def _serve(province: Province, given: str | None, asked: ServeOptions) -> Outcome:
    address = given.removesuffix("/api") if given else asked.own_address
    served = Served(os.getpid(), address, f"{address}/api")
    settings, login = province.settings, _login(province.settings, given)
    environment, stopping = serve_environment(settings, served.api, login), Stopping()
    children = [] if given else [_server(province, environment, login, asked)]
    note_served(settings, served)
    if login is None:
        province.console.warn("the Prefect server asks for no login: whoever uses this machine may use it")
    if settings.plan.now:
        province.console.warn("[plan] now is set: the schedule keeps real time, the flows the time it says")
    try:
        if children:
            demand_database(settings)
            children[0].start()
        if children and not wait_until_healthy(children[0], served.api, stopping):
            return Outcome({"serving": False}, ["stopped before it was ready"])
        use_server(served.api, login)
        shown = None if given or login is None else str(login_file(settings))
        said = _Announcement(province.console, served, shown, asked.as_json)
        if asked.server_only:
            said.ready([])
        else:
            _begin(province, children, _worker(province, environment, asked), said.ready)
        keep_alive(children, stopping, province.console)
    finally:
        for child in reversed(children):
            child.stop()
    return Outcome({"serving": False}, ["stopped"])


def _begin(province: Province, children: list[Child], worker: Child, ready: Callable[[list[str]], None]) -> None:
    """Deployments, then a worker, then whatever is overdue."""
    from flows.serving import deployments

    settings = province.settings
    deployments.register(settings)
    deployments.drop_late(settings)
    children.append(worker)
    worker.start()
    known = {one["name"] for one in deployments.definitions(settings)}
    missed = agenda.overdue(settings, run_marks.done_at(settings), province.now)
    overdue = [flow for flow, _ in missed if flow in known]
    ready(overdue)
    threading.Thread(
        target=deployments.catch_up, args=(overdue, province.console), name="catch-up", daemon=True
    ).start()


@dataclass(frozen=True)
class _Announcement:
    """What is said once everything runs; `login`: the file with what to log in with, None where nothing asks for it."""

    console: Console
    served: Served
    login: str | None
    as_json: bool

    def ready(self, overdue: list[str]) -> None:
        address = self.served.address
        if self.as_json:
            self.console.answer_json({"serving": True, "already": False, "address": address, "overdue": overdue})
            return
        lines = [f"Prefect UI: {address} (schedules in the plan's time zone; Ctrl-C stops everything)"]
        lines += [f"its password is the line in {self.login}"] if self.login else []
        self.console.answer([*lines, f"overdue, done now in this order: {', '.join(overdue) or 'nothing'}"])
