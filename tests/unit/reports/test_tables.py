"""How rows become a table: order, totals out of the figures, notes on the rounding.

Every case is small enough to add up by hand.
"""

from dataclasses import replace
from datetime import date

from reports.figures import FigureBook
from reports.tables import OFF, TOO_SMALL, Layout, MeasureColumn, Text, build_table

MONTH = date(2023, 8, 1)


def book(*figures):
    rows = [{"month": MONTH, "figure_id": name, "value": value, "measure": "t"} for name, value in figures]
    return FigureBook({"rpt_monthly__figures": rows}, MONTH)


LAYOUT = Layout(
    "supply",
    "Nguồn cung",
    (Text("product_name", "Nông sản"),),
    (MeasureColumn("expected_t", "Dự kiến (tấn)", "t"), MeasureColumn("harvested_t", "Đã thu hoạch (tấn)", "t")),
    ("product_code",),
)


def lots(*parts):
    names = ("product_code", "product_name", "expected_t", "harvested_t")
    return [{"month": MONTH, **dict(zip(names, part, strict=True))} for part in parts]


def test_total_row_is_the_published_figure():
    table = build_table(book(("supply.expected_t", 12.5)), LAYOUT, lots(("b", "B", 8.25, None), ("a", "A", 4.25, None)))
    assert [[cell.text for cell in row] for row in table.rows] == [["A", "4,3"], ["B", "8,3"]]
    assert [cell.text for cell in table.total] == ["Tổng cộng", "12,5"]
    assert table.total[1].figure.lineage == (
        "marts.rpt_monthly__figures[month=2023-08-01,figure_id=supply.expected_t].value"
    )
    assert table.rows[0][1].figure.figure_id == "supply.expected_t.a"
    assert table.rows[0][1].figure.lineage == ("marts.rpt_monthly__supply[month=2023-08-01,product_code=a].expected_t")


def test_without_the_published_total_there_is_no_total_row():
    table = build_table(book(), LAYOUT, lots(("a", "A", 4.25, 0.0), ("b", "B", 8.25, 1.0)))
    assert table.total is None
    assert [column.label for column in table.columns] == ["Nông sản", "Dự kiến (tấn)", "Đã thu hoạch (tấn)"]


def test_parts_that_rounding_parts_from_their_total_are_explained():
    rows = lots(("a", "A", 1 / 3, None), ("b", "B", 1 / 3, None), ("c", "C", 1 / 3, None))
    table = build_table(book(("supply.expected_t", 1.0)), LAYOUT, rows)
    # 0,333 three times is 0,999
    assert [row[1].text for row in table.rows] == ["0,333"] * 3
    assert (table.total[1].text, table.note) == ("1,000", OFF)


def test_a_quantity_too_small_for_its_decimals_is_explained():
    table = build_table(book(("supply.expected_t", 9.01)), LAYOUT, lots(("a", "A", 9.0, 0.0), ("b", "B", 0.01, 2.0)))
    assert [[cell.text for cell in row] for row in table.rows] == [["A", "9,0", "0"], ["B", "0,0", "2,0"]]
    assert table.note == TOO_SMALL.format("0,0")


def test_a_row_that_does_not_add_up_on_paper_is_explained():
    # 1,04 = 0,55 + 0,49 prints 1,0, 0,6 and 0,5
    layout = replace(LAYOUT, balance=("expected_t", "harvested_t", "left_t"))
    layout = replace(layout, measures=(*LAYOUT.measures, MeasureColumn("left_t", "Còn lại (tấn)", "t")))
    figures = book(("supply.expected_t", 2.14), ("supply.harvested_t", 1.06), ("supply.left_t", 1.08))
    rows = [
        {**row, "left_t": left} for row, left in zip(lots(("a", "A", 1.04, 0.55), ("b", "B", 1.1, 0.51)), (0.49, 0.59))
    ]
    table = build_table(figures, layout, rows)
    assert [[cell.text for cell in row[1:]] for row in table.rows] == [["1,0", "0,6", "0,5"], ["1,1", "0,5", "0,6"]]
    assert table.note == OFF


def test_no_rows_no_table():
    assert build_table(book(), LAYOUT, []) is None


def test_row_order_does_not_matter():
    rows = lots(*((code, code.upper(), 1.0 + place / 7, None) for place, code in enumerate("abcdefg")))
    published = book(("supply.expected_t", sum(row["expected_t"] for row in rows)))
    table = build_table(published, LAYOUT, rows)
    assert table == build_table(published, LAYOUT, rows[::-1])
    # 1 + n/7 for n = 0..6: 1,0 1,1 1,3 1,4 1,6 1,7 1,9, together 10,0
    assert [row[1].text for row in table.rows] == ["1,0", "1,1", "1,3", "1,4", "1,6", "1,7", "1,9"]
