"""Damage done to real workbooks: bits flipped, ends cut off, parts replaced, a password's mark set.

`damages` and `faults_of_programs` are strategies of Hypothesis: what once broke a reader is found again and made small.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence

from hypothesis import strategies as st

LONGEST_AGO = (1980, 1, 1, 0, 0, 0)
WRITTEN_AT = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def settled(content: bytes) -> bytes:
    """The archive as if it had been written on one day, so that every run damages the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            part = WRITTEN_AT.sub(b"1980-01-01T00:00:00Z", old.read(one))
            new.writestr(zipfile.ZipInfo(one, LONGEST_AGO), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def damages(content: bytes) -> st.SearchStrategy[bytes]:
    """The file cut off, or with one to eight bits flipped: anywhere, or among the headers of an archive."""
    cut = st.integers(0, len(content) - 1).map(lambda end: content[:end])
    headers = list(_header_bytes(content)) or range(len(content))
    return cut | _flipped(content, headers) | _flipped(content, range(len(content)))


def _flipped(content: bytes, places: Sequence[int]) -> st.SearchStrategy[bytes]:
    def flip(bits: list[tuple[int, int]]) -> bytes:
        changed = bytearray(content)
        for place, bit in bits:
            changed[place] ^= 1 << bit
        return bytes(changed)

    bits = st.tuples(st.sampled_from(places), st.integers(0, 7))
    return st.lists(bits, min_size=1, max_size=8, unique=True).map(flip)


def _header_bytes(content: bytes) -> Iterator[int]:
    for signature in (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"):
        at = content.find(signature)
        while at >= 0:
            yield from range(at, min(at + 60, len(content)))
            at = content.find(signature, at + 1)


@st.composite
def faults_of_programs(draw: st.DrawFn, content: bytes) -> bytes:
    """The same archive with one XML part changed and its checksum right: what a faulty program would write."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = draw(st.sampled_from([one for one in archive.namelist() if one.endswith((".xml", ".rels"))]))
        part = bytearray(archive.read(name))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(part) - 1))
        match draw(st.sampled_from(["flip", "leave out", "repeat"])):
            case "flip":
                part[at] ^= 1 << draw(st.integers(0, 6))
            case "leave out":
                del part[at : at + draw(st.integers(1, 40))]
            case "repeat":
                part[at:at] = part[at : at + draw(st.integers(1, 60))]
    return with_part(content, name, bytes(part))


def without_its_book(content: bytes) -> bytes:
    """The archive says of no part that it is the workbook."""
    return _replaced(content, "[Content_Types].xml", b"sheet.main+xml", b"sheet.mine+xml")


def without_its_sheet(content: bytes) -> bytes:
    """The workbook names a sheet by an id that leads to no part."""
    return _replaced(content, "xl/_rels/workbook.xml.rels", b"rId1", b"rId9")


def _replaced(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.read(name)
    assert old in part
    return with_part(content, name, part.replace(old, new))


def with_part(content: bytes, name: str, part: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The archive with one part replaced, or added at its end."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, part, packing)
    return out.getvalue()


def encrypted(content: bytes) -> bytes:
    """The archive with every part marked as protected by a password."""
    changed = bytearray(content)
    for signature, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(signature)
        while at >= 0:
            changed[at + flags] |= 0x1
            at = content.find(signature, at + 1)
    return bytes(changed)
