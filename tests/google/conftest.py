"""A service for each test, and an account at it."""

import random

import pytest

from connectors.quota import Limiter, Quota
from connectors.retrying import RetryPolicy
from connectors.sheets.google.account import Endpoints, GoogleAccount, Timing
from connectors.sheets.google.backend import GoogleBackend
from connectors.sheets.google.transport import AnswerTime
from tests.google.server import Clock, GoogleServer


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def server(clock):
    service = GoogleServer(clock)
    yield service
    service.close()


@pytest.fixture
def make_backend(server, clock, tmp_path):
    """A new backend, as a new process would have it, with everything about time simulated."""
    key = server.key_file(tmp_path / "key.json")

    def make(sheets: dict, quota: Quota | None = None) -> GoogleBackend:
        limiter = Limiter(quota or Quota(), clock, clock.sleep)
        retries = RetryPolicy(jitter=random.Random(7), sleep=clock.sleep, clock=clock)
        timing = Timing(limiter, retries, AnswerTime(clock=clock))
        return GoogleBackend(GoogleAccount(key, Endpoints(server.root, server.root), timing), sheets)

    return make
