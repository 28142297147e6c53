"""Flow `quick-report`: after a build, tell leadership at once of urgent alerts that were never told before."""

from pathlib import Path

from prefect import flow, task

from flows.duty import WATCHED, on_duty
from flows.quick_reporting import QuickResult
from flows.quick_reporting import quick_report as tell
from pipeline.province.settings import clock, load_settings


@task(name="tell-of-urgent-alerts")
def tell_of_urgent_alerts(config: str, now: str | None) -> QuickResult:
    """Write the quick report of what is new, and send every quick report that is still to be sent."""
    settings = load_settings(Path(config))
    return tell(settings, clock(settings, now))


@flow(name="quick-report", **WATCHED)
@on_duty("quick-report")
def quick_report(config: str = "nongsan.toml", now: str | None = None) -> QuickResult:
    """One quick report of the urgent alerts that are new in the published warehouse; nothing where none is."""
    return tell_of_urgent_alerts(config, now)
