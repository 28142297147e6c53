"""The linking plan in a report: who sells what to whom and when, what is left and why, what one more buyer is worth.

Names units, products and buyers only; whom to phone stands in each unit's own spreadsheet.
"""

from datetime import timedelta
from typing import Final

from reports.document import Block, Paragraph, Run
from reports.figures import FigureBook, Row, as_number
from reports.prose import paragraph, plain, say
from reports.tables import Layout, MeasureColumn, Text, build_table, most_first
from vietnamese.dates import day_and_month, short_date
from vietnamese.numbers import money, tonnes
from vietnamese.phrases import product_in_sentence, quoted, sentence_case

PRODUCT: Final = Text("product_name", "Nông sản", 2.2)
UNIT: Final = Text("unit_name", "Đơn vị", 2.4)
_DEAREST: Final = 5
_ALLOWED_GAP: Final = "0,000001"
LINKS: Final = Layout(
    "link_plan",
    "Phương án kết nối đề xuất",
    (
        UNIT,
        PRODUCT,
        Text("buyer_name", "Đơn vị thu mua", 2.2),
        Text("from_on", "Từ ngày", 1.5, lambda day: short_date(day)),
        Text("to_on", "Đến ngày", 1.5, lambda day: short_date(day)),
    ),
    (
        MeasureColumn("quantity_t"),
        MeasureColumn("net_price_vnd_kg", adds_up=False, width=1.2),
    ),
    ("unit_code", "product_code", "buyer_name", "from_on", "to_on"),
    most_first("quantity_t"),
    note="Giá thực nhận: giá mua trừ phí vận chuyển khi giao tại kho bên mua; dấu – là giá do hai bên thỏa thuận.",
)
UNPLACED: Final = Layout(
    "link_unplaced",
    "Lô sản xuất chưa bố trí được đầu ra",
    (UNIT, PRODUCT, Text("reason", "Lý do", 2.6, lambda reason: quoted(str(reason or "")))),
    (
        MeasureColumn("lots", width=0.8),
        MeasureColumn("unplaced_t"),
    ),
    ("unit_code", "product_code", "reason"),
    most_first("unplaced_t"),
)
PRICES: Final = Layout(
    "link_prices",
    "Giá trị của một tấn đầu ra tăng thêm theo nông sản và tuần",
    (PRODUCT, Text("week_start", "Tuần từ ngày", 1.2, lambda day: short_date(day))),
    (
        MeasureColumn("value_vnd", adds_up=False, width=1.2),
        MeasureColumn("unplaced_t", adds_up=False),
        MeasureColumn("demand_t", adds_up=False),
        MeasureColumn("requests", adds_up=False, width=0.8),
    ),
    ("product_code", "week_start"),
    most_first("stuck_vnd"),
    totalled=False,
)


def placed(book: FigureBook, where: str = "") -> tuple[Run, ...]:
    """How much of what looks for a buyer the plan places; nothing where there is nothing to place."""
    if not book.has("link_summary.available_t"):
        return ()
    return say(
        "Theo phương án kết nối đề xuất{where}, có thể bố trí đầu ra cho {placed} trong {available} chưa có đầu ra, từ "
        "{lots} lô sản xuất của {units} đơn vị đến {requests} đơn đặt mua; còn {left} chưa có đơn vị thu mua phù hợp.",
        where=where,
        placed=book.said("link_summary.placed_t"),
        available=book.said("link_summary.available_t"),
        lots=book.said("link_summary.lots"),
        units=book.said("link_summary.units"),
        requests=book.said("link_summary.requests"),
        left=book.said("link_summary.unplaced_t"),
    )


def link_annex(book: FigureBook) -> list[Block]:
    """The annex's blocks; [] where the month has no plan."""
    rows = {layout.section: book.of_month(layout.section) for layout in (LINKS, UNPLACED, PRICES)}
    if not rows["link_plan"] and not rows["link_unplaced"]:
        return []
    revenue = say(
        "Giá trị người sản xuất dự kiến thu được là {revenue}, chưa kể các đơn đặt mua có giá thỏa thuận.",
        revenue=book.some("link_summary.net_revenue_vnd"),
    )
    pools = say("Trong đó có {n} chuyến gom hàng của nhiều hộ để đủ lô tối thiểu.", n=book.some("link_summary.pools"))
    tables = [build_table(book, layout, rows[layout.section]) for layout in (LINKS, UNPLACED)]
    blocks: list[Block] = [*paragraph(placed(book), revenue, pools), *_proof(book)]
    return [*blocks, *(table for table in tables if table), *_dearest(book, rows["link_prices"])]


def _proof(book: FigureBook) -> list[Paragraph]:
    gap = book.said("link_summary.gap", say=lambda value: "0" if value == 0 else f"dưới {_ALLOWED_GAP}")
    return paragraph(
        say(
            "Phương án được kiểm chứng độc lập với chương trình giải: so với mức tốt nhất có thể đạt, sai lệch tương "
            "đối là {gap} (cho phép {allowed}).",
            gap=gap,
            allowed=_ALLOWED_GAP,
        )
    )


def _dearest(book: FigureBook, rows: list[Row]) -> list[Paragraph]:
    """Where buyers are missed most, the worst week of each product."""
    ordered = sorted(rows, key=lambda row: (most_first("stuck_vnd")(row), row["week_start"], str(row["product_code"])))
    first = {str(row["product_code"]): row for row in reversed(ordered) if as_number(row.get("stuck_vnd"))}
    shown = [row for row in ordered if first.get(str(row["product_code"])) is row][:_DEAREST]
    lines = [line for row in shown for line in paragraph(_worth(book, row), style="bullet")]
    return [*plain("Mặt hàng cần ưu tiên tìm thêm đầu ra:"), *lines] if lines else []


def _worth(book: FigureBook, row: Row) -> tuple[Run, ...]:
    figure = book.cell_figure("link_prices", "value_vnd", row, PRICES.keys, money)
    left = book.cell_figure("link_prices", "unplaced_t", row, PRICES.keys, tonnes)
    if figure is None or left is None:
        return ()
    monday = row["week_start"]
    return say(
        "{product} từ {first} đến {last}: còn {left} chưa có đơn vị thu mua; mỗi tấn bán thêm được mang lại khoảng "
        "{value} cho người sản xuất.",
        product=sentence_case(product_in_sentence(str(row["product_name"]))),
        first=day_and_month(monday),
        last=short_date(monday + timedelta(days=6)),
        value=Run(figure.text, figure=figure),
        left=Run(left.text, figure=left),
    )
