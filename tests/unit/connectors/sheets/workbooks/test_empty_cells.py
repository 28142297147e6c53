"""Thousands of formatted cells with nothing in them: they change nothing that is read, and nothing that is written."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import xlsxwriter

from connectors.cells import CellGrid
from connectors.sheets.feedback import Feedback
from connectors.sheets.marks import TabFeedback
from connectors.sheets.workbooks.backend import WorkbookBackend
from connectors.sheets.workbooks.empty_cells import without_empty_cells
from tests.unit.connectors.damage import with_part

AT = datetime(2023, 9, 5, 1, tzinfo=UTC)
SHEET = "xl/worksheets/sheet1.xml"
ROWS = 1_500


def bordered(rows: int = ROWS) -> bytes:
    """A table of three rows under a border pulled down four columns; row 3 is hidden, a cell far below has a word."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    border, day = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Kết quả")
    for row in range(rows):
        for col in range(4):
            sheet.write_blank(row, col, None, border)
    sheet.write_row(0, 0, ["Mã", "Ngày", "Nông sản", "Sản lượng (tấn)"])
    sheet.write_row(1, 0, ["SAL-0001", 45017, "Khóm", 12.5])
    sheet.write_row(2, 2, ["Xoài", 3])
    sheet.write_number(1, 1, 45017, day)
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.write(rows - 2, 1, "ghi chú", border)
    book.close()
    return out.getvalue()


def grid_of(folder, content: bytes) -> CellGrid:
    (folder / "907.xlsx").write_bytes(content)
    return WorkbookBackend(folder).read_tabs("907", AT).tabs[0].grid


def test_the_cells_read_are_those_of_the_whole_sheet(tmp_path):
    content = bordered()
    light = without_empty_cells(content)
    assert zipfile.ZipFile(BytesIO(light)).getinfo(SHEET).file_size < 2_000
    grid = grid_of(tmp_path, content)
    assert (grid.n_rows, grid.n_cols) == (ROWS - 1, 4)
    assert [grid.value(1, col) for col in range(4)] == ["SAL-0001", 45017.0, "Khóm", 12.5]
    assert (grid.formats[1, 1], grid.value(ROWS - 2, 1)) == ("dd/mm/yyyy", "ghi chú")
    assert grid.hidden_rows == {3}


def test_a_sheet_with_few_of_them_stays_as_it_is():
    content = bordered(20)
    assert without_empty_cells(content) is content


def test_cells_that_say_no_address_keep_their_places(tmp_path):
    """The second row's cells follow one another: without the first, empty one the word would stand in A."""
    with zipfile.ZipFile(BytesIO(bordered())) as archive:
        sheet = archive.read(SHEET).replace(
            b"</sheetData>", b'<row><c s="1"/><c t="str"><v>x</v></c></row></sheetData>'
        )
    content = with_part(bordered(), SHEET, sheet)
    assert without_empty_cells(content) is content
    assert grid_of(tmp_path, content).value(ROWS, 1) == "x"


def test_a_save_keeps_the_formats_of_the_empty_cells(tmp_path):
    path = tmp_path / "907.xlsx"
    grid = grid_of(tmp_path, bordered())
    remarks = {(1, 3): ("Lưu ý: xem lại",)}
    backend = WorkbookBackend(tmp_path)
    backend.read_tabs("907", AT)
    feedback = Feedback("907", (TabFeedback("Kết quả", grid, {}, remarks),), ())
    assert backend.write_back(feedback).is_written
    sheet = openpyxl.load_workbook(path)["Kết quả"]
    assert sheet.cell(ROWS, 4).border.left.style == "thin"
    assert "[KT] Lưu ý: xem lại" in sheet["D2"].comment.text
    written = path.read_bytes()
    assert WorkbookBackend(tmp_path).write_back(feedback).is_nothing
    assert path.read_bytes() == written
