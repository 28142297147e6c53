"""The page of one urgent alert in the quick report: its reason, its numbers, what to do about it by whom.

What is proposed follows from the numbers: how soon, how long the produce keeps, who asks for it, which teams are ready.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from expectations.figures import FigureContract as FigureContract
from expectations.figures import load_figures
from planning.alert_reason import NO_DEMAND
from planning.urgency import PRESSING_DAYS, SHORT_SHELF_LIFE_DAYS
from reports.document import Block, Cell, Figure, Paragraph, Run, Table, TableColumn
from reports.figures import as_number, key_text
from reports.headings import in_a_cell, kind_of, unit_words
from reports.prose import paragraph, say
from reports.tables import figure_cell
from vietnamese.dates import day_and_month, short_date
from vietnamese.numbers import NOTHING
from vietnamese.phrases import product_in_sentence, quoted

Alert = Mapping[str, Any]
SECTION: Final = "quick"


def facts() -> dict[str, FigureContract]:
    """The figures of an alert by name, in the order of its page; all others of the quick report are of all alerts."""
    return {figure.name: figure for figure in load_figures("quick").values() if figure.grains != ((),)}


def alert_keys() -> tuple[str, ...]:
    """The columns that tell an alert from others: unit, product, Monday."""
    return facts()["at_risk_t"].grains[0]


def alert_days(alert: Alert) -> str:
    """The days of the alert's week: '08/01–14/01/2024'."""
    first, last = (_day(alert[name]) for name in ("week_start", "week_end"))
    return f"{day_and_month(first)}–{short_date(last)}"


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise TypeError(f"{value!r} is no day")


def alert_figure(alert: Alert, fact: FigureContract) -> Figure | None:
    """A number of an alert with its id `quick.<name>.<unit>.<product>.<Monday>`, None where nobody stated it."""
    value = as_number(alert.get(fact.name))
    if value is None:
        return None
    keys = [(key, key_text(alert[key])) for key in fact.grains[0]]
    places = ",".join(f"{key}={text}" for key, text in keys)
    figure_id = ".".join([fact.figure_id, *(text for _, text in keys)])
    return Figure(figure_id, value, in_a_cell(fact, value), f"marts.{fact.model}[{places}].{fact.name}")


def _said(alert: Alert, name: str) -> Run | None:
    """A number of the alert as a run, None where it is zero or nobody stated it."""
    figure = alert_figure(alert, facts()[name])
    return Run(figure.text, figure=figure) if figure and figure.value else None


def alert_page(alert: Alert) -> list[Block]:
    """Why the alert is raised, its numbers, what to do."""
    product = product_in_sentence(str(alert["product_name"]))
    rows = tuple(
        (Cell(fact.label), figure_cell(alert_figure(alert, fact), kind_of(fact)), Cell(unit_words(fact)))
        for fact in facts().values()
    )
    columns = (
        TableColumn("Nội dung", "text", 4.6),
        TableColumn("Số liệu", "mixed", 1.4),
        TableColumn("Đơn vị tính", "text", 1.4),
    )
    table = Table("Số liệu của trường hợp", columns, rows, section=SECTION)
    return [
        *paragraph((Run("Lý do cảnh báo: ", bold=True), Run(quoted(str(alert["reason"]))))),
        *paragraph((Run("Tín hiệu giá: ", bold=True), Run(f"{alert['price_signal'] or NOTHING}."))),
        table,
        *paragraph((Run("Hướng xử lý đề xuất:", bold=True),)),
        *_steps(alert, product),
    ]


def _steps(alert: Alert, product: str) -> list[Paragraph]:
    steps = (_check(alert), _buyers(alert, product), _teams(alert), _keeping(alert))
    return [one for step in steps for one in paragraph(step, style="bullet")]


def _check(alert: Alert) -> tuple[Run, ...]:
    pressing = (as_number(alert["days_to_harvest"]) or 0) <= PRESSING_DAYS
    within = "trong 24 giờ" if pressing else "trong 3 ngày"
    return (
        Run(f"{alert['unit_name']} xác minh {within} sản lượng, ngày thu hoạch và nhu cầu hỗ trợ của từng chủ thể."),
    )


def _buyers(alert: Alert, product: str) -> tuple[Run, ...]:
    """Those who ask in the week, unless the alert stands because nobody does; else those who asked before."""
    is_asked_for = alert["cause"] != NO_DEMAND
    asking = say(
        "Ban Phong trào liên hệ ngay {n} đơn vị đang tìm mua trong tuần (cần {t} tấn) để kết nối với các chủ thể.",
        n=_said(alert, "open_buyers") if is_asked_for else None,
        t=_said(alert, "open_demand_t") if is_asked_for else None,
    )
    known = say(
        "Chưa có đơn vị nào đang tìm mua trong tuần: Ban Phong trào liên hệ lại {n} đơn vị thu mua đã nắm trong năm.",
        n=_said(alert, "known_buyers"),
    )
    nobody = (
        Run(
            f"Chưa nắm được đơn vị thu mua {product} nào: đề nghị Sở Công Thương, Sở Nông nghiệp và Phát triển nông "
            "thôn giới thiệu doanh nghiệp, siêu thị, nhà máy chế biến."
        ),
    )
    return asking or known or nobody


def _teams(alert: Alert) -> tuple[Run, ...]:
    ready = say(
        "Huy động {teams} đội hình tình nguyện đã sẵn sàng{members} hỗ trợ thu hoạch, vận chuyển và bán hàng.",
        teams=_said(alert, "ready_teams"),
        members=say(" ({n} thành viên)", n=_said(alert, "ready_members")) or "",
    )
    none = (Run("Thành lập đội hình tình nguyện, bố trí địa điểm và phương tiện để sẵn sàng giải cứu."),)
    return ready or none


def _keeping(alert: Alert) -> tuple[Run, ...]:
    life = as_number(alert["shelf_life_days"])
    if life is not None and life <= SHORT_SHELF_LIFE_DAYS:
        return say(
            "Nông sản chỉ giữ được {n} ngày: ưu tiên bán ngay tại điểm bán của Đoàn và trực tuyến, phần còn lại đưa "
            "vào sấy khô, sấy dẻo, đóng gói.",
            n=_said(alert, "shelf_life_days"),
        )
    return say(
        "Nông sản giữ được {n} ngày: bố trí nơi bảo quản, giãn tiến độ thu hoạch nếu được và bán dần theo đơn.",
        n=_said(alert, "shelf_life_days"),
    )
