"""Damage done to real workbooks: bits flipped, ends cut off, parts replaced, a password's mark set.

Seeded, so that a file which once broke a reader breaks it again.
"""

import io
import random
import zipfile
from collections.abc import Iterator


def damaged(content: bytes, seed: int) -> bytes:
    """Every third seed cuts the file, the others flip one to eight bits, half of them among the archive's headers."""
    chance = random.Random(seed)
    if seed % 3 == 0:
        return content[: chance.randrange(len(content))]
    places = list(_header_bytes(content)) if seed % 3 == 1 else range(len(content))
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        changed[chance.choice(places)] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _header_bytes(content: bytes) -> Iterator[int]:
    for signature in (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"):
        at = content.find(signature)
        while at >= 0:
            yield from range(at, min(at + 60, len(content)))
            at = content.find(signature, at + 1)


def unsound(content: bytes, seed: int) -> bytes:
    """The same archive with one XML part changed and its checksum right: what a faulty program would write."""
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = chance.choice([one for one in archive.namelist() if one.endswith((".xml", ".rels"))])
        part = bytearray(archive.read(name))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(part))
        match chance.randrange(3):
            case 0:
                part[at] ^= 1 << chance.randrange(7)
            case 1:
                del part[at : at + chance.randint(1, 40)]
            case 2:
                part[at:at] = part[at : at + chance.randint(1, 60)]
    return with_part(content, name, bytes(part))


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
