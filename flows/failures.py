"""Which failure ends a command with which exit code, and the lines a person reads of it."""

from connectors.compaction import CompactionRunning
from connectors.feeds.declaration import FeedDeclarationError
from connectors.landing import LandingCorrupt
from connectors.reading.reference_rows import ReferencesInvalid
from connectors.sheets.protocol import SheetsUnreachable, SheetUnavailable
from connectors.warehouse import BuildInProgress, WarehouseFailed, WarehouseMissing
from expectations.gate import GateBlocked, SealBroken
from expectations.results import CheckNotEvaluated
from flows.clearance import NotCleared
from flows.serving import ServeFailed
from flows.settings import ConfigError
from flows.transform import TransformFailed

EXIT_CODES: dict[type[BaseException], int] = {
    ConfigError: 2,
    FeedDeclarationError: 2,
    ReferencesInvalid: 2,
    GateBlocked: 3,
    BuildInProgress: 1,
    CheckNotEvaluated: 1,
    CompactionRunning: 1,
    LandingCorrupt: 1,
    NotCleared: 1,
    ServeFailed: 1,
    SheetUnavailable: 1,
    TransformFailed: 1,
    WarehouseFailed: 1,
    WarehouseMissing: 1,
    SealBroken: 1,
    SheetsUnreachable: 1,
    OSError: 1,
}


def explain(error: BaseException) -> list[str]:
    """One line, or one per problem where there are several."""
    if isinstance(error, FeedDeclarationError):
        return list(error.problems)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return [f"{place}{error.strerror or error}"]
    return [str(error)]
