"""The rows stand in sections I and II with subtotals and a grand total; stated sums are compared, never loaded."""

import pytest

from connectors.appearance import PLAIN, Appearance
from tests.grids.gallery import SUPPLY, SUPPLY_DATES, lot, messages, read, rules

WITH_STT = ["STT", *SUPPLY]


def numbered(number, row):
    return [number, *row]


def total(label, tonnes):
    return [label, *([None] * 11), tonnes]


def table(first_subtotal, second_subtotal, grand_total):
    return [
        WITH_STT,
        ["I", "Xã Thạnh Hưng"],
        numbered(1, lot("SUP-0001", tonnes=12.5)),
        numbered(2, lot("SUP-0002", name="Trần Văn C", tonnes=7.25)),
        total("Cộng I", first_subtotal),
        ["II", "Xã Ngọc Chúc"],
        numbered(1, lot("SUP-0003", commune="Ngọc Chúc", tonnes=3)),
        total("Cộng", second_subtotal),
        total("TỔNG CỘNG", grand_total),
    ]


def test_right_totals_say_nothing():
    reading = read("supply", table(19.75, 3, "22,75"), dates=(10, 11))
    assert reading.rows["sheet_row"].tolist() == [3, 4, 7]
    assert (reading.rows_seen, reading.skipped, len(reading.issues)) == (9, 6, 0)


def test_a_wrong_total_is_an_issue_on_its_cell():
    reading = read("supply", table(19.75, 3, 23), dates=(10, 11))
    assert rules(reading) == [("M9", "total_differs", "warning")]
    assert messages(reading) == [
        "Ô M9 (Sản lượng dự kiến): dòng tổng ghi 23 nhưng cộng các dòng được 22,75. Hãy kiểm tra lại dòng tổng hoặc "
        "các ô phía trên M9."
    ]
    assert reading.issues["row_key"].tolist() == [None]


def test_a_wrong_subtotal_is_found_in_its_section():
    reading = read("supply", table(20, 3, 22.75), dates=(10, 11))
    assert [cell for cell, _, _ in rules(reading)] == ["M5"]


def test_a_section_row_may_carry_its_sum():
    rows = [
        WITH_STT,
        ["I", "Trong tỉnh", *([None] * 10), 9],
        numbered(1, lot("SUP-0001", tonnes=5)),
        ["II", "Ngoài xã", *([None] * 10), 8],
        numbered(2, lot("SUP-0002", name="Trần Văn C", tonnes=8)),
    ]
    reading = read("supply", rows, dates=(10, 11))
    assert len(reading.rows) == 2
    assert rules(reading) == [("M2", "total_differs", "warning")]


def test_no_comparison_where_a_row_could_not_be_read():
    rows = [SUPPLY, lot("SUP-0001", tonnes="chưa cân"), lot("SUP-0002", name="Trần Văn C", tonnes=8)]
    rows.append([None, None, "Tổng cộng", *([None] * 8), 20])
    reading = read("supply", rows, dates=SUPPLY_DATES)
    assert [(cell, severity) for cell, _, severity in rules(reading)] == [("L2", "error")]


@pytest.mark.parametrize(
    ("appearance", "formats", "found"),
    [
        (PLAIN, {}, [("M9", "total_differs", "warning")]),
        (Appearance(struck=frozenset({(8, 12)})), {}, []),
        (Appearance(struck=frozenset({(8, 0), (8, 12)})), {}, []),
        (PLAIN, {(8, 12): "#,##0.00,"}, []),
    ],
    ids=["as it stands", "its cell struck out", "its whole row struck out", "shown in thousands"],
)
def test_a_total_that_is_struck_out_or_shown_otherwise_is_not_compared(appearance, formats, found):
    """22750 in M9 is not 22,75; struck out it says nothing, and in thousands its keeper sees 22,75."""
    reading = read("supply", table(19.75, 3, 22750), dates=(10, 11), formats=formats, appearance=appearance)
    assert rules(reading) == found
