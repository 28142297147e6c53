"""December's summing-up: what the plan brought from its first month to its last, how months, rates and units went.

All totals are those of the rows 'to date'; which month, unit or product stands first is only read off them.
"""

from collections.abc import Callable
from itertools import chain
from typing import Final

from reports.chapters.linking import PRODUCT, UNIT, balance_points
from reports.document import Block, Chart, Heading, Paragraph, Run, Table
from reports.figures import OTHER, FigureBook, Row, as_number
from reports.prose import joined, paragraph, say
from reports.tables import Layout, MeasureColumn, Text, build_table, most_first
from vietnamese.dates import month_name, month_tick
from vietnamese.numbers import percent, tonnes
from vietnamese.phrases import lower_first, product_in_sentence, sentence_case

_MONTH: Final = Text("month", "Tháng", 1.3, lambda month: sentence_case(month_name(month)))
_SOLD: Final = MeasureColumn("sold_t")
_VALUE: Final = MeasureColumn("value_vnd", width=1.2)
_RESCUED: Final = MeasureColumn("rescued_t")
_GIFT: Final = MeasureColumn("gift_t", width=0.9)
_HOUSEHOLDS: Final = MeasureColumn("households", width=0.8)
BY_MONTH: Final = Layout(
    section="trend",
    caption="Kết quả từng tháng",
    texts=(_MONTH,),
    measures=(
        _SOLD,
        MeasureColumn("sold_value_vnd", width=1.3),
        _RESCUED,
        _GIFT,
        MeasureColumn("expected_t", adds_up=False, width=1.1),
        MeasureColumn("unplaced_t", adds_up=False),
        MeasureColumn("demand_t", adds_up=False),
    ),
    keys=("month",),
    order=lambda row: row["month"],
    total_section="headline",
    total_column="year_to_date",
)
RATES: Final = Layout(
    section="rates",
    caption="Tỷ lệ báo cáo từng tháng",
    texts=(_MONTH,),
    measures=(
        MeasureColumn("expected", adds_up=False),
        MeasureColumn("received", adds_up=False),
        MeasureColumn("on_time", adds_up=False),
        MeasureColumn("usable", adds_up=False),
        MeasureColumn("received_rate", adds_up=False),
        MeasureColumn("on_time_rate", adds_up=False),
        MeasureColumn("usable_rate", adds_up=False),
    ),
    keys=("month",),
    order=lambda row: row["month"],
    totalled=False,
)
BY_UNIT: Final = Layout(
    section="to_date_by_unit",
    caption="Lũy kế theo đơn vị",
    texts=(UNIT,),
    measures=(
        MeasureColumn("months_received", adds_up=False, width=0.8),
        MeasureColumn("months_on_time", adds_up=False, width=0.8),
        _SOLD,
        _VALUE,
        _RESCUED,
        _GIFT,
        _HOUSEHOLDS,
    ),
    keys=("unit_code",),
    order=lambda row: row["unit_code"],
)
BY_PRODUCT: Final = Layout(
    section="to_date_by_product",
    caption="Lũy kế theo nông sản",
    texts=(PRODUCT,),
    measures=(
        _SOLD,
        _VALUE,
        MeasureColumn("average_price_vnd_kg", adds_up=False, width=1.1),
        _RESCUED,
        _GIFT,
        MeasureColumn("processed_t"),
    ),
    keys=("product_code",),
    order=most_first("sold_t"),
)
BY_CHANNEL: Final = Layout(
    section="to_date_by_channel",
    caption="Lũy kế theo kênh tiêu thụ",
    texts=(Text("channel", "Kênh tiêu thụ", 2.2),),
    measures=(
        MeasureColumn("sales", width=0.9),
        _SOLD,
        MeasureColumn("sold_share", adds_up=False, width=0.9),
        _VALUE,
        _GIFT,
        _HOUSEHOLDS,
    ),
    keys=("channel",),
    order=most_first("sold_t"),
)


def plan_months(book: FigureBook, section: str) -> list[Row]:
    """Rows of the plan's months up to this one: those on which units owed a report, all where none is known."""
    owed = {row["month"] for row in book.of_year("rates")}
    return [row for row in book.of_year(section) if not owed or row["month"] in owed]


_TITLES: Final = {
    BY_MONTH.section: "Từng tháng",
    RATES.section: "Tỷ lệ từng tháng",
    BY_UNIT.section: "Lũy kế theo đơn vị",
    BY_PRODUCT.section: "Lũy kế theo nông sản",
    BY_CHANNEL.section: "Lũy kế theo kênh",
}


def to_date_tables(book: FigureBook) -> dict[str, list[Table]]:
    """By worksheet title: the months, their rates, and the totals to date by unit, product and channel."""
    return {_TITLES[section]: [table] for section, table in _to_date_tables(book).items()}


def _to_date_tables(book: FigureBook) -> dict[str, Table]:
    """The same by section, without those that have no rows."""
    given = (
        (BY_MONTH, plan_months(book, BY_MONTH.section)),
        (RATES, book.of_year(RATES.section)),
        *((layout, book.of_month(layout.section)) for layout in (BY_UNIT, BY_PRODUCT, BY_CHANNEL)),
    )
    made = {layout.section: build_table(book, layout, rows) for layout, rows in given}
    return {section: table for section, table in made.items() if table}


def year_summary(book: FigureBook) -> list[Block]:
    """Chapter I.3 of December: the year in sentences, then by month, channel, product and unit."""
    tables = _to_date_tables(book)
    if not tables:
        return []
    blocks: list[Block] = [Heading(2, f"3. Tổng kết năm {book.month.year}"), *_told(book)]
    by_month, rates, *to_date = (
        [tables[layout.section]] if layout.section in tables else []
        for layout in (BY_MONTH, RATES, BY_CHANNEL, BY_PRODUCT, BY_UNIT)
    )
    blocks += [*by_month, *_balance_chart(book), *rates, *_rates_chart(book)]
    return [*blocks, *chain.from_iterable(to_date)]


def _told(book: FigureBook) -> list[Paragraph]:
    return [
        *paragraph(_sold(book), _reached(book)),
        *paragraph(_months(book), *_leaders(book)),
        *paragraph(_rates(book)),
    ]


def _to_date(book: FigureBook, name: str) -> Run | None:
    return book.some(f"headline.{name}", "year_to_date")


def _sold(book: FigureBook) -> tuple[Run, ...]:
    kinds = joined(
        [
            say("trong đó giải cứu {t}", t=_to_date(book, "rescued_t")),
            say("qua chế biến {t}", t=_to_date(book, "processed_t")),
        ],
        ", ",
    )
    sold = say(
        "Thực hiện Kế hoạch năm {year}, các cấp bộ đoàn đã kết nối tiêu thụ {sold} nông sản{value}{kinds}.",
        year=str(book.month.year),
        sold=_to_date(book, "sold_t"),
        value=say(", giá trị {value}", value=_to_date(book, "sold_value_vnd")) or "",
        kinds=say("; {kinds}", kinds=kinds) or "",
    )
    gift = say("Ngoài ra, trao tặng {t} nông sản, không tính vào tiêu thụ.", t=_to_date(book, "gift_t"))
    return joined([sold, gift], " ")


def _reached(book: FigureBook) -> tuple[Run, ...]:
    helped = joined(
        [
            say("{n} chủ thể sản xuất", n=_to_date(book, "producers_supported")),
            say("{n} lượt hộ", n=_to_date(book, "households")),
        ],
        " và ",
    )
    clauses = joined(
        [
            say("hỗ trợ {helped}", helped=helped),
            say("tổ chức {n} hoạt động", n=_to_date(book, "activities")),
            say("huy động {n} lượt tình nguyện viên", n=_to_date(book, "volunteers")),
        ],
        ", ",
    )
    return say("Cả năm {clauses}.", clauses=clauses)


def _months(book: FigureBook) -> tuple[Run, ...]:
    """The month that sold most and the one that sold least."""
    rows = [row for row in plan_months(book, "trend") if as_number(row.get("sold_t"))]
    rows.sort(key=lambda row: (most_first("sold_t")(row), row["month"]))
    if len({row["sold_t"] for row in rows}) < 2:
        return ()
    most, least = (_month_sold(book, row) for row in (rows[0], rows[-1]))
    return say("Tiêu thụ nhiều nhất vào {most}, ít nhất vào {least}.", most=most, least=least)


def _month_sold(book: FigureBook, row: Row) -> tuple[Run, ...]:
    figure = book.cell_figure("trend", "sold_t", row, ("month",), tonnes)
    return say("{month} ({t})", month=month_name(row["month"]), t=figure and Run(figure.text, figure=figure))


def _leaders(book: FigureBook) -> list[tuple[Run, ...]]:
    units = _first(book, "to_date_by_unit", "sold_t", "unit_code", "unit_name", str, tonnes)
    products = _first(book, "to_date_by_product", "sold_t", "product_code", "product_name", product_in_sentence, tonnes)
    channels = _first(book, "to_date_by_channel", "sold_share", "channel", "channel", lower_first, percent)
    return [
        say("Đơn vị tiêu thụ nhiều nhất: {units}.", units=units),
        say("Nông sản tiêu thụ nhiều nhất: {products}.", products=products),
        say("Kênh tiêu thụ chủ yếu: {channels}.", channels=channels),
    ]


def _first(
    book: FigureBook, section: str, column: str, key: str, name: str,
    spell: Callable[[str], str], say_number: Callable[[float], str],
) -> tuple[Run, ...]:  # fmt: skip
    """The three greatest of a section, each with its figure; the rest of the channels is none of them."""
    rows = [row for row in book.of_month(section) if as_number(row.get(column)) and row.get("channel_key") != OTHER]
    rows.sort(key=lambda row: (most_first(column)(row), str(row[key])))
    clauses = []
    for row in rows[:3]:
        figure = book.cell_figure(section, column, row, (key,), say_number)
        if figure:
            clauses.append(say("{name} ({n})", name=spell(str(row[name])), n=Run(figure.text, figure=figure)))
    return joined(clauses, ", ")


def _rates(book: FigureBook) -> tuple[Run, ...]:
    """The year's own rates, and from where to where each went between the first month and the last."""
    rows = sorted(book.of_year("rates"), key=lambda row: row["month"])
    year = joined(
        [
            say("{rate} số báo cáo được gửi", rate=book.said("headline.received_rate", "year_to_date")),
            say("{rate} đúng hạn", rate=book.said("headline.on_time_rate", "year_to_date")),
            say("{rate} có số liệu hợp lệ", rate=book.said("headline.usable_rate", "year_to_date")),
        ],
        ", ",
    )
    counted = say("Tính chung cả năm, {year} so với số phải báo cáo.", year=year)
    if len(rows) < 2:
        return counted
    moved = joined(
        [
            _moved(book, "tỷ lệ gửi báo cáo", "received_rate", rows[0], rows[-1]),
            _moved(book, "tỷ lệ đúng hạn", "on_time_rate", rows[0], rows[-1]),
            _moved(book, "tỷ lệ số liệu hợp lệ", "usable_rate", rows[0], rows[-1]),
        ]
    )
    first, last = month_name(rows[0]["month"]), month_name(rows[-1]["month"])
    return joined([counted, say("Từ {first} đến {last}: {moved}.", first=first, last=last, moved=moved)], " ")


def _moved(book: FigureBook, label: str, name: str, first: Row, last: Row) -> tuple[Run, ...]:
    before, after = (book.cell_figure("rates", name, row, ("month",), percent) for row in (first, last))
    if before is None or after is None:
        return ()
    now = Run(after.text, figure=after)
    if before.text == after.text:
        return say("{label} giữ ở mức {now}", label=label, now=now)
    verb, to = ("tăng", "lên") if after.value > before.value else ("giảm", "xuống")
    then = Run(before.text, figure=before)
    return say("{label} {verb} từ {then} {to} {now}", label=label, verb=verb, then=then, to=to, now=now)


def _rates_chart(book: FigureBook) -> list[Block]:
    rows = sorted(book.of_year("rates"), key=lambda row: row["month"])
    series = (("received_rate", "Đã báo cáo"), ("on_time_rate", "Đúng hạn"), ("usable_rate", "Dùng được"))
    points = tuple(
        {
            "month": month_tick(row["month"]),
            "series_key": name,
            "series": label,
            "rate": as_number(row.get(name)) or 0.0,
        }
        for row in rows
        for name, label in series
    )
    if len(rows) < 2:
        return []
    alt = "Tỷ lệ đơn vị đã báo cáo, đúng hạn và có số liệu hợp lệ qua các tháng trong năm, phần trăm."
    return [Chart("rates", "Tỷ lệ báo cáo qua các tháng", alt, points)]


def _balance_chart(book: FigureBook) -> list[Block]:
    rows = sorted(plan_months(book, "trend"), key=lambda row: row["month"])
    points = balance_points(rows, lambda row: month_tick(row["month"]))
    if len(rows) < 2 or not any(point["t"] for point in points):
        return []
    alt = "Sản lượng đã có đầu ra, chưa có đầu ra và nhu cầu thu mua của từng tháng trong năm, tính bằng tấn."
    return [Chart("year_balance", "Nguồn cung và nhu cầu theo tháng", alt, points)]
