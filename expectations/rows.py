"""Check the rows of one tab, all units and snapshots at once, and name the cell of every failure.

The reading has understood each cell by itself; here stands whether the cells of a row, and the rows of a tab, agree.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from expectations.cell_rules import PLAN_MONTHS, row_rules
from expectations.contract import Contract
from expectations.measures import RowFacts, measured
from expectations.places import place, plain
from expectations.rules import OneOf, RowRule

ISSUE_COLUMNS = (
    "unit_code",
    "tab",
    "table",
    "sheet_row",
    "column",
    "cell",
    "row_id",
    "row_key",
    "rule",
    "severity",
    "message",
    "raw_value",
    "snapshot_id",
    "fetched_at",
)
DEFAULT_TIMEZONE = "Asia/Ho_Chi_Minh"
ColumnsAt = Mapping[str, Mapping[str, int]]


def _complete(contract: Contract, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with every column a rule may ask for, on a plain index."""
    absent = [name for name in contract.sql_columns if name not in rows]
    filled = rows.reset_index(drop=True)
    return filled.assign(**dict.fromkeys(absent)) if absent else filled


def _issue(contract: Contract, rule: RowRule, row: Mapping[str, Any], columns_at: ColumnsAt) -> dict[str, Any]:
    col0 = columns_at.get(row["snapshot_id"], {}).get(rule.column)
    sheet_row = int(row["sheet_row"])
    cell = xl_rowcol_to_cell(sheet_row - 1, col0) if col0 is not None else None
    return {
        "unit_code": row["unit_code"],
        "tab": row.get("tab") or contract.tab,
        "table": contract.table,
        "sheet_row": sheet_row,
        "column": rule.column,
        "cell": cell,
        "row_id": plain(row.get("row_id")),
        "row_key": plain(row.get("row_key")),
        "rule": rule.code,
        "severity": rule.severity,
        "message": f"{place(contract, rule.column, sheet_row, cell)}: {rule.message(row)}.",
        "raw_value": plain(row.get(rule.column)),
        "snapshot_id": row["snapshot_id"],
        "fetched_at": row["fetched_at"],
    }


def _checked_frame(rows: pd.DataFrame, rules: Iterable[RowRule]) -> pd.DataFrame:
    """Only the columns that the rules check, in types that are compared fast."""
    columns = {}
    for rule in rules:
        values = rows[rule.check.column]
        is_text = isinstance(rule.check, OneOf)
        columns[rule.check.column] = values.astype(object) if is_text else pd.to_numeric(values).astype("float64")
    return pd.DataFrame(columns)


def issues_of(contract: Contract, rows: pd.DataFrame, rules: list[RowRule], columns_at: ColumnsAt) -> pd.DataFrame:
    """Issues of the rules on rows that already carry their measures; one validation for all of them."""
    from expectations.suites import rule_suites
    from expectations.validation import failing_rows

    found = failing_rows(_checked_frame(rows, rules), rule_suites(contract.table, rules))
    records = [
        _issue(contract, rule, row, columns_at)
        for rule in rules
        for row in rows.iloc[found.get(rule.key, [])].to_dict("records")
    ]
    return pd.DataFrame(records, columns=list(ISSUE_COLUMNS))


def check_rows(
    contract: Contract,
    rows: pd.DataFrame,
    columns_at: ColumnsAt,
    products: pd.DataFrame,
    plan_year: int,
    province_code: str | None = None,
    timezone: str = DEFAULT_TIMEZONE,
    plan_months: tuple[int, int] = PLAN_MONTHS,
) -> pd.DataFrame:
    """Issues (ISSUE_COLUMNS) of all rows of one table, over all units and snapshots.

    rows: typed rows as the reading gives them, quantities in tonnes, areas in hectares, money in VND; columns_at:
    snapshot_id -> contract column -> 0-based sheet column; products: one row a product_code with its yield band
    and reference price; province_code: the plan's own province; plan_months: first and last month of
    the plan. A row with any issue of severity error is to be
    quarantined. Raises CheckNotEvaluated when an expectation cannot be computed.
    """
    if rows.empty:
        return pd.DataFrame(columns=list(ISSUE_COLUMNS))
    complete = _complete(contract, rows)
    measures = measured(contract, complete, RowFacts(products, plan_year, province_code, timezone))
    return issues_of(contract, complete.join(measures), row_rules(contract, plan_year, plan_months), columns_at)
