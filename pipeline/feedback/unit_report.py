"""The words of the feedback: which line goes on which cell, and the tab Kết quả kiểm tra, row by row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from xlsxwriter.utility import xl_cell_to_rowcol

from connectors.cells import CellGrid
from connectors.landing.store import SpreadsheetRead
from connectors.measurement_units import MeasurementUnits
from connectors.reading.layout.headers import TabRejected, find_tables
from connectors.reading.layout.workbook_tabs import assign_tabs
from connectors.sheets.feedback import ReportCell
from connectors.sheets.marks import Place, Remark, TabFeedback, few_lines
from connectors.sheets.row_ids import id_cells
from connectors.warehouse import Is, Selection
from expectations.contract import Contract, load_contracts
from expectations.places import text_of
from pipeline.feedback.call_list import CALLS, call_list
from pipeline.feedback.said_once import Cause, SaidOnce, said_once
from pipeline.province.province import Province
from vietnamese.dates import date_as_typed, instant_as_typed
from vietnamese.numbers import NOTHING, number, percent

_HEADER = ("STT", "Mức", "Tab", "Ô", "Cột", "Đang ghi", "Cần sửa", "Thấy từ ngày")
_SEVERITIES = {"error": "Lỗi", "warning": "Lưu ý"}
_LONGEST_VALUE = 80


@dataclass(frozen=True)
class ReportedUnit:
    """A unit as the warehouse knows it: open issues (rows of quality.issues), months and rows counted, calls."""

    unit_code: str
    unit_name: str
    issues: tuple[Mapping, ...] = ()
    rates: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    calls: tuple[Mapping, ...] = ()


def tab_feedback(
    read: SpreadsheetRead, standing: Mapping[str, str], issues: tuple[Mapping, ...], units: MeasurementUnits
) -> tuple[TabFeedback, ...]:
    """The marks of each tab of a contract; issues of a content that no longer stands mark nothing."""
    grids = {tab.title: tab.grid for tab in read.tabs}
    assigned = assign_tabs(grids, grids.__getitem__, load_contracts().values(), units)
    found = []
    for table, title in assigned.tables.items():
        contract, grid = load_contracts()[table], grids[title]
        cells = id_cells(grid, contract, units)
        remarks: dict[Place, list[Remark]] = {}
        for issue in issues:
            if issue["tab"] == title and issue["snapshot_id"] == standing.get(title):
                at = _place(issue, cells, grid, contract, units)
                if at is not None:
                    said = text_of(issue["message"]) if issue["column"] else issue["message"]
                    remarks.setdefault(at, []).append(Remark(issue["severity"], said))
        found.append(TabFeedback(title, grid, cells, {at: few_lines(those) for at, those in remarks.items()}))
    return tuple(found)


def _place(
    issue: Mapping, cells: Mapping[int, int], grid: CellGrid, contract: Contract, units: MeasurementUnits
) -> Place | None:
    """The cell an issue sits on; an issue of a row sits on its Mã, else on the row's first column of the contract."""
    if issue["cell"]:
        return xl_cell_to_rowcol(issue["cell"])
    if issue["sheet_row"] is None:
        return None
    row = int(issue["sheet_row"]) - 1
    return row, cells[row] if row in cells else _first_column(grid, contract, units)


def _first_column(grid: CellGrid, contract: Contract, units: MeasurementUnits) -> int:
    try:
        return min(find_tables(grid, contract, units)[0].header.columns.values())
    except TabRejected:
        return 0


def unit_report(state: ReportedUnit, read_at: datetime) -> tuple[tuple[ReportCell, ...], ...]:
    """The tab Kết quả kiểm tra: title, date, rates, one line an issue, errors first, the call list."""
    errors = sum(1 for issue in state.issues if issue["severity"] == "error")
    lines = [
        (ReportCell(f"KẾT QUẢ KIỂM TRA – {state.unit_name}", is_bold=True),),
        (ReportCell(f"Số liệu đọc lúc {instant_as_typed(read_at)}. Tab này do hệ thống ghi; không cần sửa ở đây."),),
        *((ReportCell(text),) for text in _rates(state.rates, state.rows)),
        (ReportCell(f"Đang có {errors} lỗi cần sửa và {len(state.issues) - errors} điều cần lưu ý."),),
        *([(ReportCell(f"Có {len(state.calls)} gợi ý kết nối tiêu thụ, xem ở cuối tab."),)] if state.calls else []),
        (),
    ]
    if not state.issues:
        return (*lines, (ReportCell("Không có lỗi nào. Cảm ơn đơn vị!"),), *call_list(state.calls))
    ordered = sorted(state.issues, key=lambda issue: issue["severity"] != "error")
    rows = [_issue_row(number, line, read_at) for number, line in enumerate(said_once(ordered, _cause), start=1)]
    return (*lines, tuple(ReportCell(text, is_bold=True) for text in _HEADER), *rows, *call_list(state.calls))


def _rates(rates: Mapping[str, int], rows: Mapping[str, int]) -> list[str]:
    expected = rates.get("expected", 0)
    months = [
        f"{words}: {rates.get(name, 0)}/{expected} tháng ({_percent(rates.get(name, 0), expected)})"
        for name, words in (("received", "Đã nhận"), ("on_time", "Đúng hạn"), ("usable", "Dùng được"))
    ]
    accepted, kept_out = rows.get("accepted", 0), rows.get("quarantined", 0)
    counted = (
        f"Dòng số liệu: {number(accepted)} dòng được tính, {number(kept_out)} dòng chờ sửa "
        f"({_percent(accepted, accepted + kept_out)})"
    )
    return [*(months if expected else ["Chưa có tháng nào đến hạn báo cáo"]), counted]


def _percent(part: int, whole: int) -> str:
    return percent(part / whole, 0) if whole else NOTHING


def _cause(issue: Mapping) -> Cause:
    return Cause(*(issue[name] for name in Cause._fields))


def _issue_row(number: int, line: SaidOnce[Mapping], read_at: datetime) -> tuple[ReportCell, ...]:
    """A line of the list; the date is that of the longest open of its issues."""
    issue, since = line.first, min(one["first_seen_at"] for one in line.issues)
    cell = issue["cell"] or (f"A{int(issue['sheet_row'])}" if issue["sheet_row"] is not None else None)
    raw = line.written
    shown = raw if raw is None or len(raw) <= _LONGEST_VALUE else raw[: _LONGEST_VALUE - 1] + "…"
    return (
        ReportCell(number),
        ReportCell(_SEVERITIES[issue["severity"]]),
        ReportCell(issue["tab"]),
        ReportCell(line.place or cell, link=(issue["tab"], cell) if cell else None),
        ReportCell(_header(issue)),
        ReportCell(shown),
        ReportCell(line.message),
        ReportCell(date_as_typed(since.astimezone(read_at.tzinfo))),
    )


def _header(issue: Mapping) -> str | None:
    contract = load_contracts().get(issue["table_name"])
    names = {column.name: column.header for column in contract.columns} if contract else {}
    return names.get(issue["column"])


_STATES = ("expected", "received", "on_time", "usable")
_TABLES = {
    "run": Selection("raw.run", ("as_of", "as_of_date")),
    "months": Selection("raw.plan_months", ("month", "deadline_at")),
    "units": Selection("marts.dim_units", ("unit_code", "unit_name"), order_by=("unit_code",)),
    "issues": Selection(
        "quality.issues",
        (
            "unit_code", "tab", "table_name", "sheet_row", "cell", "column", "rule", "severity", "message",
            "raw_value", "snapshot_id", "first_seen_at",
        ),
        {"cleared_at": None},
        ("unit_code", "tab", "sheet_row", "cell", "rule"),
    ),
    "reporting": Selection("marts.mart_reporting", ("unit_code", "month", *_STATES), {"expected": True}),
    "rows": Selection(
        "raw.snapshots",
        ("unit_code", "accepted", "quarantined"),
        {"superseded_at": None, "table_name": Is("<>", "spreadsheet")},
    ),
    "calls": CALLS,
}  # fmt: skip


def unit_states(province: Province, only: Iterable[str] | None = None) -> list[ReportedUnit]:
    """One state a unit, in the order of their codes; raises WarehouseMissing."""
    found = province.warehouse.tables(_TABLES)
    run, wanted = found["run"][0], None if only is None else set(only)
    issues = sorted(found["issues"], key=lambda row: (row["unit_code"], row["tab"], row["sheet_row"] is not None))
    calls = [row | {"from_on": _still_to_come(row["from_on"], run["as_of_date"])} for row in found["calls"]]
    last = max((row["month"] for row in found["months"] if row["deadline_at"] <= run["as_of"]), default=date.min)
    states = [row for row in found["reporting"] if row["month"] <= last]
    by_unit = [_by_unit(rows) for rows in (issues, states, found["rows"], calls)]
    return [
        _state(unit, *(rows.get(unit["unit_code"], []) for rows in by_unit))
        for unit in found["units"]
        if wanted is None or unit["unit_code"] in wanted
    ]


def _state(unit: Mapping, issues: list[dict], states: list[dict], rows: list[dict], calls: list[dict]) -> ReportedUnit:
    return ReportedUnit(
        unit_code=unit["unit_code"],
        unit_name=unit["unit_name"],
        issues=tuple(issues),
        rates=_summed(states, _STATES),
        rows=_summed(rows, ("accepted", "quarantined")),
        calls=tuple(calls),
    )


def _still_to_come(day: date, today: date) -> date | None:
    return day if day > today else None


def _by_unit(rows: list[dict]) -> dict[str, list[dict]]:
    units: dict[str, list[dict]] = {}
    for row in rows:
        units.setdefault(row["unit_code"], []).append(row)
    return units


def _summed(rows: list[dict], names: Iterable[str]) -> dict[str, int]:
    return {name: sum(int(row[name] or 0) for row in rows) for name in names}
