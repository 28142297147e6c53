"""What `nongsan serve` does, until it is stopped.

A server unless one is named, the deployments, a worker, and what is overdue.
"""

import json
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import typer

from flows.cli.commands import Outcome
from flows.serving.processes import POOL, Child, Stopping, keep_alive, wait_until_healthy
from pipeline.oversight.served import AlreadyServing, Served, note_served, only_one
from pipeline.province import agenda, run_marks
from pipeline.province.console import CONSOLE
from pipeline.province.environment import clock, load_settings, prefect_server, serve_environment, use_server
from pipeline.province.settings import ConfigError, Settings


@dataclass(frozen=True)
class Asked:
    """The options of `nongsan serve`."""

    host: str
    port: int
    limit: int
    worker_only: bool
    register_only: bool
    as_json: bool


def serve(config: Path, asked: Asked) -> Outcome:
    """Serve the province until stopped; says so when somebody else already does."""
    settings, given = load_settings(config), prefect_server()
    if (asked.worker_only or asked.register_only) and given is None:
        option = "--worker-only" if asked.worker_only else "--register-only"
        raise ConfigError(
            f"{option} needs a running server: set PREFECT_API_URL, for example http://127.0.0.1:4200/api"
        )
    os.umask(0o077)
    if asked.worker_only:
        return _work(settings, str(given), asked)
    if asked.register_only:
        return _register(settings, str(given))
    try:
        with only_one(settings):
            return _serve(settings, given, asked)
    except AlreadyServing as already:
        return Outcome({"serving": True, "already": True, "address": already.served.address}, [str(already)])


def _register(settings: Settings, api: str) -> Outcome:
    serve_environment(settings, api)
    from flows.serving.deployments import register

    found = register(settings)
    return Outcome({"registered": found}, [f"registered at {api}: {', '.join(found) or 'nothing had changed'}"])


def _worker(settings: Settings, environment: dict[str, str], asked: Asked) -> Child:
    name = f"{socket.gethostname()}-{os.getpid()}"
    module = ["prefect", "worker", "start", "--pool", POOL, "--type", "process", "--name", name]
    module += ["--limit", str(asked.limit)]
    return Child(f"worker-{name}" if asked.worker_only else "worker", module, environment, settings)


def _work(settings: Settings, api: str, asked: Asked) -> Outcome:
    stopping, worker = Stopping(), _worker(settings, serve_environment(settings, api), asked)
    worker.start()
    typer.echo(f"working for {api}, pool {POOL}; Ctrl-C ends it")
    try:
        keep_alive([worker], stopping)
    finally:
        worker.stop()
    return Outcome({"serving": False}, ["stopped"])


def _server(settings: Settings, environment: dict[str, str], asked: Asked) -> Child:
    module = ["uvicorn", "--factory", "prefect.server.api.server:create_app", "--host", asked.host]
    module += ["--port", str(asked.port), "--log-level", "warning", "--lifespan", "on"]
    module += ["--timeout-graceful-shutdown", "5"]
    return Child("server", module, environment, settings)


def _serve(settings: Settings, given: str | None, asked: Asked) -> Outcome:
    address = given.removesuffix("/api") if given else f"http://{asked.host}:{asked.port}"
    served = Served(os.getpid(), address, f"{address}/api")
    environment, stopping = serve_environment(settings, served.api), Stopping()
    children = [] if given else [_server(settings, environment, asked)]
    note_served(settings, served)
    CONSOLE.warn(
        "[plan] now is set: the schedule keeps real time, the flows the time it says"
    ) if settings.plan.now else None
    try:
        if children:
            children[0].start()
        if children and not wait_until_healthy(children[0], served.api, stopping):
            return Outcome({"serving": False}, ["stopped before it was ready"])
        use_server(served.api)
        _begin(settings, children, _worker(settings, environment, asked), lambda overdue: _say(served, overdue, asked))
        keep_alive(children, stopping)
    finally:
        for child in reversed(children):
            child.stop()
    return Outcome({"serving": False}, ["stopped"])


def _begin(settings: Settings, children: list[Child], worker: Child, ready: Callable[[list[str]], None]) -> None:
    """Deployments, then a worker, then whatever is overdue."""
    from flows.serving import deployments

    deployments.register(settings)
    deployments.drop_late(settings)
    children.append(worker)
    worker.start()
    known = {one["name"] for one in deployments.definitions(settings)}
    missed = agenda.overdue(settings, run_marks.done_at(settings), clock(settings))
    overdue = [flow for flow, _ in missed if flow in known]
    ready(overdue)
    threading.Thread(target=deployments.catch_up, args=(overdue,), name="catch-up", daemon=True).start()


def _say(served: Served, overdue: list[str], asked: Asked) -> None:
    if asked.as_json:
        typer.echo(json.dumps({"serving": True, "already": False, "address": served.address, "overdue": overdue}))
        return
    typer.echo(f"Prefect UI: {served.address} (schedules in the plan's time zone; Ctrl-C stops everything)")
    typer.echo(f"overdue, done now in this order: {', '.join(overdue) or 'nothing'}")
