"""Whether a month may be reported: the verdict, its reasons in plain Vietnamese, and the seal that binds it to a state.

Pure: what was checked, the units' states and the thresholds go in, a verdict comes out; the same in, the same out.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from expectations.results import CheckResult, Weight
from vietnamese.dates import instant, month_and_year
from vietnamese.numbers import percent

Verdict = Literal["released", "released_with_warnings", "blocked"]
ROUNDING = 1e-9
OF_UNITS = "gate."
"""How the checks of the month itself begin; all others are of the published tables."""
DEADLINE_PASSED = f"{OF_UNITS}deadline_passed"
FIX_TABLES = "Cách xử lý: cán bộ dữ liệu sửa theo nội dung trên rồi dựng lại kho dữ liệu."
FIX_EARLY = (
    "Cách xử lý: chờ đến hạn; nếu phải phát hành sớm thì người có thẩm quyền quyết định và nêu lý do, "
    "báo cáo khi đó ghi rõ là bản phát hành sớm."
)
FIX_RECEIVED = (
    "Cách xử lý: đơn vị ghi kết quả, hoạt động, khó khăn của tháng vào bảng tính; "
    "nếu không có gì thì đánh dấu Không phát sinh ở tab Xác nhận tháng."
)
FIX_USABLE = "Cách xử lý: đơn vị mở tab Kết quả kiểm tra và sửa các ô báo lỗi."


@dataclass(frozen=True, slots=True)
class MonthState:
    """The state that is judged: the month (first day), the instant it speaks of, its deadline, its content.

    deadline_at: in the province's own time zone, as it is told. fingerprint: hash of the built warehouse's content; two
    builds with one fingerprint give the same report.
    """

    month: date
    as_of: datetime
    deadline_at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class UnitState:
    """One unit expected to report the month."""

    unit_code: str
    unit_name: str
    received: bool
    complete: bool
    usable: bool
    open_errors: int

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "UnitState":
        """From a row of `rpt_monthly__units`."""
        return cls(
            unit_code=row["unit_code"],
            unit_name=row["unit_name"],
            received=bool(row["received"]),
            complete=bool(row["complete"]),
            usable=bool(row["usable"]),
            open_errors=int(row["open_errors"] or 0),
        )


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Section [gate] of the configuration."""

    min_received: float = 0.8
    min_usable: float = 0.7
    provisional_after_days: int = 2


@dataclass(frozen=True, slots=True)
class Reservation:
    """A named person's release of a month that the gate blocks."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class GateCheck:
    """One line of the verdict."""

    check_name: str
    severity: Weight
    passed: bool
    observed: float | None
    threshold: float | None
    detail: str


class GateBlocked(Exception):
    """The month may not be reported; carries the verdict with its problems."""

    runbook = "exit code 3, blocked"

    def __init__(self, verdict: "GateVerdict") -> None:
        super().__init__(f"{verdict.month:%Y-%m} is blocked: " + " ".join(verdict.reasons))
        self.verdict = verdict
        self.problems = verdict.reasons


class SealBroken(Exception):
    """A verdict was presented for another state than the one it judged, or was altered."""

    runbook = "was changed after … was judged"


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """The gate's word on one month of one state."""

    month: date
    as_of: datetime
    fingerprint: str
    verdict: Verdict
    is_provisional: bool
    reasons: tuple[str, ...]
    units_missing: tuple[str, ...]
    units_unusable: tuple[str, ...]
    checks: tuple[GateCheck, ...]
    reservation: Reservation | None = None
    seal: str = ""

    @property
    def may_go_out(self) -> bool:
        """Released, or past the provisional date, or released by a person with reservations."""
        return self.verdict != "blocked" or self.is_provisional or self.reservation is not None

    @property
    def is_early(self) -> bool:
        """Whether the month's deadline had not passed: its units may still write down what happened in it."""
        return any(check.check_name == DEADLINE_PASSED and not check.passed for check in self.checks)

    @property
    def failed_tables(self) -> tuple[str, ...]:
        """What is wrong with the published tables, beside what the units still owe."""
        return failed_tables(self.checks)

    def demand_release(self) -> None:
        """Raises GateBlocked unless the month may go out."""
        if not self.may_go_out:
            raise GateBlocked(self)

    def demand_seal(self, month: date, as_of: datetime, fingerprint: str) -> None:
        """Raises SealBroken unless this very verdict was given on exactly that month of that state."""
        if (self.month, self.as_of, self.fingerprint) != (month, as_of, fingerprint):
            raise SealBroken(f"the verdict of {self.month:%Y-%m} as of {self.as_of.isoformat()} judged another state")
        if self.seal != seal_of(self):
            raise SealBroken(f"the verdict of {self.month:%Y-%m} was altered after it was given")

    def rows(self) -> list[dict[str, Any]]:
        """Rows of `quality.gate_results`, one a check."""
        common = {"month": self.month, "as_of": self.as_of, "verdict": self.verdict}
        return [common | asdict(check) for check in self.checks]


def failed_tables(checks: Iterable[GateCheck]) -> tuple[str, ...]:
    """What the critical checks of the published tables say that do not hold."""
    failed = (check for check in checks if check.severity == "critical" and not check.passed)
    return tuple(check.detail for check in failed if not check.check_name.startswith(OF_UNITS))


def seal_of(verdict: GateVerdict) -> str:
    """sha256 over everything the verdict says except the seal itself."""
    content = asdict(verdict)
    del content["seal"]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=_sealed_text)
    return hashlib.sha256(text.encode()).hexdigest()


def _sealed_text(value: date) -> str:
    """One text for one instant, in whatever zone it is shown."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def document_of(verdict: GateVerdict) -> dict[str, Any]:
    """The whole verdict as plain JSON values, to be kept beside what was issued on it."""
    return json.loads(json.dumps(asdict(verdict), default=_sealed_text))


def verdict_from(document: Mapping[str, Any]) -> GateVerdict:
    """The verdict that `document_of` kept; whether it is still the one that was given, its seal tells."""
    given = dict(document)
    given["month"] = date.fromisoformat(given["month"])
    given["as_of"] = datetime.fromisoformat(given["as_of"])
    given["checks"] = tuple(GateCheck(**check) for check in given["checks"])
    given["reservation"] = Reservation(**given["reservation"]) if given["reservation"] else None
    for name in ("reasons", "units_missing", "units_unusable"):
        given[name] = tuple(given[name])
    return GateVerdict(**given)


def _rate_check(name: str, met: int, expected: int, limit: float, what: str) -> GateCheck:
    """A critical check that met/expected reaches the limit; with nobody expected it fails."""
    rate = met / expected if expected else 0.0
    passed = rate >= limit - ROUNDING
    said = f"{met}/{expected} đơn vị {what} ({percent(rate)}; cần ít nhất {percent(limit)})."
    return GateCheck(
        name, "critical", passed, rate, limit, said if expected else "Chưa khai báo đơn vị nào phải báo cáo."
    )


def _deadline_check(state: MonthState) -> GateCheck:
    """A critical check that the state is none of a time at which the month's cells may still be written."""
    passed = state.as_of >= state.deadline_at
    said = "Đã qua hạn" if passed else "Chưa đến hạn"
    detail = f"{said} chốt số liệu {month_and_year(state.month)}: {instant(state.deadline_at)}."
    return GateCheck(DEADLINE_PASSED, "critical", passed, None, None, detail)


def _rate_checks(units: Sequence[UnitState], thresholds: Thresholds, month: str) -> tuple[GateCheck, GateCheck]:
    """Of those expected to report the month: who sent data, and whose can be relied on."""
    received, usable = sum(unit.received for unit in units), sum(unit.usable for unit in units)
    return (
        _rate_check(f"{OF_UNITS}received", received, len(units), thresholds.min_received, f"có số liệu {month}"),
        _rate_check(f"{OF_UNITS}usable", usable, len(units), thresholds.min_usable, f"có số liệu hợp lệ {month}"),
    )


def _received_reason(check: GateCheck, units: Sequence[UnitState]) -> str:
    names = ", ".join(unit.unit_name for unit in units if not unit.received)
    return " ".join(part for part in (check.detail, names and f"Chưa có: {names}.", FIX_RECEIVED) if part)


def _trouble(unit: UnitState) -> str:
    if not unit.received:
        return "chưa có số liệu"
    if not unit.complete:
        return "dưới 90% số dòng hợp lệ"
    return f"còn {unit.open_errors} lỗi" if unit.open_errors else "còn lỗi chưa sửa"


def _usable_reason(check: GateCheck, units: Sequence[UnitState]) -> str:
    names = ", ".join(f"{unit.unit_name} ({_trouble(unit)})" for unit in units if not unit.usable)
    return " ".join(part for part in (check.detail, names and f"Chưa hợp lệ: {names}.", FIX_USABLE) if part)


def _table_checks(checks: Sequence[CheckResult], month: date) -> list[GateCheck]:
    return [
        GateCheck(one.check, one.severity, one.passed, one.observed, one.expected, one.detail)
        for one in checks
        if one.month in (None, month)
    ]


def _word(checks: Sequence[GateCheck]) -> Verdict:
    failed = {check.severity for check in checks if not check.passed}
    if "critical" in failed:
        return "blocked"
    return "released_with_warnings" if failed else "released"


def _reasons(
    deadline: GateCheck,
    tables: Sequence[GateCheck],
    received: GateCheck,
    usable: GateCheck,
    units: Sequence[UnitState],
) -> tuple[str, ...]:
    """Before the deadline no unit is late yet, so that none is named."""
    reasons = [] if deadline.passed else [f"{deadline.detail} {FIX_EARLY}"]
    reasons += [f"{check.detail} {FIX_TABLES}" for check in tables if check.severity == "critical" and not check.passed]
    if not deadline.passed:
        return tuple(reasons)
    reasons += [] if received.passed else [_received_reason(received, units)]
    reasons += [] if usable.passed else [_usable_reason(usable, units)]
    return tuple(reasons)


def verdict(
    state: MonthState,
    checks: Sequence[CheckResult],
    units: Sequence[UnitState],
    thresholds: Thresholds,
    reservation: Reservation | None = None,
) -> GateVerdict:
    """The sealed verdict on one month.

    checks: of the published tables, those of other months are passed over; units: all expected to report the month.
    Blocked before its deadline, when a critical check fails or a rate is below its threshold; a blocked month is
    provisional from `provisional_after_days` after its deadline; otherwise released, with warnings if any check warns.
    """
    deadline, tables = _deadline_check(state), _table_checks(checks, state.month)
    received, usable = _rate_checks(units, thresholds, month_and_year(state.month))
    word = _word([deadline, received, usable, *tables])
    provisional_at = state.deadline_at + timedelta(days=thresholds.provisional_after_days)
    given = GateVerdict(
        month=state.month,
        as_of=state.as_of,
        fingerprint=state.fingerprint,
        verdict=word,
        is_provisional=word == "blocked" and state.as_of >= provisional_at,
        reasons=_reasons(deadline, tables, received, usable, units),
        units_missing=tuple(unit.unit_name for unit in units if not unit.received),
        units_unusable=tuple(unit.unit_name for unit in units if unit.received and not unit.usable),
        checks=(deadline, received, usable, *tables),
        reservation=reservation if word == "blocked" else None,
    )
    return replace(given, seal=seal_of(given))
