"""The month that the tests of the report are about, and the context it is released in.

Its rows stand in august.py beside this file, drawn once a session.
"""

import runpy
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reports.month import ReportContext
from tests.unit.reports.plan_to_date import with_plan_to_date


def released_context(**changes):
    """The context of a released first revision of August 2023; keywords replace its fields."""
    return ReportContext(**{
        "month": date(2023, 8, 1), "as_of": datetime(2023, 9, 5, 1, 30, tzinfo=UTC), "verdict": "released",
        "revision": 1, "number": 1, "place": "Kiên Giang", "issuer": "BCH TỈNH KIÊN GIANG", "symbol": "BC/TĐTN-BPT",
        "signer_title": "BÍ THƯ", "signer_name": "Phan Đình Nhân", **changes,
    })  # fmt: skip


@pytest.fixture(scope="session")
def rows():
    return with_plan_to_date(runpy.run_path(str(Path(__file__).with_name("august.py")))["august_rows"]())


@pytest.fixture(scope="session")
def make_context():
    return released_context


@pytest.fixture(scope="session")
def context():
    return released_context()
