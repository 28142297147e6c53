"""Flow `maintain-landing`: once a week, old landed files into packs and leftovers away; every as-of stays."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.deployed import MaskedErrors, deployed
from flows.time_limits import flow_limit, task_limit
from pipeline.oversight.upkeep import ASOF_DAYS, Maintained, maintain
from pipeline.province.environment import open_province
from pipeline.province.province import Province


@task(name="compact-and-clean", timeout_seconds=task_limit("compact-and-clean"), cache_policy=NO_CACHE)
@MaskedErrors()
def compact_and_clean(province: Province, asof_days: int) -> Maintained:
    """Compact the landing and remove what dead processes left."""
    return maintain(province, asof_days=asof_days)


@flow(name="maintain-landing", timeout_seconds=flow_limit("maintain-landing"))
@deployed("maintain-landing")
def maintain_landing(config: str = "nongsan.toml", now: str | None = None, asof_days: int = ASOF_DAYS) -> Maintained:
    """Keep the data folder small; `asof_days`: rebuilt past states untouched for longer are removed."""
    with open_province(config, now) as province:
        return compact_and_clean(province, asof_days)
