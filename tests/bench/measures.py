"""What work costs: seconds of the processor, of this process and of those it started; bounds are ratios of two costs.

A processor's seconds hold on a busy machine, a ratio of two costs of one run on a slow one.
"""

import resource
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def processor_seconds() -> float:
    """Of this process and of all that it started and that have ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def cost(work: Callable[[], Result]) -> tuple[float, Result]:
    """Processor seconds of a piece of work, and what came of it."""
    before = processor_seconds()
    result = work()
    return processor_seconds() - before, result


def loop_seconds() -> float:
    """The cost of a million turns of a plain loop, the least of five: what all else can be compared with."""
    return min(cost(lambda: sum(number * number for number in range(1_000_000)))[0] for _ in range(5))


def hold(name: str, ratio: float, bound: float) -> None:
    """Print a ratio beside its bound; raises AssertionError where it is above it."""
    print(f"{name:72}{ratio:8.2f}  at most {bound:g}")
    assert ratio <= bound, f"{name}: {ratio:.2f} is above {bound:g}"
