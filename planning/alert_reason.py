"""Why an alert stands: its cause by key, and one Vietnamese sentence with its figures, written where the figures are.

Both are part of the published table, so that every place that shows an alert gives the same reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from vietnamese.dates import day_and_month, short_date
from vietnamese.numbers import chance, number, number_trimmed, rounded
from vietnamese.phrases import lower_first

NO_DEMAND, LITTLE_DEMAND = "no_demand", "little_demand"


@dataclass(frozen=True, slots=True)
class AlertReason:
    """`cause`: NO_DEMAND or LITTLE_DEMAND; `sentence`: the whole reason; `because`: its part after "vì"."""

    cause: str
    sentence: str
    because: str


@dataclass(frozen=True, slots=True)
class TellingPrice:
    """An abnormal price: its `signal` and the `kind` of price in words, no kind where it has no name of its own."""

    signal: str
    kind: str | None
    market: str
    price_vnd_kg: float
    tail_probability: float


def alert_reason(alert: Mapping[str, object], price: TellingPrice | None) -> AlertReason:
    """Why one alert stands; `price` is the series behind its price signal, None where it says nothing unusual.

    `alert`: unit_name, product_name, week_start, unplaced_t of the unit and the week, province_unplaced_t and
    province_demand_t of the product group, at_risk_t, days_to_harvest, shelf_life_days, lots_in_need.
    """
    asked = rounded(alert["province_demand_t"], 1)
    cause = LITTLE_DEMAND if asked else NO_DEMAND
    supply = f"cả tỉnh chờ bán {number_trimmed(alert['province_unplaced_t'], 1)} tấn cùng nhóm mà"
    demand = "chưa có nơi tìm mua" if cause == NO_DEMAND else f"các nơi mới tìm mua {number_trimmed(asked, 1)} tấn"
    why = [f"{supply} {demand}", _when(alert["days_to_harvest"]), *_why_urgent(alert, price)]
    because = f"{', '.join(why)}."
    return AlertReason(cause, f"{_what(alert)} vì {because}", because)


def _what(alert: Mapping[str, object]) -> str:
    week: date = alert["week_start"]
    last = week + timedelta(days=6)
    return (
        f"{alert['product_name']} của {alert['unit_name']} trong tuần {day_and_month(week)}–{short_date(last)} "
        f"có {number_trimmed(alert['unplaced_t'], 1)} tấn chưa có đầu ra, "
        f"nguy cơ ùn ứ {number_trimmed(alert['at_risk_t'], 1)} tấn"
    )


def _when(days: int) -> str:
    return "đang thu hoạch" if days <= 0 else f"còn {days} ngày đến khi thu hoạch"


def _why_urgent(alert: Mapping[str, object], price: TellingPrice | None) -> list[str]:
    parts = [f"giữ được {alert['shelf_life_days']} ngày"]
    if alert["lots_in_need"]:
        parts.append(f"{alert['lots_in_need']} lô cần hỗ trợ gấp")
    if price is not None:
        kind = f" {lower_first(price.kind)}" if price.kind else ""
        parts.append(
            f"giá{kind} ở {price.market} {number(price.price_vnd_kg)} đ/kg {price.signal} "
            f"(xác suất {chance(price.tail_probability)})"
        )
    return parts
