"""Every rule that can speak on a cell or a row has a printed name, so that no line of the annex says nothing.

The codes come from the reader's own list, from the table of seeded faults, which has a row for each kind, and from
the source, wherever a code is spelt where something is remarked on.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from connectors.reading.outcome import Rule
from reports.chapters.rule_names import GENERAL, rule_name

ROOT = Path(__file__).parents[4]
KIND = re.compile(r"^\| ([a-z_]+) \| \d", re.MULTILINE)


RULE_AT = {
    "refuse": 0, "TabRejected": 0, "Unreadable": 0, "RowRule": 0, "SeenNote": 0, "Reading": 1, "on_cell": 3,
    "on_header": 3, "on_row": 2, "on_tab": 0,
}  # fmt: skip
"""What makes a remark, and which of its arguments is the rule."""


def spelt(tree: ast.Module) -> Iterator[str]:
    """Codes given to what makes a remark, by place or by name, or put into a variable `rule`."""
    for node in ast.walk(tree):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call):
            at = RULE_AT.get(getattr(node.func, "id", getattr(node.func, "attr", "")), len(node.args))
            given = [*node.args[at : at + 1], *(one.value for one in node.keywords if one.arg == "rule")]
        elif isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "rule" for one in node.targets):
            given = [node.value]
        for one in given:
            parts = [one.body, one.orelse] if isinstance(one, ast.IfExp) else [one]
            yield from (part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))


def test_the_scan_sees_a_code():
    source = 'refuse("a", x)\nremarks.on_cell(1, 2, c, "b", "error", x)\nReading(v, rule="c")\nrule = "d" if x else "e"'
    assert sorted(spelt(ast.parse(source))) == ["a", "b", "c", "d", "e"]


def test_every_rule_that_is_spelt_in_the_source_has_a_name():
    paths = [path for part in ("connectors", "expectations", "pipeline") for path in (ROOT / part).rglob("*.py")]
    codes = {code for path in paths for code in spelt(ast.parse(path.read_text(encoding="utf-8")))} - {""}
    assert len(codes) > 50
    assert [code for code in sorted(codes) if rule_name(code) == GENERAL] == []


def test_every_rule_of_the_reader_has_a_name():
    codes = [code for name, code in vars(Rule).items() if name.isupper()]
    assert len(codes) > 40
    assert [code for code in codes if rule_name(code) == GENERAL] == []


def test_every_kind_of_seeded_fault_has_a_name():
    kinds = set(KIND.findall((ROOT / "docs/fault_table.md").read_text(encoding="utf-8")))
    assert len(kinds) > 60
    assert [kind for kind in sorted(kinds) if rule_name(kind) == GENERAL] == []


def test_an_unknown_rule_is_never_shown_by_its_code():
    assert rule_name("some_new_rule") == GENERAL
