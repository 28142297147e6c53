"""Files of other kinds under the name of a workbook: each is refused by its kind, none passes for one without tabs."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.chart import BarChart

from connectors.sheets.protocol import SheetUnavailable
from connectors.sheets.workbooks.backend import UNREADABLE, WorkbookBackend
from connectors.sheets.workbooks.kinds import FileKind, WrongKind
from tests.seed_units import UNITS

AT = datetime(2023, 9, 5, 1, tzinfo=UTC)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
NAMESPACES = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def plain() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Tháng", "Người lập"])
    book.active.append([3, "Lê Thị Sáu"])
    return saved(book)


def strict() -> bytes:
    """The same workbook as Excel saves it for "Strict Open XML Spreadsheet": other namespaces in every part."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(plain())) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name).decode()
            for usual, other in NAMESPACES.items():
                part = part.replace(usual, other)
            target.writestr(name, part)
    return out.getvalue()


def only_charts() -> bytes:
    book = openpyxl.Workbook()
    book.create_chartsheet("Biểu đồ").add_chart(BarChart())
    book.remove(book.worksheets[0])
    return saved(book)


def archive(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return out.getvalue()


OTHERS = {
    FileKind.STRICT: strict(),
    FileKind.NO_SHEET: only_charts(),
    FileKind.BINARY: archive(xl__workbook_DOT_bin=b"\x83\x01\x00"),
    FileKind.OPEN_DOCUMENT: archive(
        mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_DOT_xml=b"<office/>"
    ),
    FileKind.NUMBERS: archive(Index__Document_DOT_iwa=b"\0\x01"),
    FileKind.DOCUMENT: archive(word__document_DOT_xml=b"<document/>"),
    FileKind.OLD: OLE,
    FileKind.PDF: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    FileKind.WEB_PAGE: "\ufeff<html><table><tr><td>Mã</td></tr></table></html>".encode("utf-16-le"),
}


@pytest.mark.parametrize("kind", FileKind)
def test_a_file_of_another_kind_is_refused_by_its_kind(tmp_path, kind):
    (tmp_path / "907.xlsx").write_bytes(OTHERS[kind])
    with pytest.raises(SheetUnavailable) as refused:
        WorkbookBackend(tmp_path).read_tabs("907", AT)
    assert refused.value.runbook == UNREADABLE
    assert f"it {kind.value}; open it in Excel and save it as Excel Workbook (.xlsx)" in refused.value.problem
    assert isinstance(refused.value.__cause__, WrongKind)
    assert refused.value.__cause__.kind is kind


@pytest.mark.parametrize("kind", [FileKind.STRICT, FileKind.NO_SHEET])
def test_what_a_parser_takes_for_a_workbook_without_tabs_is_not_repaired_over(tmp_path, kind):
    path = tmp_path / "907.xlsx"
    path.write_bytes(OTHERS[kind])
    with pytest.raises(SheetUnavailable, match="is not a readable"):
        WorkbookBackend(tmp_path).prepare("907", UNITS)
    assert path.read_bytes() == OTHERS[kind]


def test_a_chart_sheet_beside_a_table_hinders_nothing(tmp_path):
    book = openpyxl.load_workbook(BytesIO(plain()))
    book.create_chartsheet("Biểu đồ").add_chart(BarChart())
    (tmp_path / "907.xlsx").write_bytes(saved(book))
    assert [tab.title for tab in WorkbookBackend(tmp_path).read_tabs("907", AT).tabs] == ["Sheet"]
