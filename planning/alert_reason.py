"""Why an alert stands, in one Vietnamese sentence with its figures, written where the figures are.

The sentence is part of the published table, so that every place that shows an alert gives the same reason.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from vietnamese.dates import day_and_month, short_date
from vietnamese.numbers import chance, number, number_trimmed, rounded

PRICE_TYPES = {"farmgate": "tại vườn", "wholesale": "bán buôn", "retail": "bán lẻ", "export": "xuất khẩu"}


def alert_reason(alert: Mapping[str, object], price: Mapping[str, object] | None) -> str:
    """The sentence of one alert; `price` is the series behind its price signal, None where there is none.

    `alert`: unit_name, product_name, week_start, unplaced_t of the unit and the week, province_unplaced_t and
    province_demand_t of the product group, at_risk_t, days_to_harvest, shelf_life_days, lots_in_need.
    """
    week: date = alert["week_start"]
    last = week + timedelta(days=6)
    head = (
        f"{alert['product_name']} của {alert['unit_name']} trong tuần {day_and_month(week)}–{short_date(last)} "
        f"có {number_trimmed(alert['unplaced_t'], 1)} tấn chưa có đầu ra, "
        f"nguy cơ ùn ứ {number_trimmed(alert['at_risk_t'], 1)} tấn "
        f"vì cả tỉnh chờ bán {number_trimmed(alert['province_unplaced_t'], 1)} tấn cùng nhóm mà {_demand(alert)}"
    )
    return ", ".join([head, _when(alert["days_to_harvest"]), *_why_urgent(alert, price)]) + "."


def _demand(alert: Mapping[str, object]) -> str:
    asked = rounded(alert["province_demand_t"], 1)
    return f"các nơi mới tìm mua {number_trimmed(asked, 1)} tấn" if asked else "chưa có nơi tìm mua"


def _when(days: int) -> str:
    return "đang thu hoạch" if days <= 0 else f"còn {days} ngày đến khi thu hoạch"


def _why_urgent(alert: Mapping[str, object], price: Mapping[str, object] | None) -> list[str]:
    parts = [f"giữ được {alert['shelf_life_days']} ngày"]
    if alert["lots_in_need"]:
        parts.append(f"{alert['lots_in_need']} lô cần hỗ trợ gấp")
    if price is not None:
        kind = PRICE_TYPES.get(str(price["price_type"]), "")
        where = " ".join(part for part in ("giá", kind, "ở", str(price["market"])) if part)
        parts.append(
            f"{where} {number(price['price_vnd_kg'])} đ/kg {price['signal']} "
            f"(xác suất {chance(price['tail_probability'])})"
        )
    return parts
