"""Price sites on loopback, closed when their test ends, and what is said of the feed they serve."""

from collections.abc import Callable, Iterator

import pytest

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.download import FetchLimits
from tests.unit.connectors.feeds.fetching.price_site import Naps, Site


@pytest.fixture
def site() -> Iterator[Site]:
    one = Site()
    yield one
    one.close()


@pytest.fixture
def other_site() -> Iterator[Site]:
    one = Site()
    yield one
    one.close()


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
def declared() -> Callable[..., FeedDeclaration]:
    return Site.declared


@pytest.fixture
def csv_body() -> bytes:
    return Site.csv


@pytest.fixture
def limits() -> FetchLimits:
    return Site.limits
