"""One build: everything landed up to an instant becomes a warehouse aside, is judged, and is published."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connectors.feeds.products import ProductMatcher
from connectors.landing import Landing
from connectors.reading.references import References
from connectors.warehouse import FILE_NAME, build_aside
from flows.asof import asof_folder_name, build_instant
from flows.backtesting import backtest_tables
from flows.console import CONSOLE
from flows.facts import fact_tables
from flows.inputs import load_inputs
from flows.judging import judge
from flows.prices import extensions_folder, parsed_feeds, price_tables
from flows.readings import read_everything, reference_day
from flows.reference_data import reference_tables
from flows.settings import Settings
from flows.tabs_checked import check_readings, checked_tables
from flows.transform import run_dbt


@dataclass(frozen=True)
class BuildResult:
    """A published warehouse: its instant, its file, rows of its current tabs, what dbt warned of."""

    as_of: datetime
    path: Path
    rows: dict[str, int]
    warnings: tuple[str, ...] = ()


def warm_up() -> None:
    """Import what the checks need while something else is waited for."""
    import expectations.validation  # noqa: F401


def build(settings: Settings, now: datetime, as_of: datetime | None = None) -> BuildResult:
    """Build and publish; with `as_of`, rebuild that past state into its own folder instead.

    Raises TransformFailed, BuildInProgress, LandingCorrupt, ConfigError; the published warehouse then stands.
    """
    landing = Landing(settings.landing_folder)
    at = as_of or build_instant(settings, landing, now)
    inputs = load_inputs(settings, landing, as_of)
    folder = settings.data_folder / "asof" / asof_folder_name(at) if as_of else settings.data_folder
    with extensions_folder(inputs, landing) as extensions:
        references = References.load(settings.seeds_folder, Path(extensions), on=reference_day(inputs, at))
        with CONSOLE.step("read", "reading what landed") as step:
            readings = read_everything(inputs, landing, references, at, step)
            feeds, matcher = (
                parsed_feeds(inputs, landing, at),
                ProductMatcher.load(settings.seeds_folder, Path(extensions)),
            )
        with CONSOLE.step("checks", "checking rows"):
            checked = check_readings(inputs, readings)
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
    return BuildResult(at, folder / FILE_NAME, checked.totals(), tuple(one.name for one in warnings))
