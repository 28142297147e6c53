"""Notices to data staff, sent without asking: each thing once, and when it is over.

A notice is written into a ledger before it is sent, so a crash in between loses none; without a mail server it stays
there, in the log and in `nongsan status`.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.landing.store import Landing
from expectations.gate import GateBlocked, GateVerdict
from pipeline.ledgers.events import NoticeEvent, ledger_of
from pipeline.letters.outbox import BY_MAIL, Delivered, Letter, is_done, known_deliveries, planned_delivery, send_all
from pipeline.letters.runbook import OTHER, runbook_line
from pipeline.province import run_marks
from pipeline.province.outgoing import outgoing_line
from pipeline.province.province import Province
from pipeline.province.settings import Settings
from vietnamese.dates import instant, month_name

FAILURE, RECOVERY, BLOCKED = "failure", "recovery", "blocked"
TROUBLE, TROUBLE_OVER = "trouble", "trouble_over"
_VARYING = re.compile(r"[0-9a-f]{8,}|\d+")


def notices(landing: Landing, *kinds: str) -> list[NoticeEvent]:
    """Notices given so far, oldest first; of some kinds only where they are named."""
    return [event for event in NoticeEvent.of(landing) if not kinds or event.kind in kinds]


def notify(province: Province, notice: NoticeEvent, parts: Sequence) -> bool:
    """Give a notice to data staff unless one of its kind and key was given; whether it was.

    `parts`: the letter's paragraphs and lists. The log line is the notice's subject.
    Sending is tried at once and again by whatever sends next.
    """
    settings = province.settings
    if (notice.kind, notice.key) in {(one.kind, one.key) for one in notices(province.landing)}:
        return False
    from pipeline.letters.layout import as_html, as_text, signature

    said = [*parts, signature(settings)]
    letter = {"text": as_text(said), "html": as_html(said)}
    event = notice.model_copy(update={**letter, "delivery": planned_delivery(settings), "at": province.now})
    event.record(province.landing, province.now)
    province.console.warn(notice.subject)
    deliver_notices(province)
    return True


def deliver_notices(province: Province) -> tuple[Delivered, ...]:
    """Send every notice that was to be mailed and that one of the staff has not got."""
    settings = province.settings
    if settings.mail.host is None:
        return ()
    return send_all(province, [_letter(settings, event) for event in _owed(settings, province.landing)])


def owes_notices(settings: Settings) -> bool:
    """Whether a notice still has to be mailed to somebody."""
    return settings.mail.host is not None and bool(_owed(settings, Landing(settings.landing_folder)))


def _owed(settings: Settings, landing: Landing) -> list[NoticeEvent]:
    meant = [event for event in NoticeEvent.of(landing) if event.delivery == BY_MAIL]
    past = known_deliveries(landing) if meant else {}
    return [
        event
        for event in meant
        if not all(is_done(past.get((event.kind, event.key, one))) for one in settings.mail.staff)
    ]


def _letter(settings: Settings, event: NoticeEvent) -> Letter:
    return Letter(
        kind=event.kind,
        key=event.key,
        subject=event.subject,
        text=event.text,
        html=event.html,
        files=(),
        recipients=settings.mail.staff,
        dated_at=event.recorded_at,
    )


@dataclass(frozen=True)
class Withheld:
    """A report that the gate keeps back: its name, the verdict, whether an edition of it stands, how it is released."""

    name: str
    verdict: GateVerdict
    stands: bool
    release: str


def notify_blocked(province: Province, withheld: Withheld) -> bool:
    """Tell staff that the gate keeps a report or its correction back, once for each month and set of failing checks."""
    settings = province.settings
    verdict = withheld.verdict
    month = f"{month_name(verdict.month)}/{verdict.month.year}"
    as_of = instant(settings.local(verdict.as_of))
    last = instant(settings.local(settings.provisional_at(verdict.month)))
    if withheld.stands:
        opening = f"Số liệu {month} đã thay đổi nhưng chưa đủ điều kiện phát hành bản điều chỉnh (tính đến {as_of}):"
        then = "Bản đã phát hành vẫn giữ nguyên; bản điều chỉnh sẽ được phát hành khi số liệu đủ điều kiện."
    else:
        opening = f"{withheld.name} chưa được phát hành vì số liệu {month} chưa đủ điều kiện (tính đến {as_of}):"
        then = (
            f"Hệ thống tự kiểm tra lại sau mỗi lần cập nhật. Nếu đến {last} vẫn chưa đủ điều kiện, báo cáo sẽ được "
            "phát hành dưới dạng BẢN TẠM THỜI, ghi rõ các đơn vị chưa có số liệu."
        )
    parts = [
        "Kính gửi cán bộ dữ liệu,",
        opening,
        verdict.reasons,
        then,
        f"Xem chi tiết: nongsan gate --month {verdict.month:%Y-%m}. Người có thẩm quyền có thể cho phát hành có bảo "
        f'lưu: {withheld.release} --release --by "HỌ TÊN" --reason "LÝ DO"',
        runbook_line(GateBlocked.runbook),
    ]
    failing = sorted({one.check_name for one in verdict.checks if one.severity == "critical" and not one.passed})
    said = [withheld.name, "stands" if withheld.stands else "missing", *failing]
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]
    subject = f"{withheld.name} chưa được phát hành: số liệu chưa đủ điều kiện"
    notice = NoticeEvent(kind=BLOCKED, key=f"{verdict.month:%Y-%m}/{digest}", subject=subject)
    return notify(province, notice, parts)


def end_badly(province: Province, flow_name: str, problem: str, runbook: str) -> None:
    """Note that a flow failed, so that catching up does its work again, and mail data staff."""
    said = outgoing_line(" ".join(problem.split())[:300])
    run_marks.note_end(province.settings, flow_name, province.now, run_marks.FAILED, said)
    notify_failure(province, flow_name, said, runbook)


def notify_failure(province: Province, flow_name: str, problem: str, runbook: str = OTHER) -> bool:
    """Tell staff that a flow fails: once for each kind of problem until it is over; whether a notice was written now.

    `runbook`: the line of the runbook for it.
    """
    outage = _told_of(province, flow_name)
    sign = hashlib.sha256(_VARYING.sub("#", problem).encode()).hexdigest()[:12]
    if any(one.sign == sign for one in outage):
        return False
    started = outage[0].since or province.now if outage else province.now
    notice = NoticeEvent(
        kind=FAILURE, key=f"{flow_name}/{started.isoformat()}/{sign}", flow=flow_name, sign=sign, since=started,
        subject=f"Tác vụ {flow_name} bị lỗi",
    )  # fmt: skip
    parts = [
        "Kính gửi cán bộ dữ liệu,",
        f"Tác vụ {flow_name} dừng vì lỗi lúc {_local(province.settings, province.now)}. Hệ thống báo:",
        (problem,),
        "Số liệu và báo cáo đã phát hành không bị ảnh hưởng. Tác vụ sẽ tự chạy lại theo lịch; khi chạy được, hệ thống "
        "sẽ báo một lần nữa.",
        runbook_line(runbook),
    ]
    return notify(province, notice, parts)


def notify_recovery(province: Province, flow_name: str) -> bool:
    """Tell staff that a flow that failed works again, if it did fail; whether a notice was written now."""
    settings = province.settings
    outage = _outage(province.landing, flow_name)
    if not outage:
        return False
    since = outage[0].since or province.now
    notice = NoticeEvent(
        kind=RECOVERY, key=f"{flow_name}/{since.isoformat()}", flow=flow_name, since=since,
        subject=f"Tác vụ {flow_name} đã chạy lại bình thường",
    )  # fmt: skip
    parts = [
        "Kính gửi cán bộ dữ liệu,",
        f"Tác vụ {flow_name}, bị lỗi từ {_local(settings, since)}, đã chạy lại bình thường lúc "
        f"{_local(settings, province.now)}. Không cần làm gì thêm.",
    ]
    return notify(province, notice, parts)


def _outage(landing: Landing, flow_name: str) -> list[NoticeEvent]:
    """The failures of a flow that were noticed since it last worked."""
    noticed: list[NoticeEvent] = []
    for event in notices(landing, FAILURE, RECOVERY):
        if event.flow == flow_name:
            noticed = [*noticed, event] if event.kind == FAILURE else []
    return noticed


def _told_of(province: Province, flow_name: str) -> list[NoticeEvent]:
    """The same, none of them where a notice after the last can't be read: it may have said that the outage is over."""
    noticed = _outage(province.landing, flow_name)
    doubts = ledger_of(province, NoticeEvent).damaged
    return [] if noticed and any(one.at > noticed[-1].recorded_at for one in doubts) else noticed


def _local(settings: Settings, at: datetime) -> str:
    return instant(settings.local(at))
