"""Chapter I: how many units reported, the month's headline figures, and how they compare.

The headline table prints every figure of section I beside the month before and the year to date.
"""

from functools import partial
from typing import Final

from expectations.figures import FigureContract, section_figures
from reports.chapters.unit_map import unit_map
from reports.chapters.year import year_summary
from reports.document import Block, Cell, Chart, Heading, Paragraph, Run, Table, TableColumn
from reports.figures import FigureBook, expected_units, named_units
from reports.headings import in_a_cell, kind_of, unit_words
from reports.prose import compared, joined, listed_units, paragraph, plain, say
from reports.rounding import printed
from reports.tables import figure_cell
from vietnamese.dates import month_before, month_name
from vietnamese.phrases import sentence_case

_LAST_MONTH: Final = 12


def general(book: FigureBook, *, is_early: bool = False) -> list[Block]:
    """Chapter I: who reported, the month's headline figures and the map; in December the year's summary too.

    is_early: the deadline has not passed, so that nobody is late and none is named.
    """
    blocks: list[Block] = [Heading(1, "I. TÌNH HÌNH CHUNG"), Heading(2, "1. Tình hình báo cáo của các đơn vị")]
    blocks += _so_far(book) if is_early else _reporting(book)
    blocks += [Heading(2, "2. Kết quả nổi bật"), *_highlights(book), headline_table(book), *unit_map(book)]
    if book.month.month == _LAST_MONTH:
        blocks += year_summary(book)
    return blocks


def _so_far(book: FigureBook) -> list[Paragraph]:
    return paragraph(
        say(
            "Đến thời điểm tổng hợp, {received}/{expected} đơn vị đã gửi báo cáo tháng; chưa đến hạn chốt số liệu.",
            received=book.said("reporting.received"),
            expected=book.said("reporting.expected"),
        )
    )


def _reporting(book: FigureBook) -> list[Paragraph]:
    received = _received(book)
    on_time = _share(book, "on_time", "gửi đúng hạn", compared(book, "headline.on_time_rate"))
    usable = _share(book, "usable", "có số liệu đầy đủ, hợp lệ")
    units = expected_units(book)
    senders = [row for row in units if row.get("received")]
    names = {
        ("Đơn vị chưa gửi báo cáo", "reporting.silent"): [row for row in units if not row.get("received")],
        ("Đơn vị gửi báo cáo sau hạn", "reporting.late"): [row for row in senders if not row.get("on_time")],
        ("Đơn vị đã báo cáo nhưng số liệu chưa hợp lệ", "reporting.unusable"): [
            row for row in senders if not row.get("usable")
        ],
    }
    blocks = paragraph(received, on_time, usable)
    for (label, count_id), rows in names.items():
        listed = listed_units(book, named_units(rows), count_id, "xem Phụ lục 2")
        blocks += paragraph(say("{label}: {units}.", label=label, units=listed), style="bullet")
    return blocks or plain("Chưa có số liệu về tình hình báo cáo của các đơn vị trong tháng.")


def status_chart(book: FigureBook) -> list[Block]:
    """The chart of units that sent, completed and kept the deadline; empty where no unit is expected."""
    units = expected_units(book)
    if not units:
        return []
    points = tuple(
        {
            "unit": str(row["unit_name"]),
            "received": bool(row.get("received")),
            "complete": bool(row.get("complete")),
            "on_time": bool(row.get("on_time")),
            "usable": bool(row.get("usable")),
        }
        for row in units
    )
    alt = f"Tình trạng báo cáo {month_name(book.month)} của từng đơn vị: đã báo cáo, đầy đủ, đúng hạn, hợp lệ."
    return [Chart("units", "Tình trạng báo cáo của các đơn vị", alt, points)]


def _received(book: FigureBook) -> tuple[Run, ...]:
    rate = book.said("headline.received_rate")
    change = compared(book, "headline.received_rate") or ""
    counted = say(
        "Có {received}/{expected} đơn vị gửi báo cáo tháng ({rate}){change}.",
        received=book.said("reporting.received"),
        expected=book.said("reporting.expected"),
        rate=rate,
        change=change,
    )
    return counted or say("Tỷ lệ đơn vị gửi báo cáo tháng đạt {rate}{change}.", rate=rate, change=change)


def _share(book: FigureBook, name: str, words: str, change: tuple[Run, ...] = ()) -> tuple[Run, ...]:
    """'15/18 đơn vị gửi đúng hạn (83,3%).': those who did it among all that owe a report."""
    rate = book.said(f"headline.{name}_rate")
    counted = say(
        "{n}/{expected} đơn vị {words} ({rate}){change}.",
        n=book.said(f"reporting.{name}"),
        expected=book.said("reporting.expected"),
        words=words,
        rate=rate,
        change=change or "",
    )
    return counted or say("Tỷ lệ đơn vị {words} đạt {rate}{change}.", words=words, rate=rate, change=change or "")


def _highlights(book: FigureBook) -> list[Paragraph]:
    month = month_name(book.month)
    if not book.has("headline.sold_t"):
        said = [(Run(f"Trong {month}, các đơn vị chưa ghi nhận kết quả tiêu thụ nông sản."),)]
    else:
        said = [_sold(book, month), _rescued(book), _beneficiaries(book)]
    said += [_processed(book), _given(book)]
    return [*paragraph(*said), *paragraph(_balance(book)), *paragraph(_year_to_date(book))]


def _sold(book: FigureBook, month: str) -> tuple[Run, ...]:
    return say(
        "Trong {month}, các cấp bộ đoàn kết nối tiêu thụ {sold} nông sản{sold_change}{value}.",
        month=month,
        sold=book.said("headline.sold_t"),
        sold_change=compared(book, "headline.sold_t") or "",
        value=say(
            "; giá trị {value}{change}",
            value=book.some("headline.sold_value_vnd"),
            change=compared(book, "headline.sold_value_vnd") or "",
        )
        or "",
    )


def _beneficiaries(book: FigureBook) -> tuple[Run, ...]:
    clauses = joined(
        [
            say("{n} chủ thể sản xuất", n=book.some("headline.producers_supported")),
            say("{n} hộ dân", n=book.some("headline.households")),
        ],
        " và ",
    )
    return say("Qua đó hỗ trợ được {clauses}.", clauses=clauses)


def _rescued(book: FigureBook) -> tuple[Run, ...]:
    return say("Trong đó, tiêu thụ theo hình thức giải cứu {t}.", t=book.some("headline.rescued_t"))


def _processed(book: FigureBook) -> tuple[Run, ...]:
    """What was given in a processed form is among it, and is not among what was sold."""
    return say("Sản lượng qua chế biến, kể cả phần trao tặng, là {t}.", t=book.some("headline.processed_t"))


def _given(book: FigureBook) -> tuple[Run, ...]:
    return say("Ngoài ra, trao tặng {t} (không tính vào sản lượng tiêu thụ).", t=book.some("headline.gift_t"))


def _balance(book: FigureBook) -> tuple[Run, ...]:
    clauses = joined(
        [
            say(
                "sản lượng dự kiến thu hoạch {t}{change}",
                t=book.some("headline.expected_supply_t"),
                change=compared(book, "headline.expected_supply_t") or "",
            ),
            say("trong đó {t} chưa có đầu ra", t=book.some("headline.unplaced_t")),
            say("nhu cầu thu mua đã nắm {t}", t=book.some("headline.demand_t")),
        ]
    )
    return say("Về cung cầu: {clauses}.", clauses=clauses)


def _year_to_date(book: FigureBook) -> tuple[Run, ...]:
    if is_first_month(book) or book.month.month == _LAST_MONTH:
        return ()
    clauses = joined(
        [
            say("tiêu thụ {t}", t=book.some("headline.sold_t", "year_to_date")),
            say("giá trị {v}", v=book.some("headline.sold_value_vnd", "year_to_date")),
            say("giải cứu {t}", t=book.some("headline.rescued_t", "year_to_date")),
            say("trao tặng {t}", t=book.some("headline.gift_t", "year_to_date")),
            say("tổ chức {n} hoạt động", n=book.some("headline.activities", "year_to_date")),
        ],
        ", ",
    )
    return say("Lũy kế từ đầu kế hoạch đến hết {month}: {clauses}.", month=month_name(book.month), clauses=clauses)


def is_first_month(book: FigureBook) -> bool:
    """Whether the month is the first of the plan, with nothing before it to compare with or to add to."""
    return not any(row["month"] < book.month for row in book.of_year("rates")) and bool(book.of_month("rates"))


def headline_table(book: FigureBook) -> Table:
    """Every headline figure: the month, the month before with the change where there is one, the plan to date."""
    columns = (
        TableColumn("Chỉ tiêu", "text", 3.4),
        TableColumn("Đơn vị tính", "text", 1.2),
        TableColumn(sentence_case(month_name(book.month)), "mixed", 1.3),
        TableColumn(sentence_case(month_name(month_before(book.month))), "mixed", 1.3),
        TableColumn("Tăng, giảm (%)", "change_rate", 1.1),
        TableColumn("Lũy kế", "mixed", 1.4),
    )
    rows = tuple(_headline_row(book, figure) for figure in section_figures("headline"))
    note = "Dấu “–”: không có số liệu. Các tỷ lệ báo cáo so sánh theo điểm phần trăm. Lũy kế tính từ đầu kế hoạch."
    if book.is_partial:
        columns, rows = (*columns[:4], columns[5]), tuple((*row[:4], row[5]) for row in rows)
        note = "Dấu “–”: không có số liệu. Số liệu của tháng chưa đủ nên chưa so sánh với tháng trước."
    if is_first_month(book):
        columns, rows = columns[:3], tuple(row[:3] for row in rows)
        note = "Dấu “–”: không có số liệu. Tháng đầu của kế hoạch nên chưa có số liệu so sánh."
    return Table("Chỉ tiêu tổng hợp", columns, rows, note=note, section="headline")


def _headline_row(book: FigureBook, figure: FigureContract) -> tuple[Cell, ...]:
    kind = kind_of(figure)

    def cell(column: str) -> Cell:
        return figure_cell(book.figure(figure.figure_id, column, partial(in_a_cell, figure)), kind)

    column = "change" if figure.unit == "rate" else "change_rate"
    change = book.figure(figure.figure_id, column, lambda value: printed(value, "change_rate", 1))
    change_cell = figure_cell(change, "change_rate")
    values = cell("value"), cell("previous_value"), change_cell, cell("year_to_date")
    return (Cell(figure.label), Cell(unit_words(figure)), *values)
