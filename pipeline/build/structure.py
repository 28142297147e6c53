"""Issues of spreadsheets as wholes: tabs that are missing, empty, illegible, held back, or not read; a foreign locale.

Their snapshots are the reads of the spreadsheet, and the instants at which a held tab came to stand without a read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from connectors.barrier import DAMAGED_SNAPSHOT
from connectors.landing.receipts import instant_text
from expectations.contract import load_contracts
from expectations.holds import Hold
from expectations.rows import ISSUE_COLUMNS
from expectations.unit_changes import UnitChange
from pipeline.build.further_tabs import UNREAD_TABLE
from pipeline.build.readings import DamagedRead, Readings, ReadTab, SpreadsheetState
from pipeline.build.standing import Standing
from vietnamese.dates import instant_as_typed
from vietnamese.phrases import sentence_case

SPREADSHEET = "spreadsheet"
SPREADSHEET_TITLE = "Bảng tính"
TOUCHES_ON = "touches_on"
IGNORED_TAB, MISSING_TAB = "ignored_tab", "missing_tab"
SNAPSHOT_COLUMNS = ("unit_code", "snapshot_id", "fetched_at", "table_name", "tab", "superseded_at")
Local = Callable[[datetime], datetime]
_RESTORE = (
    "Nếu xóa nhầm thì khôi phục (Tệp, Lịch sử phiên bản); nếu đúng là bỏ thì để nguyên, sau 24 giờ không đổi hệ thống "
    "sẽ nhận, hoặc báo Ban Phong trào Tỉnh đoàn để được nhận ngay."
)
_RESTORE_ALL = (
    "Cả bảng tính không còn dòng số liệu nào. Hãy khôi phục (Tệp, Lịch sử phiên bản); nếu đúng là bỏ hết thì báo Ban "
    "Phong trào Tỉnh đoàn, hệ thống không tự nhận việc này."
)

_MEND_UNIT = (
    "Nếu ghi nhầm thì sửa lại đơn vị hoặc sửa các số; nếu đúng thì để nguyên, sau 24 giờ không đổi hệ thống "
    "sẽ nhận, hoặc báo Ban Phong trào Tỉnh đoàn để được nhận ngay."
)
_LOCALE = (
    "Bảng tính đang theo ngôn ngữ {locale}, không phải Việt Nam: ngày gõ 3/8 có thể bị hiểu là ngày 8 tháng 3, số gõ "
    "1,5 có thể bị hiểu sai. Hãy vào Tệp, Cài đặt, Ngôn ngữ, chọn Việt Nam rồi xem lại các ngày và số đã gõ."
)
_LOST = (
    "Một lần đọc bảng tính bị hỏng trong kho lưu của hệ thống nên được bỏ qua; các lần đọc khác vẫn được tính. Đơn vị "
    "không phải sửa, Ban Phong trào Tỉnh đoàn sẽ khôi phục."
)


@dataclass(frozen=True)
class StructureIssue:
    """An issue of one tab of a spreadsheet from one instant (UTC) to another, None while it lasts."""

    unit_code: str
    title: str
    rule: str
    message: str
    since: datetime
    until: datetime | None
    raw_value: str | None = None
    severity: str = "error"

    def covers(self, at: datetime) -> bool:
        """Whether the issue was there at that instant; `until` does not belong to it."""
        return self.since <= at and (self.until is None or at < self.until)


def spreadsheet_issues(readings: Readings, standing: Standing, local: Local) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The spreadsheets' snapshots, each superseded by the next, and the sightings of their issues in each."""
    spans: dict[str, list[StructureIssue]] = {}
    for damaged in readings.damaged:
        spans.setdefault(damaged.unit_code, []).append(_lost(damaged))
    for sheet in readings.sheets:
        found = _spans(sheet, standing.holds.get(sheet.snapshot.snapshot_id), local)
        spans.setdefault(sheet.snapshot.unit_code, []).extend([*found, *_foreign(sheet)])
    snapshots, issues = [], []
    for unit_code, states in _by_unit(readings.states).items():
        instants = _instants(unit_code, states, readings, standing)
        for place, at in enumerate(instants):
            later = instants[place + 1] if place + 1 < len(instants) else None
            head = {"unit_code": unit_code, "snapshot_id": f"{unit_code}-{instant_text(at)}", "fetched_at": at}
            snapshots.append(head | {"table_name": SPREADSHEET, "tab": SPREADSHEET_TITLE, "superseded_at": later})
            state = next(one for one in reversed(states) if one.seen_at <= at)
            issues += [head | one for one in _sightings(state, spans.get(unit_code, []), at)]
    counts = dict.fromkeys(("rows_seen", "accepted", "quarantined", "skipped"), 0)
    return pd.DataFrame(snapshots, columns=list(SNAPSHOT_COLUMNS)).assign(**counts), pd.DataFrame(
        issues, columns=[*ISSUE_COLUMNS, TOUCHES_ON]
    )


def _foreign(sheet: ReadTab) -> Iterator[StructureIssue]:
    """That the spreadsheet is not set to Vietnamese; every tab says so, and it is said once."""
    locale = sheet.reading.locale if sheet.reading is not None else None
    if locale is not None:
        unit_code, since = sheet.snapshot.unit_code, sheet.snapshot.fetched_at
        said = _LOCALE.format(locale=locale)
        yield StructureIssue(
            unit_code, SPREADSHEET_TITLE, "foreign_locale", said, since, sheet.superseded_at, locale, "warning"
        )


def _lost(damaged: DamagedRead) -> StructureIssue:
    """Seen in every read, because nobody knows which one it concerns."""
    always = datetime.min.replace(tzinfo=UTC)
    return StructureIssue(
        damaged.unit_code, SPREADSHEET_TITLE, DAMAGED_SNAPSHOT, _LOST, always, None, damaged.path.name, "warning"
    )


def _by_unit(states: list[SpreadsheetState]) -> dict[str, list[SpreadsheetState]]:
    units: dict[str, list[SpreadsheetState]] = {}
    for state in states:
        units.setdefault(state.unit_code, []).append(state)
    return units


def _instants(unit_code: str, states: list[SpreadsheetState], readings: Readings, standing: Standing) -> list[datetime]:
    holds = [
        standing.holds[sheet.snapshot.snapshot_id]
        for sheet in readings.sheets
        if sheet.snapshot.unit_code == unit_code and sheet.snapshot.snapshot_id in standing.holds
    ]
    released = {hold.until for hold in holds if hold.is_released and hold.until is not None}
    return sorted(released | {state.seen_at for state in states})


def _sightings(state: SpreadsheetState, spans: list[StructureIssue], at: datetime) -> Iterator[dict]:
    for title, reason in state.ignored.items():
        if all(one.title != title for one in state.unread):
            yield _issue(title, IGNORED_TAB, "warning", sentence_case(reason))
    for one in state.unread:
        named = {"row_key": one.key, TOUCHES_ON: one.month}
        yield _issue(one.title, UNREAD_TABLE, "error", sentence_case(one.said)) | named
    seen = {(one.title, one.rule, one.severity, one.message): one for one in spans if one.covers(at)}
    for key, span in seen.items():
        yield _issue(*key) | {"raw_value": span.raw_value}


def _issue(title: str, rule: str, severity: str, message: str) -> dict:
    names = {"table": SPREADSHEET, "tab": title, "row_key": title, TOUCHES_ON: None}
    return names | {"rule": rule, "severity": severity, "message": message}


def _spans(sheet: ReadTab, hold: Hold | None, local: Local) -> Iterator[StructureIssue]:
    snapshot = sheet.snapshot
    place, whole = (snapshot.unit_code, snapshot.title), (snapshot.fetched_at, sheet.superseded_at)
    if not sheet.is_gone:
        if sheet.refusal is not None:
            yield StructureIssue(*place, sheet.refusal["rule"].iloc[0], sheet.refusal["message"].iloc[0], *whole)
        elif hold is not None:
            changed = _changed(sheet, hold, hold.change, local) if hold.change is not None else None
            rule, said = ("unit_changed", changed) if changed else ("tab_shrunk", _shrunk(sheet, hold, local))
            yield StructureIssue(*place, rule, said, hold.since, hold.until, snapshot.snapshot_id)
        return
    rule, said = (MISSING_TAB, _missing(sheet)) if sheet.is_missing else _refused(sheet)
    if hold is None:
        yield StructureIssue(*place, rule, said, *whole)
        return
    kept = f"{said} {hold.before} dòng đã đọc trước đây vẫn được giữ. {_way_back(hold)}"
    yield StructureIssue(*place, rule, kept, hold.since, hold.until, snapshot.snapshot_id)
    if hold.is_released:
        gone = f"{said} {hold.before} dòng của lần đọc trước không còn được tính."
        yield StructureIssue(*place, rule, gone, hold.until, sheet.superseded_at, snapshot.snapshot_id)


def _refused(sheet: ReadTab) -> tuple[str, str]:
    return sheet.refusal["rule"].iloc[0], sheet.refusal["message"].iloc[0]


def _missing(sheet: ReadTab) -> str:
    tab = load_contracts()[sheet.contract.table].tab
    return f"Không thấy tab {tab} trong bảng tính; hãy tạo lại tab này theo mẫu."


def _shrunk(sheet: ReadTab, hold: Hold, local: Local) -> str:
    refused = len(sheet.reading.rows) - hold.after if sheet.reading is not None else 0
    more = f" ({refused} dòng khác bị giữ lại vì lỗi)" if refused else ""
    return (
        f"Tab {sheet.snapshot.title}: lần đọc lúc {instant_as_typed(local(hold.since))} chỉ còn {hold.after} dòng "
        f"đạt{more}, lần đọc trước có {hold.before}; {hold.before} dòng trước vẫn được giữ. {_way_back(hold)}"
    )


def _way_back(hold: Hold) -> str:
    return _RESTORE_ALL if hold.is_of_all else _RESTORE


def _changed(sheet: ReadTab, hold: Hold, change: UnitChange, local: Local) -> str:
    title = sheet.contract.column(change.column).header.partition(" (")[0]
    return (
        f"Tab {sheet.snapshot.title}: lần đọc lúc {instant_as_typed(local(hold.since))} cột {title} đổi đơn vị từ "
        f'"{change.before}" sang "{change.after}" mà số ở {change.rows} dòng không đổi theo; {hold.before} dòng của '
        f"lần đọc trước vẫn được giữ. {_MEND_UNIT}"
    )
