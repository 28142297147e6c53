"""`nongsan run`: the whole chain for one month, with start-ups overlapped and nothing done twice.

The cheap question comes first: a run that would change nothing answers without importing Prefect, dbt or
Great Expectations.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from connectors.landing import Landing
from flows.console import CONSOLE, log_unexpected
from flows.memory import fingerprint, recall, remember
from flows.server import ServerStart
from flows.settings import Settings, prepare_environment
from flows.syncing import source_versions, units_behind

STEPS = ("sync", "read", "checks", "dbt", "render")


@dataclass(frozen=True)
class RunRequest:
    """What was asked for: the month, and the past instant to rebuild or None for now."""

    month: date
    as_of: datetime | None
    now: datetime
    now_option: str | None


def run_month(settings: Settings, request: RunRequest) -> dict:
    """Sync, pull, build, judge and report; raises GateBlocked after the build when the month may not go out."""
    started = time.perf_counter()
    versions = source_versions(settings)
    found = fingerprint(settings, request.now, versions)
    if request.as_of is None and (known := recall(settings, request.month, found)) is not None:
        return {**known, "changed": False, "seconds": dict.fromkeys(STEPS, 0.0) | {"total": _since(started)}}
    outcome = _run_flows(settings, request, versions)
    outcome["seconds"] = {step: round(CONSOLE.seconds.get(step, 0.0), 2) for step in STEPS} | {"total": _since(started)}
    if request.as_of is None:
        left = fingerprint(settings, request.now, _versions_left(settings, versions))
        remember(settings, request.month, left, outcome)
    return outcome


def _versions_left(settings: Settings, found: Mapping[str, str]) -> dict[str, str | None]:
    """Each spreadsheet's version as this run read or wrote it; what an unreadable one had when it was found so."""
    landing = Landing(settings.landing_folder)
    return {unit: landing.last_version(unit) or version for unit, version in found.items()}


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 2)


def _run_flows(settings: Settings, request: RunRequest, versions: Mapping[str, str]) -> dict:
    prepare_environment(settings)
    log_unexpected(settings.data_folder / "logs" / "errors.log")
    server = ServerStart()
    warm_up()
    with CONSOLE.step("server", "starting Prefect"):
        server.wait()
    from flows.build_warehouse import build_warehouse
    from flows.pull_prices import pull_prices
    from flows.report_month import report_month
    from flows.sync_sheets import sync_sheets

    config, now = str(settings.config_path), request.now_option
    if request.as_of is None:
        sync_sheets(config, now, units=units_behind(Landing(settings.landing_folder), versions))
        pull_prices(config, now)
    built = build_warehouse(config, now, request.as_of)
    issued = report_month(config, request.month, request.as_of)
    return {**issued.document(), "rows": built.rows}


def warm_up() -> None:
    """Import what the build needs while the server boots in a process of its own."""
    from flows import building, reporting, transform

    threads = [threading.Thread(target=one) for one in (building.warm_up, transform.warm_up, reporting.warm_up)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def prepare_flows(settings: Settings) -> None:
    """Make this process able to run one flow by itself (`sync`, `pull`, `build`, `report`)."""
    prepare_environment(settings)
    log_unexpected(settings.data_folder / "logs" / "errors.log")
    ServerStart().wait()
