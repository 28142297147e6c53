"""What a report or a run came to, as the JSON that the command prints."""

from dataclasses import replace
from datetime import UTC, date, datetime

from expectations.gate import MonthState, Thresholds, verdict
from pipeline.editions.outcome import ReportResult, RunOutcome, reports_unsent, with_files
from pipeline.letters.outbox import UNSENT, Delivered

AT = datetime(2023, 4, 5, 1, tzinfo=UTC)
MARCH = date(2023, 3, 1)
PDF = {"bao-cao.pdf": "/x/bao-cao.pdf"}
ISSUED = ReportResult(MARCH, AT, "released", changed=True, revision=1, number=2, files=PDF)
BLOCKED = ReportResult.blocked(verdict(MonthState(MARCH, AT, AT, "f" * 64), [], [], Thresholds()))
ROWS = {"seen": 4, "accepted": 3, "quarantined": 1, "skipped": 0}
RUN = RunOutcome(MARCH, AT, changed=True, rebuilt=True, reports=(ISSUED,), rows=ROWS, seconds={"total": 1.5})


def test_an_issued_report():
    assert ISSUED.document() == {
        "month": "2023-03", "as_of": "2023-04-05T01:00:00+00:00", "verdict": "released", "revision": 1, "number": 2,
        "provisional": False, "early": False, "changed": True, "files": {"bao-cao.pdf": "/x/bao-cao.pdf"},
    }  # fmt: skip


def test_a_blocked_month_has_reasons_and_no_files():
    document = BLOCKED.document()
    assert (document["verdict"], document["revision"], document["files"]) == ("blocked", None, {})
    assert document["reasons"] == list(BLOCKED.reasons) != []


def test_a_run_of_one_month_is_the_months_own_object_and_one_of_all_lists_them():
    one = RUN.document()
    assert (one["month"], one["rows"], one["warnings"]) == ("2023-03", ROWS, [])
    every = replace(RUN, asked=None, reports=(ISSUED, BLOCKED)).document()
    assert [report["verdict"] for report in every["reports"]] == ["released", "blocked"]
    assert "month" not in every


def test_only_letters_tried_just_now_are_told():
    tried = Delivered("report", "2023-03/r1", "a@b.example", "<1@b>", "sent", False, "", is_new=True)
    document = replace(RUN, delivered=(tried, replace(tried, is_new=False))).document()
    assert [one["is_new"] for one in document["deliveries"]] == [True]


def test_an_edition_that_stays_in_its_folder_is_said():
    assert reports_unsent((ISSUED,), None)
    assert not reports_unsent((ISSUED,), "mail.example")
    assert not reports_unsent((replace(ISSUED, changed=False), BLOCKED), None)
    assert replace(RUN, warnings=("unit 907: …",), is_unsent=True).document()["warnings"] == ["unit 907: …", UNSENT]


def test_the_same_outcome_when_nothing_was_done():
    again = RUN.unchanged()
    assert (again.changed, again.rebuilt, again.reports[0].changed) == (False, False, False)
    assert again.rows == ROWS


def test_paths_are_replaced_wherever_they_stand():
    moved = with_files(RUN, {"/x/bao-cao.pdf": "reports/bao-cao.pdf"})
    assert moved.reports[0].files == {"bao-cao.pdf": "reports/bao-cao.pdf"}
    assert not RUN.is_blocked
    assert replace(RUN, reports=(BLOCKED,)).is_blocked
