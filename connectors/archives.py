"""What a workbook's archive must be before a parser may open it: whole, unprotected, of sane size, without a DOCTYPE.

District workbooks and price files share this rule, because both come from hands and sites nobody here controls.
"""

import io
import struct
import zipfile
import zlib

from connectors.limits import FEED_CELLS
from connectors.workbook_size import WorkbookSize, WorkbookTooLarge

MAX_PACKED = 64 * 1024 * 1024
MAX_UNPACKED = 1 << 28
_MAX_PARTS = 5_000
_ENTRY = b"PK\x01\x02"
_RESAVE = "open and save it again as .xlsx"
_TRIM = "clear formats and merged areas outside the table, or split the file"
_CONTENT_TYPES = "[Content_Types].xml"
_PARSED = (".xml", ".rels", ".vml")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_CHUNK = 1 << 20
_DOCTYPES = tuple("<!DOCTYPE".encode(codec) for codec in ("ascii", "utf-16-le", "utf-16-be"))
_OVERLAP = max(map(len, _DOCTYPES)) - 1

ARCHIVE_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    LookupError,
    ValueError,
    OverflowError,
)
"""What zipfile raises on damaged bytes (NotImplementedError is a RuntimeError, UnicodeDecodeError a ValueError)."""

WORKBOOK_FAULTS = (
    *ARCHIVE_FAULTS,
    SyntaxError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
)
"""What openpyxl raises on a whole archive with unsound content; SyntaxError is the XML parsers' own."""


class ArchiveRefused(Exception):
    """The bytes are no workbook archive that may be opened; the message says why, in one line after 'it'.

    fix: what its author can do.
    """

    def __init__(self, problem: str, fix: str = _RESAVE) -> None:
        super().__init__(problem)
        self.fix = fix


def check_archive(content: bytes, *, max_unpacked: int = MAX_UNPACKED, max_cells: int = FEED_CELLS) -> None:
    """Raise ArchiveRefused unless every part of the archive unpacks to what its checksum says.

    Also refused: protection by a password, more than MAX_PACKED bytes, parts that unpack to more than `max_unpacked`
    bytes together, more than `max_cells` cells with those of merged areas, a missing list of content types, an XML
    part that declares a document type.
    """
    if len(content) > MAX_PACKED:
        raise ArchiveRefused(f"has {len(content)} bytes, more than the {MAX_PACKED} a workbook may have", _TRIM)
    if content.count(_ENTRY) > _MAX_PARTS:
        raise ArchiveRefused(f"has more than the {_MAX_PARTS} parts a workbook may have")
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise ArchiveRefused("is cut short: the workbook's archive has no end")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive.infolist(), max_unpacked)
            size = WorkbookSize(max_cells)
            for member in archive.infolist():
                _check_part(archive, member, size)
            size.check()
    except WorkbookTooLarge as error:
        raise ArchiveRefused(str(error), _TRIM) from error
    except ARCHIVE_FAULTS as error:
        raise ArchiveRefused(
            f"is a damaged archive ({' '.join(str(error).split()) or type(error).__name__})"
        ) from error


def _check_directory(members: list[zipfile.ZipInfo], max_unpacked: int) -> None:
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise ArchiveRefused("is protected by a password: save it without one")
    if sum(member.file_size for member in members) > max_unpacked:
        raise ArchiveRefused(f"unpacks to more than {max_unpacked} bytes", _TRIM)
    if _CONTENT_TYPES not in {member.filename for member in members}:
        raise ArchiveRefused(f"is an archive but no workbook: it has no {_CONTENT_TYPES}")
    if strange := [member.filename for member in members if member.compress_type not in _METHODS]:
        raise ArchiveRefused(f"packs {strange[0]} in a way no spreadsheet program does")


def _check_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, size: WorkbookSize) -> None:
    """Unpack one part to its end, which makes zipfile compare its checksum, and count what it holds."""
    counted = size.part(member.filename)
    is_parsed = member.filename.lower().endswith(_PARSED)
    tail = b""
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            seen = tail + chunk
            if is_parsed and any(mark in seen for mark in _DOCTYPES):
                raise ArchiveRefused("carries a document type, which a workbook has no use for")
            tail = seen[-_OVERLAP:]
            counted.feed(chunk)
    counted.close()
