"""A price is required unless the produce was given away; a date of solution only where something was solved."""

from tests.grids.gallery import CONTRACTS, read, rules

SALES = [column.header for column in CONTRACTS["sales"].columns]
DIFFICULTIES = [column.header for column in CONTRACTS["difficulties"].columns]


def sale(kind, price):
    return [None, "3/4/2023", None, None, "Nguyễn Văn A", "Khóm", None, "Siêu thị", kind, 3.2, price]


def test_price():
    reading = read("sales", [SALES, sale("Tặng", None), sale("Giải cứu", None), sale("thường xuyên", 8500)])
    assert reading.rows["is_refused"].tolist() == [False, True, False]
    assert rules(reading) == [("K3", "missing", "error")]


def test_a_kind_that_cannot_be_read_asks_for_no_price():
    assert [cell for cell, _, _ in rules(read("sales", [SALES, sale("Đổi chác", None)]))] == ["I2"]


def test_resolved_on():
    rows = [[None, "3/4/2023", None, None, None, "Thiếu xe", None, status, None] for status in ("Mới", "Đã giải quyết")]
    assert rules(read("difficulties", [DIFFICULTIES, *rows])) == [("I3", "missing", "error")]
