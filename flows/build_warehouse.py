"""Flow `build-warehouse`: parse, check rows, transform, check tables, judge the months, publish by one replace."""

from datetime import datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.deployed import PUBLISHED, MaskedErrors, deployed, send_event
from flows.time_limits import flow_limit, task_limit
from pipeline.build.build import BuildResult, build
from pipeline.feedback.write_back import FeedbackResult, feed_back
from pipeline.letters.troubles import notify_held
from pipeline.linking.ledger import keep_plan
from pipeline.province.environment import open_province
from pipeline.province.province import Province


@task(name="build-and-publish", timeout_seconds=task_limit("build-and-publish"), cache_policy=NO_CACHE)
@MaskedErrors()
def build_and_publish(province: Province, as_of: datetime | None) -> BuildResult:
    """One build of the warehouse and its publication; the last good one stands when it fails."""
    return build(province, as_of)


@task(name="feed-back-to-units", timeout_seconds=task_limit("feed-back-to-units"), cache_policy=NO_CACHE)
@MaskedErrors()
def feed_back_to_units(province: Province) -> FeedbackResult:
    """Write into each unit's spreadsheet what the build found wrong; with `write_back` off, only say how much."""
    with province.console.step("feedback", "writing feedback into the spreadsheets"):
        return feed_back(province)


@flow(name="build-warehouse", timeout_seconds=flow_limit("build-warehouse"))
@deployed("build-warehouse")
def build_warehouse(config: str = "nongsan.toml", now: str | None = None, as_of: datetime | None = None) -> BuildResult:
    """Build the warehouse from everything landed, or as of a past instant into a folder of its own."""
    with open_province(config, now) as province:
        built = build_and_publish(province, as_of)
        if as_of is None:
            _after_build(province, built)
        return built


def _after_build(province: Province, built: BuildResult) -> None:
    """After a build of the present: the plan is kept, feedback and notices are sent, the next flows are started."""
    keep_plan(province, built.as_of)
    for line in feed_back_to_units(province).warnings():
        province.console.warn(line)
    notify_held(province)
    if built.changed:
        send_event(PUBLISHED, province, {"as_of": built.as_of.isoformat(), "rows": built.rows})
