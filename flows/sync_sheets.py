"""Flow `sync-sheets`: changed spreadsheets only, landed as of the instant the sync was due or started."""

from datetime import datetime
from pathlib import Path

from prefect import flow, task

from connectors.landing.store import Landing
from flows.duty import LANDED, WATCHED, due_instant, on_duty, tell
from pipeline.intake.spreadsheets import SyncResult, changed_units, land_units
from pipeline.letters.troubles import notify_unread
from pipeline.province.console import CONSOLE
from pipeline.province.environment import load_settings


@task(name="land-spreadsheets", retries=2, retry_delay_seconds=[2, 10], retry_jitter_factor=0.5)
def land_spreadsheets(config: str, at: datetime, units: list[str]) -> SyncResult:
    """Read and land the given units' spreadsheets as of one instant."""
    settings = load_settings(Path(config))
    with CONSOLE.step("sync", f"reading {len(units)} spreadsheet(s)") as step:
        step.total(len(units))
        return land_units(settings, Landing(settings.landing_folder), units, at, step)


@flow(name="sync-sheets", **WATCHED)
@on_duty("sync-sheets")
def sync_sheets(
    config: str = "nongsan.toml", now: str | None = None, unit: str | None = None, units: list[str] | None = None
) -> SyncResult:
    """Land every spreadsheet that changed since it was last seen.

    `unit` restricts the sync to one; `units` are those already found to have changed.
    """
    settings = load_settings(Path(config))
    at = due_instant(settings, now)
    if units is None:
        units = changed_units(settings, Landing(settings.landing_folder), unit, at)
    synced = land_spreadsheets(config, at, units) if units else SyncResult()
    notify_unread(settings, synced.unavailable, at, None if unit is None else [unit])
    if synced.landed:
        tell(LANDED, settings, {"units": synced.landed})
    return synced
