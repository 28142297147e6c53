"""The commands against the service: doctor says the fix, prepare repairs, a sweep comes once a day."""

import time
from datetime import timedelta

import pytest

from connectors.landing.store import Landing
from flows.cli.oversight import doctor
from flows.cli.sheets import sheets_prepare
from pipeline.build.one_workbook import check_sheet
from pipeline.intake import spreadsheets
from pipeline.intake.spreadsheets import changed_units, land_units
from pipeline.oversight.doctor import FAILS, OK, WARNING, examine
from pipeline.province.console import Step
from pipeline.province.environment import clock, load_settings
from pipeline.province.settings import ConfigError
from tests.golden.province import write_province
from tests.google.provinces import write_online_province
from tests.google.server import EMAIL, GoogleServer
from tests.google.spreadsheets import Book
from tests.google.team_books import sheet_of
from tests.provinces import province_of


@pytest.fixture
def server():
    service = GoogleServer(time.monotonic)
    yield service
    service.close()


@pytest.fixture
def config(server, tmp_path):
    return write_online_province(server, tmp_path / "province")


def findings(config):
    return {one.what: (one.state, one.detail) for one in examine(province_of(load_settings(config)))}


def test_doctor_finds_everything_in_order(config):
    found = findings(config)
    assert found["credentials"] == (OK, f"Google accepts {EMAIL}")
    assert found["sheet 907"] == found["sheet K01"] == (OK, "can be read and written")
    assert found["clock against Google"] == (OK, "agrees")
    assert found["clock"][0] == WARNING
    assert found["feed bang_gia"] == (OK, "1 file(s) can be had")
    assert found["mail"] == (WARNING, "[mail] host is not set: reports and reminders are not sent")
    assert found["fonts"][0] == found["disk"][0] == OK
    assert doctor(config).exit_code == 0


def test_doctor_says_whom_to_share_with(server, config):
    server.books["id-907"].role, server.books["id-K01"].role = None, "reader"
    found = findings(config)
    assert found["sheet 907"][0] == FAILS
    assert f"ask the unit to share it with {EMAIL} as Editor" in found["sheet 907"][1]
    assert found["sheet K01"][0] == WARNING
    assert f"make {EMAIL} an Editor" in found["sheet K01"][1]
    assert doctor(config).exit_code == 1


def test_doctor_names_a_key_file_that_is_missing(config):
    (config.parent / "key.json").rename(config.parent / "old.json")
    config.write_text(config.read_text(encoding="utf-8").replace("key.json", "khac.json"), encoding="utf-8")
    state, detail = findings(config)["credentials"]
    assert state == FAILS
    assert "khac.json: No such file or directory" in detail


def test_doctor_tries_the_mail_server_and_the_feeds(config):
    (config.parent / "prices" / "bang_gia.csv").unlink()
    text = config.read_text(encoding="utf-8") + '[mail]\nhost = "127.0.0.1"\nport = 9\nsender = "a@b.example"\n'
    config.write_text(text, encoding="utf-8")
    found = findings(config)
    state, detail = found["mail"]
    assert (state, detail.startswith("127.0.0.1:9: Connection refused: correct [mail] host")) == (FAILS, True)
    assert found["mail leadership"] == (WARNING, "[mail] leadership is empty: reports go to nobody")
    assert found["feed bang_gia"][0] == FAILS


def test_doctor_of_local_workbooks(tmp_path):
    path = write_province(tmp_path / "province")
    (path.parent / "sheets" / "K01.xlsx").write_bytes(b"x")
    (path.parent / "sheets" / "~$907.xlsx").write_bytes(b"")
    found = findings(path)
    assert found["credentials"][0] == OK
    assert found["sheet 907"][0] == WARNING
    assert "is open in another program" in found["sheet 907"][1]
    assert found["sheet K01"][0] == FAILS


def test_prepare_makes_what_an_empty_spreadsheet_lacks(server, config):
    server.add(Book("id-907", "Trống", [sheet_of("Trang tính1", [])]))
    dry = sheets_prepare("907", config, dry_run=True)
    assert dry.lines[0] == "907: would do: make tab Nguồn cung"
    assert not server.calls("write")
    assert sheets_prepare("907", config).exit_code == 0
    assert server.books["id-907"].has("Xác nhận tháng")
    assert sheets_prepare("907", config).lines == ["907: nothing to do"]
    with pytest.raises(ConfigError, match="unknown unit '999'"):
        sheets_prepare("999", config)


def test_a_spreadsheet_of_another_land_is_said_once_by_check_and_doctor_and_set_right_by_prepare(server, config):
    book = server.books["id-907"]
    book.locale = "en_US"
    settings = load_settings(config)
    province = province_of(settings, clock(settings), landing=Landing(settings.landing_folder))

    def said():
        return [(one.rule, one.severity, one.raw_value) for one in check_sheet(province, "907").workbook]

    assert said() == [("foreign_locale", "warning", "en_US")]
    land_units(province, ["907"], Step(None, None))
    assert findings(config)["sheet 907"] == (
        WARNING,
        "was set to the locale en_US when it was last read, where 3/8 is the 8th of March: nongsan sheets prepare 907 "
        "sets it to vi_VN",
    )
    assert "set the locale to vi_VN (it is en_US)" in sheets_prepare("907", config).lines[0]
    assert book.locale == "vi_VN"
    assert said() == []


def test_one_unit_that_is_not_shared_stops_nobody_else(server, config):
    server.books["id-907"].role = None
    settings = load_settings(config)
    landing, now = Landing(settings.landing_folder), clock(settings)
    result = land_units(
        province_of(settings, now, landing=landing),
        changed_units(province_of(settings, now, landing=landing)),
        Step(None, None),
    )
    assert result.landed == ["K01"]
    assert f"share it with {EMAIL} as Editor" in result.unavailable["907"].problem


def test_what_lands_has_its_mã_and_reading_again_changes_nothing(server, config):
    settings = load_settings(config)
    landing, now = Landing(settings.landing_folder), clock(settings)
    land_units(
        province_of(settings, now, landing=landing),
        changed_units(province_of(settings, now, landing=landing)),
        Step(None, None),
    )
    state = landing.spreadsheet_states("K01")[-1][1]["Kết quả"]
    assert landing.grid("K01", state.sha256).value(1, 0) == "SAL-0001"
    again = land_units(province_of(settings, now + timedelta(hours=1), landing=landing), ["K01"], Step(None, None))
    assert (again.read, again.landed) == (1, [])


def test_a_sweep_reads_all_once_a_day(server, config):
    settings = load_settings(config)
    landing, now = Landing(settings.landing_folder), clock(settings)

    def sync(at):
        province = province_of(settings, at, landing=landing)
        with server.counted() as counts:
            land_units(province, changed_units(province), Step(None, None))
        return counts

    assert sync(now) == {"list": 1, "read": 2}
    assert sync(now + timedelta(hours=1)) == {"list": 1}
    assert sync(now + timedelta(hours=24)) == {"list": 1, "read": 2}
    assert sync(now + timedelta(hours=25)) == {"list": 1}


def test_without_a_key_file_the_config_is_wrong(config):
    text = config.read_text(encoding="utf-8").replace('service_account = "key.json"\n', "")
    config.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="needs service_account"):
        spreadsheets.sheet_backend(province_of(load_settings(config)))
