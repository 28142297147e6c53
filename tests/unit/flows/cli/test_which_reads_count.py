"""`nongsan maintain --set-aside-ahead` and `--count-again`: alone, by the clock that runs, one back from the other."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from connectors.cells import CellGrid
from connectors.landing.store import SpreadsheetRead, TabRead
from flows.cli.app import execute
from pipeline.province.environment import load_settings
from tests.golden.province import write_province
from tests.provinces import province_of

BY = ("--by", "Trần Thị Duyệt", "--reason", "đồng hồ")


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.delenv("NONGSAN_NOW", raising=False)
    return write_province(tmp_path / "province")


def maintain(capsys, config, *options):
    code = execute(["maintain", "--config", str(config), "--json", *options])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--set-aside-ahead", "--repair"), "--set-aside-ahead goes alone"),
        (("--set-aside-ahead", "--count-again", "x.json"), "--set-aside-ahead goes alone"),
        (("--count-again", "x.json", "--dry-run"), "--count-again goes alone"),
        (("--count-again", "x.json", "--now", "2023-04-05"), "--count-again goes by the clock as it runs"),
        (("--set-aside-ahead", "--now", "2023-04-05"), "--set-aside-ahead goes by the clock as it runs"),
        (("--count-again", "x.json"), "--count-again needs --by and --reason"),
        (("--count-again", "", *BY), "--count-again '': nothing is set aside under that name; there is: none"),
        (("--count-again", ""), "--count-again needs --by and --reason"),
        (("--count-again", "", "--dry-run"), "--count-again goes alone"),
        (("--set-aside-ahead", "--count-again", ""), "--set-aside-ahead goes alone"),
        (("--count-again", "x.json", *BY), "nothing is set aside under that name; there is: none"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(config, capsys, options, said):
    code, document = maintain(capsys, config, *options)
    (line,) = document["error"]
    assert (code, said in line) == (2, True), line


def test_one_takes_the_other_back(config, capsys):
    settings = load_settings(config)
    landing, read = province_of(settings).landing, settings.plan_now + timedelta(days=1)
    landing.land_spreadsheet(SpreadsheetRead("907", read, (TabRead("Đội hình", CellGrid.blank(1, 1)),)))
    code, aside = maintain(capsys, config, "--set-aside-ahead", *BY)
    assert (code, [one["at"] for one in aside["set_aside"]]) == (0, ["2023-04-05T01:00:00+00:00"])
    code, refused = maintain(capsys, config, "--count-again", aside["event"], *BY)
    assert (code, "1 read(s) are dated after the present" in refused["error"][0]) == (2, True)
    later = config.read_text(encoding="utf-8").replace("2023-04-04T08:00:00+07:00", "2023-04-06T08:00:00+07:00")
    config.write_text(later, encoding="utf-8")
    code, again = maintain(capsys, config, "--count-again", aside["event"], *BY)
    assert (code, again["reads"]) == (0, [one["name"] for one in aside["set_aside"]])
    assert again["at"] == datetime(2023, 4, 6, 1, tzinfo=UTC).isoformat()
    assert landing.asides() == []
