"""Flow `sync-sheets`: changed spreadsheets only, landed as of the instant the sync was due or started."""

from datetime import datetime
from pathlib import Path

from prefect import flow, runtime, task

from connectors.landing import Landing
from flows.console import CONSOLE
from flows.settings import Settings, clock, load_settings
from flows.syncing import SyncResult, changed_units, land_units


@task(name="land-spreadsheets", retries=2, retry_delay_seconds=[2, 10], retry_jitter_factor=0.5)
def land_spreadsheets(config: str, at: datetime, units: list[str]) -> SyncResult:
    """Read and land the given units' spreadsheets as of one instant."""
    settings = load_settings(Path(config))
    with CONSOLE.step("sync", f"reading {len(units)} spreadsheet(s)") as step:
        step.total(len(units))
        return land_units(settings, Landing(settings.landing_folder), units, at, step)


def due_instant(settings: Settings, now: str | None) -> datetime:
    """When this sync was due if a schedule started it, else when it started (UTC)."""
    is_scheduled = now is None and runtime.deployment.id is not None
    due = runtime.flow_run.scheduled_start_time if is_scheduled else None
    return datetime.fromisoformat(due.isoformat()) if due is not None else clock(settings, now)


@flow(name="sync-sheets", validate_parameters=False)
def sync_sheets(config: str = "nongsan.toml", now: str | None = None, unit: str | None = None) -> SyncResult:
    """Land every spreadsheet that changed since it was last seen; `unit` restricts the sync to one."""
    settings = load_settings(Path(config))
    at = due_instant(settings, now)
    units = changed_units(settings, Landing(settings.landing_folder), unit)
    return land_spreadsheets(config, at, units) if units else SyncResult()
