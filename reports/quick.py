"""The quick report: one page for each urgent alert that was not told before, short enough to act on the same day.

Who might buy is told in numbers only; names and telephone numbers stay in the units' own spreadsheets.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from reports.chapters.alert_page import KEYS, QUICK_MODEL, Alert, alert_figure, alert_page, alert_week
from reports.document import Annex, Cell, Column, Document, Figure, Letterhead, Paragraph, Run, Signature, Table
from reports.figures import as_number, key_text
from reports.month import AUTHORITY, ORGANISATION
from reports.prose import paragraph, plain, say
from reports.rounding import DECIMALS
from reports.tables import figure_cell
from vietnamese.dates import instant, long_date, short_date
from vietnamese.numbers import number
from vietnamese.phrases import product_in_sentence, sentence_case

MOST_PAGES: Final = 12
RECIPIENTS: Final = (
    "Ban Thường vụ Tỉnh đoàn",
    "Các huyện, thành đoàn và đoàn trực thuộc liên quan",
    "Lưu: VP, BPT",
)


class QuickContext(BaseModel):
    """What the quick report states besides its alerts: instant, number, and the office that signs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: AwareDatetime
    timezone: str = "Asia/Ho_Chi_Minh"
    number: int = Field(ge=1)
    place: str
    issuer: str
    symbol: str
    signer_title: str
    signer_name: str = ""

    @property
    def local_as_of(self) -> datetime:
        return self.as_of.astimezone(ZoneInfo(self.timezone))


def quick_symbol(symbol: str) -> str:
    """'BC/TĐTN-BPT' -> 'BCN/TĐTN-BPT': quick reports have a series of their own."""
    return f"BCN/{symbol.partition('/')[2] or symbol}"


def build_quick(alerts: Sequence[Alert], context: QuickContext) -> Document:
    """The report of `alerts`, rows of `rpt_quick__alerts`, the most pressing first; at least one.

    Page 1 lists and signs; each alert has a page of its own after it, at most MOST_PAGES of them.
    """
    ordered = by_urgency(alerts)
    body = [*_opening(ordered, context), _list_of(ordered), *_left_out(ordered)]
    pages = tuple(
        Annex(_title(alert, place), tuple(alert_page(alert)))
        for place, alert in enumerate(ordered[:MOST_PAGES], start=1)
    )
    closing = plain("Đề nghị các đơn vị triển khai ngay và báo cáo kết quả về Tỉnh đoàn qua Ban Phong trào./.")
    return Document(
        letterhead=_letterhead(context),
        banners=(),
        body=(*body, *closing),
        recipients=RECIPIENTS,
        signature=Signature(AUTHORITY, context.signer_title, context.signer_name),
        annexes=pages,
        sheets=(),
    )


def quick_manifest(document: Document, context: QuickContext, alerts: Sequence[Alert], **stated: Any) -> dict[str, Any]:
    """The manifest as JSON values; `stated` is what the run adds: files, snapshots, inputs, code version, delivery."""
    return {
        "kind": "quick",
        "as_of": context.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "number": context.number,
        "number_line": document.letterhead.number_line,
        "alerts": [[key_text(alert[key]) for key in KEYS] for alert in by_urgency(alerts)],
        "figures": [
            {"id": figure.figure_id, "value": figure.value, "printed": figure.text, "lineage": figure.lineage}
            for figure in document.figures()
        ],
        **stated,
    }


def by_urgency(alerts: Sequence[Alert]) -> list[Alert]:
    """The alerts as the report orders them, the most pressing first."""
    return sorted(alerts, key=_urgency)


def _urgency(alert: Alert) -> tuple[object, ...]:
    """First the week that comes first, then what is harvested first, what keeps least, the most tonnes."""
    days, life, risk = (as_number(alert[name]) or 0 for name in ("days_to_harvest", "shelf_life_days", "at_risk_t"))
    return (str(alert["week_start"]), days, life, -risk, *(str(alert[key]) for key in KEYS))


def _letterhead(context: QuickContext) -> Letterhead:
    day = context.local_as_of.date()
    return Letterhead(
        organisation=ORGANISATION,
        issuer=context.issuer,
        number_line=f"Số: {context.number:02d}-{quick_symbol(context.symbol)}",
        date_line=f"{context.place}, {long_date(day)}",
        title="BÁO CÁO NHANH",
        subject=f"Nông sản có nguy cơ ùn ứ ở mức khẩn cấp, số liệu đến ngày {short_date(day)}",
        addressees=None,
    )


def _opening(alerts: Sequence[Alert], context: QuickContext) -> list[Paragraph]:
    count = len(alerts)
    figure = Figure("quick.alerts", count, number(count), f"marts.{QUICK_MODEL}.count")
    told = say(
        "Qua tổng hợp số liệu của các đơn vị đến {at}, có {n} trường hợp nông sản có nguy cơ ùn ứ ở mức khẩn cấp chưa "
        "báo cáo trước đây. Ban Thường vụ Tỉnh đoàn báo cáo nhanh như sau:",
        at=instant(context.local_as_of),
        n=Run(figure.text, figure=figure),
    )
    return paragraph(told)


def _title(alert: Alert, place: int) -> str:
    product = product_in_sentence(str(alert["product_name"])).upper()
    unit = str(alert["unit_name"]).upper()
    return f"CẢNH BÁO KHẨN CẤP {place}\n{unit}: {product}\n{sentence_case(alert_week(alert))}"


def _list_of(alerts: Sequence[Alert]) -> Table:
    columns = (
        Column("STT", "count", 0.65),
        Column("Đơn vị", "text", 2.2),
        Column("Nông sản", "text", 1.9),
        Column("Tuần thu hoạch", "text", 1.6),
        Column("Nguy cơ ùn ứ (tấn)", "t", 1.1, DECIMALS["t"]),
        Column("Còn (ngày)", "count", 0.8),
        Column("Giữ được (ngày)", "count", 0.9),
    )
    rows = tuple(
        (
            Cell(str(place)),
            Cell(str(alert["unit_name"])),
            Cell(str(alert["product_name"])),
            Cell(alert_week(alert).removeprefix("tuần ")),
            figure_cell(alert_figure(alert, "at_risk_t", "t"), "t"),
            figure_cell(alert_figure(alert, "days_to_harvest", "count"), "count"),
            figure_cell(alert_figure(alert, "shelf_life_days", "count"), "count"),
        )
        for place, alert in enumerate(alerts, start=1)
    )
    note = "“Còn (ngày)”: số ngày đến khi thu hoạch, 0 là đang thu hoạch. “Giữ được (ngày)”: sau thu hoạch."
    return Table("Các trường hợp khẩn cấp mới", columns, rows, note=note, section="quick")


def _left_out(alerts: Sequence[Alert]) -> list[Paragraph]:
    if len(alerts) <= MOST_PAGES:
        return plain("Từng trường hợp và hướng xử lý nêu ở các trang sau.")
    return plain(
        f"{MOST_PAGES} trường hợp cấp bách nhất, ở đầu bảng, nêu chi tiết ở các trang sau; "
        f"{len(alerts[MOST_PAGES:])} trường hợp còn lại theo dõi theo bảng trên."
    )
