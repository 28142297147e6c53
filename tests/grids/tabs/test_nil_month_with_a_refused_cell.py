"""A nil confirmation must be clean: a cell refused in it, even one that may be blank, keeps the whole row out."""

from tests.grids.gallery import read, rules

HEADER = ["Tháng", "Không phát sinh", "Người lập", "Ngày chốt", "Ghi chú"]


def test_a_refused_date_refuses_the_nil_month_and_only_it():
    reading = read(
        "confirmations",
        [
            HEADER,
            [2, "x", "Lê Minh Châu", "31/4/2023"],
            [3, None, "Lê Minh Châu", "31/4/2023"],
            [4, "x", "Lê Minh Châu"],
        ],
    )
    assert reading.rows["is_refused"].tolist() == [True, False, False]
    assert rules(reading) == [("D2", "invalid_date", "error"), ("D3", "invalid_date", "warning")]
