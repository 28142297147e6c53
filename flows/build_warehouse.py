"""Flow `build-warehouse`: parse, check rows, transform, check tables, judge the months, publish by one replace."""

from datetime import datetime
from pathlib import Path

from prefect import flow, task

from flows.building import BuildResult, build
from flows.settings import clock, load_settings


@task(name="build-and-publish")
def build_and_publish(config: str, now: str | None, as_of: datetime | None) -> BuildResult:
    """One build of the warehouse aside and its publication; the last good one stands when it fails."""
    settings = load_settings(Path(config))
    return build(settings, clock(settings, now), as_of)


@flow(name="build-warehouse", validate_parameters=False)
def build_warehouse(config: str = "nongsan.toml", now: str | None = None, as_of: datetime | None = None) -> BuildResult:
    """Build the warehouse from everything landed, or as of a past instant into a folder of its own."""
    return build_and_publish(config, now, as_of)
