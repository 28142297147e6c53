"""How long each flow and each of its tasks may take: whatever hangs is ended, and the next run goes on.

Three things end a run, the next where the one before could not. A task's limit is looked at between two steps of
Python, because Prefect gives the one alarm that a process has to the flow: what hangs within a call of the system is
not ended by it. The flow's limit is that alarm, which ends such a call too, in the task or outside. And the worker
kills the process of a run that has outlived its flow's limit by `grace`, whatever it waits for.
"""

from asyncio import CancelledError
from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType, TracebackType

from pipeline.province.environment import shortened_limits

MINUTE = 60.0
GRACE = "grace"
FLOW_LIMITS: Mapping[str, float] = MappingProxyType(
    {
        "sync-sheets": 100 * MINUTE,  # 705 spreadsheets at first sight: 24 minutes at 60 reads a minute
        "pull-prices": 60 * MINUTE,  # each download has a deadline of its own
        "build-warehouse": 150 * MINUTE,
        "report-month": 110 * MINUTE,
        "quick-report": 40 * MINUTE,
        "remind-units": 40 * MINUTE,
        "maintain-landing": 120 * MINUTE,
        GRACE: 10 * MINUTE,
    }
)
TASK_LIMITS: Mapping[str, float] = MappingProxyType(
    {
        "land-spreadsheets": 90 * MINUTE,
        "land-feeds": 55 * MINUTE,
        "build-and-publish": 75 * MINUTE,
        "feed-back-to-units": 60 * MINUTE,  # a read and a write for each unit with news
        "judge-and-render": 15 * MINUTE,
        "judge-and-render-all": 100 * MINUTE,
        "deliver": 60 * MINUTE,
        "tell-of-urgent-alerts": 35 * MINUTE,
        "write-to-units": 35 * MINUTE,
        "compact-and-clean": 110 * MINUTE,
    }
)


def flow_limit(name: str) -> float:
    """Seconds that a run of the flow may take, or (`grace`) outlive them; shortened where the environment says so."""
    return _limit(FLOW_LIMITS, name)


def task_limit(name: str) -> float:
    """Seconds that a run of the task may take, shortened where the environment says so."""
    return _limit(TASK_LIMITS, name)


def _limit(limits: Mapping[str, float], name: str) -> float:
    return min(limits[name], shortened_limits((*FLOW_LIMITS, *TASK_LIMITS)).get(name, limits[name]))


class TookTooLong(Exception):
    """A run was ended because it had taken as long as its flow or task may; the next one begins anew."""

    runbook = "took longer than … and was ended"

    def __init__(self, name: str, limit: str) -> None:
        super().__init__(f"{name} took longer than {limit} and was ended; the next run does its work")


class InTime(AbstractContextManager[None]):
    """What a flow works in: how Prefect ends it becomes an error that says so, for logs, letters and the state kept.

    `task_error`: what Prefect raises for a task that took too long, given by the caller because Prefect is slow to
    import.
    """

    def __init__(self, flow: str, task_error: type[Exception]) -> None:
        self._flow, self._task_error = flow, task_error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, CancelledError):
            seconds = flow_limit(self._flow)
            limit = f"{seconds / MINUTE:.0f} minutes" if seconds >= MINUTE else f"{seconds:.0f} seconds"
            raise TookTooLong(self._flow, limit) from error
        if isinstance(error, self._task_error):
            raise TookTooLong(f"a step of {self._flow}", "it may") from error
