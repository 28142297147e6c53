"""Which failures of an HTTP service may pass, and how long to wait for that: bounded, growing, with jitter."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

PASSING = frozenset({408, 429, 500, 502, 503, 504})
BUSY_REASONS = frozenset({"userRateLimitExceeded", "rateLimitExceeded", "quotaExceeded", "RATE_LIMIT_EXCEEDED"})


@dataclass(frozen=True)
class Patience:
    """Waits of `first`, twice that, and so on up to `longest` seconds, each shortened by up to half at random."""

    attempts: int = 8
    first: float = 2.0
    longest: float = 64.0
    longest_asked: float = 300.0
    jitter: random.Random = field(default_factory=random.Random)

    def pause(self, attempt: int, retry_after: float | None) -> float:
        """Seconds to wait after failed attempt number `attempt` (1, 2, …); what the service asks for is honoured."""
        own = min(self.first * 2 ** (attempt - 1), self.longest) * self.jitter.uniform(0.5, 1.0)
        return max(own, min(retry_after or 0.0, self.longest_asked))


def retry_after_seconds(header: str | None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """The header Retry-After, seconds or a date, as seconds from now; None where absent or unreadable."""
    if not header:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        at = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    return max((at - now()).total_seconds(), 0.0) if at.tzinfo else None
