"""`nongsan run`: the whole chain for one month or for all that are due, start-ups overlapped, nothing done twice.

The cheap question comes first: a run that would change nothing answers without importing Prefect, dbt or
Great Expectations.
"""

import errno
import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import date, datetime

from connectors.landing.store import Landing
from flows.serving.one_run_server import ServerStart
from pipeline.build.last_build import BUILD_LEDGERS
from pipeline.intake.spreadsheets import changed_units
from pipeline.last_run import fingerprint, is_pending, recall, remember
from pipeline.province.console import CONSOLE, log_unexpected
from pipeline.province.environment import prepare_environment
from pipeline.province.settings import Settings

STEPS = ("sync", "read", "checks", "dbt", "render")


@dataclass(frozen=True)
class RunRequest:
    """What was asked for: the month or None for all that are due, and the past instant to rebuild or None for now."""

    month: date | None
    as_of: datetime | None
    now: datetime
    now_option: str | None


def run(settings: Settings, request: RunRequest) -> dict:
    """Sync, pull, build, judge, report and send; a month that the gate blocks comes back with its reasons.

    For one month its own object, for all a list of them under "reports".
    """
    started = time.perf_counter()
    changed = None if request.as_of else changed_units(settings, Landing(settings.landing_folder), now=request.now)
    if (known := _known(settings, request, changed)) is not None:
        delivered = [] if request.as_of else _owed(settings, request.now)
        seconds = dict.fromkeys(STEPS, 0.0) | {"start": 0.0, "total": _since(started)}
        return {**unchanged(known), "rebuilt": False, "deliveries": delivered, "seconds": seconds}
    outcome, landed = _run_flows(settings, request, changed)
    outcome["seconds"] = _split(_since(started))
    if request.as_of is None and landed == _landed(settings):
        found = fingerprint(settings, request.month, request.now)
        remember(settings, request.month, found, outcome, request.now)
    return outcome


def _landed(settings: Settings) -> str:
    """What a build reads as it is now; what another process lands during a run is left for the next one to see."""
    return Landing(settings.landing_folder).fingerprint(BUILD_LEDGERS)


def _owed(settings: Settings, now: datetime) -> list[dict]:
    """Send what is still owed; without a mail server nothing is even imported for it."""
    if settings.mail.host is None:
        return []
    from pipeline.letters.deliver import deliver, deliveries

    return deliveries(deliver(settings, now))


def unchanged(outcome: dict) -> dict:
    """The same outcome as it is when nothing was done for it."""
    if "reports" in outcome:
        return {**outcome, "changed": False, "reports": [{**one, "changed": False} for one in outcome["reports"]]}
    return {**outcome, "changed": False}


def _known(settings: Settings, request: RunRequest, changed: list[str] | None) -> dict | None:
    """The outcome of the last such run if nothing has changed since, `changed` spreadsheets among it."""
    known = recall(settings, request.month, fingerprint(settings, request.month, request.now))
    return None if known is None or changed != [] or is_pending(settings, request.now, changed) else known


def _split(total: float) -> dict[str, float]:
    """Seconds by step; `start` is what start-ups and everything else took."""
    steps = {step: round(CONSOLE.seconds.get(step, 0.0), 2) for step in STEPS}
    return steps | {"start": round(max(total - sum(steps.values()), 0.0), 2), "total": total}


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 2)


def _run_flows(settings: Settings, request: RunRequest, changed: list[str] | None) -> tuple[dict, str]:
    """The outcome, and what had landed before the build read it."""
    demand_room(settings)
    prepare_environment(settings)
    log_unexpected(settings.data_folder / "logs" / "errors.log")
    server = ServerStart(settings)
    from flows import quick_report
    from pipeline.build import build, dbt

    warm_up()
    build.read_ahead(settings, request.now, request.as_of)
    with CONSOLE.step("server", "starting Prefect"):
        server.wait()
    dbt.parse_ahead(settings)
    from flows.build_warehouse import build_warehouse
    from flows.report_month import report_month
    from pipeline.letters.deliver import deliveries, delivery_warnings

    config, now = str(settings.config_path), request.now_option
    warnings = _fetch(config, now, changed) if changed is not None else []
    landed = _landed(settings)
    built = build_warehouse(config, now, request.as_of)
    if request.as_of is None:
        quick_report.tell_after_build(settings, now)
    due = report_month(config, request.month, request.as_of, now=now)
    if request.as_of is None:
        warnings += delivery_warnings(settings, list(due.reports))
    common = {
        "rebuilt": built.changed,
        "rows": built.rows,
        "warnings": warnings,
        "deliveries": deliveries(due.delivered),
    }
    if request.month is not None:
        return {**due.reports[0], **common}, landed
    changed_any = built.changed or any(one["changed"] for one in due.reports)
    return {"as_of": built.as_of.isoformat(), "changed": changed_any, "reports": list(due.reports), **common}, landed


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


def warm_up() -> None:
    """Import what the build needs while the server boots in a process of its own."""
    from pipeline.build import build, dbt
    from pipeline.editions import month as reporting

    threads = [threading.Thread(target=one) for one in (build.warm_up, dbt.warm_up, reporting.warm_up)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def prepare_flows(settings: Settings) -> None:
    """Make this process able to run one flow by itself (`sync`, `pull`, `build`, `report`)."""
    demand_room(settings)
    prepare_environment(settings)
    log_unexpected(settings.data_folder / "logs" / "errors.log")
    ServerStart(settings).wait()


ENOUGH_BYTES = 64 * 1024 * 1024


def demand_room(settings: Settings) -> None:
    """Raise OSError naming the data folder where it can't be written to or its disk has less than ENOUGH_BYTES left."""
    folder = settings.data_folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=f".{os.getpid()}.00000000"):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from error
    if free < ENOUGH_BYTES:
        left = f"{free / 2**20:.0f} MiB left, a run needs {ENOUGH_BYTES / 2**20:.0f}: {os.strerror(errno.ENOSPC)}"
        raise OSError(errno.ENOSPC, left, str(folder))
