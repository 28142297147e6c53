"""What `nongsan status` says of plain values: letters of months, feeds, mail and the schedule on their lines, JSON."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.oversight.outlook import FlowState, LetterState, MailState, Server
from pipeline.oversight.refused import RefusedRuns
from pipeline.oversight.status import FeedState, IssuedReport, MonthStatus, Status, UnitStatus, UnmatchedItem

AT = datetime(2023, 9, 5, 1, tzinfo=UTC)
FULL = MonthStatus(expected=True, received=True, complete=True, on_time=True, usable=True)
MAIL = MailState("chưa gửi", sent=0, possible_repeats=0, waiting=(), refused=())
FEED = FeedState("bang_gia", date(2023, 8, 30), None, True, 12, 2, 0, {"zero_price": 1, "no_unit": 3})
FLOW = FlowState("sync-sheets", AT, "done", "3 units", AT, datetime(2023, 9, 5, 2, tzinfo=UTC), False)


def status(**changed):
    units = (
        UnitStatus("899", "Thành đoàn Rạch Giá", {"2023-07": FULL, "2023-08": FULL}, 2, 1, 9),
        UnitStatus("K01", "Đoàn Khối", {"2023-08": FULL}),
    )
    known = {
        "now": AT,
        "as_of": AT,
        "last_read_at": None,
        "units": units,
        "verdicts": {"2023-08": "released_with_warnings"},
        "feeds": (FEED,),
        "unmatched_items": tuple(UnmatchedItem(f"Trái {place}", place, date(2023, 8, 1)) for place in range(12, 0, -1)),
        "runs": (),
        "held": (),
        "timezone": "Asia/Ho_Chi_Minh",
        "server": Server("http://127.0.0.1:4200", 77),
        "schedule": (FLOW,),
        "mail": MAIL,
        "reports": (IssuedReport("month", "2023-08", 1, 4, "released"), IssuedReport("summary", "2023-08", 2, 5, "x")),
        "refused_runs": RefusedRuns(3, AT, "daring-coyote: refused: it has pull steps"),
    }
    return Status(**known | changed)


@pytest.mark.parametrize(
    ("expected", "received", "complete", "on_time", "usable", "letter"),
    [
        (False, True, True, True, True, "-"),
        (True, False, False, False, False, "."),
        (True, True, True, True, True, "U"),
        (True, True, True, False, False, "c"),
        (True, True, False, True, False, "R"),
    ],
)
def test_a_month_in_one_letter(expected, received, complete, on_time, usable, letter):
    assert MonthStatus(expected, received, complete, on_time, usable).letter == letter


def test_a_month_that_a_unit_does_not_have_is_not_expected():
    assert UnitStatus("K01", "Đoàn Khối", {"2023-08": FULL}).letter("2023-07") == "-"


def test_a_feed_on_its_line():
    assert FEED.line() == (
        "feed bang_gia: newest price 2023-08-30 STALE, 12 prices (2 without a product), "
        "refused: zero_price 1, no_unit 3"
    )


def test_a_feed_that_does_not_fit_says_so_on_its_line():
    unfit = replace(FEED, not_converted=12, problem="gives no price: a.csv has no row")
    assert unfit.line() == (
        "feed bang_gia: newest price 2023-08-30 STALE, 12 prices (2 without a product, 12 without VND/kg), "
        "refused: zero_price 1, no_unit 3; DOES NOT FIT: gives no price: a.csv has no row"
    )


def test_letters_that_did_not_arrive_have_lines_and_the_rest_is_counted():
    waiting = tuple(LetterState("report", f"2023-0{n}", "a@b.vn", "failed", "", False) for n in range(1, 8))
    refused = (LetterState("notice", "n1", "c@d.vn", "refused", "550 no such user", False),)
    lines = MailState("gửi qua thư điện tử", 3, 0, waiting, refused).lines()
    assert lines[0] == "mail: 3 sent, 7 waiting, 1 refused"
    assert lines[1] == "  waiting: report 2023-01 to a@b.vn: failed"
    assert lines[6:] == ["  … and 2 more waiting", "  refused: notice n1 to c@d.vn: 550 no such user"]
    assert MAIL.lines()[-1] == "  [mail] host is not set: nothing is sent"


def test_a_flow_in_the_plans_time_zone():
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    assert FLOW.row(zone) == ("sync-sheets", "2023-09-05 08:00", "done 3 units", "2023-09-05 09:00")
    never = FlowState("pull-prices", None, None, "", None, None, is_overdue=True)
    assert never.row(zone) == ("pull-prices", "never", "", "the plan is over")


def test_the_lines_of_a_province():
    lines = status().lines()
    assert lines[0] == ("warehouse as of 2023-09-05T08:00:00+07:00, last read None, clock 2023-09-05T08:00:00+07:00")
    rows = {line.split()[0]: line.split() for line in lines if line.startswith((" unit", " 899", " K01"))}
    assert rows["unit"] == ["unit", "07", "08", "errors", "warnings", "oldest"]
    assert rows["899"][-6:] == ["U", "U", "2", "1", "9", "d"]
    assert rows["K01"][-4:] == ["-", "U", "0", "0"]
    assert "gate: 2023-08 released with warnings" in lines
    assert "reports issued: 2023-08 r1 (no. 4); summary to 2023-08 r2 (no. 5)" in lines
    assert "schedules: served at http://127.0.0.1:4200 (process 77)" in lines
    assert next(line for line in lines if line.startswith("items")).endswith("Trái 3 (3) and 2 more")
    assert "feeds: none declared" in status(feeds=()).lines()
    refused = "flow runs refused: 3, the last at 2023-09-05T08:00:00+07:00: daring-coyote: refused: it has pull steps"
    assert refused in lines
    assert not any(line.startswith("flow runs refused") for line in status(refused_runs=None).lines())


def test_of_which_months_reports_were_issued_is_never_said_to_be_none_where_it_is_not_known():
    unread = "2 that can't be read"
    assert "reports issued: none" in status(reports=()).lines()
    assert f"reports issued: {unread}: of which month is not known" in status(reports=(), unread_reports=unread).lines()
    known = "2023-08 r1 (no. 4); summary to 2023-08 r2 (no. 5)"
    assert f"reports issued: {known}; {unread}: of which month is not known" in status(unread_reports=unread).lines()
    lines = status(damaged_events=("một",), damaged_manifests=("hai",)).lines()
    assert [line for line in lines if line.startswith("unreadable")] == ["unreadable: một", "unreadable: hai"]


def test_the_json_has_plain_values_in_the_order_of_the_fields():
    document = status().document()
    assert list(document) == [
        "now", "as_of", "last_read_at", "units", "verdicts", "feeds", "unmatched_items", "runs", "held", "timezone",
        "server", "schedule", "mail", "reports", "refused_runs", "unread", "damaged_events", "clock",
        "damaged_manifests", "unread_reports",
    ]  # fmt: skip
    assert document["units"][1] == {
        "unit_code": "K01",
        "unit_name": "Đoàn Khối",
        "months": {
            "2023-08": {"expected": True, "received": True, "complete": True, "on_time": True, "usable": True},
        },
        "open_errors": 0,
        "open_warnings": 0,
        "oldest_issue_days": None,
    }
    assert document["feeds"][0]["last_price_date"] == "2023-08-30"
    assert document["schedule"][0]["next_due_at"] == "2023-09-05T02:00:00+00:00"
    assert (document["server"], document["last_read_at"]) == ({"address": "http://127.0.0.1:4200", "pid": 77}, None)
    assert document["mail"]["waiting"] == []
