"""What can be let in by name: rules that exist, columns that exist, and a binding to every value compared."""

import json

import pytest

from expectations.acceptance import ROW_RULES, compared_values
from expectations.across import SALES_RULES
from expectations.cell_rules import row_rules
from expectations.contract import load_contracts
from expectations.history import history_rules, kind_of

from .frames import CONTRACTS, make_rows

NEVER = {
    "outside_plan_year", "outside_plan_months", "after_read", "after_plan", "ends_before_start",
    "resolved_before_raised", "missing",
}  # fmt: skip
OF_TABLE = {
    contract.table: {rule.code: rule.column for rule in row_rules(contract, 2023)} for contract in CONTRACTS.values()
}
for contract in CONTRACTS.values():
    OF_TABLE[contract.table] |= {rule.code: rule.column for rule in history_rules(contract)}
OF_TABLE["sales"] |= {rule.code: rule.column for rule in SALES_RULES}
BOUND = [
    (table, rule, column) for table, rules in OF_TABLE.items() for rule, column in rules.items() if rule in ROW_RULES
]


def test_every_rule_that_can_be_accepted_exists_and_no_date_outside_the_plan_is_among_them():
    assert set().union(*OF_TABLE.values()) >= ROW_RULES
    assert not ROW_RULES & NEVER


@pytest.mark.parametrize(("table", "rule", "column"), BOUND)
def test_the_columns_compared_are_the_tables(table, rule, column):
    row = make_rows(table, {}).to_dict("records")[0]
    names = json.loads(compared_values(load_contracts()[table], rule, column, row)).keys()
    assert names
    assert names <= {one.name for one in load_contracts()[table].columns} - {"row_id", "note", "phone"}


def test_a_changed_estimate_is_another_matter_and_a_changed_note_is_not():
    contract = load_contracts()["supply"]

    def bound(**changes):
        row = make_rows("supply", {"harvested_t": 13.3} | changes).to_dict("records")[0]
        return compared_values(contract, "harvested_over_expected", "harvested_t", row)

    assert json.loads(bound()) == {"expected_t": "11", "harvested_t": "13.3"}
    assert bound(note="đã hỏi lại") == bound()
    assert bound(expected_t=2.0) != bound()


@pytest.mark.parametrize("table", ["supply", "demand", "sales", "activities"])
def test_a_size_that_was_let_in_is_bound_to_what_it_is_a_size_of(table):
    contract = load_contracts()[table]
    kind = kind_of(contract).removesuffix("_code")
    row = make_rows(table, {}).to_dict("records")[0]
    bound = [compared_values(contract, "unusual_size", rule.column, row) for rule in history_rules(contract)]
    other = [
        compared_values(contract, "unusual_size", rule.column, row | {kind: "Khác hẳn"})
        for rule in history_rules(contract)
    ]
    assert all(one != changed for one, changed in zip(bound, other, strict=True))
    assert len(bound) > 2


def test_people_at_one_kind_of_activity_are_no_people_at_another():
    row = make_rows("activities", {"participants": 900.0}).to_dict("records")[0]
    bound = json.loads(compared_values(load_contracts()["activities"], "unusual_size", "participants", row))
    assert bound == {"activity_type": row["activity_type"], "participants": "900"}
