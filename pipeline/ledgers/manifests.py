"""Manifests of issued editions: read back, with a plain error where one is damaged."""

import json
from collections.abc import Mapping
from pathlib import Path

from reports.formats.render import MANIFEST


class ManifestDamaged(Exception):
    """An edition's manifest does not say what a manifest says; carries the path and the fix."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was changed: remove its folder, `nongsan report` writes the edition again")


def read_manifest(folder: Path) -> dict:
    """The manifest of an issued edition; raises ManifestDamaged, OSError."""
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        raise ManifestDamaged(path) from error
    if not _is_manifest(found):
        raise ManifestDamaged(path)
    return found


def _is_manifest(found: object) -> bool:
    """Whether it names its files and snapshots, and of each figure id, value, print and lineage."""
    if not isinstance(found, dict) or not isinstance(found.get("files"), dict):
        return False
    snapshots, figures = found.get("snapshots"), found.get("figures")
    return isinstance(snapshots, list) and isinstance(figures, list) and all(_is_figure(one) for one in figures)


def _is_figure(one: object) -> bool:
    if not isinstance(one, dict) or not isinstance(one.get("value", ""), int | float | None):
        return False
    return all(isinstance(one.get(name), str) for name in ("id", "printed", "lineage"))


def printed_figures(manifest: Mapping) -> dict[str, float | None]:
    """Every figure an issued report prints, unrounded, by its id."""
    return {one["id"]: one["value"] for one in manifest["figures"]}
