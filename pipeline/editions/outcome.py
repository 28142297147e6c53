"""What came of issuing reports: of one report, and of a whole run; JSON is made of it at the command only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Self

from expectations.gate import GateVerdict
from pipeline.ledgers.editions import MONTH, SUMMARY
from pipeline.letters.outbox import UNSENT, Delivered


@dataclass(frozen=True)
class ReportResult:
    """A revision that was issued or stands, with its files by name; or, with `reasons`, why there is none.

    `held_back`: the verdict that keeps a changed state of a released month from replacing it.
    """

    month: date
    as_of: datetime
    verdict: str
    changed: bool
    is_provisional: bool = False
    is_early: bool = False
    revision: int | None = None
    number: int | None = None
    files: dict[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    kind: str = MONTH
    held_back: GateVerdict | None = None

    @classmethod
    def blocked(cls, verdict: GateVerdict, kind: str = MONTH) -> Self:
        """The outcome of a month that the gate does not let out."""
        return cls(
            verdict.month, verdict.as_of, verdict.verdict, changed=True, reasons=tuple(verdict.reasons), kind=kind
        )

    @property
    def kind_of_edition(self) -> str:
        """How it is told before its revision: "early ", "provisional " or nothing."""
        return "early " if self.is_early else "provisional " if self.is_provisional else ""

    def document(self) -> dict[str, Any]:
        """The JSON object of `nongsan report`, and of each report of `nongsan run`."""
        known = {
            "month": f"{self.month:%Y-%m}",
            "as_of": self.as_of.isoformat(),
            "verdict": self.verdict,
            "revision": self.revision,
            "provisional": self.is_provisional,
            "early": self.is_early,
            "changed": self.changed,
            "files": self.files,
        }
        ended = {"reasons": list(self.reasons)} if self.reasons else {"number": self.number}
        return known | ended | ({"kind": SUMMARY} if self.kind == SUMMARY else {})


@dataclass(frozen=True)
class RunOutcome:
    """What `nongsan run` came to.

    `asked`: the month it was run for, None for all that are due. `rows`: of the sheets that stand, {seen, accepted,
    quarantined, skipped}. `warnings`: what could not be read. `is_unsent`: an edition stays in its folder because no
    mail server is configured. `seconds`: by step.
    """

    asked: date | None
    as_of: datetime
    changed: bool
    rebuilt: bool
    reports: tuple[ReportResult, ...]
    rows: dict[str, int]
    warnings: tuple[str, ...] = ()
    is_unsent: bool = False
    delivered: tuple[Delivered, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def is_blocked(self) -> bool:
        """Whether the gate kept a report back."""
        return any(one.reasons for one in self.reports)

    def unchanged(self) -> Self:
        """The same outcome as it is when nothing was done for it."""
        reports = tuple(replace(one, changed=False) for one in self.reports)
        return replace(self, changed=False, rebuilt=False, reports=reports)

    def document(self) -> dict[str, Any]:
        """The JSON object of `nongsan run`: one month's own with the run's, or all months under `reports`."""
        common = {
            "rebuilt": self.rebuilt,
            "rows": self.rows,
            "warnings": [*self.warnings, *([UNSENT] if self.is_unsent else [])],
            "deliveries": deliveries(self.delivered),
            "seconds": self.seconds,
        }
        if self.asked is not None:
            return self.reports[0].document() | common
        reports = [one.document() for one in self.reports]
        return {"as_of": self.as_of.isoformat(), "changed": self.changed, "reports": reports} | common


def deliveries(delivered: tuple[Delivered, ...]) -> list[dict[str, Any]]:
    """JSON of the letters that were tried just now."""
    return [asdict(one) for one in delivered if one.is_new]


def reports_unsent(reports: tuple[ReportResult, ...], host: str | None) -> bool:
    """Whether a new edition stays in its folder because no mail server (`[mail] host`) is configured."""
    return host is None and any(one.changed and one.files for one in reports)


def with_files(outcome: RunOutcome, paths: Mapping[str, str]) -> RunOutcome:
    """The outcome with the paths of its files replaced, old -> new."""
    moved = (
        replace(one, files={name: paths[path] for name, path in one.files.items()}, held_back=None)
        for one in outcome.reports
    )
    return replace(outcome, reports=tuple(moved))
