"""How a column is rounded so that its printed parts add up to its printed total.

Every case is small enough to add up on paper.
"""

from datetime import date
from decimal import Decimal

import pytest

from reports.figures import FigureBook
from reports.tables import ADJUSTED, Layout, Measure, Text, build_table, printed, round_column

MONTH = date(2023, 8, 1)


def test_whole_numbers_print_no_decimals():
    column = round_column([12.0, 30.0, None], 42.0, "t")
    assert (column.decimals, column.texts) == (0, ("12", "30", "–"))


def test_ordinary_rounding_at_the_fewest_decimals_that_add_up():
    # at one decimal 0,3 + 0,3 + 0,3 = 0,9 is not 0,8; at two 0,25 · 3 = 0,75 is
    column = round_column([0.25, 0.25, 0.25], 0.75, "t")
    assert (column.decimals, column.texts, column.is_adjusted) == (2, ("0,25", "0,25", "0,25"), False)


def test_thirds_are_shared_out_at_the_kilogram():
    # three times 0,333 is 0,999: one part is rounded up
    column = round_column([1 / 3, 1 / 3, 1 / 3], 1.0, "t")
    assert (column.decimals, column.texts, column.is_adjusted) == (3, ("0,334", "0,333", "0,333"), True)


def test_a_total_that_is_not_the_sum_is_shown_as_it_is():
    column = round_column([1.5, 2.5], 9.0, "t")
    assert column.texts == ("1,500", "2,500")
    assert not column.is_adjusted


def test_money_is_printed_in_millions():
    column = round_column([1250500000.0, 749500000.0], 2000000000.0, "vnd_million")
    assert (column.decimals, column.texts) == (1, ("1.250,5", "749,5"))


@pytest.mark.parametrize(
    ("value", "kind", "decimals", "text"),
    [
        (0.125, "change_rate", 1, "+12,5"),
        (-0.125, "change_rate", 1, "-12,5"),
        (0.0001, "change_rate", 1, "0,0"),
        (0.944444, "rate", 1, "94,4"),
        (7350.4, "vnd_kg", 0, "7.350"),
        (0.0, "t", 2, "0"),
    ],
)
def test_printed(value, kind, decimals, text):
    assert printed(value, kind, decimals) == text


def book(*figures):
    rows = [{"month": MONTH, "figure_id": name, "value": value, "measure": "t"} for name, value in figures]
    return FigureBook({"rpt_monthly__figures": rows}, MONTH)


LAYOUT = Layout(
    "supply",
    "Nguồn cung",
    (Text("product_name", "Nông sản"),),
    (Measure("expected_t", "Dự kiến (tấn)", "t"), Measure("harvested_t", "Đã thu hoạch (tấn)", "t")),
    ("product_code",),
)


def lots(*parts):
    names = ("product_code", "product_name", "expected_t", "harvested_t")
    return [{"month": MONTH, **dict(zip(names, part, strict=True))} for part in parts]


def test_total_row_is_the_published_figure():
    table = build_table(book(("supply.expected_t", 12.5)), LAYOUT, lots(("b", "B", 8.25, None), ("a", "A", 4.25, None)))
    assert [[cell.text for cell in row] for row in table.rows] == [["A", "4,25"], ["B", "8,25"]]
    assert [cell.text for cell in table.total] == ["Tổng cộng", "12,50"]
    assert table.total[1].figure.lineage == (
        "marts.rpt_monthly__figures[month=2023-08-01,figure_id=supply.expected_t].value"
    )
    assert table.rows[0][1].figure.figure_id == "supply.expected_t.a"
    assert table.rows[0][1].figure.lineage == ("marts.rpt_monthly__supply[month=2023-08-01,product_code=a].expected_t")


def test_without_the_published_total_there_is_no_total_row():
    table = build_table(book(), LAYOUT, lots(("a", "A", 4.25, 0.0), ("b", "B", 8.25, 1.0)))
    assert table.total is None
    assert [column.label for column in table.columns] == ["Nông sản", "Dự kiến (tấn)", "Đã thu hoạch (tấn)"]


def test_a_shared_out_column_says_so():
    rows = lots(("a", "A", 1 / 3, None), ("b", "B", 1 / 3, None), ("c", "C", 1 / 3, None))
    table = build_table(book(("supply.expected_t", 1.0)), LAYOUT, rows)
    assert table.note == ADJUSTED


def test_no_rows_no_table():
    assert build_table(book(), LAYOUT, []) is None


def test_row_order_does_not_matter():
    rows = lots(*((code, code.upper(), 1.0 + place / 7, None) for place, code in enumerate("abcdefg")))
    published = book(("supply.expected_t", sum(row["expected_t"] for row in rows)))
    table = build_table(published, LAYOUT, rows)
    assert table == build_table(published, LAYOUT, rows[::-1])
    parts = [Decimal(row[1].text.replace(",", ".")) for row in table.rows]
    assert sum(parts) == Decimal(table.total[1].text.replace(",", "."))
