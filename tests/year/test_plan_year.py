"""One plan year, from the first of February to the tenth of January, in one timeline."""

import hashlib

import pytest

from connectors.warehouse import Warehouse
from flows import building
from reports.render import REPORT_FILES
from tests.mail.server import Mailbox, port_of, serve
from tests.year.calendar_run import PlanYear
from tests.year.states import SOUND, OpenedOnce, Remembered, simulated_build

DOWN = ("2023-05-01T12:00", "2023-05-05T12:20")


def usual(month: int):
    def edit(keepers):
        for unit in ("907", "K01"):
            keepers.report(unit, month, 10.0)

    return edit


EDITS = [
    ("2023-02-27T09:40", usual(2)),
    ("2023-03-28T09:40", lambda keepers: keepers.report("907", 3, 10.0)),
    ("2023-04-03T18:20", lambda keepers: keepers.report("K01", 3, 10.0)),
    ("2023-05-02T09:40", usual(4)),
    ("2023-05-30T09:40", usual(5)),
    ("2023-06-20T09:40", lambda keepers: keepers.report("907", 5, 25.0)),
    ("2023-06-27T09:40", lambda keepers: keepers.report("907", 6, 10.0)),
    ("2023-07-08T09:40", lambda keepers: keepers.report("K01", 6, 10.0)),
    ("2023-07-15T14:10", lambda keepers: keepers.announce("907", "24/07/2023")),
    *[(f"2023-{month:02d}-28T09:40", usual(month)) for month in range(7, 12)],
    ("2023-12-30T09:40", usual(12)),
]


@pytest.fixture(scope="module")
def year(tmp_path_factory, year_template):
    box = Mailbox()
    controller = serve(box)
    patch = pytest.MonkeyPatch()
    content = Remembered()
    for reader in ("judging", "paper", "quick_reporting"):
        patch.setattr(f"flows.{reader}.judged_content", content)
    once = OpenedOnce()
    patch.setattr(Warehouse, "_open", once.method())
    patch.setattr(building, "_build", simulated_build(year_template, content))
    patch.setattr("expectations.tables.QUERIES", {})
    patch.setattr("expectations.tables.check_results", lambda frames: [SOUND])
    patch.setattr("flows.paper.render", placeholder_files)
    patch.setattr("reports.render.render", placeholder_files)
    try:
        lived = PlanYear(tmp_path_factory.mktemp("year"), port_of(controller))
        lived.live(EDITS, DOWN)
    finally:
        patch.undo()
        once.close()
        controller.stop()
    lived.box = box
    return lived


def placeholder_files(document, folder, as_of, names=REPORT_FILES):
    """The pages are drawn elsewhere; here each file holds its document's text, so that an edition is whole."""
    content = repr(document).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(content)
    return dict.fromkeys(names, hashlib.sha256(content).hexdigest())


def test_print(year):
    for line in year.timeline:
        print(line)
    print(year.quiet, year.tried)
