"""Chapter II.1 and II.7: communication and social media, volunteer teams and their readiness.

Both tell what the unions themselves did or stand ready to do, as against what was grown and sold.
"""

from typing import Final

from reports.document import Block, Heading, Run
from reports.figures import FigureBook
from reports.prose import compared, joined, paragraph, plain, say
from reports.tables import Layout, MeasureColumn, Text, build_table, most_first

COMMUNICATION: Final = Layout(
    section="communication",
    caption="Hoạt động tuyên truyền, kết nối theo loại",
    texts=(Text("activity_type", "Loại hoạt động", 2.6),),
    measures=(
        MeasureColumn("activities"),
        MeasureColumn("participants"),
        MeasureColumn("volunteers"),
        MeasureColumn("reach", width=1.2),
    ),
    keys=("activity_type",),
    order=most_first("activities"),
)

TEAMS: Final = Layout(
    section="teams",
    caption="Đội hình tình nguyện theo đơn vị",
    texts=(Text("unit_name", "Đơn vị", 2.6), Text("readiness", "Tình trạng", 1.6)),
    measures=(MeasureColumn("teams"), MeasureColumn("members")),
    keys=("unit_code", "readiness"),
    order=lambda row: str(row["unit_code"]),
)


def communication(book: FigureBook) -> list[Block]:
    """Section "Công tác tuyên truyền": the month's activities by type, one sentence where there were none."""
    blocks: list[Block] = [Heading(2, "1. Công tác tuyên truyền, truyền thông trên mạng xã hội")]
    rows = book.of_month("communication")
    if not rows:
        return [*blocks, *plain("Trong tháng các đơn vị chưa ghi nhận hoạt động tuyên truyền, kết nối nào.")]
    held = say(
        "Các đơn vị tổ chức {n} hoạt động{change}.",
        n=book.said("communication.activities") or book.said("headline.activities"),
        change=compared(book, "headline.activities") or "",
    )
    drawn = joined(
        [
            say("{n} lượt người tham gia", n=book.some("communication.participants")),
            say("{n} lượt tình nguyện viên", n=book.some("communication.volunteers")),
            say("{n} lượt tiếp cận", n=book.some("communication.reach")),
        ],
        ", ",
    )
    blocks += paragraph(held, say("Các hoạt động thu hút {drawn}.", drawn=drawn))
    table = build_table(book, COMMUNICATION, rows)
    return [*blocks, table] if table else blocks


def teams(book: FigureBook) -> list[Block]:
    """Section "Đội hình tình nguyện": teams and members by state, one sentence where none is registered."""
    blocks: list[Block] = [Heading(2, "7. Đội hình tình nguyện và mức độ sẵn sàng")]
    if not book.of_month("teams"):
        return [*blocks, *plain("Các đơn vị chưa đăng ký đội hình tình nguyện hỗ trợ tiêu thụ nông sản.")]
    total = say(
        "Toàn tỉnh có {teams} đội hình tình nguyện với {members} thành viên.",
        teams=book.said("teams.teams"),
        members=book.said("teams.members"),
    )
    states = joined(
        [
            _state(book, "ready", "{teams} đội hình sẵn sàng ra quân"),
            _state(book, "preparing", "{teams} đội hình đang chuẩn bị"),
            _state(book, "paused", "{teams} đội hình tạm dừng"),
        ],
        ", ",
    )
    blocks += paragraph(total, say("Trong đó {states}.", states=states))
    if not total:
        blocks += plain("Tình trạng đội hình của từng đơn vị nêu tại Phụ lục 1.")
    return blocks


def _state(book: FigureBook, state: str, template: str) -> tuple[Run, ...]:
    return say(template, teams=book.some(f"teams.teams.{state}"))
