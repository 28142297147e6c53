"""The map of the units: where tonnes were sold and whose month can be relied on, at one look.

It is a sketch of symbols at the districts' centres, and says so, because no boundary is drawn.
"""

from reports.document import Block, Chart, Point
from reports.figures import FigureBook, Row, as_number
from reports.prose import plain
from vietnamese.dates import month_name
from vietnamese.numbers import tonnes
from vietnamese.phrases import named_together


def unit_map(book: FigureBook) -> list[Block]:
    """The map and what is not on it; nothing where no unit with a place owes a report."""
    rows = sorted(book.of_month("unit_map"), key=lambda row: str(row["unit_code"]))
    placed = [row for row in rows if as_number(row.get("latitude")) is not None]
    if not placed:
        return []
    column, words = _shown(placed)
    subject = f"Sản lượng {words} và tình trạng số liệu" if words else "Tình trạng số liệu"
    size = f"ký hiệu càng lớn thì sản lượng {words} {month_name(book.month)} càng nhiều, " if words else ""
    alt = f"Sơ đồ các huyện, thành đoàn: {size}hình và màu cho biết số liệu hợp lệ, còn lỗi hay chưa báo cáo."
    points = tuple(_point(row, column) for row in placed)
    chart = Chart("unit_map", f"{subject} theo địa bàn", alt, points)
    return [chart, *plain(_note([row for row in rows if row not in placed], bool(words)), "note")]


def _shown(placed: list[Row]) -> tuple[str, str]:
    """What the symbols' size stands for: tonnes sold, those without a buyer where none was sold, or nothing."""
    for column, words in (("sold_t", "tiêu thụ"), ("unplaced_t", "chưa có đầu ra")):
        if any(as_number(row.get(column)) for row in placed):
            return column, words
    return "sold_t", ""


def _point(row: Row, column: str) -> Point:
    t = as_number(row.get(column)) or 0.0
    name = str(row.get("district_name") or row["unit_name"])
    return {
        "label": f"{name}\n{tonnes(t)}" if t else name,
        "longitude": as_number(row["longitude"]),
        "latitude": as_number(row["latitude"]),
        "status_key": str(row["status_key"]),
        "status": str(row["status"]),
        "t": t,
    }


def _note(others: list[Row], is_sized: bool) -> str:
    size = ", lớn nhỏ theo sản lượng" if is_sized else ""
    note = f"Sơ đồ tượng trưng, không vẽ địa giới: ký hiệu đặt ở trung tâm huyện, thành phố{size}."
    names = [str(row["unit_name"]) for row in others]
    return (
        f"{note} Đơn vị không gắn với một địa bàn nên không có trên sơ đồ: {named_together(names)}." if names else note
    )
