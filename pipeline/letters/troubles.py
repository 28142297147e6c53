"""Spreadsheets that can't be read and tabs that are held back: data staff get one notice of each, until it is over.

What is known to be in trouble follows from the ledger of notices; a trouble that comes back is a new one.
"""

import hashlib
from collections.abc import Collection, Mapping

from connectors.landing.store import Landing
from pipeline.feedback.open_issues import held_tabs
from pipeline.intake.spreadsheets import UnreadSpreadsheet, units_now
from pipeline.ledgers.events import NoticeEvent
from pipeline.letters.notices import TROUBLE, TROUBLE_OVER, notices, notify
from pipeline.letters.runbook import OTHER, runbook_line
from pipeline.province.province import Province

SHEETS, TABS = "sheets", "tabs"


def notify_unread(
    province: Province, unavailable: Mapping[str, UnreadSpreadsheet], looked_at: Collection[str] | None = None
) -> bool:
    """Tell of spreadsheets (by unit) that a sync could not read; `looked_at`: the units it asked, or all."""
    settings = province.settings
    names = {unit.unit_code: unit.unit_name for unit in units_now(settings)}
    found = {code: f"{names.get(code, code)} ({code}): {one.problem}" for code, one in unavailable.items()}
    opening = "Hệ thống không đọc được bảng tính của các đơn vị sau; số liệu đọc được lần trước vẫn được dùng:"
    ask = "Đề nghị liên hệ đơn vị để mở lại, sửa hoặc chia sẻ lại bảng tính; lần đọc sau hệ thống sẽ tự nhận."
    notice = _TroubleNotice(SHEETS, "Không đọc được bảng tính của {count} đơn vị", opening, ask, _line_of(unavailable))
    return notice.update(province, found, looked_at)


def _line_of(unavailable: Mapping[str, UnreadSpreadsheet]) -> str:
    """The runbook's line for the first of them, by unit, that has one."""
    return next((one.runbook for _, one in sorted(unavailable.items()) if one.runbook), OTHER)


def notify_held(province: Province) -> bool:
    """Tell of tabs that the published build holds back because they lost much of their content."""
    settings = province.settings
    held = held_tabs(province.warehouse)
    names = {unit.unit_code: unit.unit_name for unit in units_now(settings)}
    found = {
        one.issue_id: f"{names.get(one.unit_code, one.unit_code)}, tab {one.tab}: {one.message} "
        f"(mã vấn đề {one.issue_id})"
        for one in held
    }
    opening = (
        "Các tab sau mất nhiều dòng hoặc đổi đơn vị so với lần đọc trước nên nội dung mới được giữ lại, nội dung cũ "
        "vẫn dùng:"
    )
    ask = (
        "Đề nghị hỏi đơn vị. Nếu xóa nhầm: khôi phục trong bảng tính. Nếu đúng là xóa: hệ thống tự nhận sau 24 giờ "
        "không đổi (trừ khi cả bảng tính không còn dòng nào), hoặc nhận ngay bằng lệnh nongsan issues accept MÃ "
        '--by "HỌ TÊN" --reason "LÝ DO".'
    )
    notice = _TroubleNotice(
        TABS, "{count} tab mất nhiều dòng, đang được giữ lại", opening, ask, "(tab_shrunk, issue …)"
    )
    return notice.update(province, found, None)


class _TroubleNotice:
    """One kind of trouble and the notice that is sent of it."""

    def __init__(self, area: str, subject: str, opening: str, ask: str, runbook: str) -> None:
        self.area, self.subject, self.opening, self.ask, self.runbook = area, subject, opening, ask, runbook

    def update(self, province: Province, found: Mapping[str, str], looked_at: Collection[str] | None) -> bool:
        """Send what of `found` (id -> line) is new, note what is over; whether anything was sent."""
        known = self._known(province.landing)
        over = sorted(one for one in known - set(found) if looked_at is None or one in looked_at)
        if over:
            key = f"{self.area}/{province.now.isoformat()}"
            NoticeEvent(kind=TROUBLE_OVER, key=key, area=self.area, ids=tuple(over)).record(
                province.landing, province.now
            )
        fresh = sorted(set(found) - known)
        if not fresh:
            return False
        digest = hashlib.sha256("\n".join(fresh).encode()).hexdigest()[:12]
        notice = NoticeEvent(
            kind=TROUBLE, key=f"{self.area}/{province.now.isoformat()}/{digest}", area=self.area, ids=tuple(fresh),
            subject=self.subject.format(count=len(fresh)),
        )  # fmt: skip
        lines = tuple(found[one] for one in fresh)
        parts = ["Kính gửi cán bộ dữ liệu,", self.opening, lines, self.ask, runbook_line(self.runbook)]
        return notify(province, notice, parts)

    def _known(self, landing: Landing) -> set[str]:
        known: set[str] = set()
        for event in notices(landing, TROUBLE, TROUBLE_OVER):
            if event.area == self.area:
                known = known | set(event.ids) if event.kind == TROUBLE else known - set(event.ids)
        return known
