"""Local workbooks are read exactly as typed: numbers as numbers, dates as serials with their format."""

import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given

from connectors.archives import MAX_PACKED
from connectors.cells import BOOL, ERROR, NUMBER, TEXT
from connectors.sheets.protocol import SheetUnavailable
from connectors.sheets.workbooks.backend import WorkbookBackend
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

AT = datetime(2023, 3, 1, tzinfo=UTC)


def typed() -> bytes:
    """One tab with a cell of each kind, a hidden row and a stray blank, and the platform's own tab."""
    book, out = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    sheet.title = "Nguồn cung"
    sheet.append(["Mã", "Sản lượng", "Ngày", "Gấp", "Lỗi"])
    sheet.append(["SUP-0001", 12.5, date(2023, 3, 15), True, "#REF!"])
    sheet["C2"].number_format = "dd/mm/yyyy"
    sheet["B2"].number_format = "0.00"
    sheet["A9"] = "   "
    sheet.row_dimensions[2].hidden = True
    book.create_sheet("Kết quả kiểm tra").append(["của hệ thống"])
    book.save(out)
    return settled(out.getvalue())


WORKBOOK = typed()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "907.xlsx").write_bytes(WORKBOOK)
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


def reads_or_says_why(folder, content):
    """Whether the workbook reads; any exception but SheetUnavailable fails the test."""
    (folder / "910.xlsx").write_bytes(content)
    try:
        WorkbookBackend(folder).read_tabs("910", AT)
    except SheetUnavailable as error:
        assert str(error).startswith("unit 910: ")
        assert "\n" not in str(error)
        return False
    return True


@examples(150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=damages(WORKBOOK))
def test_a_damaged_workbook_reads_or_says_why(tmp_path, content):
    reads_or_says_why(tmp_path, content)


@examples(400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=faults_of_programs(WORKBOOK))
@example(content=without_its_book(WORKBOOK))
@example(content=without_its_sheet(WORKBOOK))
def test_a_workbook_of_a_faulty_program_reads_or_says_why(tmp_path, content):
    reads_or_says_why(tmp_path, content)


def test_damage_to_a_cell_is_never_read(folder):
    """A changed byte in a sheet's own part would change a figure: it is refused, not read."""
    content = (folder / "907.xlsx").read_bytes()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    first = sheet.header_offset + 30 + len(sheet.filename)
    for at in range(first, first + sheet.compress_size, 7):
        changed = bytearray(content)
        changed[at] ^= 0x04
        assert not reads_or_says_why(folder, bytes(changed))


def test_a_workbook_with_a_password_is_named(folder):
    (folder / "908.xlsx").write_bytes(encrypted((folder / "907.xlsx").read_bytes()))
    with pytest.raises(SheetUnavailable, match=r"unit 908: .*it is protected by a password"):
        WorkbookBackend(folder).read_tabs("908", AT)
    office_encryption = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096
    assert not reads_or_says_why(folder, office_encryption)


def test_a_bomb_is_named(folder):
    content = (folder / "907.xlsx").read_bytes()
    (folder / "908.xlsx").write_bytes(with_part(content, "xl/media/a.bin", b"\0" * ((1 << 28) + 1)))
    with pytest.raises(SheetUnavailable, match="unpacks to more than 268435456 bytes"):
        WorkbookBackend(folder).read_tabs("908", AT)


def test_a_file_too_big_for_a_workbook_is_not_read(folder):
    with (folder / "908.xlsx").open("wb") as file:
        file.truncate(MAX_PACKED + 1)
    with pytest.raises(SheetUnavailable, match=f"has {MAX_PACKED + 1} bytes"):
        WorkbookBackend(folder).read_tabs("908", AT)


def test_a_stray_format_in_the_last_row_costs_nothing(folder):
    book = openpyxl.Workbook()
    book.active.append(["Mã", "Tên"])
    book.active["T1048576"].number_format = "0.00"
    book.save(folder / "908.xlsx")
    (tab,) = WorkbookBackend(folder).read_tabs("908", AT).tabs
    assert (tab.grid.n_rows, tab.grid.n_cols) == (1, 2)


def test_a_stray_value_in_the_last_corner_is_named(folder):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Mã", 1
    book.save(folder / "908.xlsx")
    with pytest.raises(SheetUnavailable, match="tab 'Sheet' filled as far as row 1048576, column 16384"):
        WorkbookBackend(folder).read_tabs("908", AT)
