"""`nongsan alerts` and `nongsan backtest`: what the published warehouse warns of, and how often that proved right."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Literal

from connectors.warehouse import Selection
from expectations.choices import choice
from pipeline.province.json_values import json_of
from pipeline.province.province import Province
from planning.urgency import Order, pressing_first

_NAMES = {
    "alerts": "alerts",
    "urgent_alerts": "urgent alerts alone",
    "last_year": "baseline: rescue in the same weeks last year",
    "price_triggers": "baseline: low-price triggers alone",
}


@dataclass(frozen=True)
class Alert:
    """A row of `mart_alerts`: tonnes of a unit's product that may find no buyer in a week, and why.

    `cause`: no_demand or little_demand; `reason`: one Vietnamese sentence with its figures. `days_to_harvest`: 0 while
    the harvest runs.
    """

    as_of_date: date
    unit_code: str
    unit_name: str
    product_code: str
    product_name: str
    week_start: date
    at_risk_t: float
    days_to_harvest: int
    shelf_life_days: int
    price_signal: str | None
    level: str
    cause: str
    reason: str

    @property
    def is_urgent(self) -> bool:
        """Whether it goes to leadership at once, in a quick report."""
        return self.level == choice("mart_alerts", "level", "urgent")


@dataclass(frozen=True)
class MethodScore:
    """A row of `raw.backtest`: how good a way to warn was on past Mondays; shares 0 to 1 with 95 % intervals.

    A share, or the lead time, is None where nothing was warned of or sold.
    """

    method: str
    first_origin: date
    last_origin: date
    origins: int
    window_days: int
    alerted: int
    hits: int
    precision: float | None
    precision_low: float | None
    precision_high: float | None
    rescued: int
    caught: int
    recall: float | None
    recall_low: float | None
    recall_high: float | None
    warned_sales: int
    median_lead_days: float | None
    lead_days_low: float | None
    lead_days_high: float | None

    def line(self) -> str:
        """The score on one line."""
        precision, recall = (self._interval(name) for name in ("precision", "recall"))
        lead = "no sale warned of"
        if self.median_lead_days is not None:
            lead = (
                f"median lead {self.median_lead_days:.0f} days "
                f"({self.lead_days_low:.0f}-{self.lead_days_high:.0f}) over {self.warned_sales} sales"
            )
        return (
            f"- {_NAMES[self.method]}: precision {precision} ({self.hits}/{self.alerted}), "
            f"recall {recall} ({self.caught}/{self.rescued}), {lead}"
        )

    def _interval(self, name: Literal["precision", "recall"]) -> str:
        share, low, high = (getattr(self, f"{name}{end}") for end in ("", "_low", "_high"))
        return "n/a" if share is None else f"{share:.1%} [{low:.1%}, {high:.1%}]"


@dataclass(frozen=True)
class Backtest:
    """How good the alerts would have been, as of a build (UTC); no methods while no horizon has ended."""

    as_of: datetime
    methods: tuple[MethodScore, ...]

    def document(self) -> dict[str, Any]:
        """The JSON object of `nongsan backtest`."""
        return json_of(self)

    def lines(self) -> list[str]:
        """Precision, recall and lead time of each method with their 95 % intervals."""
        if not self.methods:
            return ["back-test: no horizon has ended yet, so nothing can be said of how good the alerts are"]
        one = self.methods[0]
        head = (
            f"back-test on {one.origins} past Mondays, {one.first_origin} to {one.last_origin}: "
            f"right when a rescue sale follows within {one.window_days} days, 95 % Wilson intervals"
        )
        return [head, *[one.line() for one in self.methods]]


@dataclass(frozen=True)
class Alerts:
    """The alerts of a build, the most pressing first, and how far they can be trusted."""

    as_of_date: date
    alerts: tuple[Alert, ...]
    backtest: Backtest

    def document(self) -> dict[str, Any]:
        """The JSON object of `nongsan alerts`."""
        return {
            "as_of": self.backtest.as_of.isoformat(),
            "as_of_date": self.as_of_date.isoformat(),
            "alerts": [json_of(one) for one in self.alerts],
            "backtest": [json_of(one) for one in self.backtest.methods],
        }

    def lines(self) -> list[str]:
        """A line an alert, then the back-test's."""
        urgent = sum(one.is_urgent for one in self.alerts)
        head = f"{len(self.alerts)} alert(s), {urgent} urgent, as of {self.as_of_date}"
        return [head, *[f"{one.level}: {one.reason}" for one in self.alerts], *self.backtest.lines()]


_RUN = Selection("raw.run", ("as_of", "as_of_date"))
_ALERTS = Selection(
    "marts.mart_alerts",
    tuple(one.name for one in fields(Alert)),
    order_by=("unit_code", "product_code", "week_start"),
)
_METHODS = Selection("raw.backtest", tuple(one.name for one in fields(MethodScore)), order_by=("method",))


def alerts_of(province: Province) -> Alerts:
    """What the published warehouse warns of; raises WarehouseMissing before the first build."""
    found = province.warehouse.tables({"run": _RUN, "alerts": _ALERTS, "methods": _METHODS})
    alerts = sorted((Alert(**row) for row in found["alerts"]), key=_order)
    (run,) = found["run"]
    methods = tuple(MethodScore(**row) for row in found["methods"])
    return Alerts(run["as_of_date"], tuple(alerts), Backtest(run["as_of"], methods))


def _order(alert: Alert) -> Order:
    days, life = alert.days_to_harvest, alert.shelf_life_days
    return pressing_first(alert.is_urgent, alert.week_start, days, life, alert.at_risk_t)


def backtest_of(province: Province) -> Backtest:
    """How good the alerts would have been so far; raises WarehouseMissing before the first build."""
    return alerts_of(province).backtest
