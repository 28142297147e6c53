"""Chapters III and V: the units' difficulties in their own words, and what is therefore asked of whom.

Requests follow from the data: what nobody lacked is not asked for.
"""

from typing import Final

from reports.document import Block, Cell, Column, Heading, Paragraph, Run, Table
from reports.figures import FigureBook, Row, as_number, expected_units
from reports.prose import paragraph, plain, say
from reports.tables import most_first
from reports.wording import NOTHING, alphabetical, enumerated, lower_first, product_in_sentence, quoted

_COLUMNS: Final = (
    Column("Nhóm vấn đề", "text", 1.2),
    Column("Đơn vị, nông sản", "text", 1.8),
    Column("Khó khăn, vướng mắc", "text", 3.2),
    Column("Đề xuất của đơn vị", "text", 2.8),
    Column("Tình trạng", "text", 1.1),
)
_OTHER: Final = "Khác"
_SOLVED: Final = "Đã giải quyết"
_REQUESTS: Final = {
    "Vận chuyển": "hỗ trợ phương tiện, bố trí tuyến và giảm chi phí vận chuyển nông sản từ vườn đến điểm tập kết",
    "Vốn": "tạo điều kiện cho hợp tác xã, tổ hợp tác và hộ cá thể tiếp cận vốn vay ưu đãi",
    "Kỹ thuật, thông tin": "tăng cường hướng dẫn kỹ thuật canh tác và cung cấp thông tin thị trường cho nông dân",
    "Chất lượng, chứng nhận": "hỗ trợ cấp mã vùng trồng, chứng nhận tiêu chuẩn và truy xuất nguồn gốc",
    "Bảo quản": "hỗ trợ kho lạnh, thiết bị bảo quản và sơ chế sau thu hoạch",
    "Giá cả": "thông tin kịp thời diễn biến giá và có giải pháp bình ổn khi giá xuống thấp",
    "Sâu bệnh": "chỉ đạo phòng trừ sâu bệnh, dịch bệnh trên cây trồng, thủy sản",
    "Thời tiết": "cảnh báo sớm thời tiết, hạn mặn, mưa bão để chủ động lịch thu hoạch",
    "Vật tư": "kiểm soát giá và chất lượng vật tư, phân bón, thức ăn",
    "Nhân lực": "hỗ trợ nhân lực thu hoạch, vận chuyển vào thời điểm chính vụ",
    "Liên kết sản xuất": "hỗ trợ xây dựng liên kết sản xuất và bao tiêu theo hợp đồng",
}


def difficulties(book: FigureBook) -> list[Block]:
    heading = Heading(1, "III. KHÓ KHĂN, VƯỚNG MẮC")
    rows = book.of_month("difficulties")
    if not rows:
        return [heading, *plain("Trong tháng các đơn vị không phản ánh khó khăn, vướng mắc.")]
    counted = say(
        "Các đơn vị phản ánh {n} khó khăn, vướng mắc{open}.",
        n=book.said("difficulties.difficulties"),
        open=say(", trong đó {n} trường hợp chưa giải quyết xong", n=book.some("difficulties.open")) or "",
    )
    opened = counted or (Run("Các đơn vị phản ánh những khó khăn, vướng mắc sau đây."),)
    themes = _themes(rows)
    named = say("Nhóm vấn đề: {themes}.", themes=enumerated(lower_first(theme) for theme in themes))
    return [heading, *paragraph(opened, named), difficulty_table(rows)]


def difficulty_table(rows: list[Row]) -> Table:
    """The units' own words by theme, phone numbers masked."""
    lines = sorted((_line(row) for row in rows), key=lambda line: tuple(alphabetical(text) for text in line))
    return Table(
        "Khó khăn, vướng mắc và đề xuất của các đơn vị",
        _COLUMNS,
        tuple(tuple(Cell(text) for text in line) for line in lines),
        section="difficulties",
    )


def _line(row: Row) -> tuple[str, ...]:
    product = quoted(str(row.get("product_name") or ""))
    about = f"{row.get('unit_name')}{f': {product_in_sentence(product)}' if product else ''}"
    words = (quoted(str(row.get(name) or "")) or NOTHING for name in ("difficulty", "proposal", "status"))
    return (_theme(row), about, *words)


def _theme(row: Row) -> str:
    return str(row.get("theme") or _OTHER)


def _themes(rows: list[Row]) -> list[str]:
    return sorted({_theme(row) for row in rows}, key=lambda theme: (theme == _OTHER, alphabetical(theme)))


def requests(book: FigureBook) -> list[Block]:
    """Chapter V: to the province's offices, then to the units."""
    asked = [*_to_offices(book), *_to_units(book)]
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
    open_rows = [row for row in book.of_month("difficulties") if row.get("status") != _SOLVED]
    wanted = [_REQUESTS[theme] for theme in _themes(open_rows) if theme in _REQUESTS]
    if wanted:
        asked += plain(f"Đề nghị các sở, ngành, địa phương liên quan: {'; '.join(wanted)}.", "bullet")
    return asked


def _to_units(book: FigureBook) -> list[Paragraph]:
    units = expected_units(book)
    silent = [str(row["unit_name"]) for row in units if not row.get("received")]
    faulty = [str(row["unit_name"]) for row in units if row.get("received") and not row.get("usable")]
    asked: list[Paragraph] = []
    if silent:
        asked += plain(f"Đề nghị {enumerated(silent)} gửi báo cáo còn thiếu.", "bullet")
    if faulty:
        asked += plain(
            f"Đề nghị {enumerated(faulty)} rà soát, sửa các ô số liệu còn lỗi đã được ghi chú trong bảng tính.",
            "bullet",
        )
    return asked
