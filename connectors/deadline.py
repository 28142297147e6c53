"""An instant at which all that is waited for is over, however many steps the waiting has."""

import time
from collections.abc import Callable

_ROUNDING = 0.01
"""Seconds: a wait may end a little early, and must not seem to have ended in time."""


class Deadline:
    """Ends so many seconds after it was made; `clock` counts seconds."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends = clock() + seconds

    @property
    def is_over(self) -> bool:
        """Whether the allowed seconds have passed."""
        return self._clock() >= self._ends

    def shortened(self, timeout: float | None, late: type[Exception]) -> float:
        """A step's own time, or what is left of the whole; raises `late` where nothing is left."""
        left = self._ends - self._clock()
        if left <= 0:
            raise late("the time of the whole is over")
        left += _ROUNDING
        return left if timeout is None else min(timeout, left)
