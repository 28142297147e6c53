"""Manifests of issued editions: read back, with a plain error where one is damaged."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.ledgers.damage import ManifestDamaged
from pipeline.ledgers.editions import edition_folder
from pipeline.ledgers.events import EditionEvent
from pipeline.province.province import Province
from reports.formats.render import MANIFEST


class PrintedFigure(BaseModel):
    """A printed number: its id, the unrounded value, the printed text, the row of the warehouse it was read from."""

    model_config = ConfigDict(frozen=True, strict=True)

    id: str
    value: float | None
    printed: str
    lineage: str


class Manifest(BaseModel):
    """What an edition states of itself; `files`: sha256 by name, `document`: the whole of it as it was read."""

    model_config = ConfigDict(frozen=True)

    files: Mapping[str, str] = {}
    snapshots: tuple[str, ...] = ()
    figures: tuple[PrintedFigure, ...] = ()
    document: Mapping[str, Any] = {}

    def values(self) -> dict[str, float | None]:
        """Every figure the edition prints, unrounded, by its id."""
        return {one.id: one.value for one in self.figures}


def stated_number(folder: Path) -> int | None:
    """The number that a report's manifest bears; None where there is none that can be read."""
    try:
        number = read_manifest(folder).document.get("number")
    except (ManifestDamaged, OSError):
        return None
    return number if isinstance(number, int) else None


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an issued edition; raises ManifestDamaged, OSError."""
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_bytes())
        stated = {name: found[name] for name in ("files", "snapshots", "figures")}
        return Manifest.model_validate({**stated, "document": found})
    except (ValueError, KeyError, TypeError, RecursionError, ValidationError) as error:
        raise ManifestDamaged(path) from error


def damaged_manifests(province: Province) -> list[ManifestDamaged]:
    """Those of issued editions that are not what was issued, by order of issue; a folder that is gone has none."""
    folders = [(edition_folder(province.settings, event), event) for event in EditionEvent.of(province.landing)]
    return [ManifestDamaged(one / MANIFEST) for one, event in folders if one.is_dir() and not _is_issued(one, event)]


def _is_issued(folder: Path, event: EditionEvent) -> bool:
    """Whether a folder's manifest is the one of the event, or of an event without its hash can be read."""
    try:
        read_manifest(folder)
        found = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except (ManifestDamaged, OSError):
        return False
    return event.manifest_sha256 in (None, found)
