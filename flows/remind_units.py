"""Flow `remind-units`: letters to the units whose data of a month are not complete as its deadline comes and passes."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.deployed import MaskedErrors, deployed
from flows.time_limits import flow_limit, task_limit
from pipeline.letters.reminders import Reminded, remind
from pipeline.province.environment import open_province
from pipeline.province.province import Province


@task(name="write-to-units", timeout_seconds=task_limit("write-to-units"), cache_policy=NO_CACHE)
@MaskedErrors()
def write_to_units(province: Province, dry_run: bool) -> Reminded:
    """Remind the units that are due to be reminded."""
    return remind(province, dry_run=dry_run)


@flow(name="remind-units", timeout_seconds=flow_limit("remind-units"))
@deployed("remind-units")
def remind_units(config: str = "nongsan.toml", now: str | None = None, dry_run: bool = False) -> Reminded:
    """Remind each unit that is not complete, once a month and day; `dry_run` only says what would be sent."""
    with open_province(config, now) as province:
        return write_to_units(province, dry_run)
