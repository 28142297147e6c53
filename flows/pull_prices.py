"""Flow `pull-prices`: every feed that is due, landed as fetched.

The schedule and `nongsan run` ask addresses once after each scheduled pull; a person's `nongsan pull` asks them always.
"""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.deployed import LANDED, MaskedErrors, deployed, send_event
from flows.time_limits import flow_limit, task_limit
from pipeline.intake.feeds import PullResult, pull_feeds
from pipeline.province.environment import open_province
from pipeline.province.province import Province


@task(name="land-feeds", timeout_seconds=task_limit("land-feeds"), cache_policy=NO_CACHE)
@MaskedErrors()
def land_feeds(province: Province, *, force: bool = False) -> PullResult:
    """Fetch and land every feed that is due, or every one; a feed that fails is reported and the others go on."""
    with province.console.step("sync", "pulling price feeds") as step:
        return pull_feeds(province, step, force=force)


@flow(name="pull-prices", timeout_seconds=flow_limit("pull-prices"))
@deployed("pull-prices")
def pull_prices(config: str = "nongsan.toml", now: str | None = None, force: bool = False) -> PullResult:
    """Pull the feeds declared in the config's feeds folder; `force`: also those pulled since the last schedule."""
    with open_province(config, now) as province:
        pulled = land_feeds(province, force=force)
        if pulled.landed:
            send_event(LANDED, province, {"feeds": pulled.landed})
        return pulled
