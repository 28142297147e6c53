"""`nongsan run`: the whole chain for one month or for all that are due, start-ups overlapped, nothing done twice.

The cheap question comes first: a run that would change nothing answers without importing Prefect, dbt or
Great Expectations.
"""

import errno
import importlib
import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from datetime import date, datetime

from flows.serving.one_run_server import ServerStart
from pipeline.build.last_build import BUILD_LEDGERS
from pipeline.editions.outcome import RunOutcome, reports_unsent
from pipeline.intake.spreadsheets import changed_units
from pipeline.last_run import fingerprint, is_pending, recall, remember
from pipeline.letters.outbox import Delivered
from pipeline.province.console import log_unexpected
from pipeline.province.environment import prepare_environment
from pipeline.province.province import Province
from pipeline.province.settings import Settings

STEPS = ("sync", "read", "checks", "dbt", "render")
SLOW_IMPORTS = ("expectations.validation", "dbt.cli.main", "reports.formats.render")
ENOUGH_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class RunRequest:
    """What was asked for: the month or None for all that are due, the past instant to rebuild or None, `--now`."""

    month: date | None
    as_of: datetime | None
    now: str | None


def run(province: Province, request: RunRequest) -> RunOutcome:
    """Sync, pull, build, judge, report and send; a month that the gate blocks comes back with its reasons."""
    started = time.perf_counter()
    changed = None if request.as_of else changed_units(province)
    if (known := _known(province, request, changed)) is not None:
        delivered = () if request.as_of else _owed(province)
        seconds = dict.fromkeys(STEPS, 0.0) | {"start": 0.0, "total": _since(started)}
        return replace(known.unchanged(), delivered=delivered, seconds=seconds)
    outcome, landed = _run_flows(province, request, changed)
    outcome = replace(outcome, seconds=_split(province, _since(started)))
    if request.as_of is None and landed == _landed(province):
        remember(province, fingerprint(province, request.month), outcome)
    return outcome


def _landed(province: Province) -> str:
    """What a build reads as it is now; what another process lands during a run is left for the next one to see."""
    return province.landing.fingerprint(BUILD_LEDGERS)


def _owed(province: Province) -> tuple[Delivered, ...]:
    """Send what is still owed; without a mail server nothing is even imported for it."""
    if province.settings.mail.host is None:
        return ()
    from pipeline.letters.deliver import deliver

    return deliver(province)


def _known(province: Province, request: RunRequest, changed: list[str] | None) -> RunOutcome | None:
    """The outcome of the last such run if nothing has changed since, `changed` spreadsheets among it."""
    known = recall(province, request.month, fingerprint(province, request.month))
    return None if known is None or changed != [] or is_pending(province, changed) else known


def _split(province: Province, total: float) -> dict[str, float]:
    """Seconds by step; `start` is what start-ups and everything else took."""
    steps = {step: round(province.console.seconds.get(step, 0.0), 2) for step in STEPS}
    return steps | {"start": round(max(total - sum(steps.values()), 0.0), 2), "total": total}


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 2)


def _run_flows(province: Province, request: RunRequest, changed: list[str] | None) -> tuple[RunOutcome, str]:
    """The outcome, and what had landed before the build read it."""
    server = _start_server(province)
    import_ahead()
    from pipeline.build.build import read_ahead
    from pipeline.build.dbt import parse_ahead

    read_ahead(province, request.as_of)
    with province.console.step("server", "starting Prefect"):
        server.wait()
    parse_ahead(province)
    from flows.build_warehouse import build_warehouse
    from flows.quick_report import quick_report_after_build
    from flows.report_month import report_month

    config = str(province.settings.config_path)
    warnings = _fetch(config, request.now, changed) if changed is not None else []
    landed = _landed(province)
    built = build_warehouse(config, request.now, request.as_of)
    if request.as_of is None:
        quick_report_after_build(province, request.now)
    due = report_month(config, request.month, request.as_of, now=request.now)
    outcome = RunOutcome(
        asked=request.month,
        as_of=built.as_of,
        changed=built.changed or any(one.changed for one in due.reports),
        rebuilt=built.changed,
        reports=due.reports,
        rows=built.rows,
        warnings=tuple(warnings),
        is_unsent=request.as_of is None and reports_unsent(due.reports, province.settings.mail.host),
        delivered=due.delivered,
    )
    return outcome, landed


def _fetch(config: str, now: str | None, changed: list[str]) -> list[str]:
    """Land what changed in sheets and feeds; returns what could not be read."""
    from flows.pull_prices import pull_prices
    from flows.sync_sheets import sync_sheets

    sheets = sync_sheets(config, now, units=changed).unavailable
    feeds = pull_prices(config, now)
    return [
        *[f"unit {unit}: {one.problem}; its last good snapshot stands" for unit, one in sheets.items()],
        *feeds.warnings(),
    ]


def import_ahead() -> None:
    """Import what the build needs, while the server boots in a process of its own."""
    threads = [threading.Thread(target=importlib.import_module, args=(name,)) for name in SLOW_IMPORTS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _start_server(province: Province) -> ServerStart:
    settings = province.settings
    demand_space(settings)
    prepare_environment(settings)
    log_unexpected(settings.data_folder / "logs" / "errors.log", province.console)
    return ServerStart(settings)


def prepare_flows(province: Province) -> None:
    """Make this process able to run one flow by itself (`sync`, `pull`, `build`, `report`)."""
    _start_server(province).wait()


def demand_space(settings: Settings) -> None:
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
