"""Compaction changes nothing anybody can read: any history, any as-of, killed midway, repeated, or beside others."""

import os
import signal
import sys
import traceback
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from connectors.cells import CellGrid
from connectors.landing import compaction
from connectors.landing.compaction import CompactionRunning, compact, damaged_files
from connectors.landing.store import Landing, LandingCorrupt, SpreadsheetRead, TabRead
from connectors.locks import exclusive
from tests.examples import examples

pytestmark = pytest.mark.slow

T0 = datetime(2023, 3, 1, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TABS = ("Nguồn cung", "Nhu cầu")

steps = st.lists(
    st.tuples(
        st.sampled_from(["sheet", "sheet", "sheet", "blob", "event"]),
        st.sampled_from(["907", "K01"]),
        st.lists(st.sampled_from(["a", "b", "1,5 tấn", "Khóm"]), min_size=1, max_size=2),
        st.integers(-10, 300),
    ),
    min_size=1,
    max_size=40,
)


def grid(text):
    return CellGrid.from_rows([["Mã", "Nông sản"], [text, 1.5]], hidden_rows={2})


def live(landing, history):
    """Let a landing have this history; hours may stand still or run back."""
    at = T0
    for what, unit, texts, hours in history:
        at += timedelta(hours=hours)
        if what == "sheet":
            tabs = tuple(TabRead(title, grid(text)) for title, text in zip(TABS, texts))
            landing.land_spreadsheet(SpreadsheetRead(unit, at, tabs))
        elif what == "blob":
            landing.land_blob("feeds", unit, texts[0], texts[-1].encode() * 9, at, {"url": texts[0]})
        else:
            landing.record("reports", {"month": "2023-03", "texts": texts}, at)
    return at


def seen(landing, as_of=None):
    """All that can be asked of a landing, with every content."""
    snapshots, blobs = landing.tab_snapshots(as_of), landing.blobs("feeds", as_of=as_of)
    return {
        "snapshots": snapshots,
        "receipts": [landing.receipts(unit, as_of) for unit in landing.units()],
        "grids": [landing.grid(one.unit_code, one.sha256).to_arrow() for one in snapshots],
        "contents": [landing.contents(unit) for unit in landing.units()],
        "blobs": blobs,
        "bytes": [landing.read_blob(one) for one in blobs],
        "events": landing.events("reports", as_of),
        "newest": landing.newest(as_of),
        "fingerprint": landing.fingerprint(),
    }


def killed_at(event_number, landing, before):
    """Compact in a child that is killed (-9) at its n-th file operation; whether it was killed."""
    child = os.fork()
    if child == 0:
        count = 0

        def hook(event, _):
            nonlocal count
            if event in ("open", "os.rename", "os.remove", "os.mkdir"):
                count += 1
                if count == event_number:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        compact(landing, before)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.fixture(autouse=True)
def small_packs(monkeypatch):
    monkeypatch.setattr(compaction, "MIN_FILES", 2)
    monkeypatch.setattr(compaction, "MAX_PACK_BYTES", 8_000)


@examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps, cuts=st.lists(st.integers(0, 60), min_size=1, max_size=3), kill=st.integers(1, 120))
def test_every_as_of_is_the_same_after_compactions_whole_killed_or_repeated(tmp_path_factory, history, cuts, kill):
    folder = tmp_path_factory.mktemp("landing")
    landing = Landing(folder)
    live(landing, history)
    instants = [None, *(T0 + days * DAY for days in (0, 3, 11, 40, 90))]
    expected = [seen(landing, as_of) for as_of in instants]
    for days in cuts:
        killed_at(kill, landing, T0 + days * DAY)
        assert [seen(Landing(folder), as_of) for as_of in instants] == expected
        compact(landing, T0 + days * DAY)
        assert [seen(Landing(folder), as_of) for as_of in instants] == expected
    assert damaged_files(landing) == []


@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=steps, after=steps)
def test_what_lands_after_a_compaction_lands_as_it_would_have(tmp_path_factory, before, after):
    compacted, plain = (Landing(tmp_path_factory.mktemp("landing")) for _ in range(2))
    for landing in (compacted, plain):
        live(landing, before)
    compact(compacted, T0 + 100 * DAY)
    for landing in (compacted, plain):
        live(landing, after)
    assert seen(compacted) == seen(plain)


def many_reads(landing, count=40):
    live(landing, [("sheet", "907", [f"hộ {number}"], 24) for number in range(count)])


def test_it_packs_what_was_superseded_and_leaves_what_stands_loose(tmp_path, monkeypatch):
    monkeypatch.setattr(compaction, "MIN_FILES", 8)
    landing = Landing(tmp_path)
    many_reads(landing)
    done = compact(landing, T0 + 31 * DAY)
    # reads of days 1..30 lie before the instant; their 30 contents too, but the last of them stood until day 31
    assert (done.packed, done.damaged) == (30 + 29, [])
    assert done.bytes_after < done.bytes_before / 2
    assert len(list((tmp_path / "sheets" / "907" / "tabs").glob("*.parquet"))) == 11
    again = compact(landing, T0 + 31 * DAY)
    assert (again.packed, again.files_after) == (0, done.files_after)


def test_little_to_gain_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(compaction, "MIN_FILES", 8)
    landing = Landing(tmp_path)
    many_reads(landing, 7)
    assert compact(landing, T0 + 100 * DAY).packed == 0
    assert not list(tmp_path.rglob("*.pack"))


def test_a_dry_run_writes_nothing(tmp_path):
    landing = Landing(tmp_path)
    many_reads(landing)
    names = sorted(path.name for path in tmp_path.rglob("*") if not path.name.startswith("."))
    assert compact(landing, T0 + 31 * DAY, dry_run=True).packed == 59
    assert sorted(path.name for path in tmp_path.rglob("*") if not path.name.startswith(".")) == names


@pytest.mark.parametrize("damaged", ["907", "905"])
def test_a_damaged_receipt_keeps_its_own_contents_loose_and_no_others(tmp_path, monkeypatch, damaged):
    monkeypatch.setattr(compaction, "MIN_FILES", 8)
    landing = Landing(tmp_path)
    live(landing, [("sheet", unit, [f"hộ {number}"], 12) for number in range(40) for unit in ("905", "907")])
    sorted((tmp_path / "sheets" / damaged / "reads").glob("*.json"))[3].write_bytes(b"{}")
    compact(landing, T0 + 100 * DAY)
    packed = {path.parent.parent.name for path in tmp_path.glob("sheets/*/tabs/*.pack")}
    assert packed == {"905", "907"} - {damaged}


def test_a_damaged_file_is_named_and_never_packed(tmp_path):
    landing = Landing(tmp_path)
    many_reads(landing)
    first = landing.tab_snapshots()[0]
    path = tmp_path / "sheets" / "907" / "tabs" / f"{first.sha256}.parquet"
    path.write_bytes(b"rot")
    assert compact(landing, T0 + 31 * DAY).damaged == [path]
    assert damaged_files(landing) == [path]
    assert path.read_bytes() == b"rot"


def test_a_damaged_pack_is_named_and_keeps_its_loose_files(tmp_path):
    landing = Landing(tmp_path)
    many_reads(landing)
    receipt = next((tmp_path / "sheets" / "907" / "reads").glob("*.json"))
    content = receipt.read_bytes()
    compact(landing, T0 + 31 * DAY)
    (pack,) = (tmp_path / "sheets" / "907" / "reads").glob("*.pack")
    pack.write_bytes(pack.read_bytes()[:-40] + b"x" * 40)
    receipt.write_bytes(content)
    assert damaged_files(Landing(tmp_path)) == [pack]
    with pytest.raises(LandingCorrupt, match=pack.name):
        compact(landing, T0 + 31 * DAY)
    assert receipt.exists()


def test_a_receipt_that_was_tampered_with_is_named(tmp_path):
    landing = Landing(tmp_path)
    many_reads(landing, 2)
    receipt = sorted((tmp_path / "sheets" / "907" / "reads").glob("*.json"))[0]
    receipt.write_bytes(receipt.read_bytes().replace(b"907", b"908"))
    with pytest.raises(LandingCorrupt, match=receipt.name):
        landing.receipts("907")


def test_a_second_compaction_at_once_says_so(tmp_path):
    landing = Landing(tmp_path)
    many_reads(landing, 3)
    with exclusive(tmp_path / compaction.LOCK), pytest.raises(CompactionRunning, match="another maintenance"):
        compact(landing, T0)


def in_child(work):
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except Exception:  # noqa: BLE001 - it is in the exit code and on stderr
        traceback.print_exc()
    finally:
        os._exit(1)


def test_readers_and_a_sync_beside_it_notice_nothing(tmp_path):
    landing, as_of = Landing(tmp_path), T0 + 30 * DAY
    many_reads(landing, 60)
    expected = seen(landing, as_of) | {"contents": None, "fingerprint": None}

    def reading():
        for _ in range(25):
            assert seen(Landing(tmp_path), as_of) | {"contents": None, "fingerprint": None} == expected

    def compacting():
        for days in range(1, 61):
            compact(Landing(tmp_path), T0 + days * DAY)

    def syncing():
        for number in range(40):
            at = T0 + (70 + number) * DAY
            Landing(tmp_path).land_spreadsheet(SpreadsheetRead("907", at, (TabRead(TABS[0], grid(f"x{number}")),)))

    children = [in_child(one) for one in (reading, reading, compacting, syncing)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0, 0]
    assert len(Landing(tmp_path).receipts("907")) == 100
    assert len(list((tmp_path / "sheets" / "907" / "reads").glob("*.pack"))) >= 20
    assert damaged_files(Landing(tmp_path)) == []
