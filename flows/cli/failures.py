"""Which failure ends a command with which exit code, and the lines a person reads of it."""

import errno

from connectors.feeds.declaration import FeedDeclarationError
from connectors.landing.compaction import CompactionRunning
from connectors.landing.store import LandingCorrupt
from connectors.reading.names.reference_rows import ReferencesInvalid
from connectors.sheets.protocol import SheetsUnreachable, SheetUnavailable
from connectors.warehouse import BuildInProgress, WarehouseFailed, WarehouseMissing
from expectations.figures import FigureRefused
from expectations.gate import GateBlocked, SealBroken
from expectations.results import CheckNotEvaluated
from flows.serving.processes import ServeFailed
from flows.time_limits import TookTooLong
from pipeline.build.dbt import TransformFailed
from pipeline.ledgers.damage import RecordDamaged
from pipeline.ledgers.editions import NotCleared
from pipeline.province.settings import ConfigError

EXIT_CODES: dict[type[BaseException], int] = {
    ConfigError: 2,
    FigureRefused: 2,
    FeedDeclarationError: 2,
    ReferencesInvalid: 2,
    GateBlocked: 3,
    BuildInProgress: 1,
    CheckNotEvaluated: 1,
    CompactionRunning: 1,
    LandingCorrupt: 1,
    NotCleared: 1,
    RecordDamaged: 1,
    ServeFailed: 1,
    SheetUnavailable: 1,
    TookTooLong: 1,
    TransformFailed: 1,
    WarehouseFailed: 1,
    WarehouseMissing: 1,
    SealBroken: 1,
    SheetsUnreachable: 1,
    OSError: 1,
}


_NO_SPACE = "free some space (`nongsan maintain` packs old files), then run again; what was published stands"
_NOT_OURS = "make it writable for this user, then run again; what was published stands"
_FIXES: dict[int | None, str] = {
    errno.ENOSPC: _NO_SPACE,
    errno.EFBIG: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EROFS: _NOT_OURS,
    errno.EACCES: _NOT_OURS,
    errno.EPERM: _NOT_OURS,
}


def explain(error: BaseException) -> list[str]:
    """One line, or one per problem where there are several; with the fix where the disk is full or read-only."""
    if isinstance(error, FeedDeclarationError):
        return list(error.problems)
    fix = _FIXES.get(getattr(error, "errno", None))
    return [f"{_line(error)}: {fix}" if fix else _line(error)]


def _line(error: BaseException) -> str:
    if not isinstance(error, OSError):
        return str(error)
    place = f"{error.filename2 or error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}"
