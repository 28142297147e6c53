"""The facts of one build that no sheet holds: the units, the plan's months with their deadlines, the instant itself."""

from datetime import date, datetime

from connectors.landing import Landing
from flows.inputs import Inputs
from flows.issued import editions
from flows.raw_tables import Tables, arrow_table, platform_types


def fact_tables(inputs: Inputs, landing: Landing, as_of: datetime) -> Tables:
    """`raw.units`, `raw.plan_months`, `raw.run`, settings of alerts and linking, of a build as of an instant (UTC)."""
    settings = inputs.settings
    run = {
        "as_of": as_of,
        "as_of_date": settings.local(as_of).date(),
        "plan_year": settings.plan.year,
        "province_code": settings.plan.province,
        "timezone": settings.plan.timezone,
    }
    tables = {
        "units": [unit.__dict__ for unit in inputs.units],
        "plan_months": _months(inputs, landing, as_of),
        "run": [run],
        "alert_settings": [settings.alerts.model_dump(include={"min_t", "horizon_weeks", "tail_probability"})],
        "alert_benchmarks": [
            {"product_code": code, "price_vnd_kg": price} for code, price in sorted(settings.alerts.benchmarks.items())
        ],
        "link_settings": [settings.linking.model_dump()],
    }
    return {f"raw.{name}": arrow_table(rows, platform_types(name)) for name, rows in tables.items()}


def _months(inputs: Inputs, landing: Landing, as_of: datetime) -> list[dict]:
    settings, released = inputs.settings, released_at(landing, as_of)
    months = [date(settings.plan.year, number, 1) for number in range(1, 13)]
    return [
        {
            "month": month,
            "month_number": month.month,
            "is_plan_month": month in settings.plan_months,
            "deadline_at": settings.deadline(month),
            "provisional_at": settings.provisional_at(month),
            "released_at": released.get(f"{month:%Y-%m}"),
        }
        for month in months
    ]


def released_at(landing: Landing, as_of: datetime) -> dict[str, datetime]:
    """When each month's first full edition went out, before `as_of`: a build never sees what came of itself."""
    released: dict[str, datetime] = {}
    for event in editions(landing, as_of=as_of):
        if event["fetched_at"] < as_of and not event["provisional"]:
            released.setdefault(event["month"], event["fetched_at"])
    return released
