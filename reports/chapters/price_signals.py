"""Chapter II.6, second part: which prices are out of the ordinary, and what of the consumer's price the grower gets.

A price is called abnormal by its calibrated probability; the international labels stand beside it, because they are
asked for, and fire more often than anything happens.
"""

from typing import Final

from reports.chapters.linking import PRODUCT
from reports.document import Block, Chart, Run, Table
from reports.figures import FigureBook, Row, as_number
from reports.prose import joined, paragraph, plain, say
from reports.tables import Layout, MeasureColumn, Text, build_table
from vietnamese.dates import month_name
from vietnamese.numbers import chance, number_trimmed
from vietnamese.phrases import lower_first, product_in_sentence, short_name

LOW: Final = "low"
HIGH: Final = "high"
TOO_SHORT: Final = "too_short"
_KEYS: Final = ("product_code", "market", "price_type")
_ORDER: Final = {LOW: 0, HIGH: 1}
_TRIGGERS: Final = {
    "low_trigger_a": "dưới bình quân cùng kỳ ba năm",
    "low_trigger_b": "dưới nửa giá cùng kỳ năm trước",
    "low_trigger_c": "dưới giá thành",
}
SPREAD: Final = Layout(
    "price_spread",
    "Chênh lệch giữa giá người tiêu dùng trả và giá tại vườn",
    (PRODUCT,),
    (
        MeasureColumn("farmgate_vnd_kg", adds_up=False),
        MeasureColumn("wholesale_vnd_kg", adds_up=False),
        MeasureColumn("retail_vnd_kg", adds_up=False),
        MeasureColumn("spread_vnd_kg", adds_up=False),
        MeasureColumn("producer_share", adds_up=False),
    ),
    ("product_code",),
    note="So với giá bán lẻ, nơi không có thì so với giá bán buôn.",
    totalled=False,
)


def price_type_in_sentence(row: Row) -> str:
    """The label of a row's type of price as it stands within a sentence, without a capital."""
    return lower_first(str(row["price_type_name"]))


def _triggers(row: Row) -> str:
    said = [words for name, words in _TRIGGERS.items() if row.get(name)]
    return "; ".join(said)


def _indicator(value: object) -> str:
    amount = as_number(value)
    return "chưa đủ số liệu" if amount is None else number_trimmed(amount, 2)


def signals_layout() -> Layout:
    """Price signals, the low ones first."""
    return Layout(
        "price_signals",
        "Tín hiệu giá trong tháng",
        (
            PRODUCT,
            Text("market", "Thị trường", 1.6),
            Text("price_type_name", "Loại giá", 1.1),
            Text("signal", "Tín hiệu", 1.4),
            Text("ifpa", "IFPA (FAO)", 1.0, _indicator),
            Text("alps", "ALPS (WFP)", 1.0, _indicator),
            Text("triggers", "Giá thấp", 2.2),
        ),
        (
            MeasureColumn("price_vnd_kg", adds_up=False),
            MeasureColumn("tail_probability", adds_up=False),
        ),
        _KEYS,
        order=lambda row: _ORDER.get(str(row["signal_key"]), len(_ORDER)),
        note="Xác suất: khả năng một chuỗi giá bình thường cùng độ dài lệch xa như vậy; dưới ngưỡng là bất thường.",
        totalled=False,
    )


def told_rows(rows: list[Row]) -> list[Row]:
    """Rows with the low-price triggers in words."""
    return [{**row, "triggers": _triggers(row)} for row in rows]


def price_signals(book: FigureBook) -> list[Block]:
    """What is abnormal, and the spread; nothing where no prices were read."""
    rows = told_rows(book.of_month("price_signals"))
    spread = [row for row in book.of_month("price_spread") if as_number(row.get("spread_vnd_kg")) is not None]
    if not rows:
        return []
    noted = [row for row in rows if row["signal_key"] in _ORDER or row["triggers"]]
    blocks: list[Block] = [*_summary(book, rows)]
    for layout, shown in ((signals_layout(), noted), (SPREAD, spread)):
        table = build_table(book, layout, shown)
        blocks += [table] if table else []
    return [*blocks, *_spread_chart(spread)]


def signal_tables(book: FigureBook) -> list[Table]:
    """Every series of the month."""
    table = build_table(book, signals_layout(), told_rows(book.of_month("price_signals")))
    return [table] if table else []


def price_history_chart(book: FigureBook) -> list[Block]:
    """Two years of the series that stand out most, their abnormal months marked."""
    rows = sorted(book.of_month("price_history"), key=lambda row: (row["place"], row["price_month"]))
    points = tuple(
        {
            "item": f"{short_name(str(row['product_name']))} ({price_type_in_sentence(row)}, {row['market']})",
            "month": f"{row['price_month']:%Y-%m}",
            "price": as_number(row["price_vnd_kg"]),
            "signal_key": str(row["signal_key"]),
            "signal": str(row["signal"]) if row["signal_key"] in _ORDER else "",
        }
        for row in rows
    )
    if not points:
        return []
    alt = "Giá từng tháng trong hai năm của các mặt hàng đáng chú ý nhất; tháng có giá cao hay thấp bất thường có dấu."
    return [Chart("price_history", "Diễn biến giá và các tháng có tín hiệu bất thường", alt, points)]


def _spread_chart(rows: list[Row]) -> list[Block]:
    points = tuple(
        {
            "item": short_name(str(row["product_name"])),
            "part": part,
            "share": share,
        }
        for row in sorted(rows, key=lambda row: (as_number(row["producer_share"]) or 0, str(row["product_code"])))
        for part, share in _parts(as_number(row["producer_share"]) or 0)
    )
    if not points:
        return []
    alt = "Phần của người sản xuất và của khâu lưu thông trong giá người tiêu dùng trả, phần trăm theo nông sản."
    return [Chart("spread", "Cơ cấu giá người tiêu dùng trả: người sản xuất và khâu lưu thông", alt, points)]


def _parts(share: float) -> tuple[tuple[str, float], tuple[str, float]]:
    return (("Người sản xuất", min(share, 1.0)), ("Lưu thông", max(1 - share, 0.0)))


def _summary(book: FigureBook, rows: list[Row]) -> list[Block]:
    abnormal = [row for row in rows if row["signal_key"] in _ORDER]
    short = sum(row["signal_key"] == TOO_SHORT for row in rows)
    if short == len(rows):
        return plain("Các chuỗi giá chưa đủ dài (ba năm) để đánh giá bất thường.")
    if not abnormal:
        return plain(f"Không chuỗi giá nào đủ dài để đánh giá có giá bất thường trong {month_name(book.month)}.")
    ordered = sorted(
        abnormal, key=lambda row: (_ORDER[str(row["signal_key"])], as_number(row["tail_probability"]) or 0)
    )
    clauses = joined([_clause(book, row) for row in ordered[:4]])
    return paragraph(say("Giá bất thường trong tháng: {clauses}.", clauses=clauses))


def _clause(book: FigureBook, row: Row) -> tuple[Run, ...]:
    figure = book.cell_figure("price_signals", "tail_probability", row, _KEYS, chance)
    if figure is None:
        return ()
    return say(
        "{product} ({kind}, {market}) {signal} (xác suất {probability})",
        product=product_in_sentence(str(row["product_name"])),
        kind=price_type_in_sentence(row),
        market=str(row["market"]),
        signal=str(row["signal"]),
        probability=Run(figure.text, figure=figure),
    )
