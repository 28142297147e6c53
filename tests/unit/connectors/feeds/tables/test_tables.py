"""Every format a feed comes in, read to the same raw cells, and the one line a table that differs gives."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.sniff import FeedUnreadable
from connectors.feeds.tables.tables import read_table
from tests.examples import examples
from tests.unit.connectors.damage import (
    damages,
    encrypted,
    faults_of_programs,
    settled,
    with_part,
    without_its_book,
    without_its_sheet,
)

DATA = Path(__file__).parents[1] / "data"
TTNS = {"price_date": "Ngày", "item": "Tên_mặt_hàng", "market": "Thị_trường", "price_type": "Loại_giá",
        "unit": "Đơn_vị_tính", "currency": "Loại_tiền", "price": "Giá"}  # fmt: skip
PLAIN = {"price_date": "Ngày", "item": "Mặt hàng", "price": "Giá"}
WEEKLY = PLAIN | {"market": "Thị trường", "unit": "ĐVT"}


def declared(**keys: object) -> FeedDeclaration:
    return FeedDeclaration.model_validate({"name": "x", "file": "x", "columns": PLAIN, **keys})


def rows_of(content: bytes, **keys: object) -> list[tuple]:
    frame = read_table(content, declared(**keys)).frame
    return [tuple(None if value != value else value for value in row) for row in frame.itertuples(index=False)]


def test_utf16_html_named_xls_with_mixed_entities() -> None:
    rows = rows_of((DATA / "ttns_export.xls").read_bytes(), columns=TTNS, date_order="mdy")
    assert len(rows) == 14
    assert rows[0] == (2, "5/9/2025 12:00:00 AM", "Cà phê Robusta nhân xô", "Đắk Lắk", "Thương lái thu mua",
                       "Vnđ/Kg", "VNĐ", "128233")  # fmt: skip


def test_html_by_selector_by_index_and_by_labels() -> None:
    content = (DATA / "bang_gia.html").read_bytes()
    keys = {
        "columns": {"market": "Tỉnh", "price": "Hôm nay Giá"},
        "constants": {"price_date": "2026-02-11", "item": "Cà phê", "unit": "đ/kg"},
        "header_row": [1, 2],
    }
    expected = [(3, "Đắk Lắk", "95,300"), (4, "Gia Lai (xô)", "95,300"), (5, "Đắk Nông", "0")]
    for table in ("#gianoidia", "div.gia > table", "body div.box table[id=gianoidia]", ".gia", 1, None):
        assert [row[:3] for row in rows_of(content, table=table, **keys)] == expected
    with pytest.raises(FeedUnreadable, match="has no table at #giatieu"):
        rows_of(content, table="#giatieu", **keys)
    with pytest.raises(FeedUnreadable, match="has 2 tables, so none at index 2"):
        rows_of(content, table=2, **keys)
    with pytest.raises(FeedUnreadable, match="has no table at a:hover"):
        rows_of(content, table="a:hover", **keys)
    with pytest.raises(FeedUnreadable, match="the selector 'table >' can't be read: Expected selector"):
        rows_of(content, table="table >", **keys)
    with pytest.raises(FeedUnreadable, match="the selector 'table::before' can't be read: Pseudo-elements are not"):
        rows_of(content, table="table::before", **keys)
    with pytest.raises(FeedUnreadable, match=r"the selector 'x\|table' can't be read: Undefined namespace prefix"):
        rows_of(content, table="x|table", **keys)


def test_spans_fill_and_nested_tables_stay_apart() -> None:
    page = (
        "<table><tr><th>Ngày<th>Mặt hàng<th>Giá</tr><tr><td rowspan=2>1/8/2023<td>Khóm<td>9500</tr>"
        "<tr><td>Dưa hấu<td>7000</tr><tr><td>2/8/2023<td>Khóm<table><tr><td>phụ</td></tr></table><td>9600</tr></table>"
    )
    assert rows_of(page.encode()) == [
        (2, "1/8/2023", "Khóm", "9500"), (3, "1/8/2023", "Dưa hấu", "7000"), (4, "2/8/2023", "Khómphụ", "9600"),
    ]  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_any_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    lines = [
        ["Giá cả, tuần 33"],
        ["Ngày", "Mặt hàng", "Giá"],
        [],
        ["14/8/2023", "Khóm", "9.500"],
        ["15/8/2023", "Xoài"],
    ]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    assert rows_of(text.encode(encoding)) == [(4, "14/8/2023", "Khóm", "9.500"), (5, "15/8/2023", "Xoài", None)]


def test_a_comma_inside_the_price_does_not_win_over_the_delimiter() -> None:
    content = "Ngày;Mặt hàng;Giá\n14/8/2023;Cà phê;95,300\n14/8/2023;Tiêu;136,500\n".encode()
    assert [row[3] for row in rows_of(content)] == ["95,300", "136,500"]


def test_labels_are_found_whatever_their_case_marks_and_underscores() -> None:
    content = "STT,NGAY,mặt_hàng,Giá \n1,14/8/2023,Khóm,9500\n".encode()
    assert rows_of(content) == [(2, "14/8/2023", "Khóm", "9500")]


def test_a_missing_label_names_the_nearest() -> None:
    with pytest.raises(FeedUnreadable, match=r"has no column 'Mặt hàng' \(nearest: 'Mặt hàn'\)"):
        rows_of("Ngày,Mặt hàn,Giá\n".encode())


def test_a_label_that_stands_twice_is_refused_and_a_letter_tells_them_apart() -> None:
    content = "Ngày,Mặt hàng,Giá,Giá\n14/8/2023,Khóm,9500,9600\n".encode()
    with pytest.raises(FeedUnreadable, match="has 2 columns called 'Giá'; use a column letter"):
        rows_of(content)
    assert rows_of(content, columns=PLAIN | {"price": "D"}) == [(2, "14/8/2023", "Khóm", "9600")]


def test_letters_alone_need_no_header() -> None:
    content = "14/8/2023,Khóm,9500\n15/8/2023,Khóm,9600\n".encode()
    letters = {"price_date": "A", "item": "B", "price": "C"}
    assert [row[0] for row in rows_of(content, columns=letters)] == [1, 2]
    assert [row[0] for row in rows_of(content, columns=letters, header_row=1)] == [2]
    with pytest.raises(FeedUnreadable, match="has 2 rows, so none at header_row 9"):
        rows_of(content, columns=letters, header_row=9)


def test_keep_leaves_rows_out_and_counts_them() -> None:
    content = "Ngày,Mặt hàng,Giá,cờ\n1/8/2023,A,1,actual\n1/8/2023,B,2,forecast\n1/8/2023,C,3,Actual \n".encode()
    table = read_table(content, declared(keep={"cờ": ["actual"]}))
    assert (list(table.frame["item"]), table.kept_out) == (["A", "C"], 1)


def test_a_wide_workbook_with_three_header_rows_melts_under_its_own_units() -> None:
    content = (DATA / "pink_sheet.xlsx").read_bytes()
    keys = {
        "date_order": "month", "header_row": [5, 6, 7], "columns": {"price_date": "A"},
        "melt": {"item": ["RICE_05_VNM", "COFFEE_ROBUS"]}, "constants": {"currency": "USD"},
    }  # fmt: skip
    frame = read_table(content, declared(table="Monthly Prices", **keys)).frame
    assert len(frame) == 12
    assert frame.loc[0, ["source_row", "price_date", "price", "item", "unit"]].tolist() == [
        8, "2003M11", "…", "RICE_05_VNM", "$/mt"]  # fmt: skip
    assert frame.loc[11, ["source_row", "price", "item", "unit"]].tolist() == [13, 4.984866282, "COFFEE_ROBUS", "$/kg"]
    assert len(read_table(content, declared(**keys)).frame) == 12
    by_name = keys | {"melt": {"item": ["Rice, Viet Namese 5%"]}}
    assert read_table(content, declared(**by_name)).frame["price"].tolist()[1:3] == [197, 198.8175]
    with pytest.raises(FeedUnreadable, match="has no sheet 'Prices'; it has AFOSHEET, Monthly Prices"):
        read_table(content, declared(table="Prices", **keys))


def test_markets_side_by_side_melt_into_markets() -> None:
    content = "Ngày,Kiên Giang,Cần Thơ\n1/8/2023,9500,9700\n".encode()
    rows = read_table(
        content, declared(columns={"price_date": "Ngày"}, melt={"market": ["Kiên Giang", "Cần Thơ"]},
                          constants={"item": "Khóm", "unit": "đ/kg"}),
    ).frame  # fmt: skip
    assert rows[["market", "price", "item"]].to_numpy().tolist() == [
        ["Kiên Giang", "9500", "Khóm"], ["Cần Thơ", "9700", "Khóm"]]  # fmt: skip


def test_excel_2003_xml_with_jumping_cells() -> None:
    rows = rows_of((DATA / "weekly_2003.xls").read_bytes(), columns=WEEKLY)
    assert rows == [
        (4, "2023-08-14T00:00:00.000", "Khóm", "Kiên Giang", "đ/kg", 9500.0),
        (5, "2023-08-21T00:00:00.000", "Khóm", None, "đ/kg", 9800.0),
    ]


def test_binary_xls() -> None:
    rows = rows_of((DATA / "weekly_biff.xls").read_bytes(), columns=WEEKLY)
    assert [(row[0], f"{row[1]:%d/%m/%Y}", *row[2:]) for row in rows] == [
        (4, "14/08/2023", "Khóm", "Kiên Giang", "đ/kg", 9500.0),
        (5, "14/08/2023", "Dưa hấu", "Kiên Giang", "đ/kg", 7000.0),
        (6, "21/08/2023", "Khóm", "Kiên Giang", "đ/kg", 9800.0),
    ]


@pytest.mark.parametrize("cut", [100, 600, 3000])
def test_broken_workbooks_are_refused_in_one_line(cut: int) -> None:
    for name in ("weekly_biff.xls", "pink_sheet.xlsx", "weekly_2003.xls"):
        with pytest.raises(FeedUnreadable) as caught:
            rows_of((DATA / name).read_bytes()[:cut] + b"\0", columns=WEEKLY)
        assert "\n" not in str(caught.value)


def _with_document_type(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet2.xml"):
                text = b'<!DOCTYPE a [<!ENTITY b "c">]>' + text.partition(b"?>")[2] if text.startswith(b"<?") else (
                    b'<!DOCTYPE a [<!ENTITY b "c">]>' + text)  # fmt: skip
            new.writestr(name, text)
    return out.getvalue()


def test_entities_are_never_expanded() -> None:
    with pytest.raises(FeedUnreadable, match="carries a document type"):
        rows_of(_with_document_type((DATA / "pink_sheet.xlsx").read_bytes()))
    text = (DATA / "weekly_2003.xls").read_text(encoding="utf-8")
    hostile = text.replace("<Workbook", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<Workbook', 1)
    with pytest.raises(FeedUnreadable, match="carries a document type"):
        rows_of(hostile.replace("Khóm", "&x;").encode(), columns=WEEKLY)


def test_numbers_and_dates_of_a_workbook_come_typed() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Ngày", "Mặt hàng", "Giá"])
    book.active.append([45152, "Khóm", 9500])
    book.active["A2"].number_format = "dd/mm/yyyy"
    out = io.BytesIO()
    book.save(out)
    ((row, day, item, price),) = rows_of(out.getvalue())
    assert (row, f"{day:%Y-%m-%d}", item, price) == (2, "2023-08-14", "Khóm", 9500)


def test_json_under_a_path() -> None:
    rows = rows_of(
        (DATA / "listed.json").read_bytes(), table="$.danhsachgia",
        columns={"price_date": "$.ngay", "item": "mathang", "market": "thitruong", "unit": "dvt", "price": "gia"},
    )  # fmt: skip
    assert rows[1] == (2, "2023-08-14", "Cải xanh", "Kiên Giang", "đồng/kg", 12000)


def test_json_keyed_by_data() -> None:
    keys = {"columns": {"market": "{key}", "price": "{value}", "price_date": "$.date", "unit": "$.unit"},
            "constants": {"item": "Cà phê"}, "table": "$.prices"}  # fmt: skip
    rows = rows_of((DATA / "keyed.json").read_bytes(), **keys)
    assert rows[0] == (1, "2026-02-11 14:46:57", "Đắk Lắk", "VNĐ/kg", "95,300", "Cà phê")
    nested = b'{"2023-08-14": {"gia": 9500}, "2023-08-15": {"gia": 9600, "ghichu": {"a": [1]}}}'
    keys = {"columns": {"price_date": "{key}", "price": "gia", "unit": "ghichu"}, "constants": {"item": "Khóm"}}
    assert rows_of(nested, **keys)[1] == (2, "2023-08-15", '{"a": [1]}', 9600, "Khóm")


@pytest.mark.parametrize(
    ("content", "table", "message"),
    [
        (b'[{"Ng\xc3\xa0y": 1}]', None, "no record has the field 'Mặt hàng'; it has Ngày"),
        (b'{"a": 1}', "$.b.c", r"has nothing at \$\.b"),
        (b'{"a": [1, 2]}', "$.a[5]", r"has nothing at \$\.a\[5\]"),
        (b'{"a": 1}', "a", "table 'a' is not a JSON path"),
        (b'{"a": 1}', "$.a", r"has no list of records at \$\.a"),
        (b'{"a": 1', None, "is cut short or no JSON"),
        (b'{"a": 1}', "$..a", r"the path \$\.\.a can't be read at '\.\.a'"),
    ],
)
def test_json_faults(content: bytes, table: str | None, message: str) -> None:
    with pytest.raises(FeedUnreadable, match=message):
        rows_of(content, format="json", table=table)


def _one_price() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Ngày", "Mặt hàng", "Giá"])
    book.active.append(["14/8/2023", "Khóm", 9500])
    book.save(out)
    return settled(out.getvalue())


ONE_PRICE = _one_price()


@examples(240)
@given(content=damages(ONE_PRICE) | faults_of_programs(ONE_PRICE))
@example(content=without_its_book(ONE_PRICE))
@example(content=without_its_sheet(ONE_PRICE))
def test_a_damaged_workbook_reads_or_says_why(content: bytes) -> None:
    try:
        rows_of(content, format="auto")
    except FeedUnreadable as error:
        assert "\n" not in str(error)


def test_a_workbook_with_a_password_is_named() -> None:
    with pytest.raises(FeedUnreadable, match="is protected by a password"):
        rows_of(encrypted((DATA / "pink_sheet.xlsx").read_bytes()))


@pytest.mark.parametrize("row", [1 << 21, 10**12])
def test_a_row_no_spreadsheet_has_ends_the_reading(row: int) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Ngày", "Mặt hàng", "Giá"])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b"</sheetData>", b'<row r="%d"><c r="A%d"><v>1</v></c></row></sheetData>' % (row, row))
    with pytest.raises(FeedUnreadable, match="more than the 2000000 cells a price file may have"):
        rows_of(with_part(out.getvalue(), "xl/worksheets/sheet1.xml", far))
