"""Upkeep removes what dead processes left and nothing else; what it would do can be asked for first."""

import os
from datetime import UTC, datetime, timedelta

from flows.cli.oversight import maintain as command
from pipeline.oversight.upkeep import maintain
from pipeline.province.environment import load_settings
from tests.provinces import province_of

DEAD = 2**22 + 1  # above any pid a kernel gives
NOW = datetime(2023, 9, 5, 1, tzinfo=UTC)


def made(folder, names, age):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".aside":
            path.mkdir()
        else:
            path.write_bytes(b"x")
        os.utime(path, times=((NOW - age).timestamp(),) * 2)


def province(folder):
    (folder / "nongsan.toml").write_text('[paths]\ndata = "data"\n', encoding="utf-8")
    (folder / "sheets").mkdir()
    return load_settings(folder / "nongsan.toml")


def relative(paths, folder):
    return sorted(path.relative_to(folder).as_posix() for path in paths)


OLD = (
    f"data/.report-{DEAD}.duckdb",
    f"data/landing/sheets/907/reads/.20230801T000000.000000Z-00.json.{DEAD}.0a1b2c3d",
    "data/reports/2023-08/.r1.aside",
    f"sheets/.907.xlsx.{DEAD}.0a1b2c3d",
)
KEPT = (
    f"data/.report-{os.getpid()}.duckdb",
    f"data/.state/.run.json.{os.getpid()}.0a1b2c3d",
    "data/.report.lock",
    "data/reports/2023-08/r1/manifest.json",
    "data/warehouse.duckdb",
    "sheets/907.xlsx",
    "sheets/907.xlsx.bak",
)


def test_what_dead_processes_left_a_day_ago_goes_and_the_rest_stays(tmp_path):
    settings = province(tmp_path)
    made(tmp_path, [*OLD, *KEPT], timedelta(days=2))
    done = maintain(province_of(settings, NOW), dry_run=True)
    assert relative(done.removed, tmp_path) == sorted(OLD)
    assert all((tmp_path / name).exists() for name in [*OLD, *KEPT])
    maintain(province_of(settings, NOW))
    assert [name for name in [*OLD, *KEPT] if (tmp_path / name).exists()] == list(KEPT)


def test_what_was_left_within_a_day_may_still_be_looked_into(tmp_path):
    settings = province(tmp_path)
    made(tmp_path, OLD, timedelta(hours=20))
    assert maintain(province_of(settings, NOW)).removed == []


def test_old_rebuilds_go_after_their_age_and_large_logs_are_turned(tmp_path):
    settings = province(tmp_path)
    made(tmp_path, ["data/asof/20230605T000000Z/warehouse.duckdb"], timedelta(days=40))
    made(tmp_path, ["data/asof/20230705T000000Z/warehouse.duckdb"], timedelta(days=20))
    for name, age in (("20230605T000000Z", 40), ("20230705T000000Z", 20)):
        os.utime(tmp_path / "data" / "asof" / name, times=((NOW - timedelta(days=age)).timestamp(),) * 2)
    logs = tmp_path / "data" / "logs"
    logs.mkdir()
    (logs / "errors.log").write_bytes(b"x" * (4 * 1024 * 1024 + 1))
    (logs / "errors.log.1").write_bytes(b"older")
    done = maintain(province_of(settings, NOW), asof_days=30)
    assert relative(done.removed, tmp_path) == ["data/asof/20230605T000000Z"]
    assert (tmp_path / "data" / "asof" / "20230705T000000Z").is_dir()
    assert (logs / "errors.log.2").read_bytes() == b"older"
    assert not (logs / "errors.log").exists()


def test_the_command_says_what_came_of_it(tmp_path):
    province(tmp_path)
    made(tmp_path, OLD[:1], timedelta(days=2))
    outcome = command(tmp_path / "nongsan.toml", now=NOW.isoformat())
    assert outcome.exit_code == 0
    assert outcome.document["removed"] == [str(tmp_path / OLD[0])]
    assert outcome.lines[1] == f"removed: .report-{DEAD}.duckdb"
