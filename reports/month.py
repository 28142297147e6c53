"""The monthly official report of the Youth Union, from rpt_ rows to a typed Document.

It lays out the form the norms ask for and lets each chapter say what the month's figures allow.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from reports.changes import EarlierChange, FigureChange, ReplacedEdition, change_blocks, revision_mark
from reports.chapters.activities import communication, teams
from reports.chapters.annexes import annexes, sheets
from reports.chapters.difficulties import difficulties, requests
from reports.chapters.general import general
from reports.chapters.linking import linking, processing, rescue, supply
from reports.chapters.outlook import coming_weeks
from reports.chapters.prices import prices
from reports.document import (
    Annex,
    Banner,
    Block,
    Chart,
    Document,
    Figure,
    Heading,
    Letterhead,
    Paragraph,
    Run,
    Signature,
    Table,
)
from reports.figures import FigureBook, Rows
from reports.prose import plain, say
from vietnamese.dates import instant, long_date, month_after, month_name, short_date
from vietnamese.numbers import number
from vietnamese.phrases import lower_first, named_together, quoted

ORGANISATION: Final = "ĐOÀN TNCS HỒ CHÍ MINH"
AUTHORITY: Final = "TM. BAN THƯỜNG VỤ TỈNH ĐOÀN"
BLOCKED: Final = "blocked"
RECIPIENTS: Final = (
    "Văn phòng TW Đoàn",
    "Ban Dân vận Tỉnh ủy",
    "TT Tỉnh đoàn",
    "Các huyện, thành đoàn và đoàn trực thuộc",
    "Lưu: VP, BPT, Web",
)


class ReportContext(BaseModel):
    """What the report states besides its figures: instant, verdict, revision, number, and the office that signs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    month: date
    kind: Literal["month", "summary"] = "month"
    as_of: AwareDatetime
    timezone: str = "Asia/Ho_Chi_Minh"
    verdict: str
    revision: int = Field(ge=1)
    number: int = Field(ge=1)
    place: str
    issuer: str
    symbol: str
    signer_title: str
    signer_name: str = ""
    is_provisional: bool = False
    is_early: bool = False
    deadline_at: AwareDatetime | None = None
    units_left_out: tuple[str, ...] = ()
    failed_checks: tuple[str, ...] = ()
    reservations: tuple[str, str] | None = None
    warnings: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    replaces: ReplacedEdition | None = None
    changes: tuple[FigureChange, ...] = ()
    earlier_changes: tuple[EarlierChange, ...] = ()
    addressees: str | None = None

    @field_validator("month")
    @classmethod
    def _is_first_day(cls, month: date) -> date:
        if month.day != 1:
            raise ValueError("month is given by its first day")
        return month

    @property
    def local_as_of(self) -> datetime:
        """`as_of` as the clocks of the province show it."""
        return self.as_of.astimezone(ZoneInfo(self.timezone))

    @property
    def document_date(self) -> date:
        """The day that the report is dated."""
        return document_date(self.month, self.local_as_of, is_early=self.is_early)


def document_date(month: date, as_of: datetime, *, is_early: bool) -> date:
    """The local day of the as-of instant, but not before the first day after the month unless the edition is early."""
    return as_of.date() if is_early else max(as_of.date(), month_after(month))


def build_document(rows: Rows, context: ReportContext) -> Document:
    """The month's report from rpt_ rows keyed by model name, each a list of dicts of all months of the year.

    Rows of later months are ignored, earlier ones feed comparisons and charts. Tonnes, đồng and shares come
    unrounded; a null means that nobody stated the number.
    """
    book = FigureBook(rows, context.month, is_partial=context.is_early or context.is_provisional)
    body: list[Block] = [
        *_opening(context),
        *general(book, is_early=context.is_early),
        *_results(book),
        *difficulties(book),
    ]
    body += [*coming_weeks(book), *requests(book, is_early=context.is_early)]
    body += [*change_blocks(context.changes, context.earlier_changes), *_closing(context)]
    numbering = Numbering()
    return Document(
        letterhead=letterhead(context, _subject(context)),
        banners=tuple(banners(context)),
        body=numbering.number(body),
        recipients=RECIPIENTS,
        signature=Signature(AUTHORITY, context.signer_title, context.signer_name),
        annexes=tuple(
            Annex(f"PHỤ LỤC {place}\n{annex.title}", numbering.number(annex.blocks))
            for place, annex in enumerate(annexes(book, context.warnings, context.exceptions), start=1)
        ),
        sheets=sheets(book),
    )


def _results(book: FigureBook) -> list[Block]:
    blocks: list[Block] = [Heading(1, "II. KẾT QUẢ THỰC HIỆN")]
    for part in (communication, supply, linking, rescue, processing, prices, teams):
        blocks += part(book)
    return blocks


def letterhead(context: ReportContext, subject: str) -> Letterhead:
    """The head of a report of the office: number and date from its context."""
    return Letterhead(
        organisation=ORGANISATION,
        issuer=context.issuer,
        number_line=f"Số: {context.number:02d}-{context.symbol}",
        date_line=f"{context.place}, {long_date(context.document_date)}",
        title="BÁO CÁO",
        subject=subject,
        addressees=context.addressees,
    )


def _subject(context: ReportContext) -> str:
    return f"Kết quả kết nối hỗ trợ tiêu thụ nông sản {month_name(context.month)} năm {context.month.year}"


def _opening(context: ReportContext) -> list[Paragraph]:
    return plain(
        f"Thực hiện Kế hoạch kết nối hỗ trợ tiêu thụ nông sản năm {context.month.year}, Ban Thường vụ Tỉnh đoàn "
        f"báo cáo kết quả {month_name(context.month)} như sau (số liệu tổng hợp đến {instant(context.local_as_of)}; "
        f"kết quả kiểm tra số liệu: {_verdict(context)}):"
    )


def _verdict(context: ReportContext) -> str:
    """The verdict of the checks in words; its boxes above say what follows from it."""
    if context.verdict == BLOCKED:
        return "chưa đạt yêu cầu phát hành chính thức"
    return "đạt yêu cầu, có cảnh báo" if context.warnings else "đạt yêu cầu"


def _closing(context: ReportContext) -> list[Paragraph]:
    subject = lower_first(_subject(context))
    return plain(f"Trên đây là Báo cáo {subject}, Ban Thường vụ Tỉnh đoàn trân trọng báo cáo./.")


def banners(context: ReportContext) -> list[Banner]:
    """How far the report may be relied on: provisional, corrected, with reservations, with warnings (annex 2)."""
    boxes = []
    missing = named_together(context.units_left_out)
    left_out = f"Chưa có số liệu của: {missing}." if missing else ""
    if context.is_early:
        lines = (_before_the_deadline(context), left_out, *context.failed_checks, *_decision(context))
        boxes.append(_banner("BẢN PHÁT HÀNH SỚM", *lines))
    if context.is_provisional:
        said = "Phát hành khi số liệu chưa đủ điều kiện phát hành chính thức."
        boxes.append(_banner("BẢN TẠM THỜI", said, left_out))
    if context.revision > 1:
        where = "Nội dung điều chỉnh nêu ở mục VI." if context.changes else ""
        boxes.append(_banner(revision_mark(context.replaces, context.changes), _what_it_replaces(context), where))
    if context.reservations and not context.is_early:
        boxes.append(_banner("PHÁT HÀNH CÓ BẢO LƯU", *_decision(context)))
    if context.warnings:
        boxes.append(Banner("LƯU Ý VỀ SỐ LIỆU", (_warned(context),)))
    return boxes


def _before_the_deadline(context: ReportContext) -> str:
    deadline = context.deadline_at and context.deadline_at.astimezone(ZoneInfo(context.timezone))
    until = f" ({instant(deadline)})" if deadline else ""
    return f"Phát hành trước hạn chốt số liệu{until}; các đơn vị còn có thể bổ sung, sửa số liệu đến hạn."


def _what_it_replaces(context: ReportContext) -> str:
    if context.replaces is None:
        return f"Bản phát hành lần thứ {context.revision}, thay thế bản trước."
    number, dated = f"{context.replaces.number:02d}-{context.symbol}", short_date(context.replaces.dated)
    what = "bản phát hành sớm, " if context.replaces.is_early else ""
    return f"Bản phát hành lần thứ {context.revision}, thay thế {what}Báo cáo số {number} ngày {dated}."


def _decision(context: ReportContext) -> list[str]:
    """Who released the report although the gate did not, and why."""
    if context.reservations is None:
        return []
    name, reason = context.reservations
    return [f"Người quyết định: {name}.", f"Lý do: {quoted(reason)}"]


def _banner(title: str, *lines: str) -> Banner:
    return Banner(title, tuple((Run(line),) for line in lines if line))


def _warned(context: ReportContext) -> tuple[Run, ...]:
    count = len(context.warnings)
    lineage = f"quality.gate_results[month={context.month}].passed"
    figure = Figure("quality.gate_warnings", count, number(count), lineage)
    return say("Có {n} cảnh báo khi kiểm tra số liệu, xem Phụ lục 2.", n=Run(figure.text, figure=figure))


class Numbering:
    """Numbers tables and charts through the body and the annexes."""

    def __init__(self) -> None:
        self._tables = 0
        self._charts = 0

    def number(self, blocks: list[Block] | tuple[Block, ...]) -> tuple[Block, ...]:
        """The blocks with the next table and chart numbers; numbering goes on over the calls."""
        return tuple(self._numbered(block) for block in blocks)

    def _numbered(self, block: Block) -> Block:
        if isinstance(block, Table):
            self._tables += 1
            return replace(block, caption=f"Bảng {self._tables}. {block.caption}")
        if isinstance(block, Chart):
            self._charts += 1
            return replace(block, caption=f"Biểu đồ {self._charts}. {block.caption}")
        return block
