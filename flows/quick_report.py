"""Flow `quick-report`: after a build, report urgent alerts to leadership that were never reported before."""

from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.deployed import MaskedErrors, deployed
from flows.time_limits import flow_limit, task_limit
from pipeline.editions.quick import QuickResult, has_quick_work
from pipeline.editions.quick import quick_report as issue_quick_report
from pipeline.province.environment import open_province
from pipeline.province.province import Province
from reports.formats.render import MANIFEST


@task(name="tell-of-urgent-alerts", timeout_seconds=task_limit("tell-of-urgent-alerts"), cache_policy=NO_CACHE)
@MaskedErrors()
def report_urgent_alerts(province: Province) -> QuickResult:
    """Write the quick report of what is new, and send every quick report that is still to be sent."""
    return issue_quick_report(province)


@flow(name="quick-report", timeout_seconds=flow_limit("quick-report"))
@deployed("quick-report")
def quick_report(config: str = "nongsan.toml", now: str | None = None) -> QuickResult:
    """One quick report of the urgent alerts that are new in the published warehouse; nothing where none is."""
    with open_province(config, now) as province:
        return report_urgent_alerts(province)


def quick_report_after_build(province: Province, now: str | None) -> QuickResult | None:
    """Run the flow `quick-report` if it has anything to do; None, at the cost of one query, where it has not."""
    if not has_quick_work(province):
        return None
    result = quick_report(str(province.settings.config_path), now)
    if result.number is not None:
        place = Path(result.files[MANIFEST]).parent
        province.console.warn(f"{len(result.alerts)} new urgent alert(s): quick report no. {result.number} in {place}")
    return result
