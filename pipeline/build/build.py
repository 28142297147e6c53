"""One build: everything landed up to an instant becomes a warehouse, is judged, and is published."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connectors.feeds.prices.products import ProductMatcher
from connectors.landing.packs import LandingCorrupt
from connectors.warehouse import FILE_NAME, unpublished_warehouse
from pipeline.build.backtest_tables import backtest_tables
from pipeline.build.checked import Checked, check_readings, checked_tables
from pipeline.build.dbt import NodeProblem, run_dbt
from pipeline.build.last_build import build_key, recall_build, remember_build
from pipeline.build.platform_tables import fact_tables, reference_tables, released_at
from pipeline.build.price_tables import parsed_feeds, price_tables
from pipeline.build.readings import READ_AHEAD, read_everything, references_at
from pipeline.build.verdicts import judge
from pipeline.feedback.open_issues import held_notices
from pipeline.ledgers.events import AcceptanceEvent, EditionEvent, SetAsideEvent, ledger_of
from pipeline.ledgers.exceptions import acceptances_of
from pipeline.province.asof import asof_folder_name, build_instant
from pipeline.province.inputs import Inputs, extensions_folder, land_inputs, load_inputs
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError


@dataclass(frozen=True)
class BuildResult:
    """A published warehouse: its instant, its file, rows of its current tabs, what dbt warned of."""

    as_of: datetime
    path: Path
    rows: dict[str, int]
    warnings: tuple[str, ...] = ()
    changed: bool = True


def read_ahead(province: Province, as_of: datetime | None) -> None:
    """Read what has landed so far while something else is waited for; a build in the same run then finds it read."""
    if as_of is None:
        land_inputs(province)
    at = as_of or build_instant(province)
    key = build_key(province.landing, at, released_at(province.landing, at))
    if as_of is None and recall_build(province.settings, key) is not None:
        return
    inputs = load_inputs(province, as_of)
    references = references_at(inputs, as_of or province.now)
    with province.console.step("read", "reading what landed before") as step:
        read_everything(inputs, references, at, step)


def build(province: Province, as_of: datetime | None = None) -> BuildResult:
    """Build and publish; with `as_of`, rebuild that past state into its own folder instead.

    Raises TransformFailed, BuildInProgress, LandingCorrupt, ConfigError, ClockInDoubt; what is published then stands.
    """
    settings = province.settings
    if as_of is not None and as_of > province.now:
        raise ConfigError(f"--as-of {settings.shown(as_of)} lies after now, {settings.shown(province.now)}")
    if as_of is None:
        land_inputs(province)
    at = as_of or build_instant(province)
    inputs = load_inputs(province, at)
    folder = settings.data_folder / "asof" / asof_folder_name(at) if as_of else settings.data_folder
    key = build_key(province.landing, at, released_at(province.landing, at))
    if as_of is None and (rows := recall_build(settings, key)) is not None:
        return BuildResult(at, folder / FILE_NAME, rows, changed=False)
    checked, warnings = _build(province, inputs, at, folder)
    province.run.forget(READ_AHEAD)
    if as_of is None:
        remember_build(settings, key, checked.totals())
    return BuildResult(at, folder / FILE_NAME, checked.totals(), tuple(one.name for one in warnings))


def _build(province: Province, inputs: Inputs, at: datetime, folder: Path) -> tuple[Checked, list[NodeProblem]]:
    settings = province.settings
    ledger_of(province, SetAsideEvent)
    ledger_of(province, EditionEvent, at)  # a month whose edition can't be read counts as not released
    with extensions_folder(inputs) as extensions:
        references = references_at(inputs, at)
        with province.console.step("read", "reading what landed") as step:
            readings = read_everything(inputs, references, at, step)
            for damaged in readings.damaged:
                province.console.warn_once(f"unit {damaged.unit_code}: {LandingCorrupt(damaged.path)}; read without it")
            feeds = parsed_feeds(inputs, references.units, at)
            matcher = ProductMatcher.load(settings.seeds_folder, Path(extensions))
        with province.console.step("checks", "checking rows"):
            accepted = acceptances_of(ledger_of(province, AcceptanceEvent, at).events)
            checked = check_readings(inputs, readings, accepted, at)
        with province.console.step("checks", "back-testing the alerts"):
            tested = backtest_tables(inputs, checked, feeds, matcher, at)
        with unpublished_warehouse(settings.data_folder, folder) as unpublished:
            with province.console.step("read", "loading"):
                unpublished.load(
                    checked_tables(inputs, checked)
                    | fact_tables(inputs, at)
                    | price_tables(feeds, matcher)
                    | tested
                    | reference_tables(settings.seeds_folder, references)
                )
            with province.console.step("dbt", "transforming"):
                warnings = run_dbt(province)
            with province.console.step("checks", "checking tables and judging months"):
                judge(inputs, unpublished, at)
            for notice in held_notices(unpublished):
                province.console.warn(notice)
    return checked, warnings
