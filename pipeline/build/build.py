"""One build: everything landed up to an instant becomes a warehouse aside, is judged, and is published."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connectors.feeds.prices.products import ProductMatcher
from connectors.landing.store import Landing
from connectors.warehouse import FILE_NAME, build_aside
from pipeline.build.backtest_tables import backtest_tables
from pipeline.build.checked import Checked, check_readings, checked_tables
from pipeline.build.dbt import NodeProblem, run_dbt
from pipeline.build.last_build import build_key, recall_build, remember_build
from pipeline.build.platform_tables import fact_tables, reference_tables, released_at
from pipeline.build.price_tables import parsed_feeds, price_tables
from pipeline.build.readings import forget_readings, read_everything, references_at
from pipeline.build.verdicts import judge
from pipeline.feedback.open_issues import held_notices
from pipeline.ledgers.exceptions import load_acceptances
from pipeline.province.asof import asof_folder_name, build_instant
from pipeline.province.console import CONSOLE
from pipeline.province.inputs import Inputs, extensions_folder, land_inputs, load_inputs
from pipeline.province.settings import ConfigError, Settings


@dataclass(frozen=True)
class BuildResult:
    """A published warehouse: its instant, its file, rows of its current tabs, what dbt warned of."""

    as_of: datetime
    path: Path
    rows: dict[str, int]
    warnings: tuple[str, ...] = ()
    changed: bool = True


def warm_up() -> None:
    """Import what the checks need while something else is waited for."""
    import expectations.validation  # noqa: F401


def read_ahead(settings: Settings, now: datetime, as_of: datetime | None) -> None:
    """Read what has landed so far while something else is waited for; a build in this process then finds it read."""
    landing = Landing(settings.landing_folder)
    if as_of is None:
        land_inputs(settings, landing, now)
    at = as_of or build_instant(settings, landing, now)
    if as_of is None and recall_build(settings, build_key(landing, at, released_at(landing, at))) is not None:
        return
    inputs = load_inputs(settings, landing, as_of)
    references = references_at(inputs, landing, as_of or now)
    with CONSOLE.step("read", "reading what landed before") as step:
        read_everything(inputs, landing, references, at, step)


def build(settings: Settings, now: datetime, as_of: datetime | None = None) -> BuildResult:
    """Build and publish; with `as_of`, rebuild that past state into its own folder instead.

    Raises TransformFailed, BuildInProgress, LandingCorrupt, ConfigError; the published warehouse then stands.
    """
    landing = Landing(settings.landing_folder)
    if as_of is not None and as_of > now:
        raise ConfigError(f"--as-of {as_of.isoformat()} lies after now, {now.isoformat()}")
    if as_of is None:
        land_inputs(settings, landing, now)
    at = as_of or build_instant(settings, landing, now)
    inputs = load_inputs(settings, landing, at)
    folder = settings.data_folder / "asof" / asof_folder_name(at) if as_of else settings.data_folder
    key = build_key(landing, at, released_at(landing, at))
    if as_of is None and (rows := recall_build(settings, key)) is not None:
        return BuildResult(at, folder / FILE_NAME, rows, changed=False)
    checked, warnings = _build(settings, inputs, landing, at, folder)
    forget_readings()
    if as_of is None:
        remember_build(settings, key, checked.totals())
    return BuildResult(at, folder / FILE_NAME, checked.totals(), tuple(one.name for one in warnings))


def _build(
    settings: Settings, inputs: Inputs, landing: Landing, at: datetime, folder: Path
) -> tuple[Checked, list[NodeProblem]]:
    with extensions_folder(inputs, landing) as extensions:
        references = references_at(inputs, landing, at)
        with CONSOLE.step("read", "reading what landed") as step:
            readings = read_everything(inputs, landing, references, at, step)
            feeds = parsed_feeds(inputs, landing, at)
            matcher = ProductMatcher.load(settings.seeds_folder, Path(extensions))
        with CONSOLE.step("checks", "checking rows"):
            checked = check_readings(inputs, readings, load_acceptances(landing, at), at)
        with CONSOLE.step("checks", "back-testing the alerts"):
            tested = backtest_tables(inputs, checked, feeds, matcher, at)
        with build_aside(settings.data_folder, folder) as aside:
            with CONSOLE.step("read", "loading"):
                aside.load(
                    checked_tables(inputs, landing, checked)
                    | fact_tables(inputs, landing, at)
                    | price_tables(feeds, matcher)
                    | tested
                    | reference_tables(settings.seeds_folder, references)
                )
            with CONSOLE.step("dbt", "transforming"):
                warnings = run_dbt(settings)
            with CONSOLE.step("checks", "checking tables and judging months"):
                judge(inputs, aside, at)
            for notice in held_notices(aside):
                CONSOLE.warn(notice)
    return checked, warnings
