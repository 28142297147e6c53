"""Chapter IV: the coming eight weeks, from the harvest calendar and the alerts to what comes first.

Priorities name products and weeks out of the calendar, so that a reader can act on them at once.
"""

from datetime import date, timedelta
from typing import Final

from planning.urgency import Order, heaviest_first
from reports.chapters.linking import PRODUCT, UNIT, balance_points
from reports.chapters.track_record import track_record
from reports.document import Block, Chart, Heading, Paragraph, Run, Table
from reports.figures import FigureBook, Row, as_number, named_units
from reports.prose import joined, listed_units, paragraph, plain, say
from reports.tables import Layout, MeasureColumn, Text, build_table, most_first
from vietnamese.dates import day_and_month, month_name, short_date
from vietnamese.numbers import tonnes
from vietnamese.phrases import product_in_sentence, quoted, sentence_case

_NEAR_WEEKS: Final = 2
_IN_BODY: Final = 10
CALENDAR: Final = Layout(
    "harvest_calendar",
    "Lịch thu hoạch 8 tuần tới",
    (Text("week_start", "Tuần từ ngày", 1.3, lambda day: short_date(day)), PRODUCT),
    (
        MeasureColumn("supply_t"),
        MeasureColumn("contracted_t"),
        MeasureColumn("unplaced_t"),
    ),
    ("product_code", "week_start"),
    lambda row: row["week_start"],
    balance=("supply_t", "contracted_t", "unplaced_t"),
)


_REASON: Final = Text("reason", "Lý do", 4.2, lambda reason: quoted(str(reason or "")))
_BECAUSE: Final = Text("because", "Lý do", 4.2, lambda because: sentence_case(quoted(str(because or ""))))
"""The reason without its beginning, which repeats the other cells of its row."""


def alerts_layout(note: str | None = None, why: Text = _REASON) -> Layout:
    """Alerts, the urgent first, each with its reason in full or, with _BECAUSE, the cause alone."""
    return Layout(
        "alerts",
        "Cảnh báo nguy cơ ùn ứ nông sản",
        (
            UNIT,
            PRODUCT,
            Text("week_start", "Tuần từ ngày", 1.7, lambda day: short_date(day)),
            Text("level", "Mức", 1.1),
            why,
        ),
        (MeasureColumn("at_risk_t", adds_up=False, width=0.9),),
        ("unit_code", "product_code", "week_start"),
        _heaviest_first,
        note,
        totalled=False,
    )


def _heaviest_first(row: Row) -> Order:
    return heaviest_first(bool(row["is_urgent"]), as_number(row.get("at_risk_t")) or 0)


def coming_weeks(book: FigureBook) -> list[Block]:
    """Chapter IV: the harvest calendar of eight weeks, alerts and what to do about them."""
    rows = book.of_month("harvest_calendar")
    blocks: list[Block] = [Heading(1, "IV. NHIỆM VỤ TRỌNG TÂM 8 TUẦN TỚI"), Heading(2, "1. Lịch thu hoạch và cảnh báo")]
    if rows:
        total = say(
            "Trong 8 tuần tới, sản lượng dự kiến thu hoạch {supply}{unplaced}.",
            supply=book.said("harvest_calendar.supply_t"),
            unplaced=say(", trong đó {t} chưa có đầu ra", t=book.some("harvest_calendar.unplaced_t")) or "",
        )
        detail = (Run("Chi tiết từng tuần nêu tại Phụ lục 1."),)
        blocks += [*paragraph(total, detail), *_calendar_chart(rows)]
    else:
        blocks += plain("Các đơn vị chưa ghi nhận lô sản xuất nào thu hoạch trong 8 tuần tới.")
    blocks += _balance_chart(book)
    blocks += _alerts(book)
    return [*blocks, Heading(2, "2. Nhiệm vụ ưu tiên"), *_priorities(book, rows)]


def calendar_tables(book: FigureBook) -> list[Table]:
    """The calendar week by week, without the weeks in which a product is not harvested."""
    rows = [row for row in book.of_month("harvest_calendar") if as_number(row.get("supply_t"))]
    table = build_table(book, CALENDAR, rows)
    return [table] if table else []


def _calendar_chart(rows: list[Row]) -> list[Block]:
    points = tuple(
        {
            "week": day_and_month(row["week_start"]),
            "order": row["week_start"].isoformat(),
            "product": str(row["product_name"]),
            "t": as_number(row.get("unplaced_t")) or 0,
        }
        for row in sorted(rows, key=lambda row: (row["week_start"], str(row["product_name"])))
    )
    if not any(point["t"] for point in points):
        return []
    alt = "Sản lượng chưa có đầu ra của từng nông sản trong từng tuần của 8 tuần tới, tính bằng tấn."
    return [Chart("calendar", "Sản lượng chưa có đầu ra theo tuần thu hoạch (tấn)", alt, points)]


BALANCE: Final = Layout(
    "balance",
    "Nguồn cung và nhu cầu đang tìm theo tuần",
    (Text("week_start", "Tuần từ ngày", 1.3, lambda day: short_date(day)),),
    (*CALENDAR.measures, MeasureColumn("demand_t")),
    ("week_start",),
    lambda row: row["week_start"],
    balance=CALENDAR.balance,
)


def _balance_chart(book: FigureBook) -> list[Block]:
    rows = sorted(book.of_month("balance"), key=lambda row: row["week_start"])
    points = balance_points(rows, lambda row: day_and_month(row["week_start"]))
    if not any(point["t"] for point in points):
        return []
    alt = "Sản lượng đã có đầu ra, chưa có đầu ra và nhu cầu đang tìm của từng tuần trong các tuần tới, tính bằng tấn."
    return [Chart("balance", "Nguồn cung và nhu cầu đang tìm theo tuần (tuần từ ngày)", alt, points)]


def _alerts(book: FigureBook) -> list[Block]:
    """The worst week of each unit and product, the heaviest first."""
    rows = sorted(book.of_month("alerts"), key=_heaviest_first)
    by_lot: dict[tuple[str, str], Row] = {}
    for row in rows:
        by_lot.setdefault((str(row["unit_code"]), str(row["product_code"])), row)
    worst, note = list(by_lot.values()), None
    if len(rows) > len(worst[:_IN_BODY]):
        note = "Nêu tuần nặng nhất của mỗi đơn vị và nông sản; đầy đủ tại biểu Cảnh báo, tệp phu-luc.xlsx kèm theo."
    table = build_table(book, alerts_layout(note, _BECAUSE), worst[:_IN_BODY])
    return [table, *track_record(book)] if table else []


def _priorities(book: FigureBook, rows: list[Row]) -> list[Paragraph]:
    soonest = _soonest(rows, book)
    able = named_units(row for row in book.of_month("teams") if row["state"] == "ready")
    ready = listed_units(book, able, "teams.ready_units", "xem Phụ lục 1")
    stuck = named_units(row for row in book.of_month("difficulties") if row["is_open"])
    waiting = listed_units(book, stuck, "difficulties.open_units", "xem mục III")
    blocks = paragraph(say("Tập trung kết nối đầu ra cho {soonest}.", soonest=soonest), style="bullet")
    if ready and soonest:
        blocks += paragraph(say("Duy trì các đội hình sẵn sàng ra quân của {units}.", units=ready), style="bullet")
    blocks += paragraph(say("Phối hợp giải quyết khó khăn còn tồn đọng của {units}.", units=waiting), style="bullet")
    if book.month.month < 12:
        following = month_name(date(book.month.year, book.month.month + 1, 1))
        blocks += plain(
            f"Đôn đốc các đơn vị cập nhật bảng tính thường xuyên và gửi báo cáo {following} đúng hạn.", "bullet"
        )
    return blocks or plain("Tổng kết việc thực hiện Kế hoạch và chuẩn bị nội dung của năm sau.", "bullet")


def _soonest(rows: list[Row], book: FigureBook) -> tuple[Run, ...]:
    """The greatest unplaced tonnages of the first two weeks of the calendar."""
    weeks = sorted({row["week_start"] for row in rows})[:_NEAR_WEEKS]
    near = [row for row in rows if row["week_start"] in weeks and as_number(row.get("unplaced_t"))]
    near.sort(key=lambda row: (most_first("unplaced_t")(row), row["week_start"], str(row["product_code"])))
    heaviest = {str(row["product_code"]): row for row in reversed(near)}
    clauses = []
    for row in sorted(heaviest.values(), key=near.index)[:3]:
        figure = book.cell_figure("harvest_calendar", "unplaced_t", row, CALENDAR.keys, tonnes)
        if figure:
            clauses.append(
                say(
                    "{name} ({t}, tuần {first}–{last})",
                    name=product_in_sentence(str(row["product_name"])),
                    t=Run(figure.text, figure=figure),
                    first=day_and_month(row["week_start"]),
                    last=day_and_month(row["week_start"] + timedelta(days=6)),
                )
            )
    return joined(clauses, ", ")
