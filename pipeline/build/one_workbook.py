"""`nongsan sheets check`: a unit's workbook as it is on disk, judged as a sync would, and nothing is kept of it.

It is landed in a folder that is thrown away, after all that was read of it before, so that lost rows show as in a sync.
"""

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from connectors.landing.store import Landing, SpreadsheetRead, TabRead
from connectors.sheets.protocol import SheetUnavailable
from connectors.sheets.workbooks.kinds import FileKind, WrongKind
from expectations.contract import load_contracts
from pipeline.build.checked import Checked, check_readings
from pipeline.build.readings import read_everything, references_at
from pipeline.build.structure import IGNORED_TAB, MISSING_TAB
from pipeline.feedback.said_once import Cause, said_once
from pipeline.intake.spreadsheets import sheet_backend, units_now
from pipeline.ledgers.exceptions import load_acceptances
from pipeline.province.console import Step
from pipeline.province.inputs import Inputs, Unit, land_inputs, load_inputs
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError, Settings
from vietnamese.dates import instant_as_typed

_SAID = {"error": "LỖI", "warning": "NHẮC"}
_FORMS = {
    FileKind.STRICT: 'được lưu ở dạng "Strict Open XML Spreadsheet"',
    FileKind.BINARY: "là tệp Excel nhị phân (.xlsb) được đổi tên",
    FileKind.OLD: "là tệp Excel cũ (.xls) được đổi tên hoặc có đặt mật khẩu",
    FileKind.OPEN_DOCUMENT: "là tệp OpenDocument (.ods) được đổi tên",
    FileKind.NUMBERS: "là tệp Numbers của máy Apple được đổi tên",
    FileKind.DOCUMENT: "là tệp Word hoặc PowerPoint được đổi tên",
    FileKind.PDF: "là tệp PDF được đổi tên",
    FileKind.WEB_PAGE: "là trang web hoặc tệp XML được đổi tên",
    FileKind.NO_SHEET: "không có trang tính nào chứa ô số liệu",
}


@dataclass(frozen=True)
class SheetIssue:
    """What is to be mended at one place of a workbook; `message` is Vietnamese, `severity` error or warning."""

    tab: str
    sheet_row: int | None
    column: str | None
    cell: str | None
    row_id: str | None
    rule: str
    severity: str
    message: str
    raw_value: str | None


@dataclass(frozen=True)
class TabVerdict:
    """A tab's rows by what became of them, and its issues, errors first; not `is_read`: its header was not found."""

    tab: str
    is_read: bool
    rows_seen: int
    accepted: int
    quarantined: int
    skipped: int
    issues: tuple[SheetIssue, ...]


@dataclass(frozen=True)
class SheetVerdict:
    """A workbook's verdict: its tabs in the order of the contracts, and what concerns the workbook itself.

    strays: names of files in its folder that could be taken for it.
    """

    unit: Unit
    link: str
    read_at: datetime
    tabs: tuple[TabVerdict, ...]
    workbook: tuple[SheetIssue, ...]
    strays: tuple[str, ...]

    def issues(self, severity: str) -> list[SheetIssue]:
        """All issues of a severity, those of the workbook first, then tab by tab."""
        of_tabs = [issue for tab in self.tabs for issue in tab.issues]
        return [issue for issue in [*self.workbook, *of_tabs] if issue.severity == severity]

    def document(self) -> dict[str, Any]:
        """The JSON object of the command."""
        return {
            "unit_code": self.unit.unit_code,
            "unit_name": self.unit.unit_name,
            "workbook": self.link,
            "read_at": self.read_at.isoformat(),
            "errors": len(self.issues("error")),
            "warnings": len(self.issues("warning")),
            "tabs": [asdict(one) for one in self.tabs],
            "issues": [asdict(one) for one in self.workbook],
            "similar_files": list(self.strays),
            "first": self.first_step(),
        }

    def first_step(self) -> str:
        """One sentence: what the keeper should do first."""
        errors, warnings = self.issues("error"), self.issues("warning")
        if errors:
            rest = f"; sau đó còn {len(errors) - 1} lỗi nữa" if len(errors) > 1 else ""
            return f"Việc cần làm trước tiên: sửa {_place(errors[0])}{rest}."
        if unread := [issue for issue in warnings if issue.rule == IGNORED_TAB]:
            tabs = ", ".join(f'"{issue.tab}"' for issue in unread)
            return f"Phần đã đọc không có lỗi, nhưng tab {tabs} không được đọc; hãy xem lại {_place(unread[0])}."
        if warnings:
            return f"Bảng tính không có lỗi; việc nên làm trước tiên: xem lại {_place(warnings[0])}."
        return "Bảng tính không có lỗi, không phải làm gì thêm."

    def lines(self) -> list[str]:
        """The verdict as its keeper reads it."""
        head = (
            f"{self.unit.unit_name} ({self.unit.unit_code}), tệp {self.link}, xem lúc {instant_as_typed(self.read_at)}"
        )
        hints = [f"  {stray_hint(self.strays, f'{self.unit.unit_code}.xlsx')}"] if self.strays else []
        missing = [issue for tab in self.tabs for issue in tab.issues if issue.rule == MISSING_TAB]
        whole = [*missing, *self.workbook] if len(missing) == len(self.tabs) else list(self.workbook)
        lines = [head, *hints, *_issue_lines(whole)]
        for tab in self.tabs:
            own = [issue for issue in tab.issues if issue not in whole]
            lines += ["", _counts_line(tab), *_issue_lines(own)]
        return [*lines, "", self.first_step()]


def check_sheet(province: Province, unit_code: str) -> SheetVerdict:
    """Read and judge one unit's workbook; raises ConfigError on an unknown unit, SheetUnavailable in Vietnamese."""
    settings = province.settings
    units = {unit.unit_code: unit for unit in units_now(settings)}
    if unit_code not in units:
        raise ConfigError(f"unknown unit {unit_code!r}: units.csv has {', '.join(units)}")
    unit = units[unit_code]
    try:
        read = sheet_backend(province).read_tabs(unit_code, province.now)
    except SheetUnavailable as error:
        raise unread_workbook(settings, unit, error) from error
    with tempfile.TemporaryDirectory() as folder:
        trial = replace(province, landing=Landing(Path(folder)))
        _land_before(province, trial.landing, unit_code)
        trial.landing.land_spreadsheet(read)
        land_inputs(trial)
        at = max(province.now, trial.landing.newest() or province.now)  # a clock that stands still dates nothing later
        checked = _checked(province, replace(load_inputs(trial), units=(unit,)), at)
    tabs, issues = _verdict(checked)
    return SheetVerdict(
        unit, read.link or unit_code, settings.local(province.now), tabs, issues, tuple(stray_files(settings, unit))
    )


def _land_before(province: Province, trial: Landing, unit_code: str) -> None:
    """Every earlier state of the workbook at its instant: whether rows were lost shows against the last that stood.

    A loss that has landed already is still one, until it is restored, accepted, or has stood long enough.
    """
    real = province.landing
    for at, state in real.spreadsheet_states(unit_code):
        tabs = tuple(TabRead(title, real.grid(unit_code, one.sha256)) for title, one in state.items())
        trial.land_spreadsheet(SpreadsheetRead(unit_code, at, tabs))


def _checked(province: Province, inputs: Inputs, at: datetime) -> Checked:
    readings = read_everything(inputs, references_at(inputs, at), at, Step(None, None))
    return check_readings(inputs, readings, load_acceptances(province.landing, at), at)


def _verdict(checked: Checked) -> tuple[tuple[TabVerdict, ...], tuple[SheetIssue, ...]]:
    """The tabs, and the issues of the workbook as a whole.

    Only of what is on disk now: the last state of every tab, whether it would stand or be held back.
    """
    last = {sheet.contract.table: sheet for sheet in checked.readings.sheets if not sheet.superseded_at}
    counts = checked.snapshots.set_index("snapshot_id")
    whole = checked.spreadsheets.iloc[-1]["snapshot_id"]
    structure = checked.issues[checked.issues["snapshot_id"] == whole]
    tabs = []
    for table in load_contracts():
        name = last[table].snapshot.snapshot_id
        row, own = counts.loc[name], checked.issues[checked.issues["snapshot_id"] == name]
        issues = _ordered(pd.concat([structure[structure["tab"] == row["tab"]], own]))
        numbers = {name: int(row[name]) for name in ("rows_seen", "accepted", "quarantined", "skipped")}
        is_read = last[table].reading is not None
        tabs.append(TabVerdict(row["tab"], is_read, **numbers, issues=issues))
    named = {one.tab for one in tabs}
    return tuple(tabs), _ordered(structure[~structure["tab"].isin(named)])


def _ordered(issues: pd.DataFrame) -> tuple[SheetIssue, ...]:
    """Errors, then warnings, each from the top of the sheet down."""
    ordered = issues.assign(
        is_warning=issues["severity"] == "warning", at=pd.to_numeric(issues["sheet_row"]).fillna(0)
    ).sort_values(["is_warning", "at", "cell"], kind="stable")
    rows = ordered[[one.name for one in fields(SheetIssue)]].astype(object).to_dict("records")
    return tuple(SheetIssue(**{name: None if pd.isna(value) else value for name, value in row.items()}) for row in rows)


def _counts_line(tab: TabVerdict) -> str:
    if not tab.rows_seen:
        return f"Tab {tab.tab}: không có dòng nào"
    if not tab.is_read:
        return f"Tab {tab.tab}: cả tab chưa đọc được ({tab.rows_seen} dòng)"
    return (
        f"Tab {tab.tab}: {tab.rows_seen} dòng đọc được, {tab.accepted} đạt, {tab.quarantined} bị giữ lại, "
        f"{tab.skipped} bỏ qua (tiêu đề, dòng trống, dòng cộng)"
    )


def _issue_lines(issues: Iterable[SheetIssue]) -> list[str]:
    lines = said_once(issues, _cause)
    return [f"  {_SAID[line.first.severity]}: {line.message}" for line in lines]


def _cause(issue: SheetIssue) -> Cause:
    return Cause(issue.tab, issue.rule, issue.severity, issue.column, issue.cell, issue.message, issue.raw_value)


def _place(issue: SheetIssue) -> str:
    return f"ô {issue.cell} của tab {issue.tab}" if issue.cell else f"tab {issue.tab} theo lỗi ghi ở trên"


_SUFFIXES = frozenset({".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv"})


class WorkbookUnread(SheetUnavailable):
    """A workbook that its keeper asked about can't be read; the message is Vietnamese throughout."""

    def __str__(self) -> str:
        return self.problem


def unread_workbook(settings: Settings, unit: Unit, error: SheetUnavailable) -> WorkbookUnread:
    """The same failure in Vietnamese, with a hint at files that may be the one meant."""
    name = f"{unit.unit_code}.xlsx"
    parts = [f"Chưa xem được bảng tính của {unit.unit_name} ({unit.unit_code}): {_reason(settings, name, error)}"]
    if strays := stray_files(settings, unit):
        parts.append(stray_hint(strays, name))
    return WorkbookUnread(unit.unit_code, " ".join(parts))


def _reason(settings: Settings, name: str, error: SheetUnavailable) -> str:
    cause = error.__cause__
    if settings.sheets.backend != "workbooks":
        return "hệ thống không mở được bảng tính trực tuyến. Hãy báo Ban Phong trào Tỉnh đoàn."
    if isinstance(cause, FileNotFoundError):
        return f"không thấy tệp {name} trong thư mục bảng tính. Hãy đặt tệp vào đó và đặt đúng tên {name}."
    if isinstance(cause, OSError):
        return f"không mở được tệp {name}. Hãy đóng tệp nếu đang mở và kiểm tra quyền đọc tệp."
    if cause is None:
        return f"tệp {name} quá lớn. Hãy xóa hình ảnh và các tab không thuộc mẫu rồi lưu lại."
    form = _FORMS[cause.kind] if isinstance(cause, WrongKind) else "bị hỏng hoặc không phải tệp Excel"
    return (
        f"tệp {name} {form}. Hãy mở lại bằng Excel, chọn Lưu thành (Save As), kiểu Excel Workbook (.xlsx), rồi đặt tên "
        f"{name}."
    )


def stray_files(settings: Settings, unit: Unit) -> list[str]:
    """Names of spreadsheets in the folder that bear the unit's code but are not the one that is read."""
    if settings.sheets.backend != "workbooks":
        return []
    folder = Path(settings.sheets_folder)
    code = re.compile(rf"(?<![^\W_]){re.escape(unit.unit_code)}(?![^\W_])", re.IGNORECASE)
    names = [path.name for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and code.search(path.stem)]
    return sorted(name for name in names if name != f"{unit.unit_code}.xlsx" and not name.startswith(("~$", ".")))


def stray_hint(strays: Sequence[str], name: str) -> str:
    """What to say of them."""
    listed = ", ".join(f'"{stray}"' for stray in strays)
    return f"Trong thư mục có tệp tên gần giống: {listed}; hệ thống chỉ đọc {name}, nếu cần thì hãy đổi tên."
