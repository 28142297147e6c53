"""The data dictionary, derived from the models' own yml and the figures' contracts, so that each is described once.

It lists what others may rely on: marts, dimensions and facts, the issues, the report rows, the figures of the reports.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

import yaml

from expectations.figures import FigureContract, Report

HEADER = """\
<!-- Generated from dbt_project/models/*/*.yml and expectations/figures by `nongsan contracts write`; do not edit. -->
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
FIGURES = """
## Figures

Every number that a report prints has an id: section, name and the keys that tell it apart, joined by dots. It is the
same in the manifest, in the HTML and XLSX files and for `nongsan trace`. `total` is the number over all keys, whose
id ends with the name: `supply.expected_t.pineapple` is of one product, `supply.expected_t` of all of them. What
compares a figure stands behind an `@`: `@previous`, `@change`, `@change_rate`, `@year_to_date`. Figures of the
monthly report stand in `marts.rpt_monthly__figures`, those of the interim report in `marts.rpt_summary__figures`; a
section whose numbers stand in its own model only says so. The quick report's figures are of one build, not of a month.
"""
_REPORT_NAMES: Mapping[Report, str] = {"monthly": "", "summary": ", interim report", "quick": ", quick report"}
UNITS = {"t": "tonnes", "ha": "hectares", "vnd": "VND", "vnd_kg": "VND/kg", "count": "count", "rate": "share"}


def data_dictionary(described: Mapping[str, str], figures: Mapping[str, Iterable[FigureContract]]) -> str:
    """Markdown of every model and figure; `described`: the yml of each folder of models; `figures`: by report."""
    parts = [HEADER]
    for folder, (schema, title) in SECTIONS.items():
        parts.append(f"\n## {title}\n")
        parts += [_table(schema, model) for model in yaml.safe_load(described[folder])["models"]]
    return "".join([*parts, FIGURES, *_sections(figures)])


def _table(schema: str, model: Mapping[str, Any]) -> str:
    name = model.get("config", {}).get("alias", model["name"])
    shown = "issues" if model["name"] == "fct_issues" else name
    lines = ["", f"### {schema}.{shown}", "", _cell(model["description"]), "", "| column | meaning |", "|---|---|"]
    return "\n".join([*lines, *_rows(model["columns"])]) + "\n"


def _rows(columns: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    return (f"| `{column['name']}` | {_cell(column['description'])} |" for column in columns)


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def _sections(figures: Mapping[str, Iterable[FigureContract]]) -> Iterable[str]:
    for report, said in _REPORT_NAMES.items():
        own = [one for one in figures[report] if one.report == report]
        for section, listed in groupby(own, lambda figure: figure.section):
            yield _section(f"{section}{said}", list(listed))


def _section(title: str, figures: list[FigureContract]) -> str:
    about = figures[0].section_about + _notes(figures)
    lines = [
        "",
        f"### {title}",
        "",
        about,
        "",
        "| figure | keys | label | unit | what it is |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_figure_row, figures)]) + "\n"


def _notes(figures: list[FigureContract]) -> str:
    notes = {
        "In the interim report too.": all(one.summary for one in figures),
        f"In `{figures[0].model}` only.": not any(one.listed for one in figures),
        "Not compared with the month before.": all(one.listed and not one.compared for one in figures),
        "A change after issue is told.": all(one.watched for one in figures),
    }
    return "".join(f" {note}" for note, holds in notes.items() if holds)


def _figure_row(figure: FigureContract) -> str:
    keys = "; ".join(" · ".join(grain) or "total" for grain in figure.grains)
    unit = f"count ({figure.counted})" if figure.counted else UNITS[figure.unit]
    return f"| `{figure.figure_id}` | {keys} | {_cell(figure.label)} | {unit} | {_cell(figure.about)} |"
