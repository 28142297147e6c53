"""`doctor` names what others on the machine can read or change, with the command that closes it."""

import os

import pytest

from flows.cli.app import execute
from pipeline.oversight.modes import open_orders, open_secrets
from pipeline.province.environment import load_settings, prepare_environment
from tests.golden.province import write_province


@pytest.fixture
def settings(tmp_path):
    config = write_province(tmp_path / "tinh")
    key = config.parent / "key.json"
    key.write_text("{}", encoding="utf-8")
    with config.open("a", encoding="utf-8") as file:
        file.write('\n[sheets]\nservice_account = "key.json"\n')
    settings = load_settings(config)
    for name in (".prefect", "logs"):
        (settings.data_folder / name).mkdir(parents=True)
    for path in (settings.data_folder, key, config, settings.units_file):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return settings


def test_a_closed_province_has_nothing_to_close(settings):
    assert [*open_secrets(settings), *open_orders(settings)] == []


@pytest.mark.parametrize(
    "name", ["server.login", ".prefect/prefect.db", ".prefect/prefect.db-wal", "logs/server.log", None]
)
def test_a_secret_that_others_can_read_is_named(settings, name):
    path = settings.data_folder / name if name else settings.service_account_file
    path.touch()
    path.chmod(0o640)
    assert list(open_secrets(settings)) == [f"{path} can be read by others on this machine: chmod 600 {path}"]
    path.chmod(0o600)
    assert list(open_secrets(settings)) == []


def test_the_data_folder_itself_and_a_config_with_a_secret(settings):
    settings.data_folder.chmod(0o755)
    settings.config_path.chmod(0o644)
    assert [line.rpartition(": ")[2] for line in open_secrets(settings)] == [f"chmod 700 {settings.data_folder}"]
    feed = settings.feeds_folder / "gia.yml"
    feed.parent.mkdir(exist_ok=True)
    feed.write_text("url: https://an:bimat@gia.vn/x.csv\n", encoding="utf-8")
    feed.chmod(0o644)
    said = f"{feed} holds a secret and can be read by others on this machine: chmod 600 {feed}"
    assert said in list(open_secrets(settings))


def test_what_the_platform_obeys_is_changed_by_its_owner_only(settings):
    settings.units_file.chmod(0o664)
    assert list(open_orders(settings)) == [
        f"{settings.units_file} can be changed by others on this machine: chmod go-w {settings.units_file}"
    ]


def test_doctor_says_so(settings, capsys):
    (settings.config_path.parent / "key.json").chmod(0o644)
    execute(["doctor", "--config", str(settings.config_path)])
    assert "FAILS    modes: " in (said := capsys.readouterr().out)
    assert "key.json can be read by others on this machine: chmod 600" in said


def test_what_a_run_makes_is_its_owners_alone_and_what_stood_open_is_closed(settings, monkeypatch):
    """Prefect's database and its journals too: they are made by a process that this one starts."""
    known = os.umask(0o022)
    try:
        database, log = settings.data_folder / ".prefect" / "prefect.db", settings.data_folder / "logs" / "server.log"
        for path in (database, log):
            path.touch(0o644)
        settings.data_folder.chmod(0o755)
        with monkeypatch.context() as patch:
            for name in [one for one in os.environ if one.startswith("PREFECT")]:
                patch.delenv(name)
            before = dict(os.environ)
            prepare_environment(settings)
            made = settings.data_folder / ".prefect" / "prefect.db-wal"
            made.touch()
            os.environ.clear()
            os.environ.update(before)
        closed = (settings.data_folder, database.parent, database, log, made)
        modes = [oct(path.stat().st_mode & 0o777) for path in closed]
        assert modes == ["0o700", "0o700", "0o600", "0o600", "0o600"]
    finally:
        os.umask(known)
