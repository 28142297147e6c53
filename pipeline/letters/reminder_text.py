"""The words of a reminder: how long is left, what is missing, and each cell to mend with the way to it."""

from collections.abc import Iterator, Mapping

from connectors.landing.store import Landing, TabSnapshot
from expectations.contract import load_contracts
from pipeline.feedback.open_issues import Issue, listed_issues
from pipeline.feedback.said_once import Cause, SaidOnce, said_once
from pipeline.letters.layout import Linked, as_html, as_text, signature
from pipeline.letters.outbox import Letter
from pipeline.province.inputs import Unit
from pipeline.province.province import Province
from pipeline.province.reminder_days import KIND, Moment
from vietnamese.dates import instant, month_and_year

SHOWN = 15


def reminder_letter(province: Province, moment: Moment, unit: Unit, state: Mapping) -> Letter:
    """The letter to one unit; `state` is its row of `rpt_monthly__units`."""
    settings = province.settings
    month, due = month_and_year(moment.month), instant(settings.local(moment.deadline))
    left = (settings.local(moment.deadline).date() - settings.local(province.now).date()).days
    parts = [
        f"Kính gửi {unit.unit_name},",
        f"Hạn nộp số liệu {month} là {due}, {_left(left)}. Số liệu {month} của đơn vị hiện chưa đầy đủ:",
        tuple(_missing(state, month)),
        *_issue_parts(province, unit),
        *_way(province.landing, unit),
        _thanks(left),
        signature(settings),
    ]
    said = f"Nhắc nộp số liệu {month}: {_left(left)}" if left >= 0 else f"Số liệu {month} đã quá hạn"
    return Letter(
        kind=KIND,
        key=f"{moment.name}/{unit.unit_code}",
        subject=f"{said} (hạn {due})",
        text=as_text(parts),
        html=as_html(parts),
        files=(),
        recipients=(unit.email or "",),
    )


def _left(days: int) -> str:
    if days > 0:
        return f"còn {days} ngày"
    return "hết hạn hôm nay" if days == 0 else f"đã quá hạn {-days} ngày"


def _thanks(days: int) -> str:
    if days >= 0:
        return "Đề nghị đơn vị hoàn thành trước thời hạn. Trân trọng cảm ơn."
    return "Đề nghị đơn vị bổ sung ngay; số liệu bổ sung sẽ được đưa vào báo cáo. Trân trọng cảm ơn."


def _missing(state: Mapping, month: str) -> Iterator[str]:
    if not state["received"]:
        yield (
            f"Chưa có kết quả, hoạt động, khó khăn nào của {month}. Nếu không phát sinh, đề nghị đánh dấu Không phát "
            "sinh ở tab Xác nhận tháng."
        )
    if state["quarantined_rows"]:
        total = state["accepted_rows"] + state["quarantined_rows"]
        yield f"{state['quarantined_rows']} trong {total} dòng của {month} chưa được tính vì còn lỗi."


def _issue_parts(province: Province, unit: Unit) -> Iterator[str | tuple]:
    issues = listed_issues(province, unit.unit_code, with_cleared=False)
    if not issues:
        return
    issues.sort(key=lambda one: one.severity != "error")
    tabs = {one.title: one for one in province.landing.unit_snapshots(unit.unit_code) if one.superseded_at is None}
    yield "Các ô cần sửa:"
    lines = said_once(issues, _cause)
    yield tuple(_item(line, tabs.get(line.first.tab)) for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"Còn {len(lines) - SHOWN} nội dung khác, xem tab Kết quả kiểm tra trong bảng tính."


def _cause(issue: Issue) -> Cause:
    """What tells whether two issues have one cause."""
    return Cause(issue.tab, issue.rule, issue.severity, issue.column, issue.cell, issue.message, issue.raw_value)


def _item(line: SaidOnce[Issue], tab: TabSnapshot | None) -> str | Linked:
    """Where and what to do; words that a person typed about a person stay in the sheet."""
    issue = line.first
    column = _columns().get((issue.table_name, issue.column))
    if column is not None and column.personal:
        said = f"Ô {line.place} ({column.header}): xem ghi chú trong ô."
    else:
        said = line.message
    severity = "Lỗi" if issue.severity == "error" else "Lưu ý"
    text = f"{severity}, tab {issue.tab}: {said}"
    address = cell_address(tab, issue.cell)
    return Linked(text, address) if address else text


def _columns() -> dict:
    contracts = load_contracts().values()
    return {(one.table, column.name): column for one in contracts for column in one.columns}


def cell_address(tab: TabSnapshot | None, cell: str | None) -> str | None:
    """The address that opens an online spreadsheet at a cell; None for local workbooks."""
    if tab is None or tab.link is None or not tab.link.startswith("https://"):
        return None
    where = f"#gid={tab.sheet_id}" if tab.sheet_id is not None else ""
    return f"{tab.link}{where}{f'&range={cell}' if where and cell else ''}"


def _way(landing: Landing, unit: Unit) -> Iterator[tuple[Linked]]:
    receipts = landing.receipts(unit.unit_code)
    link = receipts[-1].get("link") if receipts else None
    if link and link.startswith("https://"):
        yield (Linked("Mở bảng tính của đơn vị", link),)
