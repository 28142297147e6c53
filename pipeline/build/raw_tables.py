"""Readings as the raw tables that dbt starts from: accepted rows, quarantined rows, issues, snapshots, receipts.

Only shapes and types here; what a row means was decided by the reading and the checks.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

import pandas as pd
import pyarrow as pa
import yaml

from expectations.contract import CONTRACTS_DIR, Contract

Tables = dict[str, tuple[pa.Table, Mapping[str, str]]]
ROW_COUNT_COLUMNS = (
    "unit_code", "tab", "snapshot_id", "fetched_at", "rows_seen", "accepted", "quarantined", "skipped",
)  # fmt: skip


@lru_cache(maxsize=1)
def _platform() -> dict:
    return yaml.safe_load((CONTRACTS_DIR / "platform.yml").read_text(encoding="utf-8"))


def platform_types(table: str) -> dict[str, str]:
    """Columns of one of the platform's own raw tables with their DuckDB types, as `platform.yml` describes them."""
    described = next(one for one in _platform()["tables"] if one["name"] == table)
    return {column["name"]: column["type"] for column in described["columns"]}


def row_count_types() -> dict[str, str]:
    """Columns of `quality.row_counts`."""
    types = platform_types("snapshots")
    return {name: types[name] for name in ROW_COUNT_COLUMNS}


def arrow_table(rows: pd.DataFrame | Iterable[Mapping], types: Mapping[str, str]) -> tuple[pa.Table, Mapping[str, str]]:
    """Rows with exactly the columns of `types`, as Arrow columns that DuckDB can cast; nulls for absent columns."""
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows), columns=list(types))
    arrays = [
        _array(frame[name] if name in frame else pd.Series([None] * len(frame)), kind) for name, kind in types.items()
    ]
    return pa.Table.from_arrays(arrays, names=list(types)), types


def _array(values: pd.Series, kind: str) -> pa.Array:
    if kind.startswith("DECIMAL") or kind == "DOUBLE":
        return pa.array(pd.to_numeric(values).astype("float64"), pa.float64(), from_pandas=True)
    if kind in ("BIGINT", "INTEGER"):
        return pa.array(pd.to_numeric(values).astype("Float64").round().astype("Int64"), pa.int64(), from_pandas=True)
    if kind == "DATE":
        return pa.array([None if pd.isna(one) else one for one in pd.to_datetime(values).dt.date], pa.date32())
    if kind == "TIMESTAMPTZ":
        return pa.array(pd.to_datetime(values, utc=True), pa.timestamp("us", "UTC"), from_pandas=True, safe=False)
    if kind == "BOOLEAN":
        return pa.array([None if pd.isna(one) else bool(one) for one in values], pa.bool_())
    return pa.array([None if one is None or one != one else str(one) for one in values], pa.string())


def contract_types(contract: Contract) -> dict[str, str]:
    """Columns of `raw.<table>` with their DuckDB types."""
    return {column["name"]: column["type"] for column in _platform()["row_columns"]} | contract.sql_columns


def quarantined_rows(
    contract: Contract, tab_of: Mapping[str, str], rows: pd.DataFrame, raw_values: Mapping
) -> pd.DataFrame:
    """Rows kept out of the marts, with the dates by which they still count against their months.

    `tab_of` maps a snapshot to its sheet title, `raw_values` a (snapshot, sheet row) to the cells as read.
    """
    start, end = contract.window or (contract.event_date, contract.event_date)
    keys = list(zip(rows["snapshot_id"], rows["sheet_row"]))
    return pd.DataFrame(
        {
            "unit_code": rows["unit_code"],
            "table_name": contract.table,
            "tab": [tab_of[snapshot] for snapshot, _ in keys],
            "snapshot_id": rows["snapshot_id"],
            "sheet_row": rows["sheet_row"],
            "row_id": rows["row_id"],
            "row_key": rows["row_key"],
            "starts_on": rows[start] if start else None,
            "ends_on": rows[end] if end else None,
            "month": rows["month"] if contract.table == "confirmations" else None,
            "raw_values": [json.dumps(raw_values.get(key, {}), ensure_ascii=False, sort_keys=True) for key in keys],
        }
    )


def receipt_months(contract: Contract, accepted: pd.DataFrame, plan_year: int) -> pd.DataFrame:
    """Months that each snapshot reports on: accepted rows by the month of their own date, and nil confirmations."""
    keys = ["snapshot_id", "unit_code", "fetched_at", "month"]
    if accepted.empty:
        return pd.DataFrame(columns=list(platform_types("receipt_months")))
    if contract.event_date:
        dated = accepted.dropna(subset=[contract.event_date])
        month = dated[contract.event_date].dt.to_period("M").dt.to_timestamp()
        counted = dated.assign(month=month).groupby(keys, as_index=False).size()
        counted = counted.rename(columns={"size": "accepted_rows"}).assign(has_nil=False)
    elif contract.table == "confirmations":
        nil = accepted[accepted["nil_report"].eq(True)]
        month = pd.to_datetime({"year": plan_year, "month": nil["month"].astype(int), "day": 1})
        counted = nil.assign(month=month)[keys].drop_duplicates().assign(accepted_rows=0, has_nil=True)
    else:
        return pd.DataFrame(columns=list(platform_types("receipt_months")))
    return counted.assign(table_name=contract.table)
