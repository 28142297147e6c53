"""`nongsan run`: the whole chain for one month, with start-ups overlapped and nothing done twice.

The cheap question comes first: a run that would change nothing answers without importing Prefect, dbt or
Great Expectations.
"""

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from connectors.landing import Landing
from expectations.gate import GateBlocked, GateVerdict
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
    """Sync, pull, build, judge and report; a month that the gate blocks comes back with its reasons."""
    started = time.perf_counter()
    versions = {} if request.as_of else source_versions(settings)
    seen = _last_versions(settings, versions)
    found = fingerprint(settings, request.now, versions)
    if request.as_of is None and (known := recall(settings, request.month, found)) is not None:
        return {**known, "changed": False, "seconds": dict.fromkeys(STEPS, 0.0) | {"total": _since(started)}}
    outcome = _run_flows(settings, request, versions)
    outcome["seconds"] = {step: round(CONSOLE.seconds.get(step, 0.0), 2) for step in STEPS} | {"total": _since(started)}
    if request.as_of is None:
        left = fingerprint(settings, request.now, _versions_left(settings, versions, seen))
        remember(settings, request.month, left, outcome)
    return outcome


def _last_versions(settings: Settings, units: Iterable[str]) -> dict[str, str | None]:
    landing = Landing(settings.landing_folder)
    return {unit: landing.last_version(unit) for unit in units}


def _versions_left(
    settings: Settings, found: Mapping[str, str], seen: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Each spreadsheet's version as this run read or wrote it.

    A local file that could not be read keeps the version it was found in: the same bytes fail the same way.
    """
    left = _last_versions(settings, found)
    if settings.sheets.backend == "workbooks":
        left |= {unit: found[unit] for unit, version in left.items() if version == seen[unit]}
    return left


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 2)


def _run_flows(settings: Settings, request: RunRequest, versions: Mapping[str, str]) -> dict:
    prepare_environment(settings)
    log_unexpected(settings.data_folder / "logs" / "errors.log")
    server = ServerStart()
    from flows import building

    warm_up()
    building.read_ahead(settings, request.now, request.as_of)
    with CONSOLE.step("server", "starting Prefect"):
        server.wait()
    from flows.build_warehouse import build_warehouse
    from flows.report_month import report_month

    config, now = str(settings.config_path), request.now_option
    behind = units_behind(settings, Landing(settings.landing_folder), versions, request.now)
    warnings = _fetch(config, now, behind) if request.as_of is None else []
    built = build_warehouse(config, now, request.as_of)
    try:
        issued = report_month(config, request.month, request.as_of).document()
    except GateBlocked as blocked:
        issued = blocked_document(blocked.verdict)
    return {**issued, "rows": built.rows, "warnings": warnings}


def _fetch(config: str, now: str | None, units: list[str]) -> list[str]:
    """Land what changed in sheets and feeds; returns what could not be read."""
    from flows.pull_prices import pull_prices
    from flows.sync_sheets import sync_sheets

    sheets = sync_sheets(config, now, units=units).unavailable
    feeds = pull_prices(config, now).unavailable
    return [
        *[f"unit {unit}: {problem}; its last good snapshot stands" for unit, problem in sheets.items()],
        *[f"feed {name}: {problem}; its earlier prices stand" for name, problem in feeds.items()],
    ]


def blocked_document(verdict: GateVerdict) -> dict:
    """The JSON object of a month that may not go out."""
    return {
        "month": f"{verdict.month:%Y-%m}",
        "as_of": verdict.as_of.isoformat(),
        "verdict": verdict.verdict,
        "revision": None,
        "provisional": False,
        "changed": True,
        "reasons": list(verdict.reasons),
        "files": {},
    }


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
