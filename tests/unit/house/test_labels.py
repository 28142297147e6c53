"""A choice is named by its key: no SQL and no Python spells its Vietnamese label, except to print it as wording, and
nothing is decided on a Vietnamese word.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from expectations.choices import all_choices, load_published
from expectations.contract import load_contracts
from tests.unit.house.test_conventions import ROOT, SOURCES, short

DBT = ROOT / "dbt_project"
PROJECTION = DBT / "macros" / "contract_choices.sql"
CHOICES = all_choices(load_contracts(), load_published())
LABELS = {label for columns in CHOICES.values() for labels in columns.values() for label in labels.values()}
FOLDED = {label.casefold() for label in LABELS}
QUOTED = re.compile(
    "|".join(f"(?<=')({one})(?=')|(?<=\")({one})(?=\")" for one in map(re.escape, sorted(LABELS))), re.IGNORECASE
)
PRINTED = {
    "connectors/feeds/prices/products.py": {"tươi"},  # what feeds write behind a product's name
    "connectors/demo/layout.py": {"Khác"},  # the heading of a keeper's last section
    "reports/chapters/annexes.py": {"Tuyên truyền", "Giải cứu"},  # titles of worksheets
    "reports/chapters/price_signals.py": {"chưa đủ số liệu"},  # a missing indicator
    "reports/summary.py": {"Tuyên truyền", "Giải cứu"},  # titles of worksheets
}


def spelt_in_python(tree: ast.Module) -> Iterator[str]:
    """Labels that are a whole text, or stand in quotes within one, as in a condition."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from {node.value} if node.value.casefold() in FOLDED else ()
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


READS_AND_WRITES_THE_LANGUAGE = ("connectors/", "vietnamese/")
VIETNAMESE = re.compile("[à-ỹđăơưÀ-ỸĐĂƠƯ]")
CUTS_OR_TESTS = {
    "startswith", "endswith", "partition", "rpartition", "split", "rsplit", "removeprefix", "removesuffix", "find",
    "index", "count", "get", "isin", "eq", "ne", "map", "contains", "match",
}  # fmt: skip
SQL_COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*|/\*.*?\*/", re.DOTALL)
SQL_TEXT = re.compile(r"'((?:[^'\n]|'')*)'")


def words_in(node: ast.AST | None, named: dict[str, list[str]]) -> list[str]:
    """The Vietnamese texts that an operand holds, itself or by the name of a constant; none of a dict's values."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) and VIETNAMESE.search(node.value) else []
    if isinstance(node, ast.Name):
        return named.get(node.id, [])
    if isinstance(node, ast.Dict):
        return [word for key in node.keys for word in words_in(key, named)]
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return [word for one in node.elts for word in words_in(one, named)]
    return []


def constants_of(tree: ast.Module) -> dict[str, list[str]]:
    """By name, the Vietnamese texts of a module's constants."""
    found: dict[str, list[str]] = {}
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Name):
                found[target.id] = words_in(node.value, {})
    return found


def operands(node: ast.AST) -> list[ast.AST | None]:
    """What a value is tested for, looked up by or cut at."""
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.MatchValue):
        return [node.value]
    if isinstance(node, ast.Subscript):
        return [node.value if isinstance(node.value, ast.Dict | ast.Name) else None, node.slice]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CUTS_OR_TESTS:
        return [node.func.value if node.func.attr == "get" else None, *node.args[:1]]
    if isinstance(node, ast.keyword) and node.arg == "where" and isinstance(node.value, ast.Dict):
        return list(node.value.values)
    return []


def decided_in_python(tree: ast.Module) -> list[str]:
    """Vietnamese texts that a module decides on."""
    named = constants_of(tree)
    return [word for node in ast.walk(tree) for one in operands(node) for word in words_in(one, named)]


def words_of_sql(text: str) -> list[str]:
    """Vietnamese texts of a model or macro, comments left out; what SQL spells, it compares or publishes."""
    return [word for word in SQL_TEXT.findall(SQL_COMMENT.sub("", text)) if VIETNAMESE.search(word)]


@pytest.mark.parametrize(
    "source",
    [
        "level == 'khẩn cấp'",
        "level in ('khẩn cấp', 'chú ý')",
        "'vì' in reason",
        "LEVEL = 'khẩn cấp'\nfound = [one for one in rows if one.level != LEVEL]",
        "WORDS = {'khẩn cấp': 1}\nrank = WORDS[level]",
        "WORDS: Final = {'khẩn cấp': 1}\nrank = WORDS.get(level, 0)",
        "{'khẩn cấp': 1}[level]",
        "tables['Từng tháng']",
        "reason.partition(' vì ')",
        "label.removeprefix('Trong đó: ')",
        "rows['level'].isin(['khẩn cấp'])",
        "rows['level'].map({'khẩn cấp': 'urgent'})",
        "warehouse.table('marts.mart_alerts', where={'level': 'khẩn cấp'})",
        "match level:\n    case 'khẩn cấp':\n        pass",
    ],
)
def test_the_scan_sees_what_is_decided_on_a_word(source):
    assert decided_in_python(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "print('khẩn cấp')",
        "WORDS = {'urgent': 'khẩn cấp'}\nword = WORDS[level]",
        "word = names.get(level, 'đơn vị')",
        "level == choice('mart_alerts', 'level', 'urgent')",
        "for title, table in {'Từng tháng': table}.items():\n    print(title)",
        "said = 'Khóm' if level == 'urgent' else 'Xoài'",
    ],
)
def test_the_scan_passes_what_is_only_said(source):
    assert decided_in_python(ast.parse(source)) == []


def test_the_scan_of_sql_sees_words_and_no_comments():
    assert words_of_sql("select 1 from a where level = 'khẩn cấp' {# 'chú ý' #}\n-- 'chú ý'\n and b = 'urgent'") == [
        "khẩn cấp"
    ]


def test_python_decides_on_keys_and_not_on_words():
    found = {
        short(path): words
        for path, (_, tree) in SOURCES.items()
        if not short(path).startswith(READS_AND_WRITES_THE_LANGUAGE) and (words := decided_in_python(tree))
    }
    models = {short(path): decided_in_python(ast.parse(path.read_text(encoding="utf-8"))) for path in DBT.rglob("*.py")}
    assert found | {path: words for path, words in models.items() if words} == {}


def test_sql_decides_on_keys_and_not_on_words():
    """Folding needs its one letter and that letter's double; the labels stand in the projection alone."""
    texts = {path: words_of_sql(path.read_text(encoding="utf-8")) for path in DBT.rglob("*.sql") if path != PROJECTION}
    assert {short(path): set(words) for path, words in texts.items() if words} == {
        "dbt_project/macros/engine.sql": {"đ", "đð"}
    }


def test_python_prints_a_label_but_tests_a_key():
    found: dict[str, set[str]] = {}
    for path, (_, tree) in SOURCES.items():
        if spelt := set(spelt_in_python(tree)):
            found[short(path)] = spelt
    assert found == PRINTED


def test_sql_asks_for_a_label_by_its_key():
    models = [path for path in DBT.rglob("*.sql") if path != PROJECTION]
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
