"""Keeps this process under the service's quotas, whatever number of units it works for.

A call counts from before it is sent until a minute after its answer came, so that no clock of the service's can see
more calls in a minute than allowed.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

WINDOW = 60.5


@dataclass(frozen=True)
class Quota:
    """Calls a minute that the service allows: to one user, and to the whole project."""

    reads_user: int = 60
    reads_project: int = 300
    writes_user: int = 60
    writes_project: int = 300

    def limit(self, kind: str) -> int:
        """The tighter of the two, since all of this project's calls come from one user."""
        if kind == "read":
            return min(self.reads_user, self.reads_project)
        return min(self.writes_user, self.writes_project)


class Limiter:
    """Shared by every unit of a process; waits before a call that would be one too many. Seconds."""

    def __init__(
        self,
        quota: Quota,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.quota, self.clock, self.sleep = quota, clock, sleep
        self._lock = threading.Lock()
        self._answered: dict[str, deque[float]] = {"read": deque(), "write": deque()}
        self._under_way = {"read": 0, "write": 0}

    @contextmanager
    def call(self, kind: str) -> Iterator[None]:
        """One call of the kind, "read" or "write"."""
        while (pause := self._try_enter(kind)) is not None:
            self.sleep(pause)
        try:
            yield
        finally:
            with self._lock:
                self._under_way[kind] -= 1
                self._answered[kind].append(self.clock())

    def _try_enter(self, kind: str) -> float | None:
        """None when the call may go now, else the seconds to wait before asking again."""
        with self._lock:
            now, answered = self.clock(), self._answered[kind]
            while answered and answered[0] <= now - WINDOW:
                answered.popleft()
            if len(answered) + self._under_way[kind] < self.quota.limit(kind):
                self._under_way[kind] += 1
                return None
            return max(answered[0] + WINDOW - now, 0.01) if answered else 0.1
