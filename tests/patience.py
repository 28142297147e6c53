"""Waits that fit the machine: they end when what is waited for has died, and long after any machine would be done.

No test asserts a number of seconds: what a test waits for costs only what it takes, so the limits are generous, and
longer yet on a machine that is slow or busy. Figures of speed are `make bench`'s.
"""

import subprocess
import time
from collections.abc import Callable, Collection
from functools import cache
from typing import TypeVar

Answer = TypeVar("Answer")

GENEROUS_SECONDS = 600.0
BETWEEN_LOOKS_SECONDS = 0.2
_REFERENCE_SECONDS = 0.05


@cache
def slowness() -> float:
    """How many times longer a fixed piece of work takes by this machine's clock than on a quiet one; at least 1."""
    worst = 0.0
    for _ in range(3):
        started = time.perf_counter()
        sum(number * number for number in range(1_000_000))
        worst = max(worst, time.perf_counter() - started)
    return max(1.0, worst / _REFERENCE_SECONDS)


def patience(seconds: float = GENEROUS_SECONDS) -> float:
    """So many seconds of a quiet machine as seconds of this one."""
    return seconds * slowness()


def until(
    is_so: Callable[[], Answer], what: str, needs: Collection[subprocess.Popen] = (), says: Callable[[], str] = str
) -> Answer:
    """The first answer of `is_so` that is true.

    Fails, naming `what` was waited for and what `says` tells by then, once a process that it `needs` has ended or
    patience has.
    """
    ends = time.monotonic() + patience()
    while not (answer := is_so()):
        ended = [process for process in needs if process.poll() is not None]
        assert not ended, f"waited for: {what}; {ended[0].args} ended with {ended[0].returncode}; {says()}"
        assert time.monotonic() < ends, f"waited {patience():.0f} s for: {what}; {says()}"
        time.sleep(BETWEEN_LOOKS_SECONDS)
    return answer


def exit_code(process: subprocess.Popen) -> int:
    """How the process ended, once it has."""
    return process.wait(patience())
