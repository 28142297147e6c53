"""Readings after their row checks: which rows are accepted, which are quarantined, every issue in every snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd

from connectors.barrier import UNREADABLE_TAB, guarded
from connectors.landing.store import Landing
from connectors.reading.layout.headers import TabRejected
from connectors.reading.tabs import UNREAD_TAB, raw_row, rejection_issue
from expectations.across import check_across
from expectations.contract import Contract, load_contracts
from expectations.rows import ISSUE_COLUMNS, check_rows
from pipeline.build.raw_tables import (
    Tables,
    arrow_table,
    contract_types,
    platform_types,
    quarantined_rows,
    receipt_months,
    row_count_types,
)
from pipeline.build.readings import Readings, ReadTab
from pipeline.build.standing import Standing, find_standing
from pipeline.build.structure import TOUCHES_ON, spreadsheet_issues
from pipeline.ledgers.exceptions import (
    Acceptance,
    Applied,
    accepted_losses,
    apply_acceptances,
    exception_types,
    issue_value_types,
    issue_values,
    known_exceptions,
)
from pipeline.province.inputs import Inputs
from vietnamese.personal import mask_personal

IS_QUARANTINED = "is_quarantined"
_FREE_TEXTS = {"demand": ("buyer_name",), "difficulties": ("difficulty", "proposal")}
COUNT_COLUMNS = (
    "snapshot_id", "unit_code", "table_name", "tab", "fetched_at", "rows_seen", "accepted", "quarantined", "skipped",
    "is_missing",
)  # fmt: skip


@dataclass
class Checked:
    """Rows by table over all snapshots with the verdict on each, issues, counts, and what stands now.

    issues: of every content ever read, held back or not; spreadsheets: the snapshots their issues as wholes sit on.
    """

    readings: Readings
    acceptances: list[Acceptance] = field(default_factory=list)
    applied: list[Applied] = field(default_factory=list)
    rows: dict[str, pd.DataFrame] = field(default_factory=dict)
    issues: pd.DataFrame = field(default_factory=pd.DataFrame)
    snapshots: pd.DataFrame = field(default_factory=pd.DataFrame)
    spreadsheets: pd.DataFrame = field(default_factory=pd.DataFrame)
    standing: Standing = field(default_factory=lambda: Standing({}, frozenset(), {}))

    def accepted(self, table: str) -> pd.DataFrame:
        """Accepted rows of every snapshot that stands or stood."""
        rows = self.rows[table]
        return rows[~rows[IS_QUARANTINED] & rows["snapshot_id"].isin(self.standing.stood)]

    def stood_snapshots(self) -> pd.DataFrame:
        """Counts of every snapshot that stands or stood."""
        return self.snapshots[self.snapshots["snapshot_id"].isin(self.standing.stood)]

    def current(self, table: str, *, quarantined: bool) -> pd.DataFrame:
        """Accepted or quarantined rows of the snapshots that stand."""
        rows = self.rows[table]
        return rows[rows["snapshot_id"].isin(self.standing.current) & (rows[IS_QUARANTINED] == quarantined)]

    def totals(self) -> dict[str, int]:
        """Rows of the standing snapshots: seen = accepted + quarantined + skipped."""
        current = self.snapshots[self.snapshots["snapshot_id"].isin(self.standing.current)]
        names = {"seen": "rows_seen", "accepted": "accepted", "quarantined": "quarantined", "skipped": "skipped"}
        return {name: int(current[column].sum()) for name, column in names.items()}


def check_readings(inputs: Inputs, readings: Readings, acceptances: list[Acceptance], as_of: datetime) -> Checked:
    """Run the row checks over everything read, find what stands, then check across its tabs and units."""
    checked, local = Checked(readings, acceptances), inputs.settings.local
    issues = [_checked_table(inputs, contract, readings, checked) for contract in load_contracts().values()]
    checked.snapshots = _counted(readings, checked)
    accepted = dict(zip(checked.snapshots["snapshot_id"], checked.snapshots["accepted"]))
    checked.standing = find_standing(readings.sheets, accepted, accepted_losses(acceptances), as_of)
    across, applied = apply_acceptances(_check_across(inputs, readings, checked), checked.rows, acceptances, local)
    checked.applied += applied
    checked.spreadsheets, structure = spreadsheet_issues(readings, checked.standing, local)
    checked.issues = _stacked([*issues, across, structure])
    return checked


def _stacked(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    columns = [*ISSUE_COLUMNS, TOUCHES_ON]
    named = [frame if TOUCHES_ON in frame else frame.assign(**{TOUCHES_ON: None}) for frame in frames if len(frame)]
    filled = [frame[columns].astype(object) for frame in named]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)


def _checked_table(inputs: Inputs, contract: Contract, readings: Readings, checked: Checked) -> pd.DataFrame:
    """The issues of one table; contents at which the checks fail by themselves are refused as wholes, if any do."""

    def without_unreadable(error: Exception) -> pd.DataFrame:
        checked.applied = applied
        bad = {sheet.snapshot.snapshot_id for sheet in of_table if _fails_alone(inputs, sheet, readings)}
        if not bad:
            raise error
        readings.sheets = [
            _refused(sheet) if sheet.contract is contract and sheet.snapshot.snapshot_id in bad else sheet
            for sheet in readings.sheets
        ]
        return _check_table(inputs, contract, readings, checked)

    of_table = [sheet for sheet in readings.sheets if sheet.contract is contract and sheet.reading is not None]
    applied, place = list(checked.applied), f"checks of {contract.table}"
    return guarded(lambda: _check_table(inputs, contract, readings, checked), place, without_unreadable)


def _fails_alone(inputs: Inputs, sheet: ReadTab, readings: Readings) -> bool:
    """Whether the checks can't be made of this content, whatever stands beside it."""
    alone = replace(readings, sheets=[sheet])
    return guarded(
        lambda: _check_table(inputs, sheet.contract, alone, Checked(alone)) is None,
        f"checks of unit {sheet.snapshot.unit_code}, tab {sheet.snapshot.title} ({sheet.snapshot.snapshot_id})",
        lambda _: True,
    )


def _refused(sheet: ReadTab) -> ReadTab:
    """The content as a tab that can't be read."""
    rejected = TabRejected(UNREADABLE_TAB, UNREAD_TAB)
    return replace(sheet, reading=None, refusal=rejection_issue(sheet.contract, sheet.snapshot, rejected))


def _check_table(inputs: Inputs, contract: Contract, readings: Readings, checked: Checked) -> pd.DataFrame:
    read = [one.reading for one in readings.sheets if one.contract is contract and one.reading is not None]
    frames = [one.rows.assign(tab=one.snapshot.title) for one in read]
    rows = pd.concat(frames, ignore_index=True) if frames else _no_rows(contract)
    columns_at = {one.snapshot.snapshot_id: one.columns_at for one in read}
    settings = inputs.settings
    found = check_rows(
        contract, rows, columns_at, readings.references.products, settings.plan.year, settings.plan.province,
        settings.plan.timezone, settings.plan.months,
    )  # fmt: skip
    issues = _stacked([*[one.issues for one in read], found])
    issues, applied = apply_acceptances(issues, {contract.table: rows}, checked.acceptances, settings.local)
    checked.applied += applied
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


def _counted(readings: Readings, checked: Checked) -> pd.DataFrame:
    """Rows of every content that was read, whether it stands or not."""
    quarantined = {
        table: rows.groupby("snapshot_id")[IS_QUARANTINED].agg(["size", "sum"]) for table, rows in checked.rows.items()
    }
    counted = []
    for sheet in readings.sheets:
        sizes, name = quarantined[sheet.contract.table], sheet.snapshot.snapshot_id
        size, kept_out = (int(one) for one in sizes.loc[name]) if name in sizes.index else (0, 0)
        counted.append(_counts(sheet, size, kept_out))
    return pd.DataFrame(counted, columns=list(COUNT_COLUMNS))


def _counts(sheet: ReadTab, size: int, kept_out: int) -> dict:
    return {
        "snapshot_id": sheet.snapshot.snapshot_id,
        "unit_code": sheet.snapshot.unit_code,
        "table_name": sheet.contract.table,
        "tab": sheet.snapshot.title,
        "fetched_at": sheet.snapshot.fetched_at,
        "rows_seen": sheet.rows_seen,
        "accepted": size - kept_out,
        "quarantined": kept_out,
        "skipped": sheet.rows_seen - size,
        "is_missing": sheet.is_missing,
    }


def _check_across(inputs: Inputs, readings: Readings, checked: Checked) -> pd.DataFrame:
    rows = {table: checked.current(table, quarantined=False) for table in load_contracts()}
    columns_at = {
        one.snapshot.snapshot_id: one.reading.columns_at for one in readings.sheets if one.reading is not None
    }
    names = {unit.unit_code: unit.unit_name for unit in inputs.units}
    prices = readings.references.products.set_index("product_code")["reference_price_vnd_kg"]
    return check_across(rows, columns_at, names, checked.current("supply", quarantined=True), prices)


def checked_tables(inputs: Inputs, checked: Checked) -> Tables:
    """The raw tables of the sheets; `quality.row_counts`, `quality.exceptions`, `quality.issue_values`."""
    tables: Tables = {}
    out, receipts = [], []
    tab_of = {one.snapshot.snapshot_id: one.snapshot.title for one in checked.standing.now.values()}
    for table, contract in load_contracts().items():
        tables[f"raw.{table}"] = arrow_table(checked.current(table, quarantined=False), contract_types(contract))
        refused = checked.current(table, quarantined=True)
        out.append(quarantined_rows(contract, tab_of, refused, _raw_values(inputs.landing, checked, table, refused)))
        receipts.append(receipt_months(contract, checked.accepted(table), inputs.settings.plan.year))
    snapshots = pd.concat([_chained(checked.stood_snapshots()), checked.spreadsheets], ignore_index=True)
    sightings = checked.issues[checked.issues["snapshot_id"].isin(snapshots["snapshot_id"])]
    frames = {
        "quarantined_rows": pd.concat(out, ignore_index=True),
        "receipt_months": pd.concat([one for one in receipts if len(one)] or receipts[:1], ignore_index=True),
        "snapshots": snapshots,
        "issue_sightings": sightings.rename(columns={"table": "table_name"}),
    }
    frames["shown_texts"] = shown_texts(checked)
    tables |= {f"raw.{name}": arrow_table(frame, platform_types(name)) for name, frame in frames.items()}
    read = checked.snapshots[~checked.snapshots["is_missing"].astype(bool)]
    return tables | {"quality.row_counts": arrow_table(read, row_count_types())} | _acceptance_tables(checked)


def shown_texts(checked: Checked) -> pd.DataFrame:
    """Texts that reports print in a unit's own words and that hold personal data, beside their masked form."""
    columns = [
        checked.current(table, quarantined=False)[name] for table, names in _FREE_TEXTS.items() for name in names
    ]
    typed = sorted({text for column in columns for text in column.dropna()})
    pairs = [(text, mask_personal(text)) for text in typed]
    return pd.DataFrame([pair for pair in pairs if pair[0] != pair[1]], columns=["typed", "shown"])


def _acceptance_tables(checked: Checked) -> Tables:
    """What was accepted, and the values by which an open issue of a standing row could be."""
    current = checked.standing.current
    exceptions = known_exceptions(checked.acceptances, checked.applied, current)
    values = issue_values(checked.issues[checked.issues["snapshot_id"].isin(current)], checked.rows)
    values = values.rename(columns={"table": "table_name"})
    return {
        "quality.exceptions": arrow_table([one.model_dump() for one in exceptions], exception_types()),
        "quality.issue_values": arrow_table(values, issue_value_types()),
    }


def _chained(stood: pd.DataFrame) -> pd.DataFrame:
    """A content that never stood supersedes nothing: each stands until the next that did."""
    ordered = stood.sort_values(["unit_code", "table_name", "fetched_at"])
    later = ordered.groupby(["unit_code", "table_name"])["fetched_at"].shift(-1)
    return ordered.assign(superseded_at=later)


def _raw_values(landing: Landing, checked: Checked, table: str, refused: pd.DataFrame) -> dict:
    values = {}
    for (unit, name), sheet in checked.standing.now.items():
        rows = refused[refused["snapshot_id"] == sheet.snapshot.snapshot_id]["sheet_row"]
        if name != table or rows.empty:
            continue
        grid = landing.grid(unit, sheet.snapshot.sha256)
        for row in rows.astype(int):
            values[sheet.snapshot.snapshot_id, row] = raw_row(grid, sheet.reading.columns_at, row)
    return values
