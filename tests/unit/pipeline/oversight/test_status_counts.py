"""What status counts up out of a built warehouse: open issues by unit, prices by feed, items without a product."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from connectors.warehouse import unpublished_warehouse
from pipeline.oversight.status import status_of
from pipeline.province.environment import load_settings
from tests.provinces import province_of

NOW = datetime(2023, 4, 5, 1, tzinfo=UTC)
TYPES = {
    date: "DATE", datetime: "TIMESTAMPTZ", int: "INTEGER", bool: "BOOLEAN", str: "VARCHAR", type(None): "VARCHAR",
}  # fmt: skip


def filled(columns, *rows):
    """A table of rows with the DuckDB types of its first row."""
    names = columns.split()
    types = {name: TYPES[type(value)] for name, value in zip(names, rows[0], strict=True)}
    return pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)}), types


def days_ago(days):
    return NOW - timedelta(days=days)


ISSUE_COLUMNS = (
    "unit_code severity first_seen_at cleared_at issue_id tab table_name sheet_row column cell row_id row_key rule "
    "message raw_value snapshot_id"
)


def issue(unit, severity, days, cleared=None, rule="missing"):
    place = ("Kết quả", "sales", 5, "households", "J5", "SAL-0001", "SAL-0001")
    return (unit, severity, days_ago(days), cleared, f"{unit}-{days}", *place, rule, "Thiếu", "x", f"{unit}-1")


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    folder = tmp_path_factory.mktemp("status")
    (folder / "nongsan.toml").write_text('[paths]\ndata = "data"\n', encoding="utf-8")
    province = province_of(load_settings(folder / "nongsan.toml"), NOW)
    march = date(2023, 3, 1)
    with unpublished_warehouse(province.settings.data_folder) as unpublished:
        unpublished.load(
            {
                "raw.run": filled("as_of", (NOW,)),
                "marts.dim_units": filled("unit_code unit_name", ("902", "Kiên Lương"), ("907", "Gò Quao")),
                "marts.mart_reporting": filled(
                    "unit_code month expected received complete on_time usable",
                    ("902", march, True, True, True, False, False),
                ),
                "quality.gate_verdicts": filled(
                    "month verdict", (march, "provisional"), (date(2023, 2, 1), "released")
                ),
                "quality.issues": filled(
                    ISSUE_COLUMNS,
                    issue("907", "error", 9, NOW, "unreadable_cell"),  # cleared, so of no account
                    issue("902", "error", 2),
                    issue("902", "error", 5),
                    issue("902", "warning", 1, None, "unreadable_cell"),
                ),
                "raw.feeds": filled(
                    "source last_price_date last_fetched_at stale_after_days grade_inversions not_converted problem",
                    ("wfp", date(2023, 3, 20), NOW, 7, 0, 0, "gives no price: a.csv has no row"),
                    ("fao", date(2023, 4, 4), NOW, 7, 2, 3, None),
                    ("new", None, None, 7, 0, 0, None),
                ),
                "raw.price_observations": filled(
                    "source item_name product_code price_date",
                    ("wfp", "Gạo", "rice", date(2023, 3, 20)),
                    ("wfp", "Trái lạ", None, date(2023, 3, 20)),
                    ("fao", "Trái lạ", None, date(2023, 4, 4)),
                    ("fao", "Củ lạ", None, date(2023, 4, 1)),
                    ("fao", "Lá lạ", None, date(2023, 4, 2)),
                ),
                "raw.price_quarantine": filled(
                    "source reason source_file",
                    ("wfp", "no_date", "wfp.csv"),
                    ("wfp", "no_price", "wfp.csv"),
                    ("wfp", "no_date", "wfp.csv"),
                    ("fao", "reader_failed", "fao.json"),
                ),
            }
        )
    return status_of(province).document()


def test_open_issues_are_counted_by_unit_with_the_age_of_the_oldest(document):
    shown = {
        unit["unit_code"]: (unit["open_errors"], unit["open_warnings"], unit["oldest_issue_days"])
        for unit in document["units"]
    }
    assert shown == {"902": (2, 1, 5), "907": (0, 0, None)}


def test_each_month_has_its_state_and_its_verdict(document):
    state = {"expected": True, "received": True, "complete": True, "on_time": False, "usable": False}
    assert [unit["months"] for unit in document["units"]] == [{"2023-03": state}, {}]
    assert document["verdicts"] == {"2023-02": "released", "2023-03": "provisional"}


def test_each_feed_says_what_it_gave_and_what_was_refused(document):
    names = ("source", "observations", "unmatched", "quarantined", "is_stale", "grade_inversions")
    assert [tuple(feed[name] for name in names) for feed in document["feeds"]] == [
        ("fao", 3, 3, {"reader_failed": 1}, False, 2),
        ("new", 0, 0, {}, True, 0),
        ("wfp", 2, 1, {"no_date": 2, "no_price": 1}, True, 0),
    ]


def test_a_feed_that_does_not_fit_says_why_and_what_could_not_be_converted_is_counted(document):
    assert [(feed["not_converted"], feed["problem"]) for feed in document["feeds"]] == [
        (3, None), (0, None), (0, "gives no price: a.csv has no row"),
    ]  # fmt: skip


def test_items_without_a_product_come_by_how_often_with_their_newest_price(document):
    assert document["unmatched_items"] == [
        {"item_name": "Trái lạ", "prices": 2, "last_price_date": "2023-04-04"},
        {"item_name": "Củ lạ", "prices": 1, "last_price_date": "2023-04-01"},
        {"item_name": "Lá lạ", "prices": 1, "last_price_date": "2023-04-02"},
    ]


def test_what_no_reader_could_read_is_named_by_its_place(document):
    assert document["unread"] == [
        {"source": "902", "place": "Kết quả!J5", "rule": "unreadable_cell"},
        {"source": "feed fao", "place": "fao.json", "rule": "reader_failed"},
    ]
