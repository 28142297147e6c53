"""The weekly upkeep of the data folder: old landed files into packs, what dead processes left behind, old logs.

Nothing that a past state, a report or a running process needs is touched; running it twice or killing it does no harm.
"""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.landing.compaction import Compacted, compact
from pipeline.province.province import Province

LEFT_BEHIND_AFTER = timedelta(days=1)
ASOF_DAYS = 90
LOG_BYTES = 4 * 1024 * 1024
LOGS_KEPT = 3
_ASIDE_FILE = re.compile(r"\..+\.(\d+)\.[0-9a-f]{8}")
_HELD_WAREHOUSE = re.compile(r"\.report-(\d+)\.duckdb(\.wal)?")
_ASIDE_FOLDER = re.compile(r"\..+\.(aside|old)")


@dataclass(frozen=True)
class Maintained:
    """What the landing was made into, and what was removed or rotated (or would be)."""

    landing: Compacted
    removed: list[Path] = field(default_factory=list)
    rotated: list[Path] = field(default_factory=list)
    dry_run: bool = False

    def lines(self, data: Path) -> list[str]:
        """The same for a person; paths relative to the data folder."""
        landing, would = self.landing, "would be " if self.dry_run else ""
        head = (
            f"{landing.packed} old file(s) {would}packed into {landing.packs}; landing: {landing.files_before} files, "
            f"{_mib(landing.bytes_before)} before, {landing.files_after} files, {_mib(landing.bytes_after)} after"
        )
        removed = [f"{would}removed: {path.relative_to(data)}" for path in self.removed]
        return [head, *removed, *(f"{would}rotated: {path.relative_to(data)}" for path in self.rotated)]

    def document(self) -> dict[str, Any]:
        """The JSON object of `nongsan maintain`."""
        landing = self.landing
        return {
            "dry_run": self.dry_run,
            "packed": landing.packed,
            "packs": landing.packs,
            "files": {"before": landing.files_before, "after": landing.files_after},
            "bytes": {"before": landing.bytes_before, "after": landing.bytes_after},
            "damaged": [str(path) for path in landing.damaged],
            "removed": [str(path) for path in self.removed],
            "rotated": [str(path) for path in self.rotated],
        }


def _mib(size: int) -> str:
    return f"{size / 2**20:.1f} MiB"


def maintain(province: Province, *, dry_run: bool = False, asof_days: int = ASOF_DAYS) -> Maintained:
    """Compact what was superseded before this month began, and clean up; raises CompactionRunning."""
    settings = province.settings
    month = settings.local(province.now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    landing = compact(province.landing, month.astimezone(UTC), dry_run=dry_run)
    data = settings.data_folder
    removed = [*left_behind(data, province.now), *old_rebuilds(data, province.now - timedelta(days=asof_days))]
    if settings.sheets.backend == "workbooks":
        removed += left_behind(settings.sheets_folder, province.now)
    rotated = [path for path in sorted((data / "logs").glob("*.log")) if path.stat().st_size > LOG_BYTES]
    if not dry_run:
        for path in removed:
            _remove(path)
        for path in rotated:
            _rotate(path)
    return Maintained(landing, removed, rotated, dry_run)


def left_behind(data: Path, now: datetime) -> Iterator[Path]:
    """What killed processes left half done more than a day ago."""
    limit = now - LEFT_BEHIND_AFTER
    for folder, folders, files in os.walk(data):
        for name in [*folders, *files]:
            path = Path(folder) / name
            if _is_left(name) and _changed_at(path) < limit:
                yield path
        folders[:] = [name for name in folders if not _ASIDE_FOLDER.fullmatch(name) and name != ".prefect"]


def _is_left(name: str) -> bool:
    owned = _ASIDE_FILE.fullmatch(name) or _HELD_WAREHOUSE.fullmatch(name)
    if owned is not None:
        return not _is_alive(int(owned[1]))
    return _ASIDE_FOLDER.fullmatch(name) is not None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _changed_at(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.lstat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC)


def old_rebuilds(data: Path, limit: datetime) -> Iterator[Path]:
    """Rebuilt past states that nobody touched since `limit`; `build --as-of` makes them again."""
    for folder in sorted((data / "asof").glob("*/")):
        if max(_changed_at(path) for path in [folder, *folder.iterdir()]) < limit:
            yield folder


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _rotate(log: Path) -> None:
    for number in range(LOGS_KEPT, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        newer = log.with_name(f"{log.name}.{number - 1}") if number > 1 else log
        if newer.exists():
            newer.replace(older)
