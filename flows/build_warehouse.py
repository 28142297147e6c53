"""Flow `build-warehouse`: parse, check rows, transform, check tables, judge the months, publish by one replace."""

from datetime import datetime
from pathlib import Path

from prefect import flow, task

from connectors.landing.store import Landing
from flows.duty import PUBLISHED, WATCHED, on_duty, tell
from pipeline.build.build import BuildResult, build
from pipeline.feedback.write_back import FeedbackResult, feed_back
from pipeline.letters.troubles import notify_held
from pipeline.linking.ledger import keep_plan
from pipeline.province.console import CONSOLE
from pipeline.province.environment import clock, load_settings


@task(name="build-and-publish")
def build_and_publish(config: str, now: str | None, as_of: datetime | None) -> BuildResult:
    """One build of the warehouse aside and its publication; the last good one stands when it fails."""
    settings = load_settings(Path(config))
    return build(settings, clock(settings, now), as_of)


@task(name="feed-back-to-units")
def feed_back_to_units(config: str) -> FeedbackResult:
    """Write into each unit's spreadsheet what the build found wrong; with `write_back` off, only say how much."""
    settings = load_settings(Path(config))
    with CONSOLE.step("feedback", "writing feedback into the spreadsheets"):
        return feed_back(settings, Landing(settings.landing_folder))


@flow(name="build-warehouse", **WATCHED)
@on_duty("build-warehouse")
def build_warehouse(config: str = "nongsan.toml", now: str | None = None, as_of: datetime | None = None) -> BuildResult:
    """Build the warehouse from everything landed, or as of a past instant into a folder of its own."""
    built = build_and_publish(config, now, as_of)
    if as_of is None:
        settings = load_settings(Path(config))
        keep_plan(settings, Landing(settings.landing_folder), clock(settings, now), built.as_of)
        for line in feed_back_to_units(config).warnings():
            CONSOLE.warn(line)
        notify_held(settings, clock(settings, now))
        if built.changed:
            tell(PUBLISHED, settings, {"as_of": built.as_of.isoformat(), "rows": built.rows})
    return built
