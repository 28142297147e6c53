"""A damaged database of Prefect is set aside with one line; a sound one and a busy one are left as they are."""

import sqlite3
from contextlib import closing

import pytest

from flows.serving.database import demand_database
from pipeline.province.environment import load_settings

ROWS = 5000


@pytest.fixture
def settings(tmp_path, monkeypatch):
    for name in ("PREFECT_HOME", "PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "nongsan.toml").write_text("", encoding="utf-8")
    return load_settings(tmp_path / "nongsan.toml")


@pytest.fixture
def database(settings):
    path = settings.data_folder / ".prefect" / "prefect.db"
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table runs (id integer primary key, name text)")
        connection.executemany("insert into runs (name) values (?)", [(f"run {one}",) for one in range(ROWS)])
    return path


def folder(path):
    path.unlink()
    path.mkdir()


DAMAGES = {
    "garbage": lambda path: path.write_bytes(b"no database" * 1000),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "torn": lambda path: path.write_bytes(path.read_bytes()[:8192] + bytes(path.stat().st_size - 8192)),
    "a schema that is no text": lambda path: path.write_bytes(
        path.read_bytes().replace(b"CREATE TABLE", b"CREAT\xff TABLE")
    ),
    "a folder": folder,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_one_is_set_aside_and_said_in_one_line(settings, database, caplog, damage):
    DAMAGES[damage](database)
    for _ in range(2):
        demand_database(settings)
    (line,) = caplog.messages
    assert line.startswith(f"{database} can't be used (")
    assert line.endswith("set aside as prefect.db.damaged, and Prefect begins a new one without the runs of the past")
    assert not database.exists()
    assert (database.parent / "prefect.db.damaged").exists()


def test_a_second_one_takes_the_place_of_the_first_and_no_journal_stays(settings, database, caplog):
    for content in (b"first" * 999, b"second" * 999):
        database.write_bytes(content)
        (database.parent / "prefect.db-wal").write_bytes(content)
        demand_database(settings)
    assert (database.parent / "prefect.db.damaged").read_bytes() == b"second" * 999
    assert [path.name for path in database.parent.glob("prefect.db-*")] == []
    assert len(caplog.messages) == 2


def test_a_sound_one_an_empty_one_and_one_in_use_stay(settings, database, caplog):
    demand_database(settings)
    with closing(sqlite3.connect(database, isolation_level=None, timeout=0)) as other:
        other.execute("begin exclusive")
        demand_database(settings)
        (count,) = other.execute("select count(*) from runs").fetchone()
    database.write_bytes(b"")
    demand_database(settings)
    assert (count, caplog.messages, database.exists()) == (ROWS, [], True)


def test_a_database_of_ones_own_is_not_looked_at(settings, database, caplog, monkeypatch):
    database.write_bytes(b"no database" * 1000)
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgresql+asyncpg://u:p@db.example/prefect")
    demand_database(settings)
    assert (caplog.messages, database.exists()) == ([], True)
