"""The kept parse of a dbt project: whole or not at all, whatever file is built."""

import pytest

from pipeline.build.parse import KeptParse

PROFILE = "p: {target: t, outputs: {t: {type: duckdb, path: \"{{ env_var('NONGSAN_BUILD_DB') }}\"}}}"


@pytest.fixture(scope="module")
def parsed(tmp_path_factory):
    """A project of one model, as dbt parsed it for one build file."""
    from dbt.cli.main import dbtRunner

    project = tmp_path_factory.mktemp("project")
    (project / "models").mkdir()
    (project / "models" / "lots.sql").write_text("select 1 as lots", encoding="utf-8")
    (project / "dbt_project.yml").write_text("{name: few, version: 1.0.0, profile: p}", encoding="utf-8")
    (project / "profiles.yml").write_text(PROFILE, encoding="utf-8")
    target = tmp_path_factory.mktemp("data") / ".build" / "dbt-1"

    def run(command, build_file, manifest=None):
        places = ("--project-dir", project, "--profiles-dir", project, "--target-path", target, "--log-path", project)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("NONGSAN_BUILD_DB", str(build_file))
            patch.setenv("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
            return dbtRunner(manifest).invoke([command, "--quiet", *map(str, places)])

    assert run("parse", project / "first.duckdb").success
    return KeptParse(target), run


@pytest.fixture
def kept(parsed, tmp_path):
    """A copy of it, sealed."""
    mine = KeptParse(tmp_path / ".build" / "dbt-1")
    mine.folder.mkdir(parents=True)
    (mine.folder / "partial_parse.msgpack").write_bytes((parsed[0].folder / "partial_parse.msgpack").read_bytes())
    mine.keep()
    return mine


def test_a_parse_serves_the_build_of_another_file(parsed, kept, tmp_path):
    manifest = kept.read()
    assert set(manifest.nodes) == {"model.few.lots"}
    (only,) = parsed[1]("build", tmp_path / "first.duckdb", manifest).result.results
    assert only.status == "success"
    assert (tmp_path / "first.duckdb").stat().st_size > 0


def test_what_dbt_wrote_counts_for_nothing_before_it_is_sealed(parsed):
    kept, _ = parsed
    assert not kept.exists
    assert KeptParse(kept.folder.parent / "never").read() is None


@pytest.mark.parametrize(
    "damaged",
    [
        lambda packed: packed[: len(packed) // 2],
        lambda packed: b"",
        lambda packed: packed.replace(b"select 1", b"select 2"),
    ],
    ids=["half written", "empty", "altered"],
)
def test_a_damaged_parse_is_as_good_as_none(kept, damaged):
    path = kept.folder / "partial_parse.msgpack"
    assert damaged(path.read_bytes()) != path.read_bytes()
    path.write_bytes(damaged(path.read_bytes()))
    assert kept.read() is None
    assert not kept.folder.exists()


def test_what_stands_in_the_place_of_the_parse_or_its_seal_is_in_nobodys_way(parsed, kept):
    (kept.folder / "partial_parse.sha256").unlink()
    (kept.folder / "partial_parse.sha256").mkdir()
    kept.keep()
    assert kept.read() is not None
    other = KeptParse(kept.folder.with_name("dbt-3"))
    other.folder.write_bytes(b"no folder")
    assert other.read() is None
    assert not other.folder.exists()


def test_keeping_a_parse_removes_those_of_other_versions(kept):
    other = kept.folder.with_name("dbt-2")
    other.mkdir()
    kept.keep()
    assert not other.exists()
    assert kept.read() is not None


def test_the_folder_is_named_by_the_project_and_by_nothing_else(tmp_path):
    one, other = KeptParse.of(tmp_path / "a"), KeptParse.of(tmp_path / "b")
    assert one.folder.name == other.folder.name
    assert one.folder.parent == tmp_path / "a" / ".build"
