"""Tables with a column a day: `{dates}` takes every column whose header is a date."""

import io
from datetime import datetime

import openpyxl
import pytest

from connectors.feeds.declaration import FeedDeclaration, FeedDeclarationError, load_declaration
from connectors.feeds.fetching.sniff import FeedUnreadable
from connectors.feeds.tables.tables import read_table

WIDE = {"columns": {"item": "Mặt hàng"}, "melt": {"price_date": ["{dates}"]}, "constants": {"unit": "đ/kg"}}


def rows_of(content: bytes, **keys: object) -> list[tuple]:
    declaration = FeedDeclaration.model_validate({"name": "x", "file": "x", **WIDE, **keys})
    frame = read_table(content, declaration).frame
    return list(frame[["source_row", "item", "price_date", "price"]].itertuples(index=False, name=None))


def test_every_day_of_a_csv() -> None:
    text = "Giá chợ,,,\nMặt hàng,Ghi chú,01/08/2023,02/08/2023\nKhóm,x,9500,9600\nXoài,,30000,\n"
    assert rows_of(text.encode()) == [
        (3, "Khóm", "01/08/2023", "9500"), (4, "Xoài", "01/08/2023", "30000"),
        (3, "Khóm", "02/08/2023", "9600"), (4, "Xoài", "02/08/2023", ""),
    ]  # fmt: skip


def test_every_day_of_a_workbook_whose_headers_are_dates() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Mặt hàng", datetime(2023, 8, 1), datetime(2023, 8, 13)])
    book.active.append(["Khóm", 9500, 9600])
    file = io.BytesIO()
    book.save(file)
    assert rows_of(file.getvalue(), date_order="mdy") == [
        (2, "Khóm", "2023-08-01 00:00:00", 9500), (2, "Khóm", "2023-08-13 00:00:00", 9600),
    ]  # fmt: skip


def test_every_month_of_a_json_document() -> None:
    text = '[{"Mặt hàng": "Khóm", "2023-07": 9500}, {"Mặt hàng": "Xoài", "2023-08": 30000}]'
    assert rows_of(text.encode(), date_order="month") == [
        (1, "Khóm", "2023-07", 9500), (2, "Xoài", "2023-07", None),
        (1, "Khóm", "2023-08", None), (2, "Xoài", "2023-08", 30000),
    ]  # fmt: skip


def test_days_may_be_named_one_by_one() -> None:
    text = "Mặt hàng,01/08/2023,02/08/2023\nKhóm,9500,9600\n"
    assert rows_of(text.encode(), melt={"price_date": ["02/08/2023"]}) == [(2, "Khóm", "02/08/2023", "9600")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mặt hàng,Tuần 1,Tuần 2\nKhóm,1,2\n",
         "has no column headed by a date in date_order dmy; it has 'Mặt hàng', 'Tuần 1', 'Tuần 2'"),
        ("Mặt hàng,1/8/2023,1/8/2023\nKhóm,1,2\n", "has 2 columns called '1/8/2023'; use a column letter"),
    ],
)  # fmt: skip
def test_a_table_without_days_or_with_one_twice_is_refused(text: str, said: str) -> None:
    with pytest.raises(FeedUnreadable) as caught:
        rows_of(text.encode())
    assert str(caught.value) == said


def test_only_price_date_takes_the_days(tmp_path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("name: x\nfile: x\ncolumns: {price_date: Ngày}\nmelt: {item: ['{dates}']}\n", encoding="utf-8")
    with pytest.raises(FeedDeclarationError, match=r"x\.yml: melt: \{dates\} stands for the columns of price_date"):
        load_declaration(path)
