"""When an address is asked again, and what is said while it answers: long downloads report their progress, short
ones pass in silence.
"""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.intake.feeds import DownloadProgress, PullResult, declared_feeds, is_due, pull_feeds
from pipeline.province.console import Step
from pipeline.province.environment import load_settings
from pipeline.province.settings import Settings
from tests.golden.province import write_province
from tests.provinces import province_of
from tests.unit.connectors.feeds.fetching.price_site import Site

MORNING = datetime(2023, 8, 15, 1, tzinfo=UTC)  # 08:00 in Vietnam, after the pull of 06:30
QUIET = Step(None, None)


@pytest.fixture
def site():
    one = Site()
    yield one
    one.close()


@pytest.fixture
def settings(tmp_path, site) -> Settings:
    made = load_settings(write_province(tmp_path))
    made.feeds_folder.mkdir(exist_ok=True)
    for path in made.feeds_folder.glob("*.y*ml"):
        path.unlink()
    (made.feeds_folder / "gia.yml").write_text(
        f"name: gia\nurl: {site.url}\nformat: csv\ncolumns: {{price_date: Ngày, item: Mặt hàng, price: Giá}}\n",
        encoding="utf-8",
    )
    return made


def pull(settings: Settings, at: datetime, **options: bool) -> PullResult:
    return pull_feeds(province_of(settings, at), QUIET, **options)


def due(settings: Settings, at: datetime) -> bool:
    (feed,) = declared_feeds(settings)
    return is_due(province_of(settings, at), feed)


def test_a_feed_that_came_is_not_asked_again_before_the_next_scheduled_pull(settings, site):
    assert pull(settings, MORNING).landed == ["gia/download"]
    assert not due(settings, MORNING + timedelta(hours=22))
    assert pull(settings, MORNING + timedelta(hours=22)).unchanged == ["gia"]
    assert len(site.seen) == 1
    assert due(settings, MORNING + timedelta(hours=23))


def test_a_feed_that_failed_is_due_at_the_next_pull(settings, site):
    site.answer = lambda request, _: site.send(request, 404)
    assert list(pull(settings, MORNING).unavailable) == ["gia"]
    assert due(settings, MORNING + timedelta(minutes=5))
    site.answer = lambda request, _: site.send(request, 200, site.csv)
    assert pull(settings, MORNING + timedelta(minutes=5)).landed == ["gia/download"]
    assert not due(settings, MORNING + timedelta(minutes=10))


def test_a_failure_forgets_no_earlier_success(settings, site):
    """After a good pull, a person's failed one leaves the feed as it was: not due before the next scheduled pull."""
    pull(settings, MORNING)
    site.answer = lambda request, _: site.send(request, 404)
    assert list(pull(settings, MORNING + timedelta(hours=1), force=True).unavailable) == ["gia"]
    assert not due(settings, MORNING + timedelta(hours=2))


def test_a_person_who_pulls_always_asks(settings, site):
    pull(settings, MORNING)
    assert pull(settings, MORNING + timedelta(hours=1), force=True).unchanged == ["gia"]
    assert len(site.seen) == 2


def test_not_modified_counts_as_come(settings, site):
    site.answer = lambda request, count: site.send(request, 304 if count else 200, b"" if count else site.csv, ETag="1")
    pull(settings, MORNING)
    next_day = MORNING + timedelta(days=1)
    assert pull(settings, next_day).unchanged == ["gia"]
    assert len(site.seen) == 2
    assert not due(settings, next_day + timedelta(hours=1))


def test_a_declaration_that_does_not_fit_is_said_when_it_lands_and_whenever_a_person_pulls(settings, site):
    wrong = site.csv.replace("Giá".encode(), "Giá bán".encode())
    site.answer = lambda request, _: site.send(request, 200, wrong)
    said = (
        "download has no column 'Giá' (nearest: 'Giá bán'); it has 'Ngày', 'Mặt hàng', 'Giá bán'; "
        "correct feeds/*.yml or the file"
    )
    first = pull(settings, MORNING)
    assert (first.landed, first.unfit) == (["gia/download"], {"gia": said})
    again = pull(settings, MORNING + timedelta(hours=1), force=True)
    assert (again.landed, again.unfit) == ([], {"gia": said})
    assert again.warnings() == [f"feed gia: {said}"]
    assert pull(settings, MORNING + timedelta(hours=2)).unfit == {}  # nothing came and nobody asked


def test_prices_that_can_not_be_converted_are_said_at_the_pull(settings, site):
    assert pull(settings, MORNING).unfit == {
        "gia": "none of its 1 prices comes to VND/kg: they state no unit; give constants.unit, such as đ/kg, or the "
        "weight of the unit in constants.kg_per_unit"
    }


def test_the_command_forces_and_the_flow_does_not(settings, site, monkeypatch):
    from flows import pull_prices, run_all
    from flows.cli import build

    asked = []
    monkeypatch.setattr(run_all, "prepare_flows", lambda _: None)
    monkeypatch.setattr(
        pull_prices, "pull_prices", lambda *_, force=False: asked.append(force) or PullResult(unchanged=["gia"])
    )
    outcome = build.pull(settings.config_path, MORNING.isoformat())
    assert asked == [True]
    assert outcome.document["unchanged"] == ["gia"]
    pull(settings, MORNING)
    land, province = pull_prices.land_feeds.fn, province_of(settings, MORNING + timedelta(hours=1))
    land(province)
    assert len(site.seen) == 1
    land(province, force=True)
    assert len(site.seen) == 2


class Said(list):
    """A step that only remembers."""

    def note(self, text: str) -> None:
        self.append(text)


def test_a_long_download_says_how_far_it_has_come_every_three_seconds() -> None:
    moments, said = iter([0.0, 1.0, 2.9, 3.1, 3.1, 4.0, 6.2, 6.2]), Said()
    progress = DownloadProgress("ttns", said, lambda: next(moments))
    for received in (1, 2, 3, 4, 5):
        progress(received * 2**20, 40 * 2**20 if received < 5 else None)
    assert said == ["feed ttns: 3.0 of 40.0 MiB received", "feed ttns: 5.0 MiB received"]
