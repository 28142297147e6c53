"""The landing is what every figure walks back to: immutable, content-hashed, listed as of any instant."""

import stat
from datetime import UTC, datetime, timedelta

import pytest

from connectors.appearance import Appearance
from connectors.cells import CellGrid, parquet_bytes
from connectors.landing.store import Landing, LandingCorrupt, SpreadsheetRead, TabRead

T0 = datetime(2023, 3, 1, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def read(at, *tabs, unit="907"):
    return SpreadsheetRead(unit, at, tuple(TabRead(title, CellGrid.from_rows(rows)) for title, rows in tabs))


def test_an_unchanged_read_adds_no_data(tmp_path):
    landing = Landing(tmp_path)
    assert landing.land_spreadsheet(read(T0, ("Nguồn cung", [["Mã", 1]]))) is not None
    before = sorted(path.name for path in tmp_path.rglob("*.*"))
    assert landing.land_spreadsheet(read(T0 + DAY, ("Nguồn cung", [["Mã", 1]]))) is None
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == before


def test_a_changed_tab_supersedes_its_snapshot_and_leaves_the_others(tmp_path):
    landing = Landing(tmp_path)
    landing.land_spreadsheet(read(T0, ("Nguồn cung", [["a"]]), ("Nhu cầu", [["n"]])))
    landing.land_spreadsheet(read(T0 + DAY, ("Nguồn cung", [["b"]]), ("Nhu cầu", [["n"]])))
    standing = [(one.title, one.fetched_at, one.superseded_at) for one in landing.tab_snapshots()]
    assert standing == [
        ("Nguồn cung", T0, T0 + DAY),
        ("Nhu cầu", T0, None),
        ("Nguồn cung", T0 + DAY, None),
    ]


def test_a_past_instant_sees_only_what_was_read_by_then(tmp_path):
    landing = Landing(tmp_path)
    landing.land_spreadsheet(read(T0, ("Nguồn cung", [["a"]])))
    landing.land_spreadsheet(read(T0 + DAY, ("Nguồn cung", [["b"]])))
    (only,) = landing.tab_snapshots(as_of=T0 + DAY / 2)
    assert landing.grid("907", only.sha256).value(0, 0) == "a"
    assert only.superseded_at is None
    assert landing.newest(T0 + DAY / 2) == T0
    assert landing.newest() == T0 + DAY


def test_a_content_that_returns_is_a_new_snapshot_of_the_same_blob(tmp_path):
    landing = Landing(tmp_path)
    for day, text in enumerate(["a", "b", "a"]):
        landing.land_spreadsheet(read(T0 + day * DAY, ("Nguồn cung", [[text]])))
    snapshots = landing.tab_snapshots()
    assert len({one.snapshot_id for one in snapshots}) == 3
    assert len({one.sha256 for one in snapshots}) == 2


def test_a_vanished_tab_is_superseded(tmp_path):
    landing = Landing(tmp_path)
    landing.land_spreadsheet(read(T0, ("Nguồn cung", [["a"]]), ("Nhu cầu", [["n"]])))
    landing.land_spreadsheet(read(T0 + DAY, ("Nguồn cung", [["a"]])))
    ended = [one.title for one in landing.tab_snapshots() if one.superseded_at == T0 + DAY]
    assert ended == ["Nhu cầu"]


def test_grids_come_back_cell_for_cell(tmp_path):
    rows = [["Mã", None, True, False], [None, 0.1, "#REF!", " có "], [45000, -2.5, "n", 0]]
    grid = CellGrid.from_rows(rows, {(2, 0): "dd/mm/yyyy"}, hidden_rows=[2])
    landing = Landing(tmp_path)
    landing.land_spreadsheet(SpreadsheetRead("907", T0, (TabRead("T", grid),)))
    back = landing.grid("907", landing.tab_snapshots()[0].sha256)
    assert [[back.value(r, c) for c in range(4)] for r in range(3)] == rows
    assert back.formats[2, 0] == "dd/mm/yyyy"
    assert back.hidden_rows == {2}


@pytest.mark.parametrize("damaged", ["{", '{"struck":[[7,0,0]]}', '{"struck":[[1,0,0]]}', "[" * 100_000])
def test_a_tab_whose_looks_are_damaged_is_named_like_any_other(tmp_path, damaged):
    looks = Appearance(struck=frozenset({(0, 0)}))
    landing = Landing(tmp_path)
    grid = CellGrid.from_rows([["a"], ["b"]], appearance=looks)
    landing.land_spreadsheet(SpreadsheetRead("907", T0, (TabRead("T", grid),)))
    (snapshot,) = landing.tab_snapshots()
    assert landing.grid("907", snapshot.sha256).appearance == looks
    table = grid.to_arrow()
    table = table.replace_schema_metadata({**table.schema.metadata, b"appearance": damaged.encode()})
    path = tmp_path / "sheets" / "907" / "tabs" / f"{snapshot.sha256}.parquet"
    path.write_bytes(parquet_bytes(table, "zstd"))
    with pytest.raises(LandingCorrupt, match=snapshot.sha256):
        landing.grid("907", snapshot.sha256)


def test_landed_files_are_for_their_owner_only(tmp_path):
    landing = Landing(tmp_path / "landing")
    landing.land_spreadsheet(read(T0, ("Nguồn cung", [["a"]])))
    landing.land_blob("feeds", "ttns", "a.xls", b"1", T0)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*") if path.is_file()}
    assert modes == {0o600}


def test_blobs_land_once_and_are_listed_by_part(tmp_path):
    landing = Landing(tmp_path)
    assert landing.land_blob("feeds", "ttns", "a.xls", b"1", T0) is not None
    assert landing.land_blob("feeds", "ttns", "a.xls", b"1", T0 + DAY) is None
    landing.land_blob("feeds", "ttns", "a.xls", b"2", T0 + 2 * DAY)
    landing.land_blob("feeds", "ttns", "b.xls", b"3", T0 + 2 * DAY)
    assert [landing.read_blob(one) for one in landing.blobs("feeds")] == [b"1", b"2", b"3"]
    assert [landing.read_blob(one) for one in landing.current_blobs("feeds")] == [b"2", b"3"]
    assert [landing.read_blob(one) for one in landing.current_blobs("feeds", as_of=T0)] == [b"1"]


def test_a_tampered_blob_is_named(tmp_path):
    landing = Landing(tmp_path)
    blob = landing.land_blob("feeds", "ttns", "a.xls", b"1", T0)
    path = tmp_path / "feeds" / "ttns" / "blobs" / blob.sha256
    path.write_bytes(b"9")
    with pytest.raises(LandingCorrupt, match=blob.sha256):
        landing.read_blob(blob)


def test_a_tampered_tab_is_named(tmp_path):
    landing = Landing(tmp_path)
    landing.land_spreadsheet(read(T0, ("Nguồn cung", [["a"]])))
    landing.land_spreadsheet(read(T0, ("Nguồn cung", [["b"]]), unit="908"))
    (first, second) = landing.tab_snapshots()
    good = tmp_path / "sheets" / "907" / "tabs" / f"{first.sha256}.parquet"
    good.write_bytes((tmp_path / "sheets" / "908" / "tabs" / f"{second.sha256}.parquet").read_bytes())
    with pytest.raises(LandingCorrupt, match=first.sha256):
        landing.grid("907", first.sha256)


def test_ledger_events_come_back_in_order_and_as_of(tmp_path):
    landing = Landing(tmp_path)
    landing.record("reports", {"revision": 1}, T0)
    landing.record("reports", {"revision": 2}, T0 + DAY)
    assert [event["revision"] for event in landing.events("reports")] == [1, 2]
    assert [event["revision"] for event in landing.events("reports", as_of=T0)] == [1]


def test_the_fingerprint_changes_with_every_landing(tmp_path):
    landing = Landing(tmp_path)
    seen = {landing.fingerprint()}
    landing.land_spreadsheet(read(T0, ("Nguồn cung", [["a"]])))
    seen.add(landing.fingerprint())
    landing.record("reports", {"revision": 1}, T0)
    seen.add(landing.fingerprint())
    assert len(seen) == 3


def test_reads_at_one_instant_keep_the_order_in_which_they_came(tmp_path):
    landing = Landing(tmp_path)
    for text in "abcdefgh":
        landing.land_spreadsheet(read(T0, ("Nguồn cung", [[text]])))
        landing.land_blob("inputs", "units", "units.csv", text.encode(), T0)
    standing = [one for one in landing.tab_snapshots() if one.superseded_at is None]
    assert [landing.grid("907", one.sha256).value(0, 0) for one in standing] == ["h"]
    assert landing.read_blob(landing.current_blobs("inputs")[0]) == b"h"


def test_a_clock_that_runs_back_never_puts_a_read_before_an_earlier_one(tmp_path):
    landing = Landing(tmp_path)
    landing.land_spreadsheet(read(T0 + DAY, ("Nguồn cung", [["a"]])))
    landing.land_spreadsheet(read(T0, ("Nguồn cung", [["b"]])))
    standing = [one for one in landing.tab_snapshots() if one.superseded_at is None]
    assert [landing.grid("907", one.sha256).value(0, 0) for one in standing] == ["b"]
    assert landing.newest() == T0 + DAY + timedelta(microseconds=1)
