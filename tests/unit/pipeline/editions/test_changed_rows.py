"""Which cells a correction names: those of rows that changed, not of rows that moved or count in another month."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from connectors.landing.store import TabSnapshot
from connectors.reading.tabs import TabReading
from expectations.contract import load_contracts
from expectations.figures import load_figures
from pipeline.editions.changed_rows import Source, differing_cells, source_of

MARCH = (date(2023, 3, 1),)
SALES = load_contracts()["sales"]
# the columns of a tab Kết quả: Mã A, Ngày B, Chủ thể E, Nông sản F, Kênh H, Hình thức I, Sản lượng J, Giá K
PLACES = {"row_id": 0, "sold_on": 1, "producer_name": 4, "product": 5, "channel": 7, "kind": 8, "quantity_t": 9,
          "price_vnd_kg": 10}  # fmt: skip


def sale(row_key, day, quantity_t, kind="Thường xuyên", price=6000.0, producer="Hộ Bảy"):
    return {"row_key": row_key, "sold_on": pd.Timestamp(day), "quantity_t": quantity_t, "kind": kind,
            "price_vnd_kg": price, "producer_name": producer}  # fmt: skip


def tab(*sales):
    """The tab as read: one sale a row from row 2 on."""
    rows = pd.DataFrame(sales)
    for column in SALES.columns:
        if column.name not in rows:
            rows[column.name] = None
    rows["sheet_row"] = range(2, len(sales) + 2)
    rows["is_refused"] = False
    snapshot = TabSnapshot("907", "Kết quả", "907-x-y", datetime(2023, 4, 4, tzinfo=UTC), "")
    return TabReading(SALES, snapshot, rows, pd.DataFrame(), len(rows), 0, PLACES)


def source(name):
    return source_of(load_figures()[f"headline.{name}"])


A, B = sale("SAL-0001", "2023-03-05", 5.5), sale("SAL-0002", "2023-03-20", 2.4, "Giải cứu")
BIGGER = {**A, "quantity_t": 7.0}
DEARER = {**A, "price_vnd_kg": 6500.0}
APRIL = sale("SAL-0003", "2023-04-01", 1.0)
LATER = {**A, "sold_on": pd.Timestamp("2023-04-02")}
UNNAMED = {**A, "row_key": "~1a2b"}
GIFT = sale("SAL-0004", "2023-03-21", 0.3, "Tặng")


@pytest.mark.parametrize(
    ("figure", "before", "after", "cells"),
    [
        ("sold_t", (A, B), (A, B), []),
        ("sold_t", (A, B), (B, A), []),
        ("sold_t", (A, B), (BIGGER, B), ["Kết quả!J2"]),
        ("sold_t", (A, B), (B, BIGGER), ["Kết quả!J3"]),
        ("sold_t", (A,), (sale("~9", "2023-03-01", 4.0), A), ["Kết quả!J2 (dòng mới)"]),
        ("sold_t", (A, B), (B,), ["Kết quả!J2 (dòng đã xóa)"]),
        ("sold_t", (A,), (A, APRIL), []),
        ("sold_t", (A,), (LATER,), ["Kết quả!B2"]),
        ("sold_t", (A,), (A, GIFT), []),
        ("gift_t", (A,), (A, GIFT), ["Kết quả!J3 (dòng mới)"]),
        ("rescued_t", (A, B), (BIGGER, B), []),
        ("rescued_t", (A, B), (A, {**B, "kind": "Thường xuyên"}), ["Kết quả!I3"]),
        ("sold_t", (A,), (DEARER,), []),
        ("sold_value_vnd", (A,), (DEARER,), ["Kết quả!K2"]),
        ("sold_t", (UNNAMED,), (A,), []),
        ("sold_t", (UNNAMED,), (BIGGER,), ["Kết quả!J2"]),
    ],
    ids=[
        "nothing", "rows changed places", "a cell", "a cell of a moved row", "a row above", "a deleted row",
        "a row of another month", "a row that left the month", "a gift is no sale", "a gift", "an ordinary sale",
        "no rescue any more", "a price is no tonnage", "a price is value", "a row got its Mã", "and another quantity",
    ],
)  # fmt: skip
def test_cells(figure, before, after, cells):
    assert list(differing_cells(source(figure), MARCH, tab(*before), tab(*after))) == cells


def test_a_tab_that_came_or_went_is_all_its_rows():
    assert list(differing_cells(source("sold_t"), MARCH, None, tab(A, APRIL))) == ["Kết quả!J2 (dòng mới)"]
    assert list(differing_cells(source("sold_t"), MARCH, tab(A), None)) == ["Kết quả!J2 (dòng đã xóa)"]


@pytest.mark.parametrize(
    ("figure", "table", "columns", "choices"),
    [
        ("sold_value_vnd", "sales", "quantity_t price_vnd_kg sold_on kind", {"regular", "rescue"}),
        ("processed_t", "sales", "quantity_t sold_on processed_form", {"dried", "soft_dried", "packed", "other"}),
        ("households", "sales", "households sold_on", None),
        ("producers_supported", "sales", "producer_name sold_on kind", {"regular", "rescue"}),
        ("unplaced_t", "supply", "expected_t contracted_t harvest_start harvest_end", None),
        ("demand_t", "demand", "quantity_t window_start window_end status", {"seeking", "connected", "completed"}),
        ("activities", "activities", "held_on quantity", None),
    ],
)
def test_sources_follow_from_the_contracts(figure, table, columns, choices):
    """The measure first, so that a row without it does not count; an activity without a number counts as one."""
    made = source(figure)
    assert (made.table, " ".join(made.columns), made.choices) == (table, columns, choices)


def test_a_rate_is_made_of_no_tab_rows():
    assert source("received_rate") is None
    assert isinstance(source("sold_t"), Source)
