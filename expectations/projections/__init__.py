"""What is derived from the contracts: each projection a pure function from contracts to text.

`projections` names the generated files, relative to the sources; writing and comparing them is the caller's.
"""

from collections.abc import Callable
from functools import partial

from expectations.choices import all_choices, load_published
from expectations.contract import load_contracts
from expectations.figures import load_figures
from expectations.projections.dbt_choices import dbt_choices
from expectations.projections.dbt_sources import PLATFORM_PATH, dbt_sources
from expectations.projections.figure_models import MODELS, figure_models, lineage_macros, summary_macro
from expectations.projections.guide import TEMPLATE_PATH, guide


def _dbt_sources() -> str:
    return dbt_sources(load_contracts(), PLATFORM_PATH.read_text(encoding="utf-8"))


def _dbt_choices() -> str:
    return dbt_choices(all_choices(load_contracts(), load_published()))


def _guide() -> str:
    return guide(load_contracts(), TEMPLATE_PATH.read_text(encoding="utf-8"))


def _figure_model(name: str) -> str:
    return figure_models(load_figures().values())[name]


def _lineage_macros() -> str:
    return lineage_macros(load_figures().values())


def _summary_macro() -> str:
    return summary_macro(load_figures("summary").values())


projections: dict[str, Callable[[], str]] = {
    "dbt_project/models/staging/_sources.yml": _dbt_sources,
    "dbt_project/macros/contract_choices.sql": _dbt_choices,
    "dbt_project/macros/lineage_of_figures.sql": _lineage_macros,
    "dbt_project/macros/figures_of_summary.sql": _summary_macro,
    **{f"dbt_project/models/intermediate/{name}.sql": partial(_figure_model, name) for name in MODELS},
    "docs/huong-dan-bang-tinh.md": _guide,
}
