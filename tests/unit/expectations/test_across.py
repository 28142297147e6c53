"""Warnings over tabs and units: a sale stated twice, sales beyond the lots, a nil month that has content."""

import pandas as pd

from expectations.across import check_across
from expectations.rows import ISSUE_COLUMNS

from .frames import CONTRACTS, columns_at, make_rows

UNIT_NAMES = {"906": "Huyện đoàn Giồng Riềng", "907": "Huyện đoàn Gò Quao"}


def across(held_lots=None, **given):
    rows = {table: given.get(table, make_rows(table, {}).iloc[:0]) for table in CONTRACTS}
    at = {}
    for table, frame in rows.items():
        at |= {snapshot: columns_at(table)["s1"] for snapshot in frame["snapshot_id"].unique()}
    return check_across(rows, at, UNIT_NAMES, held_lots)


def two_units(one, other):
    return pd.concat(
        [make_rows("sales", one), make_rows("sales", other, unit_code="907", snapshot_id="s2", first_row=9)]
    )


def test_nothing_to_compare_is_no_issue():
    issues = across()
    assert issues.empty
    assert tuple(issues.columns) == ISSUE_COLUMNS


def test_the_same_sale_in_two_units_warns_both():
    issues = across(sales=two_units({}, {"producer_name": "NGUYỄN VĂN TÁM", "row_id": None, "buyer_name": None}))
    assert list(issues[["unit_code", "cell", "rule", "severity"]].itertuples(index=False, name=None)) == [
        ("906", "A5", "same_sale_elsewhere", "warning"), ("907", "A9", "same_sale_elsewhere", "warning"),
    ]  # fmt: skip
    assert issues["message"].iloc[0] == (
        "Ô A5 (Mã): lần bán 3,2 tấn Lúa Hè Thu của Nguyễn Văn Tám ngày 15/07/2023 cũng có ở Huyện đoàn Gò Quao, "
        "tab Kết quả, dòng 9. Nếu là một lần bán thì chỉ để lại ở một đơn vị; "
        "nếu là hai lần bán khác nhau thì giữ nguyên."
    )


def test_sales_that_differ_are_not_the_same():
    differences = [
        {"quantity_t": 3.3, "value_vnd": None},
        {"sold_on": "2023-07-16"},
        {"product_code": "pineapple", "product": "Khóm"},
        {"producer_name": "Nguyễn Văn Bảy"},
        {"commune": "Vĩnh Tuy", "commune_code": "30970"},
        {"price_vnd_kg": 6400.0, "value_vnd": None},
    ]
    for difference in differences:
        assert across(sales=two_units({}, difference)).empty, difference


def test_a_blank_commune_or_price_does_not_tell_two_sales_apart():
    blank = {"commune": None, "commune_code": None, "kind": "Tặng", "price_vnd_kg": None, "value_vnd": None}
    assert len(across(sales=two_units({}, blank))) == 2


def test_one_unit_alone_is_not_two_units():
    assert across(sales=make_rows("sales", {}, {"note": "khác"})).empty


def test_sales_beyond_the_lots_warn_on_the_latest_sale():
    supply = make_rows("supply", {"expected_t": 6.0}, {"expected_t": 4.0, "producer_name": "nguyễn văn tám"})
    sales = make_rows(
        "sales",
        {"quantity_t": 5.0, "sold_on": "2023-07-20"},
        {"quantity_t": 3.0, "sold_on": "2023-07-18"},
        {"quantity_t": 4.1, "sold_on": "2023-07-20"},
    )
    issues = across(sales=sales, supply=supply)
    assert list(issues[["cell", "rule", "severity"]].itertuples(index=False, name=None)) == [
        ("A7", "sold_over_lots", "warning")
    ]
    assert issues["message"].iloc[0] == (
        "Ô A7 (Mã): đến dòng này Nguyễn Văn Tám đã bán 12,1 tấn Lúa Hè Thu, quá 1,2 lần sản lượng dự kiến ở tab Nguồn "
        "cung (10 tấn). Hãy xem lại các lần bán, hoặc bổ sung lô ở tab Nguồn cung."
    )


def test_sales_up_to_the_limit_or_without_lots_are_fine():
    supply = make_rows("supply", {"expected_t": 10.0})
    assert across(sales=make_rows("sales", {"quantity_t": 12.0}), supply=supply).empty
    assert across(sales=make_rows("sales", {"quantity_t": 500.0})).empty
    elsewhere = make_rows("supply", {"expected_t": 1.0}, unit_code="907", snapshot_id="s9")
    assert across(sales=make_rows("sales", {"quantity_t": 500.0}), supply=elsewhere).empty
    other_crop = make_rows("supply", {"expected_t": 1.0, "product_code": "pineapple"})
    assert across(sales=make_rows("sales", {"quantity_t": 500.0}), supply=other_crop).empty


def test_a_quarantined_lot_leaves_the_limit_unknown():
    supply, sales = make_rows("supply", {"expected_t": 10.0}), make_rows("sales", {"quantity_t": 50.0})
    assert len(across(sales=sales, supply=supply)) == 1
    held = make_rows("supply", {"expected_t": None, "producer_name": "NGUYỄN VĂN TÁM"})
    assert across(sales=sales, supply=supply, held_lots=held).empty
    elses = make_rows("supply", {"expected_t": None, "producer_name": "Người khác"})
    assert len(across(sales=sales, supply=supply, held_lots=elses)) == 1


def test_a_nil_month_with_content_warns_on_its_flag():
    issues = across(
        confirmations=make_rows("confirmations", {}, snapshot_id="c1"),
        sales=make_rows("sales", {}, {"sold_on": "2023-07-01", "quantity_t": 1.0}),
        activities=make_rows("activities", {}, {"held_on": "2023-06-30"}, snapshot_id="a1"),
    )
    assert list(issues[["cell", "column", "rule", "severity", "raw_value"]].itertuples(index=False, name=None)) == [
        ("B5", "nil_report", "nil_beside_content", "warning", "x")
    ]
    assert issues["message"].iloc[0] == (
        "Ô B5 (Không phát sinh): báo không phát sinh tháng 7, nhưng bảng tính có 3 dòng của tháng này "
        "(tab Kết quả, Hoạt động). Hãy xóa dấu ở ô này, hoặc sửa ngày của các dòng đó."
    )


def test_a_nil_month_without_content_or_a_plain_confirmation_is_fine():
    nil = make_rows("confirmations", {}, snapshot_id="c1")
    assert across(confirmations=nil).empty
    assert across(confirmations=nil, sales=make_rows("sales", {"sold_on": "2023-08-01"})).empty
    assert across(confirmations=nil, sales=make_rows("sales", {}, unit_code="907")).empty
    plain = make_rows("confirmations", {"nil_report": None}, {"nil_report": False, "month": 6.0}, snapshot_id="c1")
    assert across(confirmations=plain, sales=make_rows("sales", {})).empty
