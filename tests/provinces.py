"""A province for a test: the settings it was given, at an instant that the test chooses where it matters."""

from dataclasses import replace
from datetime import UTC, datetime

from connectors.landing.store import Landing
from pipeline.province.province import Province
from pipeline.province.run import ProvinceRun
from pipeline.province.settings import Settings

SOME_DAY = datetime(2023, 9, 5, 1, tzinfo=UTC)


def province_of(
    settings: Settings, now: datetime = SOME_DAY, *, landing: Landing | None = None, run: ProvinceRun | None = None
) -> Province:
    """The settings' province at `now`; `landing` where the test keeps its own."""
    province = Province.at(settings, now, run)
    return replace(province, landing=landing) if landing is not None else province
