"""`nongsan demo`: the made-up province, with its inputs landed as of the first read of its history."""

from datetime import date, timedelta
from pathlib import Path

from connectors.landing.store import Landing
from pipeline.province.console import CONSOLE
from pipeline.province.environment import clock, load_settings
from pipeline.province.inputs import land_inputs


def make_demo(directory: Path, seed: int, until: date) -> dict:
    """Write the province into `directory`; returns what it holds."""
    from connectors.demo import make_province

    with CONSOLE.step("demo", "making a province") as step:
        summary = make_province(directory, seed=seed, until=until, progress=step.advance)
        settings = load_settings(directory / "nongsan.toml")
        landing = Landing(settings.landing_folder)
        earliest = min(receipt["fetched_at"] for unit in landing.units() for receipt in landing.receipts(unit)[:1])
        land_inputs(settings, landing, earliest - timedelta(hours=1))
    now = clock(settings)
    return {
        "folder": str(directory),
        "workbooks": summary.workbooks,
        "feeds": summary.feeds,
        "reads": sum(len(landing.receipts(unit)) for unit in landing.units()),
        "now": settings.local(now).isoformat(),
        "month": f"{settings.last_closed_month(now) or settings.plan_months[0]:%Y-%m}",
    }
