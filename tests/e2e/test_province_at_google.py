"""The small province kept at Google instead of in local workbooks: the same marts to the bit, in few calls."""

import time

import pytest

from connectors.sheets.feedback import FEEDBACK_TAB
from connectors.warehouse import EVERY_COLUMN, FILE_NAME, PRESENT, Warehouse
from tests.e2e.command import nongsan
from tests.google.provinces import write_online_province
from tests.google.server import GoogleServer

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server():
    service = GoogleServer(time.monotonic)
    yield service
    service.close()


@pytest.fixture(scope="module")
def online(server, standing_server, tmp_path_factory):
    """The two units' workbooks as spreadsheets of the service, after a run of March, and what it called."""
    config = write_online_province(server, tmp_path_factory.mktemp("online") / "province")
    with server.counted() as counts:
        run = ("run", "--config", str(config), "--month", "2023-03", "--json")
        finished = nongsan(*run, environment=standing_server)
    assert finished.code == 0, finished.err
    return config.parent, counts


def test_the_first_run_reads_each_spreadsheet_once_before_and_once_for_its_feedback(online):
    assert online[1] == {"list": 2, "read": 4, "write": 2}


def test_the_marts_are_those_of_the_workbooks_to_the_bit(online, ran_small):
    warehouses = [Warehouse(folder / "data" / FILE_NAME) for folder in (online[0], ran_small)]
    hashes = [one.content_hash(["marts"]) for one in warehouses]
    assert hashes[0] == hashes[1]
    issues = [one.table("quality.issues", order_by=EVERY_COLUMN) for one in warehouses]
    assert issues[0] == issues[1]
    assert len(issues[0]) > 5


def test_every_unit_has_its_mark_on_each_bad_cell_and_a_mã_in_each_row(online, server):
    warehouse = Warehouse(online[0] / "data" / FILE_NAME)
    open_ones = {"cleared_at": None, "cell": PRESENT}
    cells = warehouse.table("quality.issues", ("unit_code", "tab", "cell"), where=open_ones, distinct=True)
    marked = {
        (code.removeprefix("id-"), sheet.title, at)
        for code, book in server.books.items()
        for sheet in book.sheets
        for at, cell in sheet.cells.items()
        if "[KT] " in cell.get("note", "")
    }
    assert len(marked) == len(cells) > 5
    assert all(book.has(FEEDBACK_TAB) for book in server.books.values())
    assert warehouse.table("raw.sales", where={"row_id": None}) == []


def test_unchanged_and_one_of_two_changed(online, server, standing_server):
    config = str(online[0] / "nongsan.toml")
    with server.counted() as counts:
        finished = nongsan("run", "--config", config, "--month", "2023-03", "--json")
    assert (counts, finished.document["changed"]) == ({"list": 1}, False)
    book = server.books["id-907"]
    sheet = book.sheet("Đội hình")
    sheet.put(sheet.last_row() + 3, 1, "ghi bên lề")
    book.touch()
    with server.counted() as counts:
        synced = nongsan("sync", "--config", config, "--json", environment=standing_server)
    assert (counts, synced.document["landed"]) == ({"list": 1, "read": 1}, ["907"])
