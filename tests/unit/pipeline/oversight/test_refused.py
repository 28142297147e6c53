"""Refused flow runs are counted, and the last one is one line that a terminal can show."""

from datetime import UTC, datetime

from pipeline.oversight.refused import RefusedRuns, note_refused, refused_runs
from pipeline.province.environment import load_settings

AT = datetime(2023, 9, 5, 1, tzinfo=UTC)


def test_they_are_counted_and_a_damaged_count_begins_anew(tmp_path):
    (tmp_path / "nongsan.toml").write_text("", encoding="utf-8")
    settings = load_settings(tmp_path / "nongsan.toml")
    assert refused_runs(settings) is None
    note_refused(settings, AT, "first")
    assert note_refused(settings, AT, "a\x1b[2Jb\nc" + "d" * 400) == refused_runs(settings)
    assert refused_runs(settings) == RefusedRuns(2, AT, "a?[2Jb?c" + "d" * 292)
    (settings.data_folder / ".state" / "refused_runs.json").write_text("{", encoding="utf-8")
    assert refused_runs(settings) is None
    assert note_refused(settings, AT, "again").count == 1
