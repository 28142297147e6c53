"""Contracts and row rules as Great Expectations suites named `<table>.<severity>`.

This module and `validation` are the only ones that build or run expectations; the rules themselves are plain data.
"""

from collections.abc import Iterable

import great_expectations as gx
import great_expectations.expectations as gxe

from expectations.cell_rules import row_rules
from expectations.contract import Contract
from expectations.rules import Absent, Between, Check, Filled, OneOf, RowRule, Unique

KINDS = {"error": "blocking", "warning": "advisory"}


def expectation(check: Check, key: str) -> gxe.Expectation:
    """The expectation that evaluates a check; `key` comes back with its result."""
    meta = {"key": key}
    match check:
        case Between(column, low, high, strict_low):
            return gxe.ExpectColumnValuesToBeBetween(
                column=column, min_value=low, max_value=high, strict_min=strict_low, meta=meta
            )
        case Filled(column):
            return gxe.ExpectColumnValuesToNotBeNull(column=column, meta=meta)
        case Absent(column):
            return gxe.ExpectColumnValuesToBeNull(column=column, meta=meta)
        case OneOf(column, values):
            return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=list(values), meta=meta)
        case Unique(columns) if len(columns) == 1:
            return gxe.ExpectColumnValuesToBeUnique(column=columns[0], meta=meta)
        case Unique(columns):
            return gxe.ExpectCompoundColumnsToBeUnique(column_list=list(columns), meta=meta)


def suite(name: str, checks: Iterable[tuple[str, Check]]) -> gx.ExpectationSuite:
    """A suite of keyed checks."""
    return gx.ExpectationSuite(name=name, expectations=[expectation(check, key) for key, check in checks])


def rule_suites(table: str, rules: Iterable[RowRule]) -> list[gx.ExpectationSuite]:
    """The rules of one table by severity, errors first; no suite where there is no rule."""
    listed = list(rules)
    suites = []
    for severity, kind in KINDS.items():
        checks = [(rule.key, rule.check) for rule in listed if rule.severity == severity]
        if checks:
            suites.append(suite(f"{table}.{kind}", checks))
    return suites


def contract_suites(contract: Contract, plan_year: int) -> list[gx.ExpectationSuite]:
    """`<table>.blocking` and `<table>.advisory` of one tab, its contract's own rules included."""
    return rule_suites(contract.table, row_rules(contract, plan_year))
