"""Flow `maintain-landing`: once a week, old landed files into packs and leftovers away; every as-of stays."""

from pathlib import Path

from prefect import flow, task

from flows.duty import WATCHED, on_duty
from pipeline.oversight.upkeep import ASOF_DAYS, Maintained, maintain
from pipeline.province.environment import clock, load_settings


@task(name="compact-and-clean")
def compact_and_clean(config: str, now: str | None, asof_days: int) -> Maintained:
    """Compact the landing and remove what dead processes left."""
    settings = load_settings(Path(config))
    return maintain(settings, clock(settings, now), asof_days=asof_days)


@flow(name="maintain-landing", **WATCHED)
@on_duty("maintain-landing")
def maintain_landing(config: str = "nongsan.toml", now: str | None = None, asof_days: int = ASOF_DAYS) -> Maintained:
    """Keep the data folder small; `asof_days`: rebuilt past states untouched for longer are removed."""
    return compact_and_clean(config, now, asof_days)
