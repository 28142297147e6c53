"""Flow `pull-prices`: every feed that is due, landed as fetched.

The schedule and `nongsan run` ask addresses once after each scheduled pull; a person's `nongsan pull` asks them always.
"""

from pathlib import Path

from prefect import flow, task

from connectors.landing.store import Landing
from flows.duty import LANDED, WATCHED, on_duty, tell
from pipeline.intake.feeds import PullResult, pull_feeds
from pipeline.province.console import CONSOLE
from pipeline.province.environment import clock, load_settings


@task(name="land-feeds")
def land_feeds(config: str, now: str | None, *, force: bool = False) -> PullResult:
    """Fetch and land every feed that is due, or every one; a feed that fails is reported and the others go on."""
    settings = load_settings(Path(config))
    with CONSOLE.step("sync", "pulling price feeds") as step:
        return pull_feeds(settings, Landing(settings.landing_folder), clock(settings, now), step, force=force)


@flow(name="pull-prices", **WATCHED)
@on_duty("pull-prices")
def pull_prices(config: str = "nongsan.toml", now: str | None = None, force: bool = False) -> PullResult:
    """Pull the feeds declared in the config's feeds folder; `force`: also those pulled since the last schedule."""
    pulled = land_feeds(config, now, force=force)
    if pulled.landed:
        tell(LANDED, load_settings(Path(config)), {"feeds": pulled.landed})
    return pulled
