"""The interim results report: what the plan achieved from its first month to the last one closed, in the same form.

Totals over the months are figures of their own models; the months side by side come from the monthly report's.
"""

from functools import partial
from typing import Final

from expectations.figures import FigureContract, section_figures
from reports.changes import change_blocks
from reports.chapters import linking
from reports.chapters.activities import COMMUNICATION
from reports.chapters.annexes import release_lists
from reports.chapters.summary_findings import findings, requests
from reports.chapters.summary_results import PRICES, THEMES, THEMES_BY_UNIT, difficulties, results, tables
from reports.chapters.year import BY_MONTH
from reports.document import (
    Annex,
    Block,
    Cell,
    Document,
    Heading,
    Paragraph,
    Run,
    Sheet,
    Signature,
    Table,
    TableColumn,
)
from reports.figures import PREFIX, SUMMARY_PREFIX, FigureBook, Row, Rows
from reports.headings import in_a_cell, kind_of, unit_words
from reports.month import AUTHORITY, RECIPIENTS, Numbering, ReportContext, banners, letterhead
from reports.prose import joined, paragraph, plain, say
from reports.tables import Layout, MeasureColumn, build_table, figure_cell
from vietnamese.dates import instant, month_name
from vietnamese.phrases import lower_first

REPORTING: Final = Layout(
    "units",
    "Số tháng báo cáo của từng đơn vị",
    (linking.UNIT,),
    (
        MeasureColumn("expected"),
        MeasureColumn("received"),
        MeasureColumn("on_time"),
        MeasureColumn("complete"),
        MeasureColumn("usable"),
    ),
    ("unit_code",),
    lambda row: row["unit_code"],
    total_section="reporting",
)


_IN_ANNEX: Final = (REPORTING, linking.SUPPLY, linking.DEMAND, linking.RESCUE, THEMES_BY_UNIT)


def build_summary(rows: Rows, context: ReportContext) -> Document:
    """The interim report from the `rpt_summary__` rows, and the monthly ones for months side by side.

    `context.month` is the last month covered.
    """
    year, months = FigureBook(rows, context.month, SUMMARY_PREFIX), FigureBook(rows, context.month, PREFIX)
    body: list[Block] = [*_opening(months, context), *_general(year, months), *results(year, months)]
    body += [*difficulties(year), *findings(year, months), *requests(year)]
    body += [*change_blocks(context.changes, context.earlier_changes), *_closing(months)]
    numbering = Numbering()
    return Document(
        letterhead=letterhead(context, _subject(months)),
        banners=tuple(banners(context)),
        body=numbering.number(body),
        recipients=RECIPIENTS,
        signature=Signature(AUTHORITY, context.signer_title, context.signer_name),
        annexes=tuple(
            Annex(f"PHỤ LỤC {place}\n{annex.title}", numbering.number(annex.blocks))
            for place, annex in enumerate(_annexes(year, context), start=1)
        ),
        sheets=_sheets(year, months),
    )


def period(months: FigureBook) -> str:
    """'từ tháng 02 đến hết tháng 9', or 'tháng 02' where the plan's first month is the only one."""
    first = min(row["month"] for row in _plan_months(months))
    last = month_name(months.month)
    return f"từ {month_name(first)} đến hết {last}" if first < months.month else last


def _plan_months(months: FigureBook) -> list[Row]:
    """The months' rows up to the report's, those before the plan's first left out."""
    planned = {row["month"] for row in months.of_year("units")} or {months.month}
    return [row for row in months.of_year("trend") if row["month"] in planned]


def _subject(months: FigureBook) -> str:
    name = "Tổng hợp kết quả kết nối hỗ trợ tiêu thụ nông sản"
    return f"{name} năm {months.month.year} ({period(months)})"


def _opening(months: FigureBook, context: ReportContext) -> list[Paragraph]:
    return plain(
        f"Thực hiện Kế hoạch kết nối hỗ trợ tiêu thụ nông sản năm {months.month.year}, Ban Thường vụ Tỉnh đoàn tổng "
        f"hợp kết quả {period(months)} như sau (số liệu tổng hợp đến {instant(context.local_as_of)}):"
    )


def _closing(months: FigureBook) -> list[Paragraph]:
    subject = lower_first(_subject(months))
    return plain(f"Trên đây là Báo cáo {subject}, Ban Thường vụ Tỉnh đoàn trân trọng báo cáo./.")


def _general(year: FigureBook, months: FigureBook) -> list[Block]:
    received = say(
        "Các đơn vị gửi {received}/{expected} lượt báo cáo tháng, đạt {rate}; đúng hạn {on_time}; số liệu đầy đủ, "
        "hợp lệ chiếm {usable}.",
        received=year.said("reporting.received"),
        expected=year.said("reporting.expected"),
        rate=year.said("headline.received_rate"),
        on_time=year.said("headline.on_time_rate"),
        usable=year.said("headline.usable_rate"),
    )
    table = build_table(months, BY_MONTH, _plan_months(months))
    return [
        Heading(1, "I. TÌNH HÌNH CHUNG"),
        Heading(2, "1. Tình hình báo cáo của các đơn vị"),
        *paragraph(received, (Run("Số tháng báo cáo của từng đơn vị nêu tại Phụ lục 1."),)),
        Heading(2, "2. Kết quả nổi bật"),
        *_highlights(year),
        headline_table(year),
        Heading(2, "3. Kết quả từng tháng"),
        *([table] if table else []),
        *linking.outcomes_chart(months),
    ]


def _highlights(year: FigureBook) -> list[Paragraph]:
    sold = say(
        "Các cấp bộ đoàn kết nối tiêu thụ {t} nông sản{value}.",
        t=year.some("headline.sold_t"),
        value=say(", giá trị {value}", value=year.some("headline.sold_value_vnd")) or "",
    )
    helped = joined(
        [
            say("{n} chủ thể sản xuất", n=year.some("headline.producers_supported")),
            say("{n} hộ dân", n=year.some("headline.households")),
        ],
        " và ",
    )
    kinds = joined(
        [
            say("giải cứu {t}", t=year.some("headline.rescued_t")),
            say("qua chế biến {t}", t=year.some("headline.processed_t")),
            say("trao tặng {t} (tính riêng, không cộng vào sản lượng tiêu thụ)", t=year.some("headline.gift_t")),
        ],
        ", ",
    )
    return paragraph(
        sold or (Run("Các đơn vị chưa ghi nhận kết quả tiêu thụ nông sản."),),
        say("Qua đó hỗ trợ được {helped}.", helped=helped),
        say("Trong đó {kinds}.", kinds=kinds),
    )


def headline_table(year: FigureBook) -> Table:
    """Every headline figure over the months covered."""
    columns = (
        TableColumn("Chỉ tiêu", "text", 4.0),
        TableColumn("Đơn vị tính", "text", 1.4),
        TableColumn("Kết quả", "mixed", 1.6),
    )
    rows = tuple(_headline_row(year, figure) for figure in section_figures("headline"))
    return Table("Chỉ tiêu tổng hợp", columns, rows, note="Dấu “–”: không có số liệu.", section="headline")


def _headline_row(year: FigureBook, figure: FigureContract) -> tuple[Cell, ...]:
    printed = year.figure(figure.figure_id, say=partial(in_a_cell, figure))
    return Cell(figure.label), Cell(unit_words(figure)), figure_cell(printed, kind_of(figure))


def _annexes(year: FigureBook, context: ReportContext) -> list[Annex]:
    quality = release_lists(context.warnings, context.exceptions)
    return [
        Annex("SỐ LIỆU THEO ĐƠN VỊ VÀ NÔNG SẢN", tuple(tables(year, *_IN_ANNEX))),
        *([Annex("CHẤT LƯỢNG SỐ LIỆU", tuple(quality))] if quality else []),
    ]


def _sheets(year: FigureBook, months: FigureBook) -> tuple[Sheet, ...]:
    layouts = {
        "Tình hình báo cáo": REPORTING,
        "Tuyên truyền": COMMUNICATION,
        "Nguồn cung": linking.SUPPLY,
        "Nhu cầu": linking.DEMAND,
        "Tiêu thụ theo kênh": linking.BY_CHANNEL,
        "Tiêu thụ theo nông sản": linking.BY_PRODUCT,
        "Tiêu thụ theo đơn vị": linking.BY_UNIT,
        "Giải cứu": linking.RESCUE,
        "Chế biến": linking.PROCESSING,
        "Giá tại vườn": PRICES,
        "Khó khăn": THEMES,
        "Khó khăn theo đơn vị": THEMES_BY_UNIT,
    }
    by_month = build_table(months, BY_MONTH, _plan_months(months))
    named = {
        "Tổng hợp": [headline_table(year)],
        "Từng tháng": [by_month] if by_month else [],
        **{title: tables(year, layout) for title, layout in layouts.items()},
    }
    return tuple(Sheet(title, table) for title, tables in named.items() for table in tables)
