"""Flow `remind-units`: letters to the units whose data of a month are not complete as its deadline comes and passes."""

from pathlib import Path

from prefect import flow, task

from connectors.landing.store import Landing
from flows.duty import WATCHED, on_duty
from pipeline.letters.reminders import Reminded, remind
from pipeline.province.environment import clock, load_settings


@task(name="write-to-units")
def write_to_units(config: str, now: str | None, dry_run: bool) -> Reminded:
    """Remind the units that are due to be reminded."""
    settings = load_settings(Path(config))
    return remind(settings, Landing(settings.landing_folder), clock(settings, now), dry_run=dry_run)


@flow(name="remind-units", **WATCHED)
@on_duty("remind-units")
def remind_units(config: str = "nongsan.toml", now: str | None = None, dry_run: bool = False) -> Reminded:
    """Remind each unit that is not complete, once a month and day; `dry_run` only says what would be sent."""
    return write_to_units(config, now, dry_run)
