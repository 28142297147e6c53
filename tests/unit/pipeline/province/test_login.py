"""The server's login is made once, kept for its owner alone, and made anew where it is damaged."""

import pytest

from pipeline.province.environment import load_settings
from pipeline.province.login import keep_login, kept_login, login_file
from pipeline.province.settings import ConfigError


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "nongsan.toml").write_text("", encoding="utf-8")
    return load_settings(tmp_path / "nongsan.toml")


def drawn(number_of_bytes: int) -> str:
    return f"{number_of_bytes}-random-bytes"


def test_it_is_made_once_and_kept_for_its_owner_alone(settings):
    assert kept_login(settings) is None
    assert keep_login(settings, draw=drawn) == "nongsan:32-random-bytes"
    assert oct(login_file(settings).stat().st_mode & 0o777) == "0o600"
    login_file(settings).chmod(0o644)
    assert keep_login(settings, draw=lambda _: "another-one") == kept_login(settings) == "nongsan:32-random-bytes"
    assert oct(login_file(settings).stat().st_mode & 0o777) == "0o600"


def test_two_provinces_have_two(settings):
    first = keep_login(settings)
    login_file(settings).unlink()
    assert keep_login(settings) != first


@pytest.mark.parametrize("damaged", [b"", b"\n", b"nongsan", b"nongsan:", b"nongsan:\xff\x00", b"a b:longer-than-that"])
def test_a_damaged_one_is_as_good_as_none(settings, damaged):
    keep_login(settings)
    login_file(settings).write_bytes(damaged)
    assert kept_login(settings) is None
    assert keep_login(settings, draw=drawn) == "nongsan:32-random-bytes"


def test_a_persons_own_is_kept_where_commands_find_it_and_refused_where_it_is_none(settings):
    assert keep_login(settings, "staff:correct-horse") == kept_login(settings) == "staff:correct-horse"
    for wrong in ("staff", "staff:short", "staff:mật-khẩu-dài", "a b:correct-horse"):
        with pytest.raises(ConfigError, match="user:password"):
            keep_login(settings, wrong)
