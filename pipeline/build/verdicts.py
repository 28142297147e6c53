"""The gate over a built warehouse: its tables checked, each month judged, the verdicts kept beside what they judged."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from connectors.warehouse import SCHEMAS, Selection, Warehouse
from expectations.gate import (
    GateCheck,
    GateVerdict,
    MonthState,
    Reservation,
    SealBroken,
    Thresholds,
    UnitState,
    verdict,
)
from expectations.results import CheckResult
from pipeline.build.raw_tables import arrow_table
from pipeline.province.inputs import Inputs
from pipeline.province.json_values import json_of
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError, Settings

VERDICT_TABLES = ("table_checks", "gate_results", "gate_verdicts")
CHECK_TYPES = {
    "check": "VARCHAR", "severity": "VARCHAR", "month": "DATE", "passed": "BOOLEAN", "observed": "DOUBLE",
    "expected": "DOUBLE", "detail": "VARCHAR",
}  # fmt: skip
GATE_TYPES = {
    "month": "DATE", "as_of": "TIMESTAMPTZ", "verdict": "VARCHAR", "check_name": "VARCHAR", "severity": "VARCHAR",
    "passed": "BOOLEAN", "observed": "DOUBLE", "threshold": "DOUBLE", "detail": "VARCHAR",
}  # fmt: skip
VERDICT_TYPES = {
    "month": "DATE", "as_of": "TIMESTAMPTZ", "verdict": "VARCHAR", "is_provisional": "BOOLEAN",
    "fingerprint": "VARCHAR", "seal": "VARCHAR",
}  # fmt: skip


@dataclass(frozen=True)
class KeptVerdict:
    """What the published warehouse says of a month (its first day): the verdict, its instant (UTC), every check."""

    month: date
    verdict: str
    as_of: datetime
    checks: tuple[GateCheck, ...]

    @property
    def is_blocked(self) -> bool:
        """Whether the month's report is kept back."""
        return self.verdict == "blocked"

    def lines(self, settings: Settings) -> list[str]:
        """The verdict and a line a check, for `nongsan gate`."""
        head = f"{self.month:%Y-%m}: {self.verdict.replace('_', ' ')} (as of {settings.shown(self.as_of)})"
        return [head, *(f"- {_mark(one)} {one.check_name}: {one.detail}" for one in self.checks)]

    def document(self) -> dict[str, Any]:
        """The JSON object of `nongsan gate`."""
        return json_of(self) | {"month": f"{self.month:%Y-%m}"}


def _mark(check: GateCheck) -> str:
    return "ok" if check.passed else "FAILS" if check.severity == "critical" else "warns"


def judged_content(warehouse: Warehouse) -> str:
    """Hash of all that a verdict speaks of: everything in the warehouse but the verdicts themselves."""
    return warehouse.content_hash(SCHEMAS, VERDICT_TABLES)


def judge(inputs: Inputs, warehouse: Warehouse, as_of: datetime) -> list[GateVerdict]:
    """Check the tables of an unpublished build and judge every plan month begun by then; kept in `quality`."""
    from expectations.tables import FRAMES, check_results

    asked = {name: Selection(one.table, one.columns, order_by=one.order_by) for name, one in FRAMES.items()}
    checks = check_results(warehouse.frames(asked))
    fingerprint = judged_content(warehouse)
    settings = inputs.settings
    begun = [month for month in settings.plan_months if month <= settings.local(as_of).date()]
    states = [_state(inputs, month, as_of, fingerprint) for month in begun]
    verdicts = [_verdict(inputs, warehouse, state, checks) for state in states]
    tables = {
        "quality.table_checks": arrow_table([asdict(one) for one in checks], CHECK_TYPES),
        "quality.gate_results": arrow_table([row for one in verdicts for row in one.rows()], GATE_TYPES),
        "quality.gate_verdicts": arrow_table([_kept_row(one) for one in verdicts], VERDICT_TYPES),
    }
    warehouse.load(tables)
    return verdicts


def _state(inputs: Inputs, month: date, as_of: datetime, fingerprint: str) -> MonthState:
    settings = inputs.settings
    return MonthState(month, as_of, settings.local(settings.deadline(month)), fingerprint)


def _kept_row(one: GateVerdict) -> dict:
    return {name: getattr(one, name) for name in VERDICT_TYPES}


def _verdict(
    inputs: Inputs,
    warehouse: Warehouse,
    state: MonthState,
    checks: list[CheckResult],
    reservation: Reservation | None = None,
) -> GateVerdict:
    expected = {"month": state.month, "expected": True}
    rows = warehouse.table("marts.rpt_monthly__units", where=expected, order_by=("unit_code",))
    units = [UnitState.from_row(row) for row in rows]
    gate = inputs.settings.gate
    thresholds = Thresholds(gate.min_received, gate.min_usable, gate.provisional_after_days)
    return verdict(state, checks, units, thresholds, reservation)


def _check_result(row: Mapping) -> CheckResult:
    return CheckResult(**{name: row[name] for name in CHECK_TYPES})


def verdict_on(
    inputs: Inputs, warehouse: Warehouse, month: date, reservation: Reservation | None = None
) -> GateVerdict:
    """The verdict on a month of a built warehouse, its seal tried against the warehouse's content.

    Raises ConfigError when the month was not judged, SealBroken when the warehouse is not the one that was.
    """
    kept = warehouse.table("quality.gate_verdicts", where={"month": month})
    if not kept:
        raise ConfigError(f"{month:%Y-%m} had not begun when the warehouse was built: run `nongsan build` later")
    as_of, fingerprint = kept[0]["as_of"], judged_content(warehouse)
    if fingerprint != kept[0]["fingerprint"]:
        raise SealBroken(f"the warehouse was changed after {month:%Y-%m} was judged: run `nongsan build` again")
    checks = [_check_result(row) for row in warehouse.table("quality.table_checks")]
    state = _state(inputs, month, as_of, fingerprint)
    plain = _verdict(inputs, warehouse, state, checks)
    if _kept_row(plain) != kept[0] or _in_order(plain.rows()) != _in_order(_gate_results(warehouse, month)):
        raise SealBroken(
            f"the verdict on {month:%Y-%m} was altered or the gate's settings changed: run `nongsan build`"
        )
    given = _verdict(inputs, warehouse, state, checks, reservation) if reservation else plain
    given.demand_seal(month, as_of, fingerprint)
    return given


def _in_order(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: (row["check_name"], row["detail"]))


def _gate_results(warehouse: Warehouse, month: date) -> list[dict]:
    return warehouse.table("quality.gate_results", where={"month": month})


def kept_verdict(province: Province, month: date) -> KeptVerdict:
    """What the published warehouse says of a month; raises ConfigError when the month was not judged."""
    rows = _gate_results(province.warehouse, month)
    if not rows:
        raise ConfigError(f"{month:%Y-%m} had not begun when the warehouse was built: run `nongsan build` later")
    names = [one.name for one in fields(GateCheck)]
    checks = tuple(GateCheck(**{name: row[name] for name in names}) for row in rows)
    return KeptVerdict(month, rows[0]["verdict"], rows[0]["as_of"], checks)
