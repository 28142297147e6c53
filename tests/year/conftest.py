"""One real build, whose tables the simulated builds of the year copy."""

import pytest

from connectors.landing import Landing
from connectors.warehouse import FILE_NAME
from flows.building import build
from flows.console import Step
from flows.inputs import land_inputs
from pipeline.province.settings import load_settings, prepare_environment
from flows.syncing import changed_units, land_units
from tests.golden.province import write_province
from tests.year.province import local
from tests.year.states import small_template


@pytest.fixture(scope="session")
def year_template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("template")
    settings = load_settings(write_province(folder / "province"))
    prepare_environment(settings)
    landing, now = Landing(settings.landing_folder), local("2024-01-10T08:00")
    land_inputs(settings, landing, now)
    land_units(settings, landing, changed_units(settings, landing), now, Step(None, None))
    build(settings, now)
    small_template(settings.data_folder / FILE_NAME, folder / "template.duckdb")
    return folder / "template.duckdb"
