"""The seeds as tables of schema `reference`, typed as the seeds' own yml says, with data staff's products added.

dbt's seed command knows only the files of the project; a build's products may be extended beside its config.
"""

import csv
from pathlib import Path

import pandas as pd
import yaml

from connectors.reading.references import References
from flows.raw_tables import Tables, arrow_table


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
