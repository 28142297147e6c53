"""The facts of one build that no sheet holds: the units, the plan's months with their deadlines, the instant itself."""

import csv
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import yaml

from connectors.landing.store import Landing
from connectors.reading.names.references import References
from pipeline.build.raw_tables import Tables, arrow_table, platform_types
from pipeline.ledgers.editions import editions
from pipeline.province.inputs import Inputs


def fact_tables(inputs: Inputs, as_of: datetime) -> Tables:
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
        "plan_months": _months(inputs, as_of),
        "run": [run],
        "alert_settings": [settings.alerts.model_dump(include={"min_t", "horizon_weeks", "tail_probability"})],
        "alert_benchmarks": [
            {"product_code": code, "price_vnd_kg": price} for code, price in sorted(settings.alerts.benchmarks.items())
        ],
        "link_settings": [settings.linking.model_dump()],
    }
    return {f"raw.{name}": arrow_table(rows, platform_types(name)) for name, rows in tables.items()}


def _months(inputs: Inputs, as_of: datetime) -> list[dict]:
    settings, released = inputs.settings, released_at(inputs.landing, as_of)
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
    """When each month's first edition went out that was neither provisional nor early, before `as_of`.

    A build never sees what came of itself.
    """
    released: dict[str, datetime] = {}
    for event in editions(landing, as_of=as_of):
        if event.recorded_at < as_of and not event.provisional and not event.early:
            released.setdefault(event.month, event.recorded_at)
    return released


def reference_tables(seeds: Path, references: References) -> Tables:
    """Every seed as (Arrow table, types); products as extended beside the config."""
    described = yaml.safe_load((seeds / "_seeds.yml").read_text(encoding="utf-8"))["seeds"]
    types = {one["name"]: _types(one) for one in described}
    tables = {name: pd.DataFrame(_rows(seeds / f"{name}.csv")) for name in types}
    tables["products"] = references.products
    return {f"reference.{name}": arrow_table(tables[name], types[name]) for name in types}


def _types(seed: dict) -> dict[str, str]:
    given = {name: kind.upper() for name, kind in seed["config"]["column_types"].items()}
    return {column["name"]: given[column["name"]] for column in seed["columns"]}


def _rows(path: Path) -> list[dict[str, str | None]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: text or None for name, text in row.items()} for row in csv.DictReader(file)]
