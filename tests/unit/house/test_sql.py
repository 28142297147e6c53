"""SQL lives in dbt: Python names a table and its columns, and one file turns that into a statement."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("flows", "pipeline", "connectors", "expectations", "planning", "reports", "vietnamese")
HOME = ROOT / "connectors" / "warehouse.py"
WRITES_MODELS = ROOT / "expectations" / "projections" / "figure_models.py"  # files of dbt_project, from the contracts
MODULES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if path not in (HOME, WRITES_MODELS)
)
SQL = re.compile(
    r"^\s*select\b|\bselect\b[^.;]*\bfrom\b|^\s*with\b.*\bas\s*\(|\binsert into\b|\bdelete from\b|^\s*update\b.*\bset\b"
    r"|\b(create|drop|alter)( or replace)? (table|view|schema)\b|\b(inner|left|cross|full outer) join\b"
    r"|\b(group|order) by\b|\bunion all\b|^\s*join\s|^\s*where\b.*(=|\bis\b|\bin\b)",
    re.IGNORECASE | re.DOTALL,
)
DBT_ONLY = re.compile(r"\b(staging|intermediate)\.\w")


def strings(source: str) -> Iterator[tuple[int, str]]:
    """Every string of a module with its line, docstrings left out; of a formatted one its fixed parts together."""
    tree = ast.parse(source)
    skipped = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    skipped |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else "_" for part in node.values),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


def offenders(pattern: re.Pattern) -> list[str]:
    return [
        f"{path.relative_to(ROOT).as_posix()}:{line}: {text.strip()[:60]}"
        for path in MODULES
        for line, text in strings(path.read_text(encoding="utf-8"))
        if pattern.search(text)
    ]


@pytest.mark.parametrize(
    "source",
    [
        'SQL = "select as_of from raw.run"',
        'x = "Select a, b\\nfrom marts.t"',
        'x = f"select * from marts.{name} where month = ?"',
        'x = " ".join(("select", columns, "from", table))',
        'x = "with a as (select 1) select * from a"',
        'x = query + " order by month"',
        'x = "insert into raw.run values (?)"',
        'x = "create or replace table t as values (1)"',
        'x = "join marts.dim_units u using (unit_code)"',
    ],
)
def test_the_scan_sees_sql_however_it_is_put_together(source):
    assert any(SQL.search(text) for _, text in strings(source))


def test_the_scan_leaves_sentences_alone():
    said = [
        '"""Select rows from a table."""',
        'x = "choose one and run it again"',
        'x = "created from the sheet; update it"',
    ]
    assert not [text for source in said for _, text in strings(source) if SQL.search(text)]


def test_no_sql_stands_outside_the_warehouse():
    assert offenders(SQL) == []


def test_nothing_outside_dbt_reads_its_inner_layers():
    assert DBT_ONLY.search("intermediate.int_link_lots")
    assert offenders(DBT_ONLY) == []


# Whole numbers may be summed as they are; all else goes through the macro, for a sum of doubles depends on its order.
BARE_SUM = re.compile(r"(?<!exact_)\bsum\(")
WHOLE_SUM = re.compile(r"cast\((coalesce\()?sum\([^;\n]*?as bigint\)|\bsum\(case when [^()]* then 1 else 0 end\)")


def test_the_scan_sees_a_sum_that_depends_on_the_order_of_its_rows():
    for bare in ("select sum(quantity_t) as t", "t / sum(t) over (partition by month)"):
        assert BARE_SUM.search(WHOLE_SUM.sub("", bare))
    for exact in (
        "{{ exact_sum('t') }}",
        "cast(sum(lots) as bigint) as lots",
        "sum(case when a = 1 then 1 else 0 end)",
    ):
        assert not BARE_SUM.search(WHOLE_SUM.sub("", exact))


def test_no_model_sums_doubles_in_the_order_that_threads_bring_them():
    models = sorted((ROOT / "dbt_project" / "models").rglob("*.sql"))
    found = [one.name for one in models if BARE_SUM.search(WHOLE_SUM.sub("", one.read_text(encoding="utf-8")))]
    assert models
    assert found == []
