"""Whether what landed is what was read: every receipt, tab, blob and ledger event against the hash it is named by.

A damaged tab is named down to its cells where other evidence shows them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connectors.barrier import printable
from connectors.landing.packs import read_named
from connectors.landing.receipts import instant_of, instant_text, is_whole, receipt_names
from connectors.landing.store import BlobSnapshot, Landing, LandingCorrupt, TabSnapshot
from pipeline.lineage.checks import Check
from pipeline.lineage.verify_cells import cells_told
from pipeline.province.province import Province

_LEDGERS_READ = ("reports", "exceptions", "reads_set_aside")


@dataclass(frozen=True)
class Landed:
    """What landed up to an instant and is damaged: `read` files in all, one sentence for each that is not whole."""

    read: int
    problems: tuple[str, ...]

    def check(self) -> Check:
        """The check "landing": passed with how many files were read, or failed with each problem."""
        said = f"{self.read} landed file(s) match the hashes they are named by"
        return Check("landing", not self.problems, said if not self.problems else "", self.problems)


def examine_landing(province: Province, as_of: datetime) -> Landed:
    """Hash every landed file that a build as of an instant (UTC) reads."""
    receipts = list(_receipts(province.landing, as_of))
    broken = [_place(province.landing, path) for path in receipts if not _holds_what_it_says(path)]
    problems = [f"{name}: the receipt does not hold what its name says; it was edited" for name in broken]
    if problems:
        return Landed(len(receipts), tuple(problems))
    tabs = {(one.unit_code, one.sha256): one for one in reversed(province.landing.tab_snapshots(as_of))}
    blobs = {
        (one.kind, one.name, one.sha256): one
        for kind in ("feeds", "inputs")
        for one in province.landing.blobs(kind, None, as_of)
    }
    by_unit = sorted(tabs.values(), key=lambda one: (one.unit_code, one.title, one.fetched_at))
    problems += [said for one in by_unit if (said := _tab_problem(province, one))]
    problems += [said for one in blobs.values() if (said := _blob_problem(province, one))]
    return Landed(len(receipts) + len(tabs) + len(blobs), tuple(problems))


def _receipts(landing: Landing, as_of: datetime) -> Iterator[Path]:
    """Receipts up to the instant; the whole ledger of reports, because editions are recorded after it."""
    limit = instant_text(as_of)
    for folder in sorted(landing.folder.glob("*/*/reads")):
        yield from (folder / name for name in receipt_names(folder) if name.split("-", 1)[0] <= limit)
    for ledger in _LEDGERS_READ:
        folder = landing.folder / "ledger" / ledger
        yield from (folder / name for name in receipt_names(folder))


def _holds_what_it_says(path: Path) -> bool:
    try:
        return is_whole(path.name, read_named(path.parent, path.name))
    except LandingCorrupt:
        return False


def _place(landing: Landing, path: Path) -> str:
    return f"landing/{path.relative_to(landing.folder).as_posix()}"


def _tab_problem(province: Province, snapshot: TabSnapshot) -> str | None:
    try:
        province.landing.grid(snapshot.unit_code, snapshot.sha256)
    except LandingCorrupt as corrupt:
        where = f"unit {snapshot.unit_code}, tab {snapshot.title}, snapshot {snapshot.snapshot_id}"
        return f"{_place(province.landing, corrupt.path)}: {where}: {cells_told(province, snapshot)}"
    return None


def _blob_problem(province: Province, blob: BlobSnapshot) -> str | None:
    try:
        province.landing.read_blob(blob)
    except LandingCorrupt as corrupt:
        what = f"{blob.name} {blob.part}, read {province.settings.shown(blob.fetched_at)}"
        return f"{_place(province.landing, corrupt.path)}: {what}: it is gone or was edited"
    return None


def reads_set_aside(province: Province, as_of: datetime) -> list[Check]:
    """A note where reads dated up to that instant were set aside since, so that the state may be another one."""
    given = [one for one in province.landing.asides(as_of) if any(instant_of(read) <= as_of for read in one.reads)]
    if not given:
        return []
    said = "; ".join(f"{len(one.reads)} by {printable(one.by)}: {printable(one.reason)}" for one in given)
    return [Check("reads set aside", None, f"the edition may stand on reads dated ahead that count no more: {said}")]
