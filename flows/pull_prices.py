"""Flow `pull-prices`: every feed that is due, landed as fetched."""

from pathlib import Path

from prefect import flow, task

from connectors.landing import Landing
from flows.console import CONSOLE
from flows.pulling import PullResult, pull_feeds
from flows.settings import clock, load_settings


@task(name="land-feeds")
def land_feeds(config: str, now: str | None) -> PullResult:
    """Fetch and land every declared feed; a feed that fails is reported and the others go on."""
    settings = load_settings(Path(config))
    with CONSOLE.step("sync", "pulling price feeds") as step:
        return pull_feeds(settings, Landing(settings.landing_folder), clock(settings, now), step)


@flow(name="pull-prices", validate_parameters=False)
def pull_prices(config: str = "nongsan.toml", now: str | None = None) -> PullResult:
    """Pull the feeds declared in the config's feeds folder."""
    return land_feeds(config, now)
