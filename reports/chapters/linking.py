"""Chapter II.2 to II.5: what was grown, what was asked for, what was sold, rescued and processed.

Each part opens with what matters in one or two sentences and lets the table carry the rest.
"""

from collections.abc import Callable
from typing import Final

from reports.chapters.link_plan import PRODUCT, UNIT, placed
from reports.document import Block, Chart, Heading, Point, Run
from reports.figures import OTHER, FigureBook, Row, as_number
from reports.prose import compared, joined, paragraph, plain, say
from reports.tables import Layout, MeasureColumn, Text, build_table, most_first
from vietnamese.dates import month_tick
from vietnamese.numbers import tonnes
from vietnamese.phrases import enumerated, lower_first, product_in_sentence

_SUPPLY_MEASURES: Final = (
    MeasureColumn("lots", width=0.8),
    MeasureColumn("area_ha"),
    MeasureColumn("expected_t", width=1.1),
    MeasureColumn("harvested_t"),
    MeasureColumn("contracted_t"),
    MeasureColumn("unplaced_t"),
)
_SUPPLY_BALANCE: Final = ("expected_t", "contracted_t", "unplaced_t")
SUPPLY: Final = Layout(
    "supply",
    "Nguồn cung theo nông sản",
    (PRODUCT,),
    _SUPPLY_MEASURES,
    ("product_code",),
    most_first("expected_t"),
    balance=_SUPPLY_BALANCE,
)
SUPPLY_BY_UNIT: Final = Layout(
    "supply_by_unit",
    "Nguồn cung theo đơn vị",
    (UNIT,),
    _SUPPLY_MEASURES,
    ("unit_code",),
    lambda row: row["unit_code"],
    balance=_SUPPLY_BALANCE,
)
DEMAND: Final = Layout(
    "demand",
    "Nhu cầu thu mua theo nông sản",
    (PRODUCT,),
    (
        MeasureColumn("requests"),
        MeasureColumn("buyers", adds_up=False),
        MeasureColumn("quantity_t"),
        MeasureColumn("price_vnd_kg", adds_up=False),
    ),
    ("product_code",),
    most_first("quantity_t"),
)
DEMAND_BY_BUYER_TYPE: Final = Layout(
    "demand_by_buyer_type",
    "Nhu cầu thu mua theo loại đơn vị",
    (Text("buyer_type", "Loại đơn vị thu mua", 2.4),),
    (
        MeasureColumn("requests"),
        MeasureColumn("buyers", adds_up=False),
        MeasureColumn("quantity_t"),
    ),
    ("buyer_type",),
    most_first("quantity_t"),
)
_SALES: Final = MeasureColumn("sales", width=0.9)
_SOLD: Final = MeasureColumn("sold_t")
_VALUE: Final = MeasureColumn("value_vnd", width=1.2)
_RESCUED: Final = MeasureColumn("rescued_t")
_GIFT: Final = MeasureColumn("gift_t", width=0.9)
_HOUSEHOLDS: Final = MeasureColumn("households", width=0.8)
BY_CHANNEL: Final = Layout(
    "outcomes_by_channel",
    "Kết quả tiêu thụ theo kênh",
    (Text("channel", "Kênh tiêu thụ", 2.2),),
    (_SALES, _SOLD, _VALUE, _GIFT, _HOUSEHOLDS),
    ("channel",),
    most_first("sold_t"),
)
BY_PRODUCT: Final = Layout(
    "outcomes_by_product",
    "Kết quả tiêu thụ theo nông sản",
    (PRODUCT,),
    (_SALES, _SOLD, _VALUE, MeasureColumn("average_price_vnd_kg", adds_up=False, width=1.1), _RESCUED),
    ("product_code",),
    most_first("sold_t"),
)
BY_UNIT: Final = Layout(
    "outcomes_by_unit",
    "Kết quả tiêu thụ theo đơn vị",
    (UNIT,),
    (_SALES, _SOLD, _VALUE, _RESCUED, _GIFT, _HOUSEHOLDS),
    ("unit_code",),
    lambda row: row["unit_code"],
)
RESCUE: Final = Layout(
    "rescue",
    "Kết quả giải cứu nông sản",
    (UNIT, PRODUCT),
    (
        MeasureColumn("sales", width=0.8),
        MeasureColumn("quantity_t"),
        _VALUE,
        _GIFT,
        _HOUSEHOLDS,
    ),
    ("unit_code", "product_code"),
    most_first("quantity_t"),
)
PROCESSING: Final = Layout(
    "processing",
    "Sản lượng qua chế biến",
    (PRODUCT,),
    (
        MeasureColumn("processed_t"),
        MeasureColumn("sold_t", adds_up=False),
        MeasureColumn("processed_share", adds_up=False),
    ),
    ("product_code",),
    most_first("processed_t"),
)


def supply(book: FigureBook) -> list[Block]:
    """Section "Rà soát sản xuất và nguồn cung": lots due in the month, one sentence where there are none."""
    heading = Heading(2, "2. Rà soát sản xuất và nguồn cung nông sản")
    rows = book.of_month("supply")
    if not rows:
        return [heading, *plain("Các đơn vị chưa ghi nhận lô sản xuất nào thu hoạch trong tháng.")]
    total = say(
        "Trong tháng có {lots} lô sản xuất đến kỳ thu hoạch, sản lượng dự kiến {expected}{change}{area}.",
        lots=book.said("supply.lots"),
        expected=book.said("supply.expected_t"),
        change=compared(book, "headline.expected_supply_t") or "",
        area=say(", trên diện tích {area}", area=book.some("supply.area_ha")) or "",
    )
    placed = joined(
        [
            say("{t} đã có đầu ra", t=book.some("supply.contracted_t")),
            say("{t} chưa có đầu ra", t=book.some("supply.unplaced_t")),
        ],
        ", ",
    )
    largest = _largest(book, "supply", "unplaced_t", rows)
    pressing = say("Lượng chưa có đầu ra tập trung ở {largest}.", largest=largest)
    table = build_table(book, SUPPLY, rows)
    text = paragraph(total, say("Trong đó {placed}.", placed=placed), pressing)
    return [heading, *text, *([table] if table else [])]


def _largest(book: FigureBook, section: str, column: str, rows: list[Row], most: int = 3) -> tuple[Run, ...]:
    """'khóm (120,5 tấn), chuối xiêm (80 tấn)': the greatest few of a measure in tonnes."""
    ordered = sorted(rows, key=lambda row: (most_first(column)(row), str(row["product_code"])))
    clauses = []
    for row in ordered[:most]:
        figure = book.cell_figure(section, column, row, ("product_code",), tonnes)
        if figure and figure.value:
            name = product_in_sentence(str(row["product_name"]))
            clauses.append(say("{name} ({t})", name=name, t=Run(figure.text, figure=figure)))
    return joined(clauses, ", ")


def balance_points(rows: list[Row], at: Callable[[Row], str]) -> tuple[Point, ...]:
    """What a picture of supply against demand is drawn from: rows with contracted_t, unplaced_t and demand_t."""
    labels = {"contracted_t": "Đã có đầu ra", "unplaced_t": "Chưa có đầu ra", "demand_t": "Nhu cầu thu mua"}
    return tuple(
        {"at": at(row), "series_key": column, "series": label, "t": as_number(row.get(column)) or 0}
        for row in rows
        for column, label in labels.items()
    )


def linking(book: FigureBook) -> list[Block]:
    """Section "Kết nối tiêu thụ": demand, the linking plan and what was sold by channel."""
    proposed = paragraph(placed(book, " (Phụ lục 3)"))
    blocks: list[Block] = [Heading(2, "3. Kết nối tiêu thụ nông sản"), *_demand(book), *proposed]
    rows = book.of_month("outcomes_by_channel")
    if not rows:
        return [*blocks, *plain("Trong tháng chưa ghi nhận lượt tiêu thụ nào qua các kênh kết nối.")]
    sold = say(
        "Trong tháng thực hiện {sales} lượt giao dịch, tiêu thụ {sold}{value}.",
        sales=book.said("outcomes_by_channel.sales"),
        sold=book.said("outcomes_by_channel.sold_t"),
        value=say(", giá trị {value}", value=book.some("outcomes_by_channel.value_vnd")) or "",
    )
    channels = [str(row["channel"]) for row in _by_sold(rows) if row.get("sold_t") and row["channel_key"] != OTHER]
    leading = say("Kênh tiêu thụ chủ yếu: {names}.", names=enumerated(lower_first(name) for name in channels[:3]))
    if channels:
        sold = joined([sold, leading], " ")
    tables = [
        build_table(book, BY_CHANNEL, rows),
        build_table(book, BY_PRODUCT, book.of_month("outcomes_by_product")),
    ]
    return [*blocks, *paragraph(sold), *(table for table in tables if table), *outcomes_chart(book)]


def _by_sold(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (most_first("sold_t")(row), str(row["channel"])))


def _demand(book: FigureBook) -> list[Block]:
    rows = book.of_month("demand")
    if not rows:
        return list(plain("Trong tháng chưa nắm được đơn đặt mua nào."))
    known = say(
        "Các đơn vị đã nắm {requests} đơn đặt mua, tổng sản lượng {t}{change}.",
        requests=book.said("demand.requests"),
        t=book.said("demand.quantity_t"),
        change=compared(book, "headline.demand_t") or "",
    )
    table = build_table(book, DEMAND, rows)
    return [*paragraph(known), *([table] if table else [])]


def outcomes_chart(book: FigureBook) -> list[Block]:
    """Tonnes sold by month and channel up to the book's month; nothing where nothing was sold."""
    points = tuple(
        {
            "month": month_tick(row["month"]),
            "channel_key": str(row["channel_key"]),
            "channel": str(row["channel"]),
            "t": as_number(row["sold_t"]) or 0,
        }
        for row in sorted(book.of_year("outcomes_by_channel"), key=lambda row: (row["month"], str(row["channel"])))
    )
    if not any(point["t"] for point in points):
        return []
    alt = "Sản lượng tiêu thụ từng tháng chia theo kênh tiêu thụ, tính bằng tấn."
    return [Chart("outcomes", "Sản lượng tiêu thụ theo tháng và kênh", alt, points)]


def rescue(book: FigureBook) -> list[Block]:
    """Section "Hỗ trợ giải cứu": rescued tonnes and their value, one sentence where there were none."""
    heading = Heading(2, "4. Hỗ trợ giải cứu nông sản")
    rows = book.of_month("rescue")
    if not rows:
        return [heading, *plain("Trong tháng không phát sinh trường hợp phải giải cứu nông sản.")]
    total = say(
        "Các đơn vị tổ chức giải cứu {t}{change}{value}.",
        t=book.said("rescue.quantity_t"),
        change=compared(book, "headline.rescued_t") or "",
        value=say(", giá trị {value}", value=book.some("rescue.value_vnd")) or "",
    )
    gift = say("Ngoài ra, trao tặng {t} nông sản.", t=book.some("rescue.gift_t"))
    table = build_table(book, RESCUE, rows)
    return [heading, *paragraph(total, gift), *([table] if table else [])]


def processing(book: FigureBook) -> list[Block]:
    """Section "Chế biến": processed tonnes by product, one sentence where there were none."""
    heading = Heading(2, "5. Chế biến, nâng cao giá trị gia tăng")
    rows = [row for row in book.of_month("processing") if as_number(row.get("processed_t"))]
    if not rows:
        return [heading, *plain("Trong tháng chưa ghi nhận nông sản tiêu thụ qua chế biến.")]
    total = say(
        "Sản lượng qua sấy khô, sấy dẻo, đóng gói và chế biến khác đạt {t}{change}.",
        t=book.said("processing.processed_t") or book.said("headline.processed_t"),
        change=compared(book, "headline.processed_t") or "",
    )
    leading = sorted(rows, key=lambda row: (most_first("processed_t")(row), str(row["product_code"])))[:3]
    names = enumerated(product_in_sentence(str(row["product_name"])) for row in leading)
    table = build_table(book, PROCESSING, rows)
    return [heading, *paragraph(total, say("Mặt hàng chủ yếu: {names}.", names=names)), *([table] if table else [])]
