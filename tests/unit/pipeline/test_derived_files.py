"""Every file that may be deleted at any time: a damaged one is as good as none, said once, and made anew."""

import ast
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from connectors.cells import CellGrid
from connectors.feeds.declaration import FeedDeclaration
from connectors.landing.store import SpreadsheetRead, TabRead
from connectors.sheets.row_ids import GivenIds, given_ids, keep_given
from pipeline.build.last_build import recall_build, remember_build
from pipeline.editions.outcome import RunOutcome
from pipeline.feedback import write_back
from pipeline.intake import feeds, spreadsheets, turns
from pipeline.last_run import recall, remember
from pipeline.oversight.served import Served, note_served, read_served
from pipeline.province import run_marks
from pipeline.province.environment import load_settings
from tests.provinces import province_of
from tests.seed_units import UNITS

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2023, 4, 5, 3, 30, tzinfo=UTC)
COLUMNS = {"price_date": "Ngày", "item": "Hàng", "price": "Giá"}
FEED = FeedDeclaration.model_validate({"name": "gia", "url": "https://gia.example/x.csv", "columns": COLUMNS})
# who writes files: what landed, a person's own, or the parse and the small files that are derived
WRITERS = {
    "connectors/landing/receipts.py", "connectors/landing/packs.py", "connectors/landing/store.py",
    "connectors/sheets/workbooks/backend.py", "pipeline/linking/plan.py",
    "pipeline/build/parse.py", "connectors/derived.py",
    "pipeline/province/login.py",  # a damaged one is as good as none: `test_login.py`
}  # fmt: skip
KEEPERS = {
    "connectors/landing/store.py", "connectors/sheets/row_ids.py", "pipeline/build/last_build.py",
    "pipeline/feedback/write_back.py", "pipeline/intake/feeds.py", "pipeline/intake/spreadsheets.py",
    "pipeline/intake/turns.py", "pipeline/last_run.py", "pipeline/oversight/refused.py", "pipeline/oversight/served.py",
    "pipeline/province/run_marks.py",
}  # fmt: skip


@dataclass(frozen=True)
class StateFiles:
    """A province at Google with one built warehouse's file, as far as these files need one."""

    province: object

    @property
    def settings(self):
        return self.province.settings

    @property
    def landing(self):
        return self.province.landing

    def mark(self):
        run_marks.note_end(self.settings, "sync-sheets", NOW, run_marks.DONE, "")

    def marked(self):
        return run_marks.done_at(self.settings)

    def write_feedback(self):
        write_back.keep(write_back._state_file(self.settings, "907"), write_back._WrittenFeedback("5"))

    def written_feedback(self):
        return write_back._last_digest(self.settings, "907")

    def build(self):
        remember_build(self.settings, "key", {"accepted": 3})

    def built(self):
        return recall_build(self.settings, "key")

    def run(self):
        self.build()
        outcome = RunOutcome(
            asked=date(2023, 3, 1), as_of=NOW, changed=True, rebuilt=True, reports=(), rows={}, warnings=(),
            is_unsent=False, delivered=(),
        )  # fmt: skip
        remember(self.province, "print", outcome)

    def ran(self):
        return recall(self.province, date(2023, 3, 1), "print") is not None

    def serve(self):
        note_served(self.settings, Served(1, "http://127.0.0.1:4200", "http://127.0.0.1:4200/api"))

    def served(self):
        return read_served(self.province.state_folder)

    def sweep(self):
        spreadsheets.note_sweep(self.settings, NOW, ["907"], ["907"])

    def is_sweep_due(self):
        return spreadsheets.is_due(self.province)

    def take_turn(self):
        turns.note_turn(self.province, "907")

    def order(self):
        return turns.in_turn(self.province, ["908", "907", "K01"])

    def see(self):
        self.landing.note_version("907", "41")

    def seen(self):
        return self.landing.last_version("907")

    def give(self):
        keep_given(self.landing, "907", GivenIds({"TEA": 12}, {"Đội hình": ["TEA-0012"]}), UNITS)

    def given(self):
        return given_ids(self.landing, "907", UNITS)

    def pull(self):
        feeds.keep(feeds._pulled_file(self.landing, "gia"), feeds._Pulled(NOW))

    def is_pull_due(self):
        return feeds.is_due(self.province, FEED)


@pytest.fixture
def files(tmp_path):
    config = tmp_path / "nongsan.toml"
    config.write_text('[sheets]\nbackend = "google"\nservice_account = "key.json"\n', encoding="utf-8")
    province = province_of(load_settings(config), NOW)
    province.warehouse.path.parent.mkdir()
    province.warehouse.path.write_bytes(b"built")
    return StateFiles(province)


FILES = {
    ".state/flows/sync-sheets.json": (StateFiles.mark, StateFiles.marked, {"sync-sheets": NOW}, {}),
    ".state/feedback/907.json": (StateFiles.write_feedback, StateFiles.written_feedback, "5", None),
    ".state/build.json": (StateFiles.build, StateFiles.built, {"accepted": 3}, None),
    ".state/run-2023-03.json": (StateFiles.run, StateFiles.ran, True, False),
    ".state/serve.json": (
        StateFiles.serve, StateFiles.served, Served(1, "http://127.0.0.1:4200", "http://127.0.0.1:4200/api"), None
    ),
    ".state/sweep.json": (StateFiles.sweep, StateFiles.is_sweep_due, False, True),
    ".state/turns.json": (StateFiles.take_turn, StateFiles.order, ["908", "K01", "907"], ["907", "908", "K01"]),
    "landing/sheets/907/seen.json": (StateFiles.see, StateFiles.seen, "41", None),
    "landing/sheets/907/row_ids.json": (
        StateFiles.give, StateFiles.given, GivenIds({"TEA": 12}, {"Đội hình": ["TEA-0012"]}), GivenIds()
    ),
    "landing/feeds/gia/pulled.json": (StateFiles.pull, StateFiles.is_pull_due, False, True),
}  # fmt: skip


def folder_in_its_place(path):
    path.unlink()
    path.mkdir()
    (path / "a person's file").write_bytes(b"mine")


def unreadable(path):
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path.chmod(0)


DAMAGES = {
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "noise": lambda path: path.write_bytes(bytes(range(256))),
    "nulls": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "a list": lambda path: path.write_bytes(b"[1, 2]"),
    "another form": lambda path: path.write_bytes(b'{"a": {"b": null}}'),
    "deeply nested": lambda path: path.write_bytes(b"[" * 100_000),
    "a folder": folder_in_its_place,
    "unreadable": unreadable,
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_one_is_as_good_as_none_said_once_and_made_anew(files, caplog, name, damage):
    write, read, there, missing = FILES[name]
    assert read(files) == missing
    write(files)
    assert (read(files), caplog.messages) == (there, [])
    path = files.settings.data_folder / name
    DAMAGES[damage](path)
    assert [read(files), read(files)] == [missing, missing]
    (said,) = caplog.messages
    assert str(path) in said
    write(files)
    assert (read(files), len(caplog.messages)) == (there, 1)


def test_a_warehouse_that_is_not_as_it_was_built_is_built_again(files):
    files.run()
    files.province.warehouse.path.write_bytes(b"")
    assert (files.built(), files.ran()) == (None, False)
    files.province.warehouse.path.unlink()
    assert (files.built(), files.ran()) == (None, False)
    files.province.warehouse.path.mkdir()
    assert (files.built(), files.ran()) == (None, False)


def teams(*rows):
    lines = [("Mã", "Tên đội hình", "Số thành viên", "Tình trạng"), *rows]
    grid = CellGrid.blank(len(lines), 4)
    for row, line in enumerate(lines):
        for col, text in enumerate(line):
            if text:
                grid.set_text(row, col, text)
    return SpreadsheetRead("907", NOW, (TabRead("Đội hình", grid),))


def test_numbers_that_the_sheet_has_not_got_yet_go_to_their_rows_again(files):
    """A Mã is landed before it is written into the sheet: without the file the same row is not numbered anew."""
    read = teams(("", "Đội một", "5", "Sẵn sàng"), ("", "Đội hai", "6", "Sẵn sàng"))
    landed = spreadsheets._named(files.province, read)
    files.landing.land_spreadsheet(landed)
    (files.landing.folder / "sheets" / "907" / "row_ids.json").write_bytes(b"")
    again = spreadsheets._named(files.province, read)
    assert again.tabs[0].grid.content_hash() == landed.tabs[0].grid.content_hash()
    more = spreadsheets._named(files.province, teams(("", "Đội ba", "7", "Sẵn sàng")))
    assert more.tabs[0].grid.value(1, 0) == "TEA-0003"


def calls(path, name):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.Call) and getattr(node.func, "id", "") == name for node in ast.walk(tree))


def test_every_file_that_is_written_is_known_here():
    """A module that begins to write files of its own says here what they are, and the derived ones are tried above."""
    sources = [path for package in ("connectors", "pipeline", "flows") for path in (ROOT / package).rglob("*.py")]
    found = {name: {one.relative_to(ROOT).as_posix() for one in sources if calls(one, name)} for name in
             ("write_atomically", "keep")}  # fmt: skip
    assert found == {"write_atomically": WRITERS, "keep": KEEPERS}
