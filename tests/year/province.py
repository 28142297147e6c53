"""Two units for the timeline's year: workbooks that a keeper's hand changes, and nothing else."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.golden.province import (
    ACTIVITIES_HEADER,
    CONFIRMATIONS_HEADER,
    DEMAND_HEADER,
    DIFFICULTIES_HEADER,
    SALES_HEADER,
    SUPPLY_HEADER,
    TEAMS_HEADER,
    write_book,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
UNITS = ("907", "K01")
CONFIG = """\
[plan]
year = 2023
summary_due = "2023-10-30"
[gate]
min_received = 0.8
min_usable = 0.7
[report]
signer_name = "Trần Văn Mẫu"
[mail]
host = "127.0.0.1"
port = {port}
starttls = false
sender = "baocao@tinhdoan.example"
staff = ["canbo@tinhdoan.example"]
leadership = ["bithu@tinhdoan.example"]
"""
UNITS_FILE = """\
unit_code,unit_name,unit_kind,district_code,spreadsheet_id,email,valid_from,valid_to
907,Huyện đoàn Gò Quao,district,907,,goquao@tinhdoan.example,,
K01,Đoàn Khối Các cơ quan tỉnh,affiliated,,,khoi@tinhdoan.example,,
"""


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


class Keepers:
    """The workbooks of both units, and what their keepers do to them."""

    def __init__(self, folder, port: int) -> None:
        self.folder = folder
        for name in ("sheets", "feeds"):
            (folder / name).mkdir(parents=True)
        (folder / "units.csv").write_text(UNITS_FILE, encoding="utf-8")
        (folder / "nongsan.toml").write_text(CONFIG.format(port=port), encoding="utf-8")
        self.sales = {unit: {} for unit in UNITS}
        self.confirmed = {unit: {} for unit in UNITS}
        self.lots = {unit: [] for unit in UNITS}
        for unit in UNITS:
            self.save(unit)

    def save(self, unit: str) -> None:
        sales = [
            [f"SAL-{month:04d}", f"10/{month:02d}/2023", None, None, "HTX Khóm A", "Khóm", None, "Thương lái",
             "Thường xuyên", tonnes, 6000, None, None, None, None]
            for month, tonnes in sorted(self.sales[unit].items())
        ]  # fmt: skip
        confirmed = [[month, None, "Người lập", None, note] for month, note in sorted(self.confirmed[unit].items())]
        lots = [
            [f"SUP-{place:04d}", None, None, "HTX Khóm A", "Hợp tác xã", None, "Khóm", None, None, day, day, 12, None,
             None, None, None, "x", None]
            for place, day in enumerate(self.lots[unit], start=1)
        ]  # fmt: skip
        write_book(
            self.folder / "sheets" / f"{unit}.xlsx",
            {
                "Nguồn cung": [SUPPLY_HEADER, *lots], "Nhu cầu": [DEMAND_HEADER],
                "Kết quả": [SALES_HEADER, *sales], "Hoạt động": [ACTIVITIES_HEADER], "Đội hình": [TEAMS_HEADER],
                "Khó khăn": [DIFFICULTIES_HEADER], "Xác nhận tháng": [CONFIRMATIONS_HEADER, *confirmed],
            },
        )  # fmt: skip

    def report(self, unit: str, month: int, tonnes: float, note: str | None = None) -> None:
        """A unit enters a month's sale and confirms the month; the note "?" stands for a cell that must be mended."""
        self.sales[unit][month] = tonnes
        self.confirmed[unit][month] = note
        self.save(unit)

    def announce(self, unit: str, day: str) -> None:
        """A unit enters a lot that is harvested on a day and has no buyer."""
        self.lots[unit].append(day)
        self.save(unit)
