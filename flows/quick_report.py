"""Flow `quick-report`: after a build, tell leadership at once of urgent alerts that were never told before."""

from pathlib import Path

from prefect import flow, task

from connectors.landing.store import Landing
from flows.duty import WATCHED, on_duty
from pipeline.editions.quick import QuickResult, has_quick_work
from pipeline.editions.quick import quick_report as tell
from pipeline.province.console import CONSOLE
from pipeline.province.environment import clock, load_settings
from pipeline.province.settings import Settings
from reports.formats.render import MANIFEST


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


def tell_after_build(settings: Settings, now_option: str | None) -> QuickResult | None:
    """Run the flow `quick-report` if it has anything to do; None, at the cost of one query, where it has not."""
    if not has_quick_work(settings, Landing(settings.landing_folder)):
        return None
    from flows.quick_report import quick_report as flow

    result = flow(str(settings.config_path), now_option)
    if result.number is not None:
        place = Path(result.files[MANIFEST]).parent
        CONSOLE.warn(f"{len(result.alerts)} new urgent alert(s): quick report no. {result.number} in {place}")
    return result
