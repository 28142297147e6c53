"""`nongsan run`: the whole chain for one month, with start-ups overlapped and nothing done twice.

The cheap question comes first: a run that would change nothing answers without importing Prefect, dbt or
Great Expectations.
"""

import threading
import time
from dataclasses import dataclass
from datetime import date, datetime

from connectors.landing import Landing
from expectations.gate import GateBlocked, GateVerdict
from flows.console import CONSOLE, log_unexpected
from flows.memory import fingerprint, is_pending, recall, remember
from flows.server import ServerStart
from flows.settings import Settings, prepare_environment
from flows.syncing import changed_units

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
    changed = None if request.as_of else changed_units(settings, Landing(settings.landing_folder), now=request.now)
    if (known := _known(settings, request, changed)) is not None:
        seconds = dict.fromkeys(STEPS, 0.0) | {"start": 0.0, "total": _since(started)}
        return {**known, "changed": False, "rebuilt": False, "seconds": seconds}
    outcome = _run_flows(settings, request, changed)
    outcome["seconds"] = _split(_since(started))
    if request.as_of is None:
        found = fingerprint(settings, request.month, request.now)
        remember(settings, request.month, found, outcome, request.now)
    return outcome


def _known(settings: Settings, request: RunRequest, changed: list[str] | None) -> dict | None:
    """The outcome of the last run of the month if nothing has changed since, `changed` spreadsheets among it."""
    known = recall(settings, request.month, fingerprint(settings, request.month, request.now))
    return None if known is None or changed != [] or is_pending(settings, request.now, changed) else known


def _split(total: float) -> dict[str, float]:
    """Seconds by step; `start` is what start-ups and everything else took."""
    steps = {step: round(CONSOLE.seconds.get(step, 0.0), 2) for step in STEPS}
    return steps | {"start": round(max(total - sum(steps.values()), 0.0), 2), "total": total}


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 2)


def _run_flows(settings: Settings, request: RunRequest, changed: list[str] | None) -> dict:
    prepare_environment(settings)
    log_unexpected(settings.data_folder / "logs" / "errors.log")
    server = ServerStart(settings)
    from flows import building, quick_reporting, reporting

    warm_up()
    building.read_ahead(settings, request.now, request.as_of)
    with CONSOLE.step("server", "starting Prefect"):
        server.wait()
    from flows.build_warehouse import build_warehouse
    from flows.report_month import report_month

    config, now = str(settings.config_path), request.now_option
    warnings = _fetch(config, now, changed) if changed is not None else []
    built = build_warehouse(config, now, request.as_of)
    if request.as_of is None:
        quick_reporting.tell_after_build(settings, now)
    try:
        issued = report_month(config, request.month, request.as_of, now=now).document()
    except GateBlocked as blocked:
        issued = blocked_document(blocked.verdict)
    if issued["changed"] and issued["files"] and request.as_of is None:
        warnings.append(f"nothing was sent: {reporting.unsent(settings)}")
    return {**issued, "rebuilt": built.changed, "rows": built.rows, "warnings": warnings}


def _fetch(config: str, now: str | None, changed: list[str]) -> list[str]:
    """Land what changed in sheets and feeds; returns what could not be read."""
    from flows.pull_prices import pull_prices
    from flows.sync_sheets import sync_sheets

    sheets = sync_sheets(config, now, units=changed).unavailable
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
    ServerStart(settings).wait()
