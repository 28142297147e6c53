"""Chapter II.6: what growers are paid, what carriage costs, and what markets ask.

Only the widest price moves are described in words; the full list of markets stands in the spreadsheet annex.
"""

from typing import Final

from reports.chapters.linking import PRODUCT
from reports.chapters.price_signals import price_history_chart, price_signals, price_type_in_sentence
from reports.document import Block, Chart, Heading, Run
from reports.figures import FigureBook, Row, as_number
from reports.prose import joined, paragraph, plain, say
from reports.tables import Layout, MeasureColumn, Text, build_table, printed
from vietnamese.dates import month_before, month_name
from vietnamese.numbers import number, percent
from vietnamese.phrases import alphabetical, product_in_sentence, sentence_case, short_name

_IN_BODY: Final = 20
_IN_CHART: Final = 12
_IN_WORDS: Final = 3
_WORTH_TELLING: Final = 0.05
_KEYS: Final = ("product_code", "market", "price_type")
FARMGATE: Final = Layout(
    "farmgate",
    "Giá thu mua tại vườn và phí vận chuyển bình quân",
    (PRODUCT,),
    (
        MeasureColumn("farmgate_price_vnd_kg", adds_up=False),
        MeasureColumn("transport_cost_vnd_kg", adds_up=False),
    ),
    ("product_code",),
    lambda row: alphabetical(str(row["product_name"])),
    totalled=False,
)


def market_layout(book: FigureBook, note: str | None = None) -> Layout:
    """The market price table, its columns named by the months they compare."""
    last_month = month_name(month_before(book.month))
    return Layout(
        "prices",
        "Giá thị trường bình quân tháng",
        (
            PRODUCT,
            Text("market", "Thị trường", 2.0),
            Text("price_type_name", "Loại giá", 1.2),
        ),
        (
            MeasureColumn("price_vnd_kg", f"{sentence_case(month_name(book.month))} (đ/kg)", "vnd_kg", False, 1.1),
            MeasureColumn("previous_price_vnd_kg", f"{sentence_case(last_month)} (đ/kg)", "vnd_kg", False, 1.1),
            MeasureColumn("change_rate", kind="change_rate", adds_up=False),
        ),
        _KEYS,
        note=note,
        totalled=False,
    )


def prices(book: FigureBook) -> list[Block]:
    """Section "Giá cả và vận chuyển": farm-gate and market prices in VND/kg, one sentence where there are none."""
    blocks: list[Block] = [Heading(2, "6. Giá cả và vận chuyển")]
    farmgate = [
        row
        for row in book.of_month("farmgate")
        if as_number(row.get("farmgate_price_vnd_kg")) is not None
        or as_number(row.get("transport_cost_vnd_kg")) is not None
    ]
    markets = [row for row in book.of_month("prices") if as_number(row.get("price_vnd_kg")) is not None]
    if not farmgate and not markets:
        return [*blocks, *plain("Trong tháng chưa có số liệu về giá thu mua, phí vận chuyển và giá thị trường.")]
    text: list[Block] = [*paragraph(_moves(book, markets))]
    if not farmgate:
        text += plain("Các đơn vị chưa ghi nhận giá thu mua và phí vận chuyển của các lô thu hoạch trong tháng.")
    charts = [*_chart(book, markets), *price_history_chart(book)]
    return [*blocks, *text, *_tables(book, farmgate, markets), *charts, *price_signals(book)]


def _tables(book: FigureBook, farmgate: list[Row], markets: list[Row]) -> list[Block]:
    note = None
    shown = sorted(markets, key=_by_move)
    if len(markets) > _IN_BODY:
        note = "Các mặt hàng biến động nhiều nhất; đầy đủ tại biểu Giá thị trường, tệp phu-luc.xlsx kèm theo."
        shown = shown[:_IN_BODY]
    tables = [build_table(book, FARMGATE, farmgate), build_table(book, market_layout(book, note), shown)]
    return [table for table in tables if table]


def _by_move(row: Row) -> tuple[float, str, str, str]:
    """The widest relative change first."""
    change = as_number(row.get("change_rate"))
    return (-abs(change) if change is not None else 1.0, *(str(row.get(key)) for key in _KEYS))


def _moves(book: FigureBook, markets: list[Row]) -> tuple[Run, ...]:
    widest = _widest(markets)
    if not widest:
        return ()
    wide = [row for row in widest if abs(as_number(row["change_rate"]) or 0) >= _WORTH_TELLING]
    last_month = month_name(month_before(book.month))
    if not wide:
        return (Run(f"Giá thị trường các mặt hàng nông sản nhìn chung ổn định so với {last_month}."),)
    rises = _told(book, [row for row in wide if (as_number(row["change_rate"]) or 0) > 0])
    falls = _told(book, [row for row in wide if (as_number(row["change_rate"]) or 0) < 0])
    said = [say("giá tăng khá: {rises}", rises=rises), say("giá giảm: {falls}", falls=falls)]
    return say("So với {month}, {said}.", month=last_month, said=joined(said, ". Ngược lại, "))


def _told(book: FigureBook, rows: list[Row]) -> tuple[Run, ...]:
    return joined([_move(book, row) for row in rows[:_IN_WORDS]])


def _widest(markets: list[Row]) -> list[Row]:
    """Of each product the market that moved most, the widest move first."""
    widest: dict[str, Row] = {}
    for row in sorted(markets, key=_by_move):
        if as_number(row.get("change_rate")) is not None:
            widest.setdefault(str(row["product_code"]), row)
    return list(widest.values())


def _move(book: FigureBook, row: Row) -> tuple[Run, ...]:
    figure = book.cell_figure("prices", "change_rate", row, _KEYS, lambda rate: percent(abs(rate)))
    if figure is None:
        return ()
    return say(
        "{product} {size} ({kind}, {market})",
        product=product_in_sentence(str(row["product_name"])),
        kind=price_type_in_sentence(row),
        market=str(row["market"]),
        size=Run(figure.text, figure=figure),
    )


def _chart(book: FigureBook, markets: list[Row]) -> list[Block]:
    shown = _widest(markets)[:_IN_CHART]
    if not shown:
        return []
    points = tuple(
        {
            "item": f"{short_name(str(row['product_name']))} ({price_type_in_sentence(row)}, {row['market']})",
            "rate": as_number(row["change_rate"]) or 0,
            "label": f"{number(row['price_vnd_kg'])} đ/kg ({printed(row['change_rate'], 'change_rate', 1)}%)",
        }
        for row in shown
    )
    alt = "Mức tăng, giảm giá so với tháng trước của các mặt hàng biến động nhiều nhất, phần trăm."
    return [Chart("prices", "Giá biến động nhiều nhất của từng mặt hàng so với tháng trước", alt, points)]
