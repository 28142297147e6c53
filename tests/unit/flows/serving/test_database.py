"""A damaged database of Prefect is set aside with one line; a sound one and a busy one are left as they are."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from flows.serving.database import demand_database
from pipeline.province.environment import load_settings
from tests.examples import examples
from tests.unit.connectors.damage import damages

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


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    path = tmp_path_factory.mktemp("sound") / "prefect.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table runs (id integer primary key, name text)")
        connection.execute("create index by_name on runs (name)")
        connection.executemany("insert into runs (name) values (?)", [(f"run {one}",) for one in range(300)])
    return path.read_bytes()


@examples(40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_however_it_is_damaged_the_server_meets_a_sound_one_or_none(settings, sound, data):
    """What is judged sound can be read to its end; that a letter of a value is another one nobody can see."""
    path = settings.data_folder / ".prefect" / "prefect.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.draw(damages(sound)))
    demand_database(settings)
    if path.exists():
        with closing(sqlite3.connect(path)) as connection:
            connection.text_factory = lambda content: content.decode("utf-8", "backslashreplace")
            assert connection.execute("pragma quick_check").fetchall() == [("ok",)]
            for (table,) in connection.execute("select name from sqlite_schema where type = 'table'").fetchall():
                connection.execute(f'select * from "{table}"').fetchall()


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
