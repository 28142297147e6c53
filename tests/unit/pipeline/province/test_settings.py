"""One wrong key or value in the config is one clear line; the calendar follows the plan."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.province.environment import clock, load_settings
from pipeline.province.settings import ConfigError, shown_in


@pytest.fixture
def config(tmp_path):
    def write(text):
        path = tmp_path / "nongsan.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_defaults_are_the_plans(config):
    settings = load_settings(config(""))
    assert settings.plan_months[0] == date(2023, 2, 1)
    assert settings.plan_months[-1] == date(2023, 12, 1)
    assert settings.deadline(date(2023, 8, 1)) == datetime(2023, 9, 3, 10, tzinfo=UTC)  # 17:00 at +07:00
    assert settings.deadline(date(2023, 12, 1)) == datetime(2024, 1, 3, 10, tzinfo=UTC)
    assert settings.provisional_at(date(2023, 8, 1)) == datetime(2023, 9, 5, 10, tzinfo=UTC)


def test_paths_belong_to_the_configs_folder(config, tmp_path):
    settings = load_settings(config('[paths]\ndata = "kho"\n'))
    assert settings.data_folder == tmp_path.resolve() / "kho"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[gate]\nmin_recieved = 0.5\n", r"unknown key \[gate.min_recieved\]; did you mean 'min_received'\?"),
        ("[gtae]\n", r"unknown key \[gtae\]; did you mean 'gate'\?"),
        ("[gate]\nmin_received = 1.5\n", r"\[gate.min_received\] .*less than or equal to 1"),
        ("[plan]\nmonths = [5, 2]\n", r"\[plan\] months must be two numbers of 1..12 in order"),
        ('[plan]\ntimezone = "Asia/Saigon_City"\n', r"\[plan.timezone\] unknown time zone"),
        ("[plan\n", "not valid TOML"),
    ],
)
def test_wrong_config_is_one_line_that_names_the_place(config, text, said):
    with pytest.raises(ConfigError, match=said) as raised:
        load_settings(config(text))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_a_config_that_notepad_saved_is_read(config, codec):
    path = config("")
    path.write_bytes('[report]\r\nsigner_name = "Trần Văn Mẫu"\r\n'.encode(codec))
    assert load_settings(path).report.signer_name == "Trần Văn Mẫu"


def test_a_config_saved_as_ansi_is_named(config):
    path = config("")
    path.write_bytes('[report]\nplace = "Rạch Gia\u0301"\n'.replace("ạ", "a\u0323").encode("cp1258"))
    with pytest.raises(
        ConfigError, match=r"nongsan\.toml is not UTF-8 but saved as ANSI \(line 2\).*: save it as UTF-8"
    ):
        load_settings(path)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("NONGSAN__FEEDS__ALLOWED_HOSTS", "a.vn", "NONGSAN__FEEDS__ALLOWED_HOSTS: 'a.vn' can't be read: write a list"),
        ("nongsan__plan__months", "2,12", "nongsan__plan__months: '2,12' can't be read: write a list as JSON"),
        ("NONGSAN__FEEDS", "x", "NONGSAN__FEEDS: 'x' can't be read"),
        ("NONGSAN__PLAN__YEAR", "mai", r"NONGSAN__PLAN__YEAR: \[plan.year\] Input should be a valid integer"),
        (
            "NONGSAN__FEEDS__ALLOWED_HOSTS",
            '["ftp://a"]',
            "NONGSAN__FEEDS__ALLOWED_HOSTS: .*allowed_hosts: 'ftp://a' can't",
        ),
    ],
)
def test_a_wrong_variable_is_one_line_that_names_it(config, monkeypatch, name, text, said):
    monkeypatch.setenv(name, text)
    with pytest.raises(ConfigError, match=f"^{said}") as raised:
        load_settings(config('[sheets]\nfolder = "x"\n'))
    assert "\n" not in str(raised.value)


def test_a_missing_config_says_how_to_get_one(tmp_path):
    with pytest.raises(ConfigError, match="nongsan demo DIR"):
        load_settings(tmp_path / "nongsan.toml")


def test_the_environment_overrides_every_key(config, monkeypatch):
    monkeypatch.setenv("NONGSAN__GATE__MIN_USABLE", "0.25")
    monkeypatch.setenv("NONGSAN__FEEDS__ALLOWED_HOSTS", '["a.example"]')
    settings = load_settings(config("[gate]\nmin_usable = 0.9\n"))
    assert settings.gate.min_usable == 0.25
    assert settings.feeds.allowed_hosts == ("a.example",)


def test_the_clock_is_the_option_then_the_environment_then_the_config(config, monkeypatch):
    settings = load_settings(config("[plan]\nnow = 2023-09-05T08:00:00+07:00\n"))
    assert clock(settings) == datetime(2023, 9, 5, 1, tzinfo=UTC)
    monkeypatch.setenv("NONGSAN_NOW", "2023-10-01T00:00:00Z")
    assert clock(settings) == datetime(2023, 10, 1, tzinfo=UTC)
    assert clock(settings, "2023-11-01") == datetime(2023, 10, 31, 17, tzinfo=UTC)
    with pytest.raises(ConfigError, match="--now: 'mai' is not an ISO date"):
        clock(settings, "mai")


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2023, 4, 4, 1, tzinfo=UTC), "2023-04-04T08:00:00+07:00"),
        (datetime(2023, 12, 31, 17, 0, 0, 5, tzinfo=UTC), "2024-01-01T00:00:00.000005+07:00"),
        (datetime.max.replace(tzinfo=UTC), "9999-12-31T23:59:59.999999+00:00"),
    ],
)
def test_an_instant_is_told_in_the_provinces_time_also_at_the_end_of_all(at, told):
    assert shown_in(ZoneInfo("Asia/Ho_Chi_Minh"), at) == told
    assert datetime.fromisoformat(told) == at
