"""Chapters III and V: the units' difficulties in their own words, and what is therefore asked of whom.

Requests follow from the data: what nobody lacked is not asked for.
"""

from datetime import date
from typing import Final

from reports.document import Block, Cell, Heading, Paragraph, Run, Table, TableColumn
from reports.figures import OTHER, FigureBook, Row, as_number, expected_units, named_units
from reports.prose import joined, listed_units, paragraph, plain, say
from reports.tables import most_first
from vietnamese.dates import short_date
from vietnamese.numbers import NOTHING
from vietnamese.phrases import alphabetical, enumerated, named_together, product_in_sentence, quoted

_COLUMNS: Final = (
    TableColumn("Ngày phản ánh", "text", 1.3),
    TableColumn("Nhóm vấn đề", "text", 1.2),
    TableColumn("Đơn vị, nông sản", "text", 1.8),
    TableColumn("Khó khăn, vướng mắc", "text", 2.8),
    TableColumn("Đề xuất của đơn vị", "text", 2.4),
    TableColumn("Tình trạng", "text", 1.1),
)
_OLDER: Final = "Trường hợp phản ánh trong tháng xếp trước, sau đó là trường hợp của các tháng trước còn tồn đọng."
_IN_FULL: Final = "Trường hợp của các tháng trước còn tồn đọng nêu đầy đủ tại biểu Khó khăn, tệp phu-luc.xlsx kèm theo."
REQUESTS: Final = {
    "transport": "hỗ trợ phương tiện, bố trí tuyến và giảm chi phí vận chuyển nông sản từ vườn đến điểm tập kết",
    "capital": "tạo điều kiện cho hợp tác xã, tổ hợp tác và hộ cá thể tiếp cận vốn vay ưu đãi",
    "know_how": "tăng cường hướng dẫn kỹ thuật canh tác và cung cấp thông tin thị trường cho nông dân",
    "quality": "hỗ trợ cấp mã vùng trồng, chứng nhận tiêu chuẩn và truy xuất nguồn gốc",
    "storage": "hỗ trợ kho lạnh, thiết bị bảo quản và sơ chế sau thu hoạch",
    "prices": "thông tin kịp thời diễn biến giá và có giải pháp bình ổn khi giá xuống thấp",
    "pests": "chỉ đạo phòng trừ sâu bệnh, dịch bệnh trên cây trồng, thủy sản",
    "weather": "cảnh báo sớm thời tiết, hạn mặn, mưa bão để chủ động lịch thu hoạch",
    "inputs": "kiểm soát giá và chất lượng vật tư, phân bón, thức ăn",
    "labour": "hỗ trợ nhân lực thu hoạch, vận chuyển vào thời điểm chính vụ",
    "production_links": "hỗ trợ xây dựng liên kết sản xuất và bao tiêu theo hợp đồng",
}


def difficulties(book: FigureBook) -> list[Block]:
    """Chapter III: difficulties by theme and their table, one sentence where none was reported."""
    heading = Heading(1, "III. KHÓ KHĂN, VƯỚNG MẮC")
    rows = book.of_month("difficulties")
    if not rows:
        return [heading, *plain("Trong tháng các đơn vị không phản ánh khó khăn, vướng mắc.")]
    opened = _counted(book) or (Run("Các đơn vị phản ánh những khó khăn, vướng mắc sau đây, xếp theo nhóm vấn đề."),)
    grouped = [block for theme in _themes(rows).values() for block in _theme_told(book, theme, rows)]
    own = [row for row in rows if not _is_older(row)]
    table = [difficulty_table(own, _IN_FULL if len(own) < len(rows) else None)] if own else []
    return [heading, *paragraph(opened), *grouped, *table]


def _theme_told(book: FigureBook, theme: str, rows: list[Row]) -> list[Paragraph]:
    """One line a theme: how many cases of the month and still open, and whose."""
    named = named_together(named_units(row for row in rows if _theme(row) == theme))
    counts = joined(
        [
            say("{n} trường hợp trong tháng", n=book.some(f"difficulties.raised.{theme}")),
            say("{n} trường hợp chưa giải quyết xong", n=book.some(f"difficulties.open.{theme}")),
        ],
        ", ",
    )
    return paragraph(
        say("{theme}{counts}: {units}.", theme=theme, units=named, counts=say(" ({counts})", counts=counts) or ""),
        style="bullet",
    )


def _counted(book: FigureBook) -> tuple[Run, ...]:
    """How many were raised in the month and how many are open today, older ones among them."""
    has_older = any(_is_older(row) for row in book.of_month("difficulties"))
    open_cases = say(
        "đến nay còn {n} trường hợp chưa giải quyết xong{older}",
        n=book.some("difficulties.open"),
        older=", kể cả những trường hợp phản ánh từ các tháng trước" if has_older else "",
    )
    raised = say("Trong tháng các đơn vị phản ánh {n} khó khăn, vướng mắc", n=book.some("difficulties.raised"))
    if not raised and book.number("difficulties.raised") == 0:
        raised = (Run("Trong tháng các đơn vị không phản ánh thêm khó khăn, vướng mắc"),)
    said = joined([raised, open_cases or (Run("đến nay đã giải quyết xong"),)]) if raised else ()
    return say("{said}.", said=said)


def _of_the_month_first(row: Row) -> tuple[object, ...]:
    day, *words = _line(row)
    return _is_older(row), *(alphabetical(text) for text in words), str(row.get("raised_on")), day


def _is_older(row: Row) -> bool:
    return row.get("is_raised_in_month") is False


def difficulty_table(rows: list[Row], note: str | None = None) -> Table:
    """The units' own words, those of the month first and the older after them, by theme, phone numbers masked."""
    lines = [_line(row) for row in sorted(rows, key=_of_the_month_first)]
    return Table(
        "Khó khăn, vướng mắc và đề xuất của các đơn vị",
        _COLUMNS,
        tuple(tuple(Cell(text) for text in line) for line in lines),
        note=note or (_OLDER if any(_is_older(row) for row in rows) else None),
        section="difficulties",
    )


def _line(row: Row) -> tuple[str, ...]:
    product = quoted(str(row.get("product_name") or ""))
    about = f"{row.get('unit_name')}{f': {product_in_sentence(product)}' if product else ''}"
    words = (quoted(str(row.get(name) or "")) or NOTHING for name in ("difficulty", "proposal", "status"))
    raised_on = row.get("raised_on")
    return (short_date(raised_on) if isinstance(raised_on, date) else NOTHING, _theme(row), about, *words)


def _theme(row: Row) -> str:
    return str(row["theme"])


def _themes(rows: list[Row]) -> dict[str, str]:
    """The names of the rows' themes by their keys, in the order of the alphabet, the unnamed rest last."""
    named = {str(row["theme_key"]): _theme(row) for row in rows}
    return dict(sorted(named.items(), key=lambda theme: (theme[0] == OTHER, alphabetical(theme[1]))))


def requests(book: FigureBook, *, is_early: bool = False) -> list[Block]:
    """Chapter V: to the province's offices, then to the units, of which before the deadline none is late."""
    asked = [*_to_offices(book), *([] if is_early else _to_units(book))]
    nothing = "Trong tháng Ban Thường vụ Tỉnh đoàn không có đề xuất, kiến nghị."
    return [Heading(1, "V. ĐỀ XUẤT, KIẾN NGHỊ"), *(asked or plain(nothing))]


def _to_offices(book: FigureBook) -> list[Paragraph]:
    asked: list[Paragraph] = []
    unplaced = sorted(
        (row for row in book.of_month("supply") if as_number(row.get("unplaced_t"))),
        key=lambda row: (most_first("unplaced_t")(row), str(row["product_code"])),
    )
    if unplaced:
        names = enumerated(product_in_sentence(str(row["product_name"])) for row in unplaced[:3])
        asked += plain(
            "Đề nghị Sở Nông nghiệp và Phát triển nông thôn, Sở Công Thương phối hợp giới thiệu doanh nghiệp, hệ thống "
            f"siêu thị, nhà máy chế biến thu mua các mặt hàng còn nhiều sản lượng chưa có đầu ra: {names}.",
            "bullet",
        )
    open_rows = [row for row in book.of_month("difficulties") if row["is_open"]]
    wanted = [REQUESTS[theme] for theme in _themes(open_rows) if theme in REQUESTS]
    if wanted:
        asked += plain(f"Đề nghị các sở, ngành, địa phương liên quan: {'; '.join(wanted)}.", "bullet")
    return asked


def _to_units(book: FigureBook) -> list[Paragraph]:
    units = expected_units(book)
    silent = named_units(row for row in units if not row.get("received"))
    faulty = named_units(row for row in units if row.get("received") and not row.get("usable"))
    missing = listed_units(book, silent, "reporting.silent", "xem Phụ lục 2")
    wrong = listed_units(book, faulty, "reporting.unusable")
    send = say("Đề nghị {units} khẩn trương gửi báo cáo còn thiếu.", units=missing)
    mend = say("Đề nghị {units} rà soát, chỉnh sửa số liệu chưa hợp lệ nêu tại Phụ lục 2.", units=wrong)
    return [*paragraph(send, style="bullet"), *paragraph(mend, style="bullet")]
