"""Readings after their row checks: which rows are accepted, which are quarantined, every issue in every snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from connectors.landing import Landing
from connectors.reading.tabs import raw_row
from expectations.across import check_across
from expectations.contract import Contract, load_contracts
from expectations.rows import ISSUE_COLUMNS, check_rows
from flows.inputs import Inputs
from flows.raw_tables import (
    Tables,
    arrow_table,
    contract_types,
    platform_types,
    quarantined_rows,
    receipt_months,
    row_count_types,
)
from flows.readings import SPREADSHEET, Readings, Sheet

IS_QUARANTINED = "is_quarantined"
SPREADSHEET_TITLE = "Bảng tính"


@dataclass
class Checked:
    """Rows by table over all snapshots with the verdict on each, issues, counts, and the snapshots that stand now."""

    readings: Readings
    rows: dict[str, pd.DataFrame] = field(default_factory=dict)
    issues: pd.DataFrame = field(default_factory=pd.DataFrame)
    snapshots: pd.DataFrame = field(default_factory=pd.DataFrame)
    standing: dict[tuple[str, str], Sheet] = field(default_factory=dict)

    def accepted(self, table: str) -> pd.DataFrame:
        rows = self.rows[table]
        return rows[~rows[IS_QUARANTINED]]

    def current(self, table: str, *, quarantined: bool) -> pd.DataFrame:
        """Accepted or quarantined rows of the snapshots that stand."""
        now = {one.snapshot.snapshot_id for (_, name), one in self.standing.items() if name == table}
        rows = self.rows[table]
        return rows[rows["snapshot_id"].isin(now) & (rows[IS_QUARANTINED] == quarantined)]

    def totals(self) -> dict[str, int]:
        """Rows of the standing snapshots: seen = accepted + quarantined + skipped."""
        now = {one.snapshot.snapshot_id for one in self.standing.values()}
        current = self.snapshots[self.snapshots["snapshot_id"].isin(now)]
        names = {"seen": "rows_seen", "accepted": "accepted", "quarantined": "quarantined", "skipped": "skipped"}
        return {name: int(current[column].sum()) for name, column in names.items()}


def check_readings(inputs: Inputs, readings: Readings) -> Checked:
    """Run the row checks over everything read, then the checks across tabs and units over what stands."""
    checked = Checked(readings)
    issues = [_check_table(inputs, contract, readings, checked) for contract in load_contracts().values()]
    _settle(readings, checked)
    across = _check_across(inputs, readings, checked)
    structure = pd.DataFrame(readings.spreadsheet_issues, columns=list(ISSUE_COLUMNS))
    refusals = [_as_structure(sheet) for sheet in readings.sheets if sheet.refusal is not None]
    checked.issues = _stacked([*issues, across, structure, *refusals])
    return checked


def _stacked(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame[list(ISSUE_COLUMNS)].astype(object) for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(ISSUE_COLUMNS))


def _as_structure(sheet: Sheet) -> pd.DataFrame:
    """A refused tab is an issue of the spreadsheet: its last good content stands with the issues that had."""
    at = sheet.snapshot.fetched_at
    return sheet.refusal.assign(
        table=SPREADSHEET, row_key=sheet.snapshot.title, snapshot_id=f"{sheet.snapshot.unit_code}-{at:%Y%m%dT%H%M%S}Z"
    )


def _check_table(inputs: Inputs, contract: Contract, readings: Readings, checked: Checked) -> pd.DataFrame:
    read = [one.reading for one in readings.sheets if one.contract is contract and one.reading is not None]
    frames = [one.rows.assign(tab=one.snapshot.title) for one in read]
    rows = pd.concat(frames, ignore_index=True) if frames else _no_rows(contract)
    columns_at = {one.snapshot.snapshot_id: one.columns_at for one in read}
    settings = inputs.settings
    found = check_rows(
        contract, rows, columns_at, readings.references.products, settings.plan.year, settings.plan.province,
        settings.plan.timezone,
    )  # fmt: skip
    issues = _stacked([*[one.issues for one in read], found])
    errors = issues[issues["severity"] == "error"].dropna(subset=["sheet_row"])
    keys = pd.MultiIndex.from_arrays([rows["snapshot_id"], rows["sheet_row"].astype("int64")])
    bad = pd.MultiIndex.from_arrays([errors["snapshot_id"], errors["sheet_row"].astype("int64")])
    checked.rows[contract.table] = rows.assign(
        **{IS_QUARANTINED: keys.isin(bad) | rows["is_refused"].to_numpy(dtype=bool)}
    )
    return issues


def _no_rows(contract: Contract) -> pd.DataFrame:
    names = ["unit_code", "snapshot_id", "fetched_at", "sheet_row", "row_id", "row_key", *contract.sql_columns]
    return pd.DataFrame(columns=list(dict.fromkeys([*names, "is_refused", "tab"])))


def _settle(readings: Readings, checked: Checked) -> None:
    """Count every snapshot and find the one that stands for each table: the last that could be read."""
    quarantined = {
        table: rows.groupby("snapshot_id")[IS_QUARANTINED].agg(["size", "sum"]) for table, rows in checked.rows.items()
    }
    counted = []
    for sheet in readings.sheets:
        table, snapshot = sheet.contract.table, sheet.snapshot
        if sheet.reading is not None:
            checked.standing[snapshot.unit_code, table] = sheet
        sizes = quarantined[table]
        known = snapshot.snapshot_id in sizes.index
        size, kept_out = (int(one) for one in sizes.loc[snapshot.snapshot_id]) if known else (0, 0)
        counted.append(_counts(sheet, size, kept_out))
    checked.snapshots = pd.DataFrame(counted)


def _counts(sheet: Sheet, size: int, kept_out: int) -> dict:
    return {
        "snapshot_id": sheet.snapshot.snapshot_id,
        "unit_code": sheet.snapshot.unit_code,
        "table_name": sheet.contract.table,
        "tab": sheet.snapshot.title,
        "fetched_at": sheet.snapshot.fetched_at,
        "superseded_at": sheet.superseded_at,
        "rows_seen": sheet.rows_seen,
        "accepted": size - kept_out,
        "quarantined": kept_out,
        "skipped": sheet.rows_seen - size,
        "is_refused": sheet.reading is None,
    }


def _check_across(inputs: Inputs, readings: Readings, checked: Checked) -> pd.DataFrame:
    rows = {table: checked.current(table, quarantined=False) for table in load_contracts()}
    columns_at = {
        one.snapshot.snapshot_id: one.reading.columns_at for one in readings.sheets if one.reading is not None
    }
    return check_across(rows, columns_at, {unit.unit_code: unit.unit_name for unit in inputs.units})


def checked_tables(inputs: Inputs, landing: Landing, checked: Checked) -> Tables:
    """The raw tables of the sheets, and `quality.row_counts`."""
    tables: Tables = {}
    out, receipts = [], []
    for table, contract in load_contracts().items():
        accepted = checked.current(table, quarantined=False)
        tables[f"raw.{table}"] = arrow_table(accepted, contract_types(contract))
        refused = checked.current(table, quarantined=True)
        tab_of = {one.snapshot.snapshot_id: one.snapshot.title for one in checked.standing.values()}
        out.append(quarantined_rows(contract, tab_of, refused, _raw_values(landing, checked, table, refused)))
        receipts.append(receipt_months(contract, checked.accepted(table), inputs.settings.plan.year))
    good = checked.snapshots[~checked.snapshots["is_refused"].astype(bool)]
    sightings = checked.issues.rename(columns={"table": "table_name"})
    frames = {
        "quarantined_rows": pd.concat(out, ignore_index=True),
        "receipt_months": pd.concat([one for one in receipts if len(one)] or receipts[:1], ignore_index=True),
        "snapshots": pd.concat([chained(good), _spreadsheet_snapshots(checked)], ignore_index=True),
        "issue_sightings": sightings,
    }
    tables |= {f"raw.{name}": arrow_table(frame, platform_types(name)) for name, frame in frames.items()}
    tables["quality.row_counts"] = arrow_table(checked.snapshots, row_count_types())
    return tables


def chained(good: pd.DataFrame) -> pd.DataFrame:
    """A refused content supersedes nothing: each good snapshot stands until the next good one."""
    ordered = good.sort_values(["unit_code", "table_name", "fetched_at"])
    later = ordered.groupby(["unit_code", "table_name"])["fetched_at"].shift(-1)
    return ordered.assign(superseded_at=later)


def _spreadsheet_snapshots(checked: Checked) -> pd.DataFrame:
    rows = pd.DataFrame(checked.readings.spreadsheets)
    if rows.empty:
        return rows
    counts = dict.fromkeys(("rows_seen", "accepted", "quarantined", "skipped"), 0)
    return rows.rename(columns={"table": "table_name"}).assign(tab=SPREADSHEET_TITLE, **counts)


def _raw_values(landing: Landing, checked: Checked, table: str, refused: pd.DataFrame) -> dict:
    values = {}
    for (unit, name), sheet in checked.standing.items():
        rows = refused[refused["snapshot_id"] == sheet.snapshot.snapshot_id]["sheet_row"]
        if name != table or rows.empty:
            continue
        grid = landing.grid(unit, sheet.snapshot.sha256)
        for row in rows.astype(int):
            values[sheet.snapshot.snapshot_id, row] = raw_row(grid, sheet.reading.columns_at, row)
    return values
