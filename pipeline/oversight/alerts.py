"""`nongsan alerts` and `nongsan backtest`: what the published warehouse warns of, and how often that proved right."""

from datetime import date

from connectors.warehouse import Selection
from pipeline.province.province import Province

_URGENT = "khẩn cấp"
_TABLES = {
    "run": Selection("raw.run", ("as_of", "as_of_date")),
    "alerts": Selection("marts.mart_alerts", order_by=("week_start", "-at_risk_t", "unit_code", "product_code")),
    "methods": Selection("raw.backtest", order_by=("method",)),
}
_NAMES = {
    "alerts": "alerts",
    "urgent_alerts": "alerts of level khẩn cấp",
    "last_year": "baseline: rescue in the same weeks last year",
    "price_triggers": "baseline: low-price triggers alone",
}


def _plain(row: dict) -> dict:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def alerts_document(province: Province) -> dict:
    """Alerts and back-test as plain values; raises WarehouseMissing before the first build."""
    found = province.warehouse.tables(_TABLES)
    urgent_first = sorted(found["alerts"], key=lambda row: row["level"] != _URGENT)
    return {
        "as_of": found["run"][0]["as_of"].isoformat(),
        "as_of_date": found["run"][0]["as_of_date"].isoformat(),
        "alerts": [_plain(row) for row in urgent_first],
        "backtest": [_plain(row) for row in found["methods"]],
    }


def backtest_document(province: Province) -> dict:
    """The back-test as plain values; raises WarehouseMissing before the first build."""
    found = alerts_document(province)
    return {"as_of": found["as_of"], "methods": found["backtest"]}


def alert_lines(document: dict) -> list[str]:
    """A line an alert, the urgent first, then how far they can be trusted."""
    lines = [f"{one['level']}: {one['reason']}" for one in document["alerts"]]
    urgent = sum(one["level"] == _URGENT for one in document["alerts"])
    head = f"{len(lines)} alert(s), {urgent} urgent, as of {document['as_of_date']}"
    return [head, *lines, *backtest_lines(document["backtest"])]


def backtest_lines(methods: list[dict]) -> list[str]:
    """Precision, recall and lead time of each method with their 95 % intervals."""
    if not methods:
        return ["back-test: no horizon has ended yet, so nothing can be said of how good the alerts are"]
    one = methods[0]
    head = (
        f"back-test on {one['origins']} past Mondays, {one['first_origin']} to {one['last_origin']}: "
        f"right when a rescue sale follows within {one['window_days']} days, 95 % Wilson intervals"
    )
    return [head, *[_method_line(row) for row in methods]]


def _method_line(row: dict) -> str:
    precision, recall = (_interval(row, name) for name in ("precision", "recall"))
    lead = "no sale warned of"
    if row["median_lead_days"] is not None:
        lead = (
            f"median lead {row['median_lead_days']:.0f} days "
            f"({row['lead_days_low']:.0f}-{row['lead_days_high']:.0f}) over {row['warned_sales']} sales"
        )
    return (
        f"- {_NAMES[row['method']]}: precision {precision} ({row['hits']}/{row['alerted']}), "
        f"recall {recall} ({row['caught']}/{row['rescued']}), {lead}"
    )


def _interval(row: dict, name: str) -> str:
    if row[name] is None:
        return "n/a"
    return f"{row[name]:.1%} [{row[f'{name}_low']:.1%}, {row[f'{name}_high']:.1%}]"
