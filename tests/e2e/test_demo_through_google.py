"""The demo province kept at Google instead of in local workbooks: the same marts to the bit, in few calls."""

import csv
import shutil
import time

import pytest

from connectors.sheets.feedback import FEEDBACK_TAB
from connectors.warehouse import EVERY_COLUMN, FILE_NAME, PRESENT, Warehouse
from tests.e2e.command import nongsan
from tests.google.server import GoogleServer
from tests.google.spreadsheets import from_workbook

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server():
    service = GoogleServer(time.monotonic)
    yield service
    service.close()


@pytest.fixture(scope="module")
def online(fresh_demo, server, tmp_path_factory):
    """The demo with its 18 workbooks as spreadsheets of the service, after a run of August, and how it ended."""
    folder = tmp_path_factory.mktemp("online") / "province"
    shutil.copytree(fresh_demo, folder)
    rows = list(csv.DictReader((folder / "units.csv").open(encoding="utf-8")))
    for row in rows:
        row["spreadsheet_id"] = f"sheet-{row['unit_code']}"
        server.add(from_workbook(folder / "sheets" / f"{row['unit_code']}.xlsx", row["spreadsheet_id"]))
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    shutil.rmtree(folder / "sheets")
    server.key_file(folder / "key.json")
    config = folder / "nongsan.toml"
    endpoint = (
        f'backend = "google"\nservice_account = "key.json"\napi_root = "{server.root}"\ndrive_root = "{server.root}"'
    )
    config.write_text(config.read_text(encoding="utf-8").replace('backend = "workbooks"', endpoint), encoding="utf-8")
    with server.counted() as counts:
        finished = nongsan("run", "--config", str(config), "--month", "2023-08", "--json")
    assert finished.code == 0, finished.err
    return folder, counts


def test_the_first_run_reads_each_spreadsheet_once_before_and_once_for_its_feedback(online):
    assert online[1] == {"list": 2, "read": 36, "write": 18}


def test_the_marts_are_those_of_the_workbooks_to_the_bit(online, ran_demo):
    folders = (online[0], ran_demo[0])
    hashes = [Warehouse(folder / "data" / FILE_NAME).content_hash(["marts"]) for folder in folders]
    assert hashes[0] == hashes[1]
    issues = [
        Warehouse(folder / "data" / FILE_NAME).table("quality.issues", order_by=EVERY_COLUMN) for folder in folders
    ]
    assert issues[0] == issues[1]
    assert len(issues[0]) > 100


def test_every_unit_has_its_mark_on_each_bad_cell_and_a_mã_in_each_row(online, server):
    warehouse = Warehouse(online[0] / "data" / FILE_NAME)
    open_ones = {"cleared_at": None, "cell": PRESENT}
    cells = warehouse.table("quality.issues", ("unit_code", "tab", "cell"), where=open_ones, distinct=True)
    marked = {
        (code.removeprefix("sheet-"), sheet.title, at)
        for code, book in server.books.items()
        for sheet in book.sheets
        for at, cell in sheet.cells.items()
        if "[KT] " in cell.get("note", "")
    }
    assert len(marked) == len(cells) > 50
    assert all(book.has(FEEDBACK_TAB) for book in server.books.values())
    assert warehouse.table("raw.supply", where={"row_id": None}) == []


def test_unchanged_and_one_of_18_changed(online, server):
    folder, _ = online
    config = str(folder / "nongsan.toml")
    with server.counted() as counts:
        finished = nongsan("run", "--config", config, "--month", "2023-08", "--json")
    assert (counts, finished.document["changed"]) == ({"list": 1}, False)
    with server.counted() as counts:
        synced = nongsan("sync", "--config", config, "--json")
    assert (counts, synced.document["read"]) == ({"list": 1}, 0)
    book = server.books["sheet-907"]
    sheet = book.sheet("Đội hình")
    sheet.put(sheet.last_row() + 3, 1, "ghi bên lề")
    book.touch()
    with server.counted() as counts:
        synced = nongsan("sync", "--config", config, "--json")
    assert (counts, synced.document["landed"]) == ({"list": 1, "read": 1}, ["907"])
