"""What is derived from the contracts holds every column, and what is on disk is not stale."""

from pathlib import Path

import pytest
import yaml

import expectations
from expectations.contract import load_contracts
from expectations.figures import load_figures
from expectations.projections import projections
from expectations.projections.dbt_sources import PLATFORM_PATH, dbt_sources
from expectations.projections.guide import TEMPLATE_PATH, guide

ROOT = Path(expectations.__file__).parents[1]
CONTRACTS = load_contracts()


@pytest.fixture(scope="module")
def sources():
    return yaml.safe_load(dbt_sources(CONTRACTS, PLATFORM_PATH.read_text(encoding="utf-8")))["sources"][0]


def test_every_raw_table_is_a_source(sources):
    assert [table["name"] for table in sources["tables"]] == [
        *CONTRACTS, "quarantined_rows", "issue_sightings", "snapshots", "receipt_months", "units", "plan_months", "run",
        "price_observations", "price_quarantine", "feeds", "alert_settings", "alert_benchmarks", "link_settings",
        "backtest", "shown_texts",
    ]  # fmt: skip


def test_a_tab_has_the_platform_s_columns_and_its_own(sources):
    tables = {table["name"]: table["columns"] for table in sources["tables"]}
    for name, contract in CONTRACTS.items():
        names = [column["name"] for column in tables[name]]
        assert names[:5] == ["unit_code", "snapshot_id", "sheet_row", "row_id", "row_key"]
        assert set(names) == set(contract.sql_columns) | set(names[:5])
        assert len(names) == len(set(names))
    types = {column["name"]: column["data_type"] for column in tables["sales"]}
    assert (types["quantity_t"], types["sold_on"], types["product_code"]) == ("decimal(18,6)", "date", "varchar")


def test_every_source_column_is_described(sources):
    for table in sources["tables"]:
        assert table["description"]
        for column in table["columns"]:
            assert set(column) == {"name", "description", "data_type"}, (table["name"], column)


def test_the_guide_names_every_tab_column_and_choice():
    text = guide(CONTRACTS, TEMPLATE_PATH.read_text(encoding="utf-8"))
    for contract in CONTRACTS.values():
        section = text.split(f". Tab {contract.tab}\n")[1].split("### ")[0]
        for column in contract.columns:
            assert f"**{column.header}**" in section
            assert column.description in section
            assert all(label in section for label in column.choice_labels)
    assert "{{" not in text


def test_the_guide_tells_when_a_column_is_required():
    text = guide(CONTRACTS, TEMPLATE_PATH.read_text(encoding="utf-8"))
    assert "| **Sản lượng dự kiến (tấn)** \\* | có |" in text
    assert "| **Giá bán (đ/kg)** | có khi |" in text
    assert "| **Vụ** |  |" in text


def test_a_bar_in_a_description_does_not_break_the_table():
    contract = CONTRACTS["confirmations"]
    month = contract.columns[0].model_copy(update={"description": "Tháng 2 | 12, ghi số hoặc chữ."})
    changed = contract.model_copy(update={"columns": (month, *contract.columns[1:])})
    assert "Tháng 2 \\| 12" in guide({"confirmations": changed}, "{{ tabs }}")


def test_the_dictionary_lists_every_figure_once():
    text = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    monthly, interim = load_figures(), {name: one for name, one in load_figures("summary").items() if not one.summary}
    quick = load_figures("quick")
    for name in {*monthly, *interim, *quick}:
        assert text.count(f"| `{name}` |") == (name in monthly) + (name in interim) + (name in quick), name
    assert "| `supply.expected_t` | product_code; total | Dự kiến thu hoạch | tonnes | Tonnes expected |" in text
    assert "### prices, interim report" in text
    assert "### quick, quick report" in text


@pytest.mark.parametrize("path", projections)
def test_generated_files_say_so_and_are_fresh(path):
    text = projections[path]()
    assert "do not edit" in text.splitlines()[0]
    assert text.endswith("\n")
    assert (ROOT / path).read_text(encoding="utf-8") == text, "run `nongsan contracts write`"
