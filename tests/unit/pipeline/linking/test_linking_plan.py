"""What a linking plan says as JSON, as CSV rows and on a terminal, of plain values."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from pipeline.linking.ledger import Link, PlanChanges
from pipeline.linking.plan import CSV_COLUMNS, LinkingPlan, PlanTotals, write_csv
from pipeline.linking.rows import (
    Committed,
    MethodResult,
    PlannedLink,
    ProofStage,
    ShadowPrice,
    UnplacedLot,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST, LAST = date(2023, 4, 4), date(2023, 4, 20)
LINK = PlannedLink(
    "907/SUP-0001", "907/DEM-0001", None, 1, "907", "Huyện", "Hộ Tám", None, "pineapple", "Khóm", "Siêu thị Sao", None,
    "Tại kho", "907", FIRST, LAST, 10.0, None, 0.8, None,
)  # fmt: skip
LEFT = UnplacedLot(
    "907/SUP-0004", "907", "Huyện", "Hộ Bảy", "durian", "Sầu riêng", FIRST, LAST, 4.0, "chưa có nơi tìm mua"
)
PRICE = ShadowPrice(date(2023, 4, 3), "durian", "Sầu riêng", "plan", 2, 3.0, 4.0, 7_000_000.0, 0.5)
PLAN = LinkingPlan(
    as_of=datetime(2023, 4, 4, 1, tzinfo=UTC),
    as_of_date=FIRST,
    totals=PlanTotals(1, 1, 1, 0, 14.0, 15.0, 10.0, 4.0, 0),
    links=(LINK,),
    unplaced=(LEFT,),
    committed=Committed(2, 3.0),
    pools=(),
    shadow_prices=(PRICE,) * 10,
    certificate=(ProofStage(3, "mixed_ranks", 1, 1, 1, 2.0, 2.0, 0.0, 0.0, 0.0, 0.0),),
    floor_costs=(),
    reliability=(),
    changes=PlanChanges(
        datetime(2023, 4, 1, 1, tzinfo=UTC), (Link("a", "b", 1.0),), (), (Link("c", "d", 2.0, before_t=3.0),)
    ),
)


def test_the_document_is_plain_values():
    document = PLAN.document()
    assert list(document) == [
        "as_of", "as_of_date", "totals", "links", "unplaced", "committed", "pools", "shadow_prices", "certificate",
        "floor_costs", "reliability", "changes",
    ]  # fmt: skip
    assert (document["as_of"], document["as_of_date"]) == ("2023-04-04T01:00:00+00:00", "2023-04-04")
    assert (document["links"][0]["to_on"], document["links"][0]["pool_id"]) == ("2023-04-20", None)
    assert document["committed"] == {"links": 2, "quantity_t": 3.0}
    assert document["changes"] == {
        "since": "2023-04-01T01:00:00+00:00",
        "new": [{"lot_id": "a", "request_id": "b", "quantity_t": 1.0}],
        "gone": [],
        "changed": [{"lot_id": "c", "request_id": "d", "quantity_t": 2.0, "before_t": 3.0}],
    }


def test_a_comparison_is_told_where_it_was_made():
    result = MethodResult("pro_rata", 3, 9.5, 1.0, 20.0, None)
    compared = replace(PLAN, comparison=(result,))
    assert compared.document()["comparison"] == [
        {
            "method": "pro_rata",
            "links": 3,
            "placed_t": 9.5,
            "urgent_t": 1.0,
            "net_revenue_vnd": 20.0,
            "smallholder_share": None,
        }
    ]
    assert [line.split()[:4] for line in compared.lines(ZONE)][-1] == ["pro", "rata", "3", "9.500"]
    assert not any("pro rata" in line for line in PLAN.lines(ZONE))


def test_csv_rows_are_links_then_what_is_left():
    link, left = (dict(zip(CSV_COLUMNS, row, strict=True)) for row in PLAN.csv_rows())
    assert (link["quantity_t"], link["unplaced_t"], link["buyer_name"]) == (10.0, None, "Siêu thị Sao")
    assert (left["quantity_t"], left["unplaced_t"], left["reason"]) == (None, 4.0, "chưa có nơi tìm mua")
    assert (left["lot_id"], left["request_id"], left["to_on"]) == ("907/SUP-0004", None, LAST)


def test_lines_for_a_terminal():
    lines = PLAN.lines(ZONE)
    assert lines[0] == (
        "linking plan as of 2023-04-04: 10.000 of 14.000 t placed in 1 link(s) from 1 lot(s) to 1 request(s) "
        "(15.000 t asked for), 0 pool(s), net revenue 0 VND; honoured before: 2 link(s) already sold, 3.000 t"
    )
    assert "by agreement" in lines[2]
    assert lines[2].rstrip().endswith("-/80%")
    assert "and 2 more product-week(s); --json has them all" in lines
    assert "proof, primal = dual: mixed ranks 2 = 2 (gap 0.0e+00)" in lines
    assert lines[-3:] == [
        "since the plan as of 2023-04-01T08:00:00+07:00: 1 new, 0 gone, 1 changed",
        "+ a -> b 1.000 t",
        "~ c -> d 3.000 -> 2.000 t",
    ]


def test_the_csv_file_holds_no_formula_and_nothing_of_a_person(tmp_path):
    """Names are typed by units and buyers: a spreadsheet program opens what they typed."""
    hostile = replace(LINK, producer_name='=HYPERLINK("http://x")', buyer_name="@Vựa 0912 345 678\x1b[2J\u202e")
    left = replace(LEFT, producer_name="+1-1 (ba@gmail.com)")
    path = tmp_path / "plan.csv"
    assert write_csv(replace(PLAN, links=(hostile,), unplaced=(left,)), path) == 2
    text = path.read_text(encoding="utf-8-sig")
    link, rest = csv.DictReader(io.StringIO(text))
    assert link["producer_name"] == '\'=HYPERLINK("http://x")'
    assert link["buyer_name"] == "'@Vựa [số điện thoại]\\u001b[2J\\u202e"
    assert (link["quantity_t"], link["from_on"], link["pool_id"]) == ("10.0", "2023-04-04", "")
    assert rest["producer_name"] == "'+1-1 ([thư điện tử])"
    assert path.stat().st_mode & 0o777 == 0o600
