"""The dbt macro that knows every choice's label by its key, so that no model spells a label."""

from expectations.choices import Choices

HEADER = "{# Generated from expectations/contracts by `nongsan contracts write`; do not edit. #}\n"


def dbt_choices(choices: Choices) -> str:
    """Text of `macros/contract_choices.sql`; `choices`: labels by table, column and key."""
    lines = ["{# Labels of every choice by `table.column`, then by key. #}", "{% macro contract_choices() -%}"]
    lines.append("    {{ return({")
    for table, columns in choices.items():
        for column, labels in columns.items():
            pairs = ", ".join(f"{_quoted(key)}: {_quoted(label)}" for key, label in labels.items())
            lines.append(f"        {_quoted(f'{table}.{column}')}: {{{pairs}}},")
    return HEADER + "\n".join([*lines, "    }) }}", "{%- endmacro %}"]) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
