"""Editions on their way to those who asked for them: the ledger of reports is the outbox, nothing in it is forgotten.

An edition that was issued to be mailed stays in the outbox until every recipient has it or was refused for good.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from expectations.gate import GateCheck, failed_tables
from pipeline.ledgers.damage import LedgerDamaged, ManifestDamaged
from pipeline.ledgers.editions import EditionLost, NotCleared, clearance_of, edition_folder
from pipeline.ledgers.events import EditionEvent
from pipeline.ledgers.unread_editions import unread_editions
from pipeline.letters.outbox import (
    BY_MAIL,
    REFUSED,
    Delivered,
    DeliveryState,
    Letter,
    is_done,
    known_deliveries,
    send_all,
)
from pipeline.province.province import Province
from pipeline.province.settings import Settings
from reports.changes import revision_mark
from reports.formats.render import MANIFEST
from vietnamese.dates import instant, month_name, short_date

ATTACHED = ("bao-cao.pdf", "bao-cao.docx", "phu-luc.xlsx", "bao-cao.html")
_CONTENTS = {
    "bao-cao.pdf": "bản in",
    "bao-cao.docx": "bản để soạn tiếp",
    "phu-luc.xlsx": "bảng số liệu chi tiết",
    "bao-cao.html": "bản đọc trên điện thoại",
}


def recipients(settings: Settings) -> tuple[str, ...]:
    """Who gets reports of every kind: leadership, and data staff as a copy."""
    return tuple(dict.fromkeys((*settings.mail.leadership, *settings.mail.staff)))


def deliver_reports(province: Province) -> tuple[Delivered, ...]:
    """Send every edition that was issued to be mailed and is still owed to somebody, in the order of issue.

    Raises NotCleared, after the others have gone, for an edition that no longer is the one that was issued, and
    LedgerDamaged for one that can't be read any more.
    """
    settings = province.settings
    if settings.mail.host is None:
        return ()
    letters: list[Letter] = []
    problems: list[NotCleared | LedgerDamaged] = []
    for event, owed in owed_editions(province):
        try:
            letters.append(replace(edition_letter(settings, event), recipients=owed))
        except NotCleared as error:
            problems.append(error)
    found = send_all(province, letters, on_problem=problems.append)
    problems += _unreadable_editions(province)
    if problems:
        raise problems[0] if len(problems) == 1 else NotCleared("; ".join(str(one) for one in problems))
    return found


def owed_editions(province: Province) -> Iterator[tuple[EditionEvent, tuple[str, ...]]]:
    """Events of the ledger of reports that somebody still has to get, oldest first, and who.

    An edition goes to those it was meant for when it was issued and who are still on the lists; where an address was
    refused, those who came onto the lists since then get it too, because one of them may be the corrected address.
    One whose folder is lost while a later revision stands in its place is owed to nobody.
    """
    settings = province.settings
    issued = EditionEvent.of(province.landing)
    newest = {_period(event): event.revision for event in issued}
    meant = [
        event
        for event in issued
        if event.delivery == BY_MAIL
        and (event.revision == newest[_period(event)] or (edition_folder(settings, event) / MANIFEST).exists())
    ]
    past = known_deliveries(province.landing) if meant else {}
    for event in meant:
        known = {*event.recipients, *recipients(settings)}
        ends = {one: past.get((_kind(event), _key(event), one)) for one in known}
        is_refused = any(one is not None and one.outcome == REFUSED for one in ends.values())
        owed = [
            one for one in recipients(settings) if not is_done(ends[one]) and (is_refused or one in event.recipients)
        ]
        if owed:
            yield event, tuple(owed)


def _unreadable_editions(province: Province) -> list[LedgerDamaged]:
    """Events that can't be read, unless whatever they may have spoken of has reached those it went to."""
    unread = unread_editions(province)
    past = known_deliveries(province.landing) if unread.damaged else {}
    if unread.is_known and all(_has_arrived(past, place) for place in unread.places):
        return []
    return [LedgerDamaged(one) for one in unread.damaged]


def _has_arrived(past: Mapping[tuple[str, str, str], DeliveryState], place: str) -> bool:
    """Whether the edition of a folder was sent or refused for good wherever it was tried, and was tried at all."""
    series, revision = place.split("/")
    kind, begin = ("report", series) if series[5:].isdigit() else ("summary", series[:4])
    ends = [
        end for (of, key, _), end in past.items()
        if of == kind and key.startswith(begin) and key.endswith(f"/{revision}")
    ]  # fmt: skip
    return bool(ends) and all(is_done(one) for one in ends)


def _kind(event: EditionEvent) -> str:
    return "report" if event.is_month else "summary"


def _period(event: EditionEvent) -> tuple[str, str]:
    return _kind(event), event.month


def _key(event: EditionEvent) -> str:
    return f"{event.month}/r{event.revision}"


def edition_letter(settings: Settings, event: EditionEvent) -> Letter:
    """The letter that carries an edition; raises NotCleared where its files are gone or it has no kept verdict."""
    from pipeline.letters.layout import as_html, as_text

    folder = edition_folder(settings, event)
    if not (folder / MANIFEST).exists():
        asked = f"--month {event.month}" if event.is_month else "--summary"
        raise EditionLost(f"{folder} is lost: `nongsan report {asked}` writes it again as it was")
    parts = _parts(settings, event)
    return Letter(
        kind=_kind(event),
        key=_key(event),
        subject=_subject(settings, event),
        text=as_text(parts),
        html=as_html(parts),
        files=tuple(folder / name for name in ATTACHED),
        recipients=event.recipients,
        addressed_to=event.recipients,
        dated_at=event.recorded_at,
        clearance=clearance_of(event),
    )


def _title(event: EditionEvent) -> str:
    month = event.first_day
    if event.is_month:
        return f"kết nối hỗ trợ tiêu thụ nông sản {month_name(month)} năm {month.year}"
    return f"kết nối hỗ trợ tiêu thụ nông sản từ đầu năm đến hết {month_name(month)} năm {month.year}"


def _number(settings: Settings, event: EditionEvent) -> str:
    return f"số {event.number:02d}-{settings.report.symbol}"


def _subject(settings: Settings, event: EditionEvent) -> str:
    marks = [
        "BẢN PHÁT HÀNH SỚM" if event.early else "",
        "BẢN TẠM THỜI" if event.provisional else "",
        revision_mark(event.replaces, event.corrections) if event.revision > 1 else "",
        "PHÁT HÀNH CÓ BẢO LƯU" if event.reservation_by and not event.early else "",
    ]
    said = ", ".join(mark for mark in marks if mark)
    return f"{said + ': ' if said else ''}Báo cáo {_title(event)} ({_number(settings, event)})"


def _parts(settings: Settings, event: EditionEvent) -> list:
    from pipeline.letters.layout import signature

    at = settings.local(event.as_of)
    return [
        "Kính gửi các đồng chí,",
        f"Xin gửi kèm Báo cáo kết quả {_title(event)}, {_number(settings, event)}; số liệu tổng hợp đến {instant(at)}.",
        *_remarks(settings, event),
        "Số liệu chính:",
        tuple(_headlines(settings, event)),
        "Tệp gửi kèm:",
        tuple(f"{name}: {_CONTENTS[name]}" for name in ATTACHED),
        signature(settings),
    ]


def _remarks(settings: Settings, event: EditionEvent) -> Iterator[str | tuple[str, ...]]:
    """What the reader must know before the figures: as on the report's first page."""
    missing = ", ".join((event.judged or {}).get("units_missing", ()))
    left_out = f" Chưa có số liệu của: {missing}." if missing else ""
    decision = f"người quyết định {event.reservation_by}; lý do: {event.reservation_reason}"
    if event.early:
        yield (
            f"BẢN PHÁT HÀNH SỚM: phát hành trước hạn chốt số liệu; {decision.rstrip('.')}.{left_out}"
            f"{_failed_checks(event)} Sau hạn sẽ có bản thay thế."
        )
    if event.provisional:
        yield (
            f"BẢN TẠM THỜI: số liệu chưa đủ điều kiện phát hành chính thức.{left_out}"
            " Bản chính thức sẽ được gửi khi số liệu đủ điều kiện."
        )
    if event.reservation_by and not event.early:
        yield f"PHÁT HÀNH CÓ BẢO LƯU: {decision}"
    if event.revision > 1:
        mark = revision_mark(event.replaces, event.corrections)
        yield f"{mark}: đây là bản phát hành lần thứ {event.revision}, thay thế {_replaced(settings, event)}."
    if event.corrections:
        yield "Số liệu điều chỉnh:"
        yield tuple(
            f"{one.name}: {one.old} thành {one.new}" + (f" ({one.unit})" if one.unit else "")
            for one in event.corrections
        )


def _failed_checks(event: EditionEvent) -> str:
    failed = failed_tables(GateCheck(**check) for check in (event.judged or {}).get("checks", ()))
    return "".join(f" {detail}" for detail in failed)


def _replaced(settings: Settings, event: EditionEvent) -> str:
    if event.replaces is None:
        return "bản trước"
    return f"Báo cáo số {event.replaces.number:02d}-{settings.report.symbol} ngày {short_date(event.replaces.dated)}"


def _headlines(settings: Settings, event: EditionEvent) -> Iterator[str]:
    from expectations.figures import section_figures
    from pipeline.ledgers.manifests import read_manifest
    from reports.headings import with_unit

    try:
        figures = read_manifest(edition_folder(settings, event)).values()
    except ManifestDamaged as error:
        raise NotCleared(str(error)) from error
    for figure in section_figures("headline"):
        value = figures.get(figure.figure_id)
        if value is not None and (figure.letter == "always" or (figure.letter == "when_any" and value)):
            yield f"{figure.label}: {with_unit(figure, value)}"


def delivery_lines(delivered: Sequence[Delivered]) -> list[str]:
    """One line for each letter that was tried just now."""
    return [
        f"{one.outcome}: {one.kind} {one.key} to {one.recipient}"
        + (" (possibly a second time)" if one.possible_repeat else "")
        for one in delivered
        if one.is_new
    ]
