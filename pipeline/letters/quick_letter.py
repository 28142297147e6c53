"""Quick reports on their way to leadership: what the ledger says is to be mailed goes out, however a run ended.

The letter's words stand in the ledger beside the hashes of its files, so sending needs nothing but these and the files.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.ledgers.events import QuickReportEvent
from pipeline.letters.outbox import BY_MAIL, Delivered, Letter, is_done, known_deliveries, send_all
from pipeline.province.province import Province
from pipeline.province.settings import Settings
from vietnamese.dates import instant

KIND, FOLDER = "quick", "bao-cao-nhanh"
FILES = ("bao-cao.pdf", "bao-cao.docx", "bao-cao.html")


def quick_folder(settings: Settings, event: QuickReportEvent) -> Path:
    """Where a quick report's files are."""
    return settings.data_folder / "reports" / FOLDER / event.folder


@dataclass(frozen=True)
class LetterText:
    """A letter's subject, and its body as text and as HTML."""

    subject: str
    text: str
    html: str


def letter_text(settings: Settings, alerts: Sequence[Mapping], number: int, as_of: datetime) -> LetterText:
    """Subject and body of the letter that carries a quick report of `alerts`, rows of `rpt_quick__alerts`."""
    from pipeline.letters.layout import as_html, as_text, signature
    from reports.quick import MOST_PAGES, by_urgency, quick_symbol

    name = f"số {number:02d}-{quick_symbol(settings.report.symbol)}"
    parts = [
        "Kính gửi các đồng chí,",
        f"Số liệu tổng hợp đến {instant(settings.local(as_of))} có {len(alerts)} trường hợp nông sản có nguy cơ ùn ứ ở "
        "mức khẩn cấp, chưa báo cáo trước đây:",
        tuple(str(row["reason"]) for row in by_urgency(alerts)[:MOST_PAGES]),
        f"Báo cáo nhanh {name} gửi kèm nêu số liệu và hướng xử lý của từng trường hợp.",
        signature(settings),
    ]
    subject = f"KHẨN: Báo cáo nhanh {name}: {len(alerts)} trường hợp nông sản có nguy cơ ùn ứ"
    return LetterText(subject, as_text(parts), as_html(parts))


def owed_letters(province: Province) -> list[Letter]:
    """Letters of quick reports that somebody of those they were meant for still has to get, oldest first."""
    settings = province.settings
    events = [event for event in QuickReportEvent.of(province.landing) if event.delivery == BY_MAIL]
    if settings.mail.host is None or not events:
        return []
    past = known_deliveries(province.landing)
    return [
        _letter(settings, event)
        for event in events
        if not all(is_done(past.get((KIND, event.folder, one))) for one in event.recipients)
    ]


def deliver_quick(province: Province) -> tuple[Delivered, ...]:
    """Send every quick report that is owed and whose files are the ones that were issued."""
    known = {event.folder: event.files for event in QuickReportEvent.of(province.landing)}
    letters = [one for one in owed_letters(province) if _is_whole(province, one, known[one.key])]
    return send_all(province, letters)


def _is_whole(province: Province, letter: Letter, hashes: Mapping[str, str]) -> bool:
    for path in letter.files:
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != hashes[path.name]:
            province.console.warn_once(f"{path} is not the file that was issued: restore it, nothing is sent of it")
            return False
    return True


def _letter(settings: Settings, event: QuickReportEvent) -> Letter:
    folder = quick_folder(settings, event)
    return Letter(
        kind=KIND,
        key=event.folder,
        subject=event.subject,
        text=event.text,
        html=event.html,
        files=tuple(folder / name for name in FILES),
        recipients=event.recipients,
        dated_at=event.recorded_at,
    )
