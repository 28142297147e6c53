"""`nongsan serve`: a server unless one is named, deployments, a worker and what is overdue, until it is stopped."""

import json
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import typer

from flows.cli.options import DEFAULT_CONFIG, Config, Json
from flows.cli.outcome import Outcome
from flows.serving.processes import POOL, Child, Stopping, keep_alive, wait_until_healthy
from pipeline.oversight.served import AlreadyServing, Served, note_served, only_one
from pipeline.province import agenda, run_marks
from pipeline.province.environment import open_province, prefect_server, serve_environment, use_server
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError

Host = Annotated[str, typer.Option("--host", help="Where the server listens.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Its port.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=16, help="Flow runs at a time.")]
WorkerOnly = Annotated[bool, typer.Option("--worker-only", help="Only work for PREFECT_API_URL.")]
RegisterOnly = Annotated[bool, typer.Option("--register-only", help="Only deploy to PREFECT_API_URL.")]


@dataclass(frozen=True)
class Asked:
    """The options of `nongsan serve`."""

    host: str
    port: int
    limit: int
    worker_only: bool
    register_only: bool
    as_json: bool


def serve(
    config: Config = DEFAULT_CONFIG,
    host: Host = "127.0.0.1",
    port: Port = 4200,
    limit: Limit = 2,
    worker_only: WorkerOnly = False,
    register_only: RegisterOnly = False,
    as_json: Json = False,
) -> Outcome:
    """Run the schedules: Prefect server and UI, deployments, a worker, what is overdue; until stopped."""
    asked, given = Asked(host, port, limit, worker_only, register_only, as_json), prefect_server()
    with open_province(config) as province:
        if (worker_only or register_only) and given is None:
            option = "--worker-only" if worker_only else "--register-only"
            raise ConfigError(
                f"{option} needs a running server: set PREFECT_API_URL, for example http://127.0.0.1:4200/api"
            )
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


def _register(province: Province, api: str) -> Outcome:
    serve_environment(province.settings, api)
    from flows.serving.deployments import register

    found = register(province.settings)
    return Outcome({"registered": found}, [f"registered at {api}: {', '.join(found) or 'nothing had changed'}"])


def _worker(province: Province, environment: dict[str, str], asked: Asked) -> Child:
    name = f"{socket.gethostname()}-{os.getpid()}"
    module = ["prefect", "worker", "start", "--pool", POOL, "--type", "process", "--name", name]
    module += ["--limit", str(asked.limit)]
    return Child(f"worker-{name}" if asked.worker_only else "worker", module, environment, province)


def _work(province: Province, api: str, asked: Asked) -> Outcome:
    stopping, worker = Stopping(), _worker(province, serve_environment(province.settings, api), asked)
    worker.start()
    typer.echo(f"working for {api}, pool {POOL}; Ctrl-C ends it")
    try:
        keep_alive([worker], stopping, province.console)
    finally:
        worker.stop()
    return Outcome({"serving": False}, ["stopped"])


def _server(province: Province, environment: dict[str, str], asked: Asked) -> Child:
    module = ["uvicorn", "--factory", "prefect.server.api.server:create_app", "--host", asked.host]
    module += ["--port", str(asked.port), "--log-level", "warning", "--lifespan", "on"]
    module += ["--timeout-graceful-shutdown", "5"]
    return Child("server", module, environment, province)


def _serve(province: Province, given: str | None, asked: Asked) -> Outcome:
    address = given.removesuffix("/api") if given else f"http://{asked.host}:{asked.port}"
    served = Served(os.getpid(), address, f"{address}/api")
    settings = province.settings
    environment, stopping = serve_environment(settings, served.api), Stopping()
    children = [] if given else [_server(province, environment, asked)]
    note_served(settings, served)
    if settings.plan.now:
        province.console.warn("[plan] now is set: the schedule keeps real time, the flows the time it says")
    try:
        if children:
            children[0].start()
        if children and not wait_until_healthy(children[0], served.api, stopping):
            return Outcome({"serving": False}, ["stopped before it was ready"])
        use_server(served.api)
        _begin(province, children, _worker(province, environment, asked), lambda overdue: _say(served, overdue, asked))
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


def _say(served: Served, overdue: list[str], asked: Asked) -> None:
    if asked.as_json:
        typer.echo(json.dumps({"serving": True, "already": False, "address": served.address, "overdue": overdue}))
        return
    typer.echo(f"Prefect UI: {served.address} (schedules in the plan's time zone; Ctrl-C stops everything)")
    typer.echo(f"overdue, done now in this order: {', '.join(overdue) or 'nothing'}")
