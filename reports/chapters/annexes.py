"""The annexes: every unit's results, the state of the data, and the spreadsheet that carries all rows.

What the body shortens stands here whole, so nothing that was counted is out of sight.
"""

from datetime import date
from functools import partial
from typing import Final

from reports.chapters import link_plan, linking
from reports.chapters.activities import COMMUNICATION, TEAMS
from reports.chapters.difficulties import difficulty_table
from reports.chapters.general import headline_table, status_chart
from reports.chapters.link_plan import link_annex
from reports.chapters.outlook import BALANCE, alerts_layout, calendar_tables
from reports.chapters.price_signals import SPREAD, signal_tables
from reports.chapters.prices import FARMGATE, market_layout
from reports.chapters.rule_names import rule_name
from reports.chapters.track_record import track_record_text
from reports.chapters.year import to_date_tables
from reports.charts.units import REPORTED, answer
from reports.document import Annex, Block, Cell, Sheet, Table, TableColumn
from reports.figures import FigureBook, Row
from reports.prose import paragraph, plain, say
from reports.tables import Layout, MeasureColumn, Text, build_table, most_first
from vietnamese.dates import short_date
from vietnamese.phrases import quoted

_IN_BODY: Final = 30
_ISSUE_KEYS: Final = ("unit_code", "tab", "rule", "severity")
_SEVERITIES: Final = {"error": "Lỗi", "warning": "Cảnh báo"}
_REPORTING: Final = Layout(
    "units",
    "Tình trạng báo cáo và số liệu của từng đơn vị",
    (
        linking.UNIT,
        *(Text(name, label, 0.8, partial(answer, name)) for name, label in REPORTED.items()),
    ),
    (
        MeasureColumn("accepted_rows", width=0.8),
        MeasureColumn("quarantined_rows", width=0.8),
        MeasureColumn("open_errors", width=0.7),
        MeasureColumn("open_warnings", width=0.8),
    ),
    ("unit_code",),
    lambda row: row["unit_code"],
)


def _day(day: object) -> str:
    return short_date(day) if isinstance(day, date) else ""


FEEDS: Final = Layout(
    "feeds",
    "Các nguồn giá thị trường",
    (Text("title", "Nguồn giá", 2.4), Text("last_price_date", "Giá mới nhất", 1.2, _day)),
    (
        MeasureColumn("observations", adds_up=False),
        MeasureColumn("unmatched", adds_up=False),
        MeasureColumn("quarantined", adds_up=False),
        MeasureColumn("days_old", adds_up=False),
        MeasureColumn("stale_after_days", adds_up=False),
    ),
    ("source",),
    totalled=False,
)


def quality_layout(note: str | None = None) -> Layout:
    """Open issues by unit, tab and rule, the most frequent first."""
    return Layout(
        "quality",
        "Lỗi và cảnh báo theo đơn vị",
        (
            linking.UNIT,
            Text("tab", "Bảng", 1.3),
            Text("rule", "Nội dung", 2.6, lambda rule: rule_name(str(rule))),
            Text("severity", "Mức độ", 1.0, lambda severity: _SEVERITIES.get(str(severity), str(severity))),
        ),
        (MeasureColumn("issues", width=0.8),),
        _ISSUE_KEYS,
        _errors_first,
        note,
        totalled=False,
    )


def annexes(book: FigureBook, warnings: tuple[str, ...], exceptions: tuple[str, ...]) -> tuple[Annex, ...]:
    """Annexes by unit and of data quality, and the linking plan's where there is one; numbered in this order."""
    listed = [
        Annex("KẾT QUẢ THEO ĐƠN VỊ VÀ LỊCH THU HOẠCH", tuple(_by_unit(book))),
        Annex("CHẤT LƯỢNG SỐ LIỆU", tuple(_quality(book, warnings, exceptions))),
    ]
    links = link_annex(book)
    if links:
        listed.append(Annex("PHƯƠNG ÁN KẾT NỐI CUNG CẦU", tuple(links)))
    return tuple(listed)


def _tables(book: FigureBook, *layouts: Layout) -> list[Table]:
    tables = (build_table(book, layout, book.of_month(layout.section)) for layout in layouts)
    return [table for table in tables if table]


def _by_unit(book: FigureBook) -> list[Block]:
    tables = [*_tables(book, linking.BY_UNIT, linking.SUPPLY_BY_UNIT, TEAMS), *calendar_tables(book)]
    return list(tables) or list(plain("Trong tháng không có số liệu phát sinh theo đơn vị."))


def _quality(book: FigureBook, warnings: tuple[str, ...], exceptions: tuple[str, ...]) -> list[Block]:
    blocks: list[Block] = [
        *paragraph(
            say("Số liệu của tháng có {n} lỗi chưa sửa.", n=book.some("quality.issues.error")),
            say("Ngoài ra có {n} cảnh báo cần đơn vị xem lại.", n=book.some("quality.issues.warning")),
        )
    ]
    rows = book.of_month("quality")
    note = None
    if len(rows) > _IN_BODY:
        note = "Các nội dung nhiều nhất; danh sách đầy đủ tại biểu Chất lượng số liệu, tệp phu-luc.xlsx kèm theo."
    issues = build_table(book, quality_layout(note), _first_by(rows, _IN_BODY))
    blocks += [*status_chart(book), *_tables(book, _REPORTING), *([issues] if issues else [])]
    if not rows:
        blocks += plain("Không có lỗi hay cảnh báo nào còn mở đối với số liệu của tháng.")
    return [*blocks, *_tables(book, FEEDS), *release_lists(warnings, exceptions)]


def _first_by(rows: list[Row], most: int) -> list[Row]:
    return sorted(rows, key=lambda row: (_errors_first(row), *(str(row.get(key)) for key in _ISSUE_KEYS)))[:most]


def _errors_first(row: Row) -> tuple[bool, float]:
    return row.get("severity") != "error", most_first("issues")(row)


def release_lists(warnings: tuple[str, ...], exceptions: tuple[str, ...]) -> list[Block]:
    """What the gate warned of and what a named person let in, as tables of sentences."""
    blocks: list[Block] = []
    if warnings:
        blocks.append(_list_table("Cảnh báo khi phát hành", "Nội dung", warnings))
    if exceptions:
        caption = "Giá trị khác quy tắc đã được chấp nhận"
        blocks.append(_list_table(caption, "Ô, người chấp nhận và lý do", exceptions))
    return blocks


def _list_table(caption: str, label: str, lines: tuple[str, ...]) -> Table:
    rows = tuple((Cell(str(place)), Cell(quoted(line))) for place, line in enumerate(lines, start=1))
    return Table(caption, (TableColumn("STT", "text", 0.5), TableColumn(label, "text", 7.0)), rows, section="quality")


def sheets(book: FigureBook) -> tuple[Sheet, ...]:
    """All tables with all their rows, a worksheet each."""
    difficulties = book.of_month("difficulties")
    layouts = {
        "Tình trạng báo cáo": _REPORTING,
        "Kết quả theo đơn vị": linking.BY_UNIT,
        "Nguồn cung theo đơn vị": linking.SUPPLY_BY_UNIT,
        "Tuyên truyền": COMMUNICATION,
        "Nguồn cung": linking.SUPPLY,
        "Nhu cầu": linking.DEMAND,
        "Nhu cầu theo loại đơn vị": linking.DEMAND_BY_BUYER_TYPE,
        "Tiêu thụ theo kênh": linking.BY_CHANNEL,
        "Tiêu thụ theo nông sản": linking.BY_PRODUCT,
        "Giải cứu": linking.RESCUE,
        "Chế biến": linking.PROCESSING,
        "Giá tại vườn": FARMGATE,
        "Giá thị trường": market_layout(book),
        "Đội hình": TEAMS,
        "Chênh lệch giá": SPREAD,
        "Nguồn giá": FEEDS,
        "Cảnh báo": alerts_layout(track_record_text(book)),
        "Phương án kết nối": link_plan.LINKS,
        "Chưa xếp được đầu ra": link_plan.UNPLACED,
        "Giá trị đầu ra thêm": link_plan.PRICES,
        "Chất lượng số liệu": quality_layout(),
    }
    named = {
        "Tổng hợp": [headline_table(book)],
        **{title: _tables(book, layout) for title, layout in layouts.items()},
        "Tín hiệu giá": signal_tables(book),
        "Khó khăn": [difficulty_table(difficulties)] if difficulties else [],
        "Lịch thu hoạch": calendar_tables(book),
        "Cung cầu theo tuần": _tables(book, BALANCE),
        **to_date_tables(book),
    }
    return tuple(Sheet(title, table) for title, tables in named.items() for table in tables)
