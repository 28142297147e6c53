"""Flow `sync-sheets`: changed spreadsheets only, landed as of the instant the sync was due or started."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.deployed import LANDED, MaskedErrors, deployed, due_instant, may_be_tried_again, send_event
from flows.time_limits import flow_limit, task_limit
from pipeline.intake.spreadsheets import SyncResult, changed_units, land_units
from pipeline.letters.troubles import notify_unread
from pipeline.province.environment import open_province
from pipeline.province.province import Province


@task(
    name="land-spreadsheets",
    timeout_seconds=task_limit("land-spreadsheets"),
    retries=2,
    retry_delay_seconds=[2, 10],
    retry_jitter_factor=0.5,
    retry_condition_fn=may_be_tried_again,
    cache_policy=NO_CACHE,
)
@MaskedErrors()
def land_spreadsheets(province: Province, units: list[str]) -> SyncResult:
    """Read and land the given units' spreadsheets as of the province's instant."""
    with province.console.step("sync", f"reading {len(units)} spreadsheet(s)") as step:
        step.total(len(units))
        return land_units(province, units, step)


@flow(name="sync-sheets", timeout_seconds=flow_limit("sync-sheets"))
@deployed("sync-sheets")
def sync_sheets(
    config: str = "nongsan.toml", now: str | None = None, unit: str | None = None, units: list[str] | None = None
) -> SyncResult:
    """Land every spreadsheet that changed since it was last seen.

    `unit` restricts the sync to one; `units` are those already found to have changed.
    """
    with open_province(config, now) as opened:
        province = opened.moved_to(due_instant(opened, now))
        if units is None:
            units = changed_units(province, unit)
        synced = land_spreadsheets(province, units) if units else SyncResult()
        notify_unread(province, synced.unavailable, None if unit is None else [unit])
        if synced.landed:
            send_event(LANDED, province, {"units": synced.landed})
        return synced
