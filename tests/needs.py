"""Programs that a test needs and that `pip` can't bring: in CI their absence is a failure, elsewhere a skip."""

import os
from typing import NoReturn

import pytest


def absent(what: str, how: str) -> NoReturn:
    """End the test: `what` is missing here, and `how` a person comes by it."""
    said = f"{what} is missing: {how}"
    if os.environ.get("CI"):
        pytest.fail(f"{said} (in CI nothing is skipped)", pytrace=False)
    pytest.skip(said)
