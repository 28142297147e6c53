"""Chapters IV and V of the interim report: what went well, what did not and why, what is therefore asked of whom.

Every sentence rests on a figure of the period; what the figures do not show is not claimed.
"""

from typing import Final

from reports.chapters.difficulties import REQUESTS
from reports.document import Block, Heading, Paragraph, Run
from reports.figures import OTHER, FigureBook, Row, as_number
from reports.prose import joined, paragraph, plain, say
from reports.tables import most_first
from vietnamese.dates import month_name
from vietnamese.numbers import tonnes
from vietnamese.phrases import enumerated, lower_first, product_in_sentence

_GOOD_RATE: Final = 0.9
_NAMED: Final = 3


def findings(year: FigureBook, months: FigureBook) -> list[Block]:
    """Chapter IV from the figures of the period and of its months."""
    good, weak, causes = _good(year, months), _weak(year), _causes(year)
    return [
        Heading(1, "IV. ĐÁNH GIÁ CHUNG"),
        Heading(2, "1. Ưu điểm"),
        *(good or plain("Số liệu trong kỳ chưa đủ để đánh giá.")),
        Heading(2, "2. Hạn chế"),
        *(weak or plain("Số liệu trong kỳ không cho thấy hạn chế đáng kể.")),
        *([Heading(2, "3. Nguyên nhân"), *causes] if causes else []),
    ]


def _good(year: FigureBook, months: FigureBook) -> list[Paragraph]:
    reported = ()
    if (year.number("headline.received_rate") or 0) >= _GOOD_RATE:
        reported = say(
            "Các đơn vị duy trì chế độ báo cáo hằng tháng, tỷ lệ báo cáo đạt {rate}.",
            rate=year.said("headline.received_rate"),
        )
    best = [row for row in months.of_year("trend") if as_number(row.get("sold_t"))]
    best = sorted(best, key=lambda row: (most_first("sold_t")(row), row["month"]))[:1]
    most = months.cell_figure("trend", "sold_t", best[0], ("month",), tonnes) if best else None
    peak = say(
        "Công tác kết nối được triển khai liên tục; tháng có sản lượng tiêu thụ cao nhất là {month} với {t}.",
        month=month_name(best[0]["month"]) if best else None,
        t=Run(most.text, figure=most) if most else None,
    )
    units = _leading(year.of_month("outcomes_by_unit"), "unit_code", "unit_name")
    channels = [row for row in year.of_month("outcomes_by_channel") if row["channel_key"] != OTHER]
    led = joined(
        [
            say("Các đơn vị có sản lượng tiêu thụ lớn gồm {names}.", names=enumerated(units) or None),
            say("Kênh tiêu thụ lớn: {names}.", names=_lowered(_leading(channels, "channel", "channel"))),
        ],
        " ",
    )
    held = say(
        "Công tác tuyên truyền được chú trọng với {n} hoạt động{reach}.",
        n=year.some("communication.activities"),
        reach=say(", {n} lượt tiếp cận", n=year.some("communication.reach")) or "",
    )
    return [one for said in (reported, peak, led, held) for one in paragraph(said, style="bullet")]


def _leading(rows: list[Row], key: str, name: str) -> list[str]:
    """Names of the up to three rows with the most tonnes sold."""
    sold = [row for row in rows if as_number(row.get("sold_t"))]
    return [str(row[name]) for row in sorted(sold, key=lambda row: (most_first("sold_t")(row), str(row[key])))[:_NAMED]]


def _lowered(names: list[str]) -> str | None:
    return enumerated(lower_first(name) for name in names) or None


def _weak(year: FigureBook) -> list[Paragraph]:
    usable = year.number("headline.usable_rate")
    data = ()
    if usable is not None and usable < _GOOD_RATE:
        data = say(
            "Chất lượng số liệu của một số đơn vị còn thấp: tỷ lệ đơn vị có số liệu đầy đủ, hợp lệ mới đạt {rate}.",
            rate=year.said("headline.usable_rate"),
        )
    late = year.number("headline.on_time_rate")
    slow = ()
    if late is not None and late < _GOOD_RATE:
        slow = say("Tỷ lệ báo cáo đúng hạn mới đạt {rate}.", rate=year.said("headline.on_time_rate"))
    unsold = say(
        "Trong kỳ còn {t} nông sản dự kiến thu hoạch chưa ghi nhận có đầu ra{names}.",
        t=year.some("headline.unplaced_t"),
        names=say(", nhiều nhất là {names}", names=_unplaced(year)) or "",
    )
    rescued = say("Còn {t} nông sản phải tiêu thụ theo hình thức giải cứu.", t=year.some("headline.rescued_t"))
    pending = say("Còn {n} khó khăn, vướng mắc chưa giải quyết xong.", n=year.some("difficulties.open"))
    return [one for said in (data, slow, unsold, rescued, pending) for one in paragraph(said, style="bullet")]


def _unplaced(year: FigureBook) -> str | None:
    rows = [row for row in year.of_month("supply") if as_number(row.get("unplaced_t"))]
    rows = sorted(rows, key=lambda row: (most_first("unplaced_t")(row), str(row["product_code"])))[:_NAMED]
    return enumerated(product_in_sentence(str(row["product_name"])) for row in rows) or None


def _themes(year: FigureBook, column: str) -> dict[str, str]:
    """Names by key of the themes with any cases in the column, the most frequent first, the unnamed rest left out."""
    rows = [
        row for row in year.of_month("difficulty_themes") if as_number(row.get(column)) and row["theme_key"] != OTHER
    ]
    rows = sorted(rows, key=lambda row: (most_first(column)(row), str(row["theme"])))
    return {str(row["theme_key"]): str(row["theme"]) for row in rows}


def _causes(year: FigureBook) -> list[Paragraph]:
    most = list(_themes(year, "difficulties").values())[:_NAMED]
    themes = [lower_first(theme).replace(", ", " và ") for theme in most]
    named = say("Theo phản ánh của các đơn vị, khó khăn chủ yếu về: {themes}.", themes="; ".join(themes) or None)
    return paragraph(named, style="bullet")


def requests(year: FigureBook) -> list[Block]:
    """Chapter V: what remains to be done, asked of the province's offices and of the units."""
    wanted = [REQUESTS[theme] for theme in _themes(year, "open") if theme in REQUESTS]
    unplaced = _unplaced(year)
    asked: list[Paragraph] = []
    if unplaced:
        asked += plain(
            "Đề nghị Sở Nông nghiệp và Phát triển nông thôn, Sở Công Thương phối hợp kết nối doanh nghiệp, hệ thống "
            f"siêu thị, nhà máy chế biến với các vùng trồng còn nhiều sản lượng chưa có đầu ra: {unplaced}.",
            "bullet",
        )
    if wanted:
        asked += plain(f"Đề nghị các sở, ngành, địa phương liên quan: {'; '.join(wanted)}.", "bullet")
    asked += plain(
        "Các huyện, thành đoàn và đoàn trực thuộc tiếp tục rà soát sản lượng, mùa vụ, giá thu mua; cập nhật bảng tính "
        "đúng hạn; chuẩn bị đội hình tình nguyện, điểm bán để hỗ trợ tiêu thụ trong thời gian tới.",
        "bullet",
    )
    return [Heading(1, "V. PHƯƠNG HƯỚNG, ĐỀ XUẤT, KIẾN NGHỊ"), *asked]
