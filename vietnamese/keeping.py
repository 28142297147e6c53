"""Keeps what was understood of a text for the next time it comes, as names and units do; long texts rarely come again.

A cache of tens of thousands of entries stays small only where each of them is.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, TypeVar

LONGEST_KEPT: Final = 500
_Result = TypeVar("_Result")


def keeping(size: int) -> Callable[[Callable[..., _Result]], Callable[..., _Result]]:
    """Decorate a pure function of a text (and of more that can be hashed): its last `size` results are kept.

    Those of texts longer than LONGEST_KEPT are worked out each time.
    """

    def decorate(understand: Callable[..., _Result]) -> Callable[..., _Result]:
        kept = lru_cache(maxsize=size)(understand)

        @wraps(understand)
        def answer(text: str, *more: object) -> _Result:
            return kept(text, *more) if len(text) <= LONGEST_KEPT else understand(text, *more)

        return answer

    return decorate
