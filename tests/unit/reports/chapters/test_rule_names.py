"""Every rule that can speak on a cell or a row has a printed name, so that no line of the annex says nothing.

The codes come from the reader's own list and from the table of seeded faults, which has a row for each kind.
"""

import re
from pathlib import Path

from connectors.reading.outcome import Rule
from reports.chapters.rule_names import GENERAL, rule_name

ROOT = Path(__file__).parents[4]
KIND = re.compile(r"^\| ([a-z_]+) \| \d", re.MULTILINE)


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
