"""Local workbooks are read exactly as typed: numbers as numbers, dates as serials with their format."""

from datetime import UTC, date, datetime

import openpyxl
import pytest

from connectors.cells import BOOL, ERROR, NUMBER, TEXT
from connectors.sheets.protocol import SheetUnavailable
from connectors.sheets.workbooks import WorkbookBackend

AT = datetime(2023, 3, 1, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Nguồn cung"
    sheet.append(["Mã", "Sản lượng", "Ngày", "Gấp", "Lỗi"])
    sheet.append(["SUP-0001", 12.5, date(2023, 3, 15), True, "#REF!"])
    sheet["C2"].number_format = "dd/mm/yyyy"
    sheet["B2"].number_format = "0.00"
    sheet["A9"] = "   "
    sheet.row_dimensions[2].hidden = True
    book.create_sheet("Kết quả kiểm tra").append(["của hệ thống"])
    book.save(tmp_path / "907.xlsx")
    return tmp_path


def test_cells_arrive_as_typed(folder):
    read = WorkbookBackend(folder).read_tabs("907", AT)
    assert [tab.title for tab in read.tabs] == ["Nguồn cung"]
    grid = read.tabs[0].grid
    assert (grid.n_rows, grid.n_cols) == (2, 5)
    assert grid.kinds[1].tolist() == [TEXT, NUMBER, NUMBER, BOOL, ERROR]
    assert grid.value(1, 2) == 45000.0  # 15/3/2023 in the 1900 date system
    assert grid.formats[1].tolist() == [None, "0.00", "dd/mm/yyyy", None, None]
    assert grid.hidden_rows == {2}


def test_only_changed_files_are_listed(folder):
    backend = WorkbookBackend(folder)
    first = backend.list_changed({"907": None})
    assert list(first) == ["907"]
    assert backend.list_changed(first) == {}


def test_a_corrupt_workbook_is_named(folder):
    (folder / "908.xlsx").write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(SheetUnavailable, match=r"unit 908: .*908\.xlsx is not a readable"):
        WorkbookBackend(folder).read_tabs("908", AT)


def test_a_missing_workbook_is_listed_and_named(folder):
    backend = WorkbookBackend(folder)
    assert "909" in backend.list_changed({"909": None})
    with pytest.raises(SheetUnavailable, match=r"909\.xlsx does not exist"):
        backend.read_tabs("909", AT)
