"""The checks are tested by what they catch: bounds on the seeded faults, and the committed page is today's."""

import re
from pathlib import Path

import pytest

from connectors.reading.outcome import Rule
from expectations.across import CONFIRMATION_RULES, SALES_RULES
from expectations.cell_rules import row_rules
from expectations.contract import load_contracts
from expectations.history import history_rules
from tests.faults.layout_faults import layout_faults
from tests.faults.province import YEAR, clean_tabs
from tests.faults.table import page, run_all

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "fault_table.md"
# no column of the contracts holds a district, and no commune of the province had another name in the plan's time
NO_COLUMN = {"unknown_district", "ambiguous_district", "former_name", "aggregate"}


@pytest.fixture(scope="module")
def everything():
    return run_all()


def test_the_clean_province_is_clean():
    spoken = [message for tab in clean_tabs() for message in tab.reading.issues.dropna(subset="sheet_row")["message"]]
    assert spoken == []
    assert all(tab.reading.rows_seen == len(tab.reading.rows) + tab.reading.skipped for tab in clean_tabs())


def test_the_bounds_hold(everything):
    findings, tally = everything.rows.findings, everything.rows
    assert len(findings) > 1500
    assert sum(one.caught for one in findings) >= 0.95 * len(findings)
    assert sum(one.exact for one in findings) >= 0.95 * len(findings)
    assert len(tally.flagged) <= 0.01 * tally.clean_rows
    assert [one for one in tally.honest if one.found or one.is_kept is False] == []


def test_no_kind_is_caught_by_luck(everything):
    """Each kind by itself: at least four of five by its own rule."""
    by_kind = {}
    for one in everything.rows.findings:
        by_kind.setdefault(one.seed.fault.kind, []).append(one.named)
    assert {kind for kind, named in by_kind.items() if sum(named) < 0.8 * len(named)} == set()


def test_every_layout_fault_is_told_where_it_is(everything):
    assert [one for one in everything.layout if not (one.caught and one.exact)] == []
    assert [one for one in everything.layout if one.are_rows_kept is False] == []


def test_every_rule_has_a_fault_that_makes_it_speak(everything):
    codes = {value for name, value in vars(Rule).items() if name.isupper()}
    codes |= {rule.code for contract in load_contracts().values() for rule in row_rules(contract, YEAR)}
    codes |= {rule.code for rule in (*SALES_RULES, *CONFIRMATION_RULES)}
    codes |= {rule.code for contract in load_contracts().values() for rule in history_rules(contract)}
    for path in (ROOT / "connectors" / "reading").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        codes |= set(re.findall(r'(?:refuse\(|rule=|on_tab\(|TabRejected\()\s*"([a-z_0-9]+)"', source))
    seeded = {one.seed.fault.kind for one in everything.rows.findings if one.named}
    assert codes - seeded - {fault.kind for fault in layout_faults()} == NO_COLUMN & codes


def test_the_committed_page_is_todays(everything):
    assert PAGE.read_text(encoding="utf-8") == page(everything), "run `make faults`"


def test_rows_with_a_row_id_are_known_again(everything):
    found = everything.with_ids
    assert found.rows > 10_000
    assert found.share >= 0.999
    assert found.rows - found.same == found.behind_a_copy  # nothing else loses a row


def test_rows_without_a_row_id_are_known_by_their_natural_columns(everything):
    """Measured: 99.2 % of all rows, 99.9 % of those whose natural columns nobody touched."""
    found = everything.without_ids
    assert found.share >= 0.985
    assert found.untouched_share >= 0.998
