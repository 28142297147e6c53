"""A province is opened once by a command; flows called within it join its run, and closing gives everything back."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.locks import exclusive
from pipeline.province.environment import open_province
from pipeline.province.run import ProvinceRun, active_run
from pipeline.province.settings import ConfigError

NOON = "2023-09-05T12:00:00+07:00"


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "nongsan.toml"
    path.write_text('[paths]\ndata = "elsewhere"\n', encoding="utf-8")
    return path


def test_it_knows_its_folders_and_its_instant(config, tmp_path):
    with open_province(config, NOON) as province:
        assert province.now == datetime(2023, 9, 5, 5, tzinfo=UTC)
        assert province.landing.folder == tmp_path / "elsewhere" / "landing"
        assert province.warehouse.path == tmp_path / "elsewhere" / "warehouse.duckdb"
        later = province.moved_to(province.now + timedelta(hours=1))
        assert (later.now.hour, later.run) == (6, province.run)


def test_opening_it_completes_a_report_whose_publishing_was_killed(config, tmp_path):
    month = tmp_path / "elsewhere" / "reports" / "2023-03"
    for name, text in ((".r1.old", "old"), (".r1.aside", "new")):
        (month / name).mkdir(parents=True)
        (month / name / "manifest.json").write_text(text, encoding="utf-8")
    with exclusive(tmp_path / "elsewhere" / ".report.lock"), open_province(config, NOON):
        assert not (month / "r1").exists()
    with open_province(config, NOON):
        assert (month / "r1" / "manifest.json").read_text(encoding="utf-8") == "new"
    assert [path.name for path in month.iterdir()] == ["r1"]


def test_a_flow_within_a_command_joins_its_run(config):
    with open_province(config, NOON) as outer, open_province(str(config), "2023-09-06") as inner:
        assert inner.run is outer.run
        assert inner.now != outer.now
    assert active_run() is None


def test_two_commands_share_nothing(config):
    with open_province(config, NOON) as first:
        assert first.run.kept("answer", lambda: 1) == 1
    with open_province(config, NOON) as second:
        assert second.run.kept("answer", lambda: 2) == 2


def test_a_config_that_is_not_there_opens_nothing(tmp_path):
    with pytest.raises(ConfigError, match="not found"), open_province(tmp_path / "nongsan.toml"):
        raise AssertionError("opened")
    assert active_run() is None


def test_what_is_kept_is_made_once_until_it_is_forgotten():
    run, made = ProvinceRun(), []
    for _ in range(2):
        run.kept(("reading", 1), lambda: made.append("reading"))
        run.kept(("other", 1), lambda: made.append("other"))
    run.forget("reading")
    run.kept(("reading", 1), lambda: made.append("reading"))
    run.kept(("other", 1), lambda: made.append("other"))
    assert made == ["reading", "other", "reading"]


def test_closing_ends_the_last_started_first_and_only_once():
    ended = []
    with ProvinceRun() as run:
        run.at_close(lambda: ended.append("first"))
        run.at_close(lambda: ended.append("second"))
    run.close()
    assert ended == ["second", "first"]
