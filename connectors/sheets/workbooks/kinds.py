"""What a file is that bears the name of a workbook and is none that can be read.

Spreadsheet programs save in a dozen forms; most open without a word in Excel, so their keeper has to be told which one
it is. A form that a parser takes for a workbook without any tab must never pass for one whose tabs were deleted.
"""

import zipfile
from enum import StrEnum
from io import BytesIO
from typing import Final

from openpyxl.workbook import Workbook

from connectors.archives import ARCHIVE_FAULTS, ArchiveRefused

_FIX: Final = "open it in Excel and save it as Excel Workbook (.xlsx)"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK"
_PDF: Final = b"%PDF"
_STRICT: Final = b"http://purl.oclc.org/ooxml/"
_WORKBOOK: Final = "xl/workbook.xml"
_HEAD: Final = 4096


class FileKind(StrEnum):
    """Forms of files that are met under the name of a workbook, in words that follow "it"."""

    STRICT = "is saved as a Strict Open XML Spreadsheet"
    BINARY = "is an Excel Binary Workbook (.xlsb)"
    OLD = "is an Excel 97-2003 workbook (.xls) or protected by a password"
    OPEN_DOCUMENT = "is an OpenDocument file (.ods)"
    NUMBERS = "is a file of Apple Numbers"
    DOCUMENT = "is a Word or PowerPoint file"
    PDF = "is a PDF file"
    WEB_PAGE = "is a web page or XML file"
    NO_SHEET = "has no sheet with cells, only charts or nothing"


class WrongKind(ArchiveRefused):
    """The file is of another kind than the one that is read."""

    def __init__(self, kind: FileKind) -> None:
        super().__init__(kind.value, _FIX)
        self.kind = kind


def demand_workbook(content: bytes) -> None:
    """Raise WrongKind where the bytes are surely of another form; called before the archive is checked and parsed.

    A damaged archive passes: what is wrong with it is said by the check of archives.
    """
    if not content.startswith(_ZIP):
        if (kind := _kind_of_bytes(content)) is not None:
            raise WrongKind(kind)
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            kind = _kind_of_archive(archive, frozenset(archive.namelist()))
    except ARCHIVE_FAULTS:
        return
    if kind is not None:
        raise WrongKind(kind)


def with_sheets(book: Workbook) -> Workbook:
    """The parsed workbook itself; raises WrongKind where it has not one sheet of cells."""
    if not book.worksheets:
        raise WrongKind(FileKind.NO_SHEET)
    return book


def _kind_of_bytes(content: bytes) -> FileKind | None:
    if content.startswith(_OLE):
        return FileKind.OLD
    if content.startswith(_PDF):
        return FileKind.PDF
    return FileKind.WEB_PAGE if content[:_HEAD].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<") else None


def _kind_of_archive(archive: zipfile.ZipFile, names: frozenset[str]) -> FileKind | None:
    if "xl/workbook.bin" in names:
        return FileKind.BINARY
    if "mimetype" in names and _WORKBOOK not in names:
        return FileKind.OPEN_DOCUMENT
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        return FileKind.NUMBERS
    if not names.isdisjoint({"word/document.xml", "ppt/presentation.xml"}):
        return FileKind.DOCUMENT
    if _WORKBOOK in names:
        with archive.open(_WORKBOOK) as part:
            return FileKind.STRICT if _STRICT in part.read(_HEAD) else None
    return None
