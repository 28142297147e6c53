"""Formulas that nobody has worked out: their cells arrive as such, those with a result as their result."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import openpyxl

from connectors.cells import ERROR, NO_RESULT
from connectors.sheets.workbooks.backend import WorkbookBackend
from connectors.sheets.workbooks.formulas import without_result
from tests.unit.connectors.damage import with_part

AT = datetime(2023, 9, 5, 1, tzinfo=UTC)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def written_by_a_program() -> bytes:
    """openpyxl writes formulas and never a result."""
    book, out = openpyxl.Workbook(), BytesIO()
    book.active.title = "Kết quả"
    book.active.append(["Sản lượng (tấn)", "Giá bán (đ/kg)", "Thành tiền (đ)"])
    book.active.append(["=4*2", 9800, "=A2*B2*1000"])
    book.create_sheet("Không có gì").append([1])
    book.save(out)
    return out.getvalue()


def with_cells(cells: str) -> bytes:
    sheet = f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>'
    return with_part(written_by_a_program(), "xl/worksheets/sheet1.xml", sheet.encode())


def test_formulas_without_a_result_are_cells_of_their_own(tmp_path):
    (tmp_path / "907.xlsx").write_bytes(written_by_a_program())
    read = WorkbookBackend(tmp_path).read_tabs("907", AT)
    grid = {tab.title: tab.grid for tab in read.tabs}["Kết quả"]
    assert [grid.value(1, col) for col in range(3)] == [NO_RESULT, 9800.0, NO_RESULT]
    assert grid.kinds[1, 0] == ERROR
    assert without_result(written_by_a_program()) == {"Kết quả": {(2, 1), (2, 3)}}


def test_a_stored_result_is_one_also_where_it_is_an_empty_text_or_an_error():
    stored = (
        '<row r="2"><c r="A2"><f>4*2</f><v>8</v></c><c r="B2" t="str"><f>""</f><v></v></c>'
        '<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D2" t="str"><f>A1</f><v>tấn</v></c></row>'
    )
    assert without_result(with_cells(stored)) == {}


def test_cells_without_an_address_follow_one_another():
    cells = "<row><c><v>1</v></c></row><row><c><v>1</v></c><c><f>A2</f></c><c><f>B2</f><v/></c></row>"
    assert without_result(with_cells(cells)) == {"Kết quả": {(2, 2), (2, 3)}}


def test_a_prefixed_namespace_hides_no_formula():
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="5"><x:c r="B5"><x:f>A1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    content = with_part(written_by_a_program(), "xl/worksheets/sheet1.xml", sheet.encode())
    assert zipfile.is_zipfile(BytesIO(content))
    assert without_result(content) == {"Kết quả": {(5, 2)}}
