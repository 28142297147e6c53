"""One real build, whose tables the simulated builds of the year copy."""

import pytest

from connectors.landing.store import Landing
from connectors.warehouse import FILE_NAME
from pipeline.build.build import build
from pipeline.intake.spreadsheets import changed_units, land_units
from pipeline.province.console import Step
from pipeline.province.environment import load_settings, prepare_environment
from pipeline.province.inputs import land_inputs
from tests.golden.province import write_province
from tests.parse import lend_parse
from tests.provinces import province_of
from tests.year.province import local
from tests.year.states import small_template


@pytest.fixture(scope="session")
def year_template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("template")
    settings = load_settings(write_province(folder / "province"))
    lend_parse(settings.data_folder)
    prepare_environment(settings)
    landing, now = Landing(settings.landing_folder), local("2024-01-10T08:00")
    land_inputs(province_of(settings, landing=landing), now)
    land_units(
        province_of(settings, now, landing=landing),
        changed_units(province_of(settings, now, landing=landing)),
        Step(None, None),
    )
    build(province_of(settings, now))
    small_template(settings.data_folder / FILE_NAME, folder / "template.duckdb")
    return folder / "template.duckdb"
