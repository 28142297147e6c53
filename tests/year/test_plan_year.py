"""One plan year, from the first of February to the tenth of January, in one timeline.

The story: a usual February; K01 late in March, so the month is blocked on the evening of its deadline and released the
next morning; in April the power is off over the deadline; in June a late edit of May; K01 silent about June until its
provisional edition has gone; in July a lot that may find no buyer; the interim results report; and usual months.
"""

import hashlib

import pytest

from connectors.warehouse import Warehouse
from pipeline.build import build
from reports.formats.render import REPORT_FILES
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


pytestmark = pytest.mark.slow
# local time, and what happened then
TIMELINE = """
02-01 06:00 landed 907 K01
02-26 08:00 sent reminder 2023-02/-5/907 to goquao
02-26 08:00 sent reminder 2023-02/-5/K01 to khoi
02-27 10:00 landed 907 K01
03-03 17:30 2023-02 r1 no. 1 released
03-03 17:30 sent report 2023-02/r1 to bithu
03-03 17:30 sent report 2023-02/r1 to canbo
03-28 10:00 landed 907
03-29 08:00 sent reminder 2023-03/-5/K01 to khoi
04-02 08:00 sent reminder 2023-03/-1/K01 to khoi
04-03 17:30 sent blocked 2023-03 to canbo
04-03 19:00 landed K01
04-04 07:00 2023-03 r1 no. 2 released
04-04 07:00 sent report 2023-03/r1 to bithu
04-04 07:00 sent report 2023-03/r1 to canbo
04-28 08:00 sent reminder 2023-04/-5/907 to goquao
04-28 08:00 sent reminder 2023-04/-5/K01 to khoi
05-01 12:00 power off
05-05 12:20 power on, overdue: sync-sheets, pull-prices, build-warehouse, report-month, quick-report, remind-units
05-05 12:20 landed 907 K01
05-05 12:20 2023-04 r1 no. 3 released
05-05 12:20 sent report 2023-04/r1 to bithu
05-05 12:20 sent report 2023-04/r1 to canbo
05-29 08:00 sent reminder 2023-05/-5/907 to goquao
05-29 08:00 sent reminder 2023-05/-5/K01 to khoi
05-30 10:00 landed 907 K01
06-03 17:30 2023-05 r1 no. 4 released
06-03 17:30 sent report 2023-05/r1 to bithu
06-03 17:30 sent report 2023-05/r1 to canbo
06-20 10:00 landed 907
06-21 07:00 2023-05 r2 no. 5 released
06-21 07:00 sent report 2023-05/r2 to bithu
06-21 07:00 sent report 2023-05/r2 to canbo
06-27 10:00 landed 907
06-28 08:00 sent reminder 2023-06/-5/K01 to khoi
07-02 08:00 sent reminder 2023-06/-1/K01 to khoi
07-03 17:30 sent blocked 2023-06 to canbo
07-04 08:00 sent reminder 2023-06/+1/K01 to khoi
07-06 07:00 2023-06 r1 no. 6 provisional blocked
07-06 07:00 sent report 2023-06/r1 to bithu
07-06 07:00 sent report 2023-06/r1 to canbo
07-08 10:00 landed K01
07-09 07:00 2023-06 r2 no. 7 released
07-09 07:00 sent report 2023-06/r2 to bithu
07-09 07:00 sent report 2023-06/r2 to canbo
07-15 15:00 landed 907
07-15 15:00 quick report 1: 907/pineapple/2023-07-24
07-15 15:00 sent quick 20230715T080000Z to bithu
07-15 15:00 sent quick 20230715T080000Z to canbo
07-28 10:00 landed 907 K01
08-03 17:30 2023-07 r1 no. 8 released
08-03 17:30 sent report 2023-07/r1 to bithu
08-03 17:30 sent report 2023-07/r1 to canbo
08-28 10:00 landed 907 K01
09-03 17:30 2023-08 r1 no. 9 released
09-03 17:30 sent report 2023-08/r1 to bithu
09-03 17:30 sent report 2023-08/r1 to canbo
09-28 08:00 sent reminder 2023-09/-5/907 to goquao
09-28 08:00 sent reminder 2023-09/-5/K01 to khoi
09-28 10:00 landed 907 K01
10-03 17:30 2023-09 r1 no. 10 released
10-03 17:30 sent report 2023-09/r1 to bithu
10-03 17:30 sent report 2023-09/r1 to canbo
10-28 10:00 landed 907 K01
10-30 07:00 summary 2023-09 r1 no. 11 released
10-30 07:00 sent summary 2023-09/r1 to bithu
10-30 07:00 sent summary 2023-09/r1 to canbo
11-03 17:30 2023-10 r1 no. 12 released
11-03 17:30 sent report 2023-10/r1 to bithu
11-03 17:30 sent report 2023-10/r1 to canbo
11-28 08:00 sent reminder 2023-11/-5/907 to goquao
11-28 08:00 sent reminder 2023-11/-5/K01 to khoi
11-28 10:00 landed 907 K01
12-03 17:30 2023-11 r1 no. 13 released
12-03 17:30 sent report 2023-11/r1 to bithu
12-03 17:30 sent report 2023-11/r1 to canbo
12-29 08:00 sent reminder 2023-12/-5/907 to goquao
12-29 08:00 sent reminder 2023-12/-5/K01 to khoi
12-30 10:00 landed 907 K01
01-03 17:30 2023-12 r1 no. 14 released
01-03 17:30 sent report 2023-12/r1 to bithu
01-03 17:30 sent report 2023-12/r1 to canbo
"""


@pytest.fixture(scope="module")
def year(tmp_path_factory, year_template):
    box = Mailbox()
    controller = serve(box)
    patch = pytest.MonkeyPatch()
    content = Remembered()
    for reader in ("build.verdicts", "editions.edition_files", "editions.quick"):
        patch.setattr(f"pipeline.{reader}.judged_content", content)
    once = OpenedOnce()
    patch.setattr(Warehouse, "_open", once.method())
    patch.setattr(build, "_build", simulated_build(year_template, content))
    patch.setattr("expectations.tables.FRAMES", {})
    patch.setattr("expectations.tables.check_results", lambda frames: [SOUND])
    patch.setattr("pipeline.editions.edition_files.render", placeholder_files)
    patch.setattr("reports.formats.render.render", placeholder_files)
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


def test_everything_that_happens_in_a_plan_year_stands_in_one_timeline(year):
    assert [f"{at} {what}" for at, what in year.timeline] == TIMELINE.strip().splitlines()


def test_the_post_brought_what_the_ledger_says_each_letter_once(year):
    sent = [event for event in year.landing.events("deliveries") if event["outcome"] == "sent"]
    brought = [(who, letter["Message-ID"]) for who, letter in year.box.letters()]
    assert sorted(brought) == sorted((event["recipient"], event["message_id"]) for event in sent)
    assert len(brought) == len(set(brought)) == sum(" sent " in f" {what}" for _, what in year.timeline)


def test_a_provisional_edition_says_so_and_names_who_is_missing(year):
    subjects = [letter["Subject"] for who, letter in year.box.letters() if who == "bithu@tinhdoan.example"]
    (provisional,) = [one for one in subjects if "BẢN TẠM THỜI" in one]
    assert "tháng 6 năm 2023" in provisional
    (text,) = [
        letter.get_body(("plain",)).get_content()
        for who, letter in year.box.letters()
        if who == "bithu@tinhdoan.example" and letter["Subject"] == provisional
    ]
    assert "Chưa có số liệu của: Đoàn Khối Các cơ quan tỉnh" in " ".join(text.split())


def test_quiet_hours_were_tried_and_brought_nothing(year):
    """The timeline above is what came of these runs too."""
    assert year.quiet > 10_000
    assert year.tried > 200
