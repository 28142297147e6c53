"""The suite runs on two workers; tests that share a world stay on one of them, so that each world is made once."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent
SHARED_WORLDS = ("e2e", "unit/dbt_project", "unit/reading")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group the tests of a folder that shares a world, and those of any other file."""
    for item in items:
        place = item.path.relative_to(ROOT).as_posix()
        shared = next((folder for folder in SHARED_WORLDS if place.startswith(f"{folder}/")), place)
        item.add_marker(pytest.mark.xdist_group(shared))
