"""Packs: many small immutable files in one, so that a landing of years stays small and is listed quickly.

A pack is one line of JSON (name -> offset, size, sha256 of each member), then one zstd frame of the members end to end.
A file may lie loose and in a pack at once: it is the same file.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from connectors.durable import write_atomically

SUFFIX = ".pack"
_NAME = re.compile(r"[^.].*-[0-9a-f]{16}\.pack")
_LEVEL = 9
_HEADS_KEPT, _BODIES_KEPT = 1024, 16


class LandingCorrupt(Exception):
    """A landed file does not hold what its name says; carries the path."""

    runbook = "is missing or does not match its hash"

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is missing or does not match its hash: restore it from a backup of data/landing")
        self.path = path


def loose_names(folder: Path) -> list[str]:
    """Names of the files that lie in a folder by themselves; hidden ones and packs are none."""
    if not folder.is_dir():
        return []
    names = (entry.name for entry in os.scandir(folder))
    return [name for name in names if name[0] != "." and not name.endswith(SUFFIX)]


def packs_in(folder: Path) -> list[Path]:
    """The packs of a folder, by name."""
    if not folder.is_dir():
        return []
    names = (entry.name for entry in os.scandir(folder))
    return [folder / name for name in sorted(names) if _NAME.fullmatch(name)]


def _any_name(name: str) -> bool:
    return True


def names_in(folder: Path, damaged: list[Path] | None = None, is_ours: Callable[[str], bool] = _any_name) -> list[str]:
    """Names of a folder's files, loose or packed, sorted; raises LandingCorrupt for a pack that can't be read.

    Where `damaged` is given such a pack is passed over and its path added to the list. A pack in which a name is none
    of `is_ours` is damaged too, and the others in it are listed. The packs are listed last: a file that leaves
    meanwhile is in a pack by then.
    """
    names = set(loose_names(folder))
    for pack in packs_in(folder):
        try:
            names.update(members(pack))
            _demand_ours(pack, is_ours)
        except LandingCorrupt:
            if damaged is None:
                raise
            damaged.append(pack)
    return sorted(names)


def _demand_ours(pack: Path, is_ours: Callable[[str], bool]) -> None:
    if not all(map(is_ours, members(pack))):
        raise LandingCorrupt(pack)


def holds(folder: Path, name: str) -> bool:
    """Whether the folder has the file, loose or packed."""
    return (folder / name).exists() or _pack_of(folder, name) is not None


def _pack_of(folder: Path, name: str) -> Path | None:
    """The pack that has the file, as far as packs can be read."""
    for pack in packs_in(folder):
        with suppress(LandingCorrupt):
            if name in members(pack):
                return pack
    return None


def read_named(folder: Path, name: str) -> bytes:
    """A file's bytes, loose or packed; raises LandingCorrupt where it is gone or its pack is damaged."""
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        pack = _pack_of(folder, name)
        if pack is None:
            raise LandingCorrupt(folder / name) from error
        return read_member(pack, name)


def write_pack(folder: Path, label: str, files: Mapping[str, bytes]) -> Path:
    """Write a pack of the files, durable when this returns; its name is the label and the hash of what it holds."""
    head, offset = {}, 0
    for name, content in files.items():
        head[name] = (offset, len(content), hashlib.sha256(content).hexdigest())
        offset += len(content)
    body = pa.Codec("zstd", _LEVEL).compress(b"".join(files.values()), asbytes=True)
    content = json.dumps({"size": offset, "members": head}, separators=(",", ":")).encode() + b"\n" + body
    path = folder / f"{label}-{hashlib.sha256(content).hexdigest()[:16]}{SUFFIX}"
    write_atomically(path, content)
    return path


def members(pack: Path) -> Mapping[str, tuple[int, int, str]]:
    """What a pack says it holds: name -> offset, size, sha256."""
    return _head(pack)[0]


def read_member(pack: Path, name: str) -> bytes:
    """One file of a pack, checked against its hash; raises LandingCorrupt naming the pack."""
    offset, size, sha256 = members(pack)[name]
    content = _body(pack)[offset : offset + size]
    if hashlib.sha256(content).hexdigest() != sha256:
        raise LandingCorrupt(pack)
    return content


def read_afresh(pack: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a pack as the disk has it now, checked; raises LandingCorrupt."""
    head, body = _parse_head(pack), _parse_body(pack)
    for name, (offset, size, sha256) in head[0].items():
        content = body[offset : offset + size]
        if hashlib.sha256(content).hexdigest() != sha256:
            raise LandingCorrupt(pack)
        yield name, content


def _parse_head(pack: Path) -> tuple[dict[str, tuple[int, int, str]], int]:
    try:
        with pack.open("rb") as file:
            return _places(json.loads(file.readline()))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise LandingCorrupt(pack) from error


def _places(stated: Any) -> tuple[dict[str, tuple[int, int, str]], int]:
    """The places of members that lie end to end, and the bytes of all; raises ValueError, TypeError, LookupError."""
    places: dict[str, tuple[int, int, str]] = {}
    end = 0
    for name, (offset, size, sha256) in stated["members"].items():
        if offset != end or type(size) is not int or size < 0:
            raise ValueError(name)
        places[name] = (end, size, sha256)
        end += size
    if stated["size"] != end:
        raise ValueError(stated["size"])
    return places, end


def _parse_body(pack: Path) -> bytes:
    _, size = _parse_head(pack)
    try:
        with pack.open("rb") as file:
            file.readline()
            return pa.Codec("zstd").decompress(file.read(), size, asbytes=True)
    except (OSError, ValueError, MemoryError) as error:
        raise LandingCorrupt(pack) from error


_head = lru_cache(maxsize=_HEADS_KEPT)(_parse_head)
_body = lru_cache(maxsize=_BODIES_KEPT)(_parse_body)
