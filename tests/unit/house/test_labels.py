"""A choice is named by its key: no SQL and no Python spells its Vietnamese label, except to print it as wording."""

import ast
import re
from collections.abc import Iterator

from expectations.choices import all_choices, load_published
from expectations.contract import load_contracts
from tests.unit.house.test_conventions import ROOT, SOURCES, short

DBT = ROOT / "dbt_project"
CHOICES = all_choices(load_contracts(), load_published())
LABELS = {label for columns in CHOICES.values() for labels in columns.values() for label in labels.values()}
QUOTED = re.compile("|".join(f"(?<=')({one})(?=')|(?<=\")({one})(?=\")" for one in map(re.escape, sorted(LABELS))))
PRINTED = {
    "connectors/demo/layout.py": {"Khác"},  # the heading of a keeper's last section
    "reports/chapters/annexes.py": {"Tuyên truyền", "Giải cứu"},  # titles of worksheets
    "reports/chapters/price_signals.py": {"chưa đủ chuỗi"},  # a missing indicator
    "reports/summary.py": {"Tuyên truyền", "Giải cứu"},  # titles of worksheets
}


def spelt_in_python(tree: ast.Module) -> Iterator[str]:
    """Labels that are a whole text, or stand in quotes within one, as in a condition."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from {node.value} & LABELS
            yield from (match.group() for match in QUOTED.finditer(node.value))


def spelt_in_tests(text: str) -> Iterator[str]:
    """Labels among the values of an accepted_values test."""
    for listed in re.findall(r"values: \[([^\]]*)\]", text):
        yield from {one.strip(" \"'") for one in listed.split(",")} & LABELS


def test_the_scans_see_a_label():
    source = "if kind == 'Tặng' or where(\"status <> 'Hủy'\"): print('Tặng (tấn)')"
    assert sorted(spelt_in_python(ast.parse(source.replace("print", "pass;print")))) == ["Hủy", "Tặng"]
    assert [match.group() for match in QUOTED.finditer("where kind = 'Tặng' -- Tặng")] == ["Tặng"]
    assert list(spelt_in_tests("{accepted_values: {arguments: {values: [Thường xuyên, mua]}}}")) == ["Thường xuyên"]


def test_python_prints_a_label_but_tests_a_key():
    found: dict[str, set[str]] = {}
    for path, (_, tree) in SOURCES.items():
        if spelt := set(spelt_in_python(tree)):
            found[short(path)] = spelt
    assert found == PRINTED


def test_sql_asks_for_a_label_by_its_key():
    projection = DBT / "macros" / "contract_choices.sql"
    models = [path for path in DBT.rglob("*.sql") if path != projection]
    texts = [*models, *DBT.rglob("*.py")]
    found = {
        short(path): match.group() for path in texts for match in QUOTED.finditer(path.read_text(encoding="utf-8"))
    }
    listed = {
        short(path): spelt
        for path in DBT.rglob("*.yml")
        if path.name != "_unit_tests.yml" and (spelt := set(spelt_in_tests(path.read_text(encoding="utf-8"))))
    }
    assert found | listed == {}
