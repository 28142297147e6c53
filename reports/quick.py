"""The quick report: one page for each urgent alert that was not reported before, short enough to act on the same day.

Who might buy is given in numbers only; names and telephone numbers stay in the units' own spreadsheets.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from expectations.figures import load_figures
from planning.urgency import Order, pressing_first
from reports.chapters.alert_page import SECTION, Alert, alert_days, alert_figure, alert_keys, alert_page, facts
from reports.document import Annex, Cell, Document, Figure, Letterhead, Paragraph, Run, Signature, Table, TableColumn
from reports.figures import as_number, key_text
from reports.headings import in_a_cell, kind_of, short_heading
from reports.month import AUTHORITY, ORGANISATION
from reports.prose import paragraph, plain, say
from reports.rounding import DECIMALS
from reports.tables import figure_cell
from vietnamese.dates import instant, long_date, short_date
from vietnamese.phrases import product_in_sentence

MOST_PAGES: Final = 12
_LISTED: Final = {"at_risk_t": 1.1, "days_to_harvest": 0.8, "shelf_life_days": 0.9}
"""The figures of the list with the widths of their columns."""
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
        """`as_of` as the clocks of the province show it."""
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
        "alerts": [[key_text(alert[key]) for key in alert_keys()] for alert in by_urgency(alerts)],
        "figures": [
            {"id": figure.figure_id, "value": figure.value, "printed": figure.text, "lineage": figure.lineage}
            for figure in document.figures()
        ],
        **stated,
    }


def by_urgency(alerts: Sequence[Alert]) -> list[Alert]:
    """The alerts as the report orders them, the most pressing first."""
    return sorted(alerts, key=_order)


def _order(alert: Alert) -> Order:
    """All are urgent; what nobody stated counts as 0."""
    days, life, risk = (as_number(alert[name]) or 0 for name in ("days_to_harvest", "shelf_life_days", "at_risk_t"))
    first = pressing_first(True, alert["week_start"], days, life, risk)
    return (*first, *(str(alert[key]) for key in alert_keys()))


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
    contract = load_figures("quick")["quick.alerts"]
    figure = Figure(contract.figure_id, count, in_a_cell(contract, count), f"marts.{contract.model}.count")
    text = say(
        "Qua tổng hợp số liệu của các đơn vị đến {at}, có {n} trường hợp nông sản có nguy cơ ùn ứ ở mức khẩn cấp chưa "
        "báo cáo trước đây. Ban Thường vụ Tỉnh đoàn báo cáo nhanh như sau:",
        at=instant(context.local_as_of),
        n=Run(figure.text, figure=figure),
    )
    return paragraph(text)


def _title(alert: Alert, place: int) -> str:
    product = product_in_sentence(str(alert["product_name"])).upper()
    unit = str(alert["unit_name"]).upper()
    return f"CẢNH BÁO KHẨN CẤP {place}\n{unit}: {product}\nTuần {alert_days(alert)}"


def _list_of(alerts: Sequence[Alert]) -> Table:
    shown = {name: facts()[name] for name in _LISTED}
    headings = {name: short_heading(fact) for name, fact in shown.items()}
    kinds = {name: kind_of(fact) for name, fact in shown.items()}
    columns = (
        TableColumn("STT", "count", 0.65),
        TableColumn("Đơn vị", "text", 2.2),
        TableColumn("Nông sản", "text", 1.9),
        TableColumn("Tuần thu hoạch", "text", 1.6),
        *(TableColumn(headings[name], kinds[name], _LISTED[name], DECIMALS.get(kinds[name], 0)) for name in shown),
    )
    rows = tuple(
        (
            Cell(str(place)),
            Cell(str(alert["unit_name"])),
            Cell(str(alert["product_name"])),
            Cell(alert_days(alert)),
            *(figure_cell(alert_figure(alert, fact), kinds[name]) for name, fact in shown.items()),
        )
        for place, alert in enumerate(alerts, start=1)
    )
    note = (
        f"“{headings['days_to_harvest']}”: số ngày đến khi thu hoạch, 0 là đang thu hoạch. "
        f"“{headings['shelf_life_days']}”: sau thu hoạch."
    )
    return Table("Các trường hợp khẩn cấp mới", columns, rows, note=note, section=SECTION)


def _left_out(alerts: Sequence[Alert]) -> list[Paragraph]:
    if len(alerts) <= MOST_PAGES:
        return plain("Từng trường hợp và hướng xử lý nêu ở các trang sau.")
    return plain(
        f"{MOST_PAGES} trường hợp cấp bách nhất, ở đầu bảng, nêu chi tiết ở các trang sau; "
        f"{len(alerts[MOST_PAGES:])} trường hợp còn lại theo dõi theo bảng trên."
    )
