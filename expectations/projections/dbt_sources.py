"""The dbt sources file, derived from the contracts so that a column's description is written once.

The tabs' tables come from their contracts, the platform's own from `contracts/platform.yml`.
"""

from collections.abc import Iterable
from typing import Any

import yaml

from expectations.contract import CONTRACTS_DIR, Column, Contract

HEADER = """\
# Generated from expectations/contracts by `nongsan contracts write`; do not edit.
"""
PLATFORM_PATH = CONTRACTS_DIR / "platform.yml"
_CODE_OF = {
    "commune": "GSO code of the commune",
    "product": "Code of the product",
    "province": "GSO code of the province",
}


class _Dumper(yaml.SafeDumper):
    """Indents list items under their key, as dbt's own files do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _described(name: str, kind: str, description: str) -> dict[str, str]:
    return {"name": name, "description": description, "data_type": kind.lower()}


def _column_entries(column: Column) -> list[dict[str, str]]:
    entries = []
    for name, kind in column.sql_columns.items():
        is_code = column.is_reference and name != column.name
        text = f"{_CODE_OF[column.type]} in {column.name}" if is_code else f"{column.header}: {column.description}"
        entries.append(_described(name, kind, text))
    return entries


def _tab_table(contract: Contract, row_columns: Iterable[dict[str, str]]) -> dict[str, Any]:
    own = [entry for column in contract.columns for entry in _column_entries(column)]
    platform = [_described(entry["name"], entry["type"], entry["description"]) for entry in row_columns]
    given = {entry["name"] for entry in platform}
    return {
        "name": contract.table,
        "description": f"Tab {contract.tab}, accepted rows of current snapshots. {contract.purpose}",
        "columns": platform + [entry for entry in own if entry["name"] not in given],
    }


def _platform_table(table: dict[str, Any]) -> dict[str, Any]:
    columns = [_described(entry["name"], entry["type"], entry["description"]) for entry in table["columns"]]
    return {"name": table["name"], "description": table["description"], "columns": columns}


def dbt_sources(contracts: dict[str, Contract], platform_text: str) -> str:
    """Text of `models/staging/_sources.yml`.

    contracts: by table; platform_text: the content of `contracts/platform.yml`.
    """
    platform = yaml.safe_load(platform_text)
    tables = [_tab_table(contract, platform["row_columns"]) for contract in contracts.values()]
    tables += [_platform_table(table) for table in platform["tables"]]
    source = {
        "name": "raw",
        "schema": "raw",
        "description": "What the pipeline writes before dbt: typed rows of the tabs, and the platform's records.",
        "tables": tables,
    }
    document = {"version": 2, "sources": [source]}
    body = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=118)
    return HEADER + body
