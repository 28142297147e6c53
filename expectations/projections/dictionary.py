"""The data dictionary, derived from the models' own yml so that a column is described once.

It lists what others may rely on: marts, dimensions and facts, the issues, the report rows.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

HEADER = """\
<!-- Generated from dbt_project/models/*/*.yml by `nongsan contracts write`; do not edit. -->
# Data dictionary

Tables of `data/warehouse.duckdb`. Months are given by their first day; `_t` is tonnes, money is VND, `_at` is UTC.
Beside these, schema `quality` holds `row_counts` (rows seen, accepted, quarantined and skipped of every tab and
snapshot), `exceptions` (values let in by name, and whether they are in effect), `issue_values` (what the rules compared
where an issue can be accepted), `table_checks`, `gate_results` and `gate_verdicts`; schema `raw` is what dbt starts
from, described in `dbt_project/models/staging/_sources.yml`.
"""
SECTIONS = {
    "marts": ("marts", "Marts"),
    "quality": ("quality", "Quality"),
    "reports": ("marts", "Report rows"),
}


def data_dictionary(described: Mapping[str, str]) -> str:
    """Markdown of every model described; `described` maps a folder of models to the text of its yml."""
    parts = [HEADER]
    for folder, (schema, title) in SECTIONS.items():
        parts.append(f"\n## {title}\n")
        parts += [_table(schema, model) for model in yaml.safe_load(described[folder])["models"]]
    return "".join(parts)


def _table(schema: str, model: Mapping[str, Any]) -> str:
    name = model.get("config", {}).get("alias", model["name"])
    shown = "issues" if model["name"] == "fct_issues" else name
    lines = ["", f"### {schema}.{shown}", "", _cell(model["description"]), "", "| column | meaning |", "|---|---|"]
    return "\n".join([*lines, *_rows(model["columns"])]) + "\n"


def _rows(columns: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    return (f"| `{column['name']}` | {_cell(column['description'])} |" for column in columns)


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")
