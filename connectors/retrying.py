"""Calls again what failed in a way that may pass: bounded, with growing waits, never sooner than the service asks.

Google, the feeds and mail each decide which of their failures may pass; how it goes on from there is decided here.
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from tenacity import RetryCallState, RetryError, Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from connectors.http_dates import http_date

_PASSING = frozenset({408, 425, 429})
_Result = TypeVar("_Result")


class RetriesExhausted(Exception):
    """No further attempt is made; `failure` is what the last one raised."""

    def __init__(self, failure: BaseException, why: str) -> None:
        super().__init__(f"{failure}{why}")
        self.failure = failure


def _nothing_asked(error: BaseException) -> float | None:
    return None


@dataclass(frozen=True)
class RetryPolicy:
    """At most `attempts` calls, with waits of `first` seconds, twice that and so on up to `longest` between them.

    Each wait is shortened by up to half at random. Where the service asks for a longer one it gets it. It is not called
    again where it asks for more than `longest_asked` seconds, or where the next call would begin more than `total`
    seconds after the first. Clock, sleep and chance are fields, so that a test can bring its own.
    """

    attempts: int = 8
    first: float = 2.0
    longest: float = 64.0
    longest_asked: float = 300.0
    total: float = 900.0
    jitter: random.Random = field(default_factory=random.Random)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def call(
        self,
        action: Callable[[], _Result],
        may_pass: Callable[[BaseException], bool],
        asked: Callable[[BaseException], float | None] = _nothing_asked,
    ) -> _Result:
        """What `action` returns. `asked`: the seconds that a failure asks to wait, None where it says nothing.

        Raises what `action` raised when that can't pass, and RetriesExhausted from the last failure when it could.
        """
        started, backoff = self.clock(), wait_exponential(multiplier=self.first, max=self.longest)

        def seconds_asked(state: RetryCallState) -> float:
            return asked(state.outcome.exception()) or 0.0

        def wait(state: RetryCallState) -> float:
            return max(backoff(state) * self.jitter.uniform(0.5, 1.0), seconds_asked(state))

        def is_too_late(state: RetryCallState) -> bool:
            would_begin = self.clock() - started + state.upcoming_sleep
            return seconds_asked(state) > self.longest_asked or would_begin > self.total

        stop = stop_after_attempt(self.attempts) | is_too_late
        calls = Retrying(sleep=self.sleep, wait=wait, stop=stop, retry=retry_if_exception(may_pass))
        try:
            return calls(action)
        except RetryError as error:
            failure, attempts = error.last_attempt.exception(), error.last_attempt.attempt_number
            seconds = asked(failure) or 0.0
            too_long = f", and asks to wait {seconds:.0f} s" if seconds > self.longest_asked else ""
            raise RetriesExhausted(failure, too_long or f" ({attempts} tries)") from failure


def status_may_pass(status: int) -> bool:
    """Whether an HTTP status speaks of the service's state and not of what was asked of it."""
    return status in _PASSING or status >= 500


def retry_after_seconds(
    headers: Mapping[str, str], now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> float | None:
    """The header Retry-After, seconds or a date, as seconds to wait; None where absent or unreadable.

    A date counts from the answer's own Date, so that a wrong clock on either side does no harm; else from `now`.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    due = http_date(text)
    return None if due is None else max((due - (http_date(headers.get("Date", "")) or now())).total_seconds(), 0.0)
