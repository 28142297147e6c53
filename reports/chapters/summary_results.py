"""Chapters II and III of the interim report: what the months covered brought, what stood in the way.

The tables are the monthly report's with the period's figures; the words are the period's own.
"""

from collections.abc import Callable
from typing import Final

from reports.chapters import linking
from reports.chapters.activities import COMMUNICATION, teams
from reports.document import Block, Heading, Run, Table
from reports.figures import FigureBook, Row, as_number
from reports.prose import joined, paragraph, plain, say
from reports.tables import Layout, MeasureColumn, Text, build_table, most_first
from vietnamese.phrases import alphabetical, enumerated, product_in_sentence

PRICES: Final = Layout(
    "prices",
    "Giá thu mua tại vườn trong kỳ (đ/kg)",
    (linking.PRODUCT,),
    (
        MeasureColumn("mean_price_vnd_kg", states_unit=False, adds_up=False),
        MeasureColumn("first_price_vnd_kg", states_unit=False, adds_up=False),
        MeasureColumn("last_price_vnd_kg", states_unit=False, adds_up=False),
        MeasureColumn("change_rate", kind="change_rate", adds_up=False),
        MeasureColumn("lowest_price_vnd_kg", states_unit=False, adds_up=False),
        MeasureColumn("highest_price_vnd_kg", states_unit=False, adds_up=False),
    ),
    ("product_code",),
    most_first("change_rate"),
    note="Giá bình quân theo sản lượng của các lô sản xuất có ghi giá.",
    totalled=False,
)
THEMES: Final = Layout(
    "difficulty_themes",
    "Khó khăn, vướng mắc theo nhóm vấn đề",
    (Text("theme", "Nhóm vấn đề", 2.2),),
    (
        MeasureColumn("units", adds_up=False, width=1.1),
        MeasureColumn("difficulties", width=0.9),
        MeasureColumn("resolved", width=0.9),
        MeasureColumn("open", width=0.8),
    ),
    ("theme",),
    most_first("difficulties"),
    total_section="difficulties",
)


THEMES_BY_UNIT: Final = Layout(
    "difficulties",
    "Khó khăn, vướng mắc theo nhóm vấn đề và đơn vị",
    (Text("theme", "Nhóm vấn đề", 2.2), linking.UNIT),
    (
        MeasureColumn("difficulties", width=0.9),
        MeasureColumn("resolved", width=0.9),
        MeasureColumn("open", width=0.8),
    ),
    ("theme", "unit_code"),
    lambda row: alphabetical(str(row["theme"])),
)


def results(year: FigureBook, months: FigureBook) -> list[Block]:
    """Chapter II over the period; the teams as they stand in its last month."""
    blocks: list[Block] = [Heading(1, "II. KẾT QUẢ THỰC HIỆN")]
    for part in (_communication, _supply, _linking, _rescue, _processing, _prices):
        blocks += part(year)
    return [*blocks, *teams(months)]


def tables(book: FigureBook, *layouts: Layout) -> list[Table]:
    """The tables of the period that have any rows."""
    built = (build_table(book, layout, book.of_month(layout.section)) for layout in layouts)
    return [table for table in built if table]


def _communication(year: FigureBook) -> list[Block]:
    held = say("Các đơn vị tổ chức {n} hoạt động tuyên truyền, kết nối.", n=year.some("communication.activities"))
    drawn = joined(
        [
            say("{n} lượt người tham gia", n=year.some("communication.participants")),
            say("{n} lượt tình nguyện viên", n=year.some("communication.volunteers")),
            say("{n} lượt tiếp cận", n=year.some("communication.reach")),
        ],
        ", ",
    )
    text = paragraph(held, say("Các hoạt động thu hút {drawn}.", drawn=drawn))
    nothing = plain("Các đơn vị chưa ghi nhận hoạt động tuyên truyền, kết nối nào.")
    heading = Heading(2, "1. Công tác tuyên truyền, truyền thông trên mạng xã hội")
    return [heading, *(text or nothing), *tables(year, COMMUNICATION)]


def _supply(year: FigureBook) -> list[Block]:
    grown = say(
        "Các đơn vị rà soát {lots} lô sản xuất của {producers} chủ thể, sản lượng dự kiến thu hoạch trong kỳ "
        "{expected}{placed}{unplaced}.",
        lots=year.some("supply.lots"),
        producers=year.said("supply.producers"),
        expected=year.said("supply.expected_t"),
        placed=say("; đã có đầu ra {t}", t=year.some("supply.contracted_t")) or "",
        unplaced=say("; chưa có đầu ra {t}", t=year.some("supply.unplaced_t")) or "",
    )
    known = say(
        "Đã nắm {n} đơn đặt mua, tổng sản lượng trong kỳ {t}.",
        n=year.some("demand.requests"),
        t=year.said("demand.quantity_t"),
    )
    where = (Run("Số liệu theo từng nông sản nêu tại Phụ lục 1."),) if grown or known else ()
    nothing = plain("Các đơn vị chưa ghi nhận nguồn cung và nhu cầu thu mua nào.")
    return [Heading(2, "2. Rà soát nguồn cung và nhu cầu thu mua"), *(paragraph(grown, known, where) or nothing)]


def _linking(year: FigureBook) -> list[Block]:
    heading = Heading(2, "3. Kết quả kết nối tiêu thụ")
    sold = say(
        "Trong kỳ thực hiện {sales} lượt giao dịch, tiêu thụ {sold}{value}.",
        sales=year.some("outcomes_by_channel.sales"),
        sold=year.said("outcomes_by_channel.sold_t"),
        value=say(", giá trị {value}", value=year.some("outcomes_by_channel.value_vnd")) or "",
    )
    if not sold:
        return [heading, *plain("Chưa ghi nhận lượt tiêu thụ nào qua các kênh kết nối.")]
    return [heading, *paragraph(sold), *tables(year, linking.BY_CHANNEL, linking.BY_PRODUCT, linking.BY_UNIT)]


def _rescue(year: FigureBook) -> list[Block]:
    heading = Heading(2, "4. Hỗ trợ giải cứu nông sản")
    rescued = say(
        "Các đơn vị tổ chức {n} lượt giải cứu với {t}{value}.",
        n=year.some("rescue.sales"),
        t=year.said("rescue.quantity_t"),
        value=say(", giá trị {value}", value=year.some("rescue.value_vnd")) or "",
    )
    gift = say("Ngoài ra, trao tặng {t} nông sản.", t=year.some("rescue.gift_t"))
    where = (Run("Số liệu theo đơn vị và nông sản nêu tại Phụ lục 1."),) if rescued or gift else ()
    nothing = plain("Không phát sinh trường hợp phải giải cứu nông sản.")
    return [heading, *(paragraph(rescued, gift, where) or nothing)]


def _processing(year: FigureBook) -> list[Block]:
    heading = Heading(2, "5. Chế biến, nâng cao giá trị gia tăng")
    total = say(
        "Sản lượng qua sấy khô, sấy dẻo, đóng gói và chế biến khác đạt {t}.", t=year.some("headline.processed_t")
    )
    nothing = plain("Chưa ghi nhận nông sản tiêu thụ qua chế biến.")
    return [heading, *(paragraph(total) or nothing), *tables(year, linking.PROCESSING)]


def _prices(year: FigureBook) -> list[Block]:
    heading = Heading(2, "6. Giá thu mua tại vườn")
    rows = [row for row in year.of_month("prices") if as_number(row.get("change_rate")) is not None]
    risen = [row for row in rows if row["change_rate"] > 0]
    fallen = [row for row in rows if row["change_rate"] < 0]
    clauses = joined(
        [
            say("tăng nhiều nhất ở {names}", names=_first_three(risen, most_first("change_rate"))),
            say("giảm nhiều nhất ở {names}", names=_first_three(fallen, lambda row: row["change_rate"])),
        ]
    )
    text = say("So tháng đầu với tháng gần nhất có giá, giá thu mua {clauses}.", clauses=clauses)
    priced = tables(year, PRICES)
    if not priced:
        return [heading, *plain("Các đơn vị chưa ghi giá thu mua tại vườn.")]
    return [heading, *paragraph(text), *priced]


def _first_three(rows: list[Row], order: Callable[[Row], object]) -> str | None:
    chosen = sorted(rows, key=lambda row: (order(row), str(row["product_code"])))[:3]
    return enumerated(product_in_sentence(str(row["product_name"])) for row in chosen) or None


def difficulties(year: FigureBook) -> list[Block]:
    """Chapter III: how many were raised, solved and are open, by theme with the units that raised them."""
    heading = Heading(1, "III. KHÓ KHĂN, VƯỚNG MẮC")
    raised = say(
        "Các đơn vị phản ánh {n} khó khăn, vướng mắc{resolved}{open}.",
        n=year.some("difficulties.difficulties"),
        resolved=say("; đã giải quyết {n}", n=year.some("difficulties.resolved")) or "",
        open=say("; còn {n} trường hợp chưa giải quyết xong", n=year.some("difficulties.open")) or "",
    )
    nothing = plain("Các đơn vị không phản ánh khó khăn, vướng mắc.")
    return [heading, *(paragraph(raised) or nothing), *tables(year, THEMES)]
