"""What one check came to, in the form the gate judges and the warehouse keeps, and the check that came to nothing.

Plain data, so that the gate needs neither pandas nor Great Expectations.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Weight = Literal["critical", "warning"]


class CheckNotEvaluated(Exception):
    """An expectation could not be computed; carries its key and the reason."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: what was seen, what was wanted, and a Vietnamese sentence that says so.

    month: first day of the month it speaks of, None when it speaks of the whole build. observed, expected: numbers
    in the check's own unit (failing rows, tonnes, VND, days, a rate).
    """

    check: str
    severity: Weight
    month: date | None
    passed: bool
    observed: float | None
    expected: float | None
    detail: str
