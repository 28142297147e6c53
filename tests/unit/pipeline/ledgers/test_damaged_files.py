"""Bits flipped and ends cut off in packs and events: only known errors come of it, and all the rest is as it was."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from connectors.cells import CellGrid
from connectors.landing.compaction import MIN_FILES, compact, damaged_files
from connectors.landing.packs import LandingCorrupt
from connectors.landing.store import Landing, SpreadsheetRead, TabRead
from pipeline.ledgers.damage import ManifestDamaged
from pipeline.ledgers.events import LEDGERS, damaged_events
from pipeline.ledgers.manifests import read_manifest
from reports.formats.render import MANIFEST
from tests.examples import examples
from tests.unit.connectors.damage import damages
from tests.unit.pipeline.ledgers.test_events import EVENTS

T0 = datetime(2023, 3, 1, 1, tzinfo=UTC)
COUNT = MIN_FILES + 1
KINDS = {type(event): event for event in EVENTS}
END = T0 + timedelta(days=60)
FIGURE = {"id": "a", "value": 1, "printed": "1", "lineage": "x"}
MANIFEST_BYTES = json.dumps({"files": {"a.pdf": "5a"}, "snapshots": ["s"], "figures": [FIGURE]}).encode()


@dataclass(frozen=True)
class Whole:
    """A landing with packs of every kind and loose events: its folder, and what can be asked of it."""

    folder: Path
    told: dict[str, object] = field(repr=False)

    @property
    def files(self) -> list[Path]:
        """Every pack, and every loose event of a ledger."""
        packs = self.folder.rglob("*.pack")
        return sorted(one.relative_to(self.folder) for one in (*packs, *self.folder.glob("ledger/*/*.json")))


def make(folder: Path) -> Whole:
    landing = Landing(folder)
    for number in range(COUNT):
        at = T0 + timedelta(days=number)
        for unit in ("907", "K01"):
            grid = CellGrid.from_rows([["Mã", "Nông sản"], [f"SUP-{number}", 1.5]])
            landing.land_spreadsheet(SpreadsheetRead(unit, at, (TabRead("Nguồn cung", grid),)))
        landing.land_blob("feeds", "gia", "bang.csv", f"{number}".encode(), at)
        for event in KINDS.values():
            event.record(landing, at)
    compact(landing, END)
    for event in KINDS.values():
        event.record(landing, END)
    return Whole(folder, told(landing))


def told(landing: Landing) -> dict[str, object]:
    """What a landing says, by the folder that says it; what is known to be damaged says so."""
    found: dict[str, object] = {}
    for unit in ("907", "K01"):
        snapshots = known(lambda unit=unit: landing.unit_snapshots(unit, damaged=[]))
        found[f"sheets/{unit}/reads"] = snapshots
        grids = [
            (one.sha256, known(lambda one=one: landing.grid(one.unit_code, one.sha256).n_rows)) for one in snapshots
        ]
        found[f"sheets/{unit}/tabs"] = grids
    blobs = landing.blobs("feeds", "gia", damaged=[])
    found["feeds/gia/reads"] = blobs
    found["feeds/gia/blobs"] = [(one.sha256, known(lambda one=one: landing.read_blob(one))) for one in blobs]
    for kind in LEDGERS:
        found[f"ledger/{kind.LEDGER}"] = kind.ledger(landing).events
    return found


def known(work: Callable[[], object]) -> object:
    try:
        return work()
    except LandingCorrupt:
        return "damaged"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    made = make(tmp_path_factory.mktemp("whole") / "landing")
    assert {one.parts[0] for one in made.files} == {"sheets", "feeds", "ledger"}
    assert sum(one.suffix == ".pack" for one in made.files) == 6 + len(LEDGERS)
    return made


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("damaged")


@examples(15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_pack_or_event_is_known_for_one_and_all_else_stands(whole, place, data):
    """Each example has a folder of its own name: what packs hold is kept by their path."""
    name = data.draw(st.sampled_from(whole.files))
    content = data.draw(damages((whole.folder / name).read_bytes()))
    folder = place / f"{len(list(place.iterdir()))}"
    shutil.copytree(whole.folder, folder)
    (folder / name).write_bytes(content)
    landing = Landing(folder)
    found = told(landing)
    touched = name.parent.as_posix()
    kept = {
        key for key in found if key != touched and not (touched.endswith("reads") and key.startswith(name.parts[0]))
    }
    assert {key: found[key] for key in kept} == {key: whole.told[key] for key in kept}
    assert all(len(found[key]) <= len(whole.told[key]) for key in found)
    landing.fingerprint()
    landing.asides()
    landing.newest()
    said = [*damaged_files(landing), *(one.path for one in damaged_events(landing))]
    assert {one.parent for one in said} <= {folder / touched}
    assert said or content == (whole.folder / name).read_bytes() or found == whole.told
    assert {one.parent for one in compact(landing, END + timedelta(days=1)).damaged} <= {folder / touched}
    shutil.rmtree(folder)
    folder.mkdir()


@examples(60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=damages(MANIFEST_BYTES))
def test_a_damaged_manifest_is_read_or_known_for_one(place, content):
    folder = place / "manifest"
    folder.mkdir(exist_ok=True)
    (folder / MANIFEST).write_bytes(content)
    try:
        assert set(read_manifest(folder).values()) <= {one.id for one in read_manifest(folder).figures}
    except ManifestDamaged as damaged:
        assert str(folder / MANIFEST) in str(damaged)
