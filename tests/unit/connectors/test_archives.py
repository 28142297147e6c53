"""What is refused before a parser opens it, each fault made in a real workbook's archive."""

import io
import random
import struct
import zipfile

import openpyxl
import pytest

from connectors.archives import MAX_PACKED, ArchiveRefused, check_archive
from tests.unit.connectors.damage import encrypted, with_part


@pytest.fixture(scope="module")
def workbook() -> bytes:
    book = openpyxl.Workbook()
    for at in range(200):
        book.active.append([f"SUP-{at:04d}", at / 7, "Khóm"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_whole_workbook_passes(workbook: bytes) -> None:
    check_archive(workbook)


def test_a_changed_byte_inside_a_part_is_found_by_its_checksum(workbook: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    first = sheet.header_offset + 30 + len(sheet.filename)
    for at in random.Random(5).sample(range(first, first + sheet.compress_size), 40):
        damaged = bytearray(workbook)
        damaged[at] ^= 0x10
        with pytest.raises(ArchiveRefused, match="is a damaged archive"):
            check_archive(bytes(damaged))


@pytest.mark.parametrize("kept", [0, 4, 100, 0.5, 0.9, -1])
def test_a_cut_archive_has_no_end(workbook: bytes, kept: float) -> None:
    with pytest.raises(ArchiveRefused, match=r"is cut short|is a damaged archive"):
        check_archive(workbook[: int(kept * len(workbook)) if isinstance(kept, float) else kept])


def test_a_password_is_named(workbook: bytes) -> None:
    with pytest.raises(ArchiveRefused, match="is protected by a password"):
        check_archive(encrypted(workbook))


def test_another_archive_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(ArchiveRefused, match=r"no workbook: it has no \[Content_Types\]\.xml"):
        check_archive(out.getvalue())


def test_a_bomb_is_not_unpacked(workbook: bytes) -> None:
    bomb = with_part(workbook, "xl/media/a.bin", b"\0" * (8 << 20))
    assert len(bomb) < 50_000
    check_archive(bomb)
    with pytest.raises(ArchiveRefused, match="unpacks to more than 1048576 bytes"):
        check_archive(bomb, max_unpacked=1 << 20)


def test_a_bomb_that_lies_about_its_size_is_damaged(workbook: bytes) -> None:
    """The directory says 9 bytes; zipfile stops there and the checksum does not fit."""
    bomb = bytearray(with_part(workbook, "xl/media/a.bin", b"\0" * (8 << 20)))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = bomb.rindex(signature, 0, bomb.rindex(b"xl/media/a.bin") + 1 if signature[2] == 1 else None)
        bomb[at + offset : at + offset + 4] = struct.pack("<I", 9)
    with pytest.raises(ArchiveRefused, match="is a damaged archive"):
        check_archive(bytes(bomb), max_unpacked=1 << 20)


def test_too_big_a_file_is_not_opened() -> None:
    with pytest.raises(ArchiveRefused, match=f"has {MAX_PACKED + 1} bytes"):
        check_archive(b"P" * (MAX_PACKED + 1))


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("padding", [0, 5000, (1 << 20) - 40])
def test_a_document_type_is_refused_wherever_it_stands(workbook: bytes, codec: str, padding: int) -> None:
    text = f'<?xml version="1.0"?><!--{"x" * padding}--><!DOCTYPE a [<!ENTITY b "c">]><a/>'
    with pytest.raises(ArchiveRefused, match="carries a document type"):
        check_archive(with_part(workbook, "xl/worksheets/sheet1.xml", text.encode(codec)))


def test_an_unknown_packing_is_refused(workbook: bytes) -> None:
    with pytest.raises(ArchiveRefused, match=r"packs xl/media/a\.bin in a way no spreadsheet program does"):
        check_archive(with_part(workbook, "xl/media/a.bin", b"x" * 100, zipfile.ZIP_BZIP2))
