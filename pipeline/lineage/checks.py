"""What verifying an edition found, check by check, as JSON values and as lines on a terminal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.province.settings import shown_in

_MARKS = {True: "ok", False: "FAILS", None: "n/a"}


@dataclass(frozen=True)
class Check:
    """One check of an edition: passed, failed, or (None) not applicable, with a sentence and the problems found."""

    name: str
    passed: bool | None
    detail: str
    problems: tuple[str, ...] = ()

    def lines(self, shown: int) -> list[str]:
        """The check on a terminal, at most `shown` of its problems."""
        head = f"  {_MARKS[self.passed]:5} {self.name}: {self.detail or f'{len(self.problems)} problem(s)'}"
        more = len(self.problems) - shown
        listed = [f"        {one}" for one in self.problems[:shown]]
        return [head, *listed, *([f"        … and {more} more"] if more > 0 else [])]


@dataclass(frozen=True)
class Verified:
    """An edition with its instant (UTC) and its checks; verified when none failed."""

    name: str
    as_of: datetime
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether no check failed; one that could not be made (None) does not count as failed."""
        return all(one.passed is not False for one in self.checks)

    def document(self) -> dict[str, Any]:
        """JSON of the edition and its checks."""
        checks = [
            {"check": one.name, "passed": one.passed, "detail": one.detail, "problems": one.problems}
            for one in self.checks
        ]
        as_of = f"{self.as_of:%Y-%m-%dT%H:%M:%SZ}"
        return {"edition": self.name, "as_of": as_of, "verified": self.passed, "checks": checks}

    def lines(self, shown: int, zone: ZoneInfo) -> list[str]:
        """The edition on a terminal, in the time of that zone."""
        as_of = shown_in(zone, self.as_of.replace(microsecond=0))
        head = f"{self.name} (as of {as_of}): {'verified' if self.passed else 'NOT VERIFIED'}"
        return [head, *(line for one in self.checks for line in one.lines(shown))]
