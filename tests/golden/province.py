"""A province small enough to work out by hand: one district, one affiliated union, about ten rows a tab.

The workbooks are typed here as their keepers would type them; every expected figure stands in `test_golden_month.py`
with its arithmetic.
"""

from datetime import date
from pathlib import Path

import openpyxl

CONFIG = """\
[plan]
year = 2023
now = "2023-04-04T08:00:00+07:00"
[gate]
min_received = 0.8
min_usable = 0.5
[report]
signer_name = "Trần Văn Mẫu"
[alerts]
min_t = 1
benchmarks = {pineapple = 9000}
"""
UNITS = """\
unit_code,unit_name,unit_kind,district_code,spreadsheet_id,email,valid_from,valid_to
907,Huyện đoàn Gò Quao,district,907,,,,
K01,Đoàn Khối Các cơ quan tỉnh,affiliated,,,,,
"""
D = date

SUPPLY_HEADER = [
    "Mã", "Tỉnh/Thành phố", "Xã/Phường", "Chủ thể", "Loại chủ thể", "Số điện thoại", "Nông sản", "Vụ", "Diện tích (ha)",
    "Thu hoạch từ", "Thu hoạch đến", "Sản lượng dự kiến (tấn)", "Đã thu hoạch (tấn)", "Đã có đầu ra (tấn)",
    "Giá thu mua (đ/kg)", "Phí vận chuyển (đ/kg)", "Cần hỗ trợ gấp", "Ghi chú",
]  # fmt: skip
SUPPLY = [
    ["SUP-0001", None, "Vĩnh Hòa Hưng Nam", "HTX Khóm A", "Hợp tác xã", "0912345678", "Khóm", "Quanh năm", 4,
     D(2023, 3, 1), D(2023, 3, 31), 31, 10, 11, 6000, 500, "x", None],
    ["SUP-0002", None, "Vĩnh Phước A", "Hộ Bảy", "Hộ cá thể", None, "Khóm", "Quanh năm", 2,
     D(2023, 3, 22), D(2023, 4, 10), 10, None, None, 7000, None, None, None],
    ["SUP-0003", None, "Vĩnh Phước A", "Hộ Chín", "Hộ cá thể", None, "Chuối xiêm", None, None,
     D(2023, 2, 27), D(2023, 3, 8), 5, None, 1, None, 300, None, None],
    ["SUP-0004", None, "Vĩnh Phước A", "HỘ  BẢY", "Hộ cá thể", None, "khóm", "Quanh năm", None,
     D(2023, 3, 15), D(2023, 3, 15), 2, None, 2, 5500, None, None, None],
    ["SUP-0005", None, "Vĩnh Tuy", "Hộ Mười", "Hộ cá thể", None, "Khóm", "Quanh năm", None,
     D(2023, 3, 5), D(2023, 3, 25), "1.500", None, None, None, None, None, None],
    ["SUP-0006", None, "Vĩnh Tuy", "Hộ Mười Một", "Hộ cá thể", None, "Sầu riêng", None, None,
     D(2023, 5, 10), D(2023, 4, 5), 4, None, None, None, None, None, None],
    ["SUP-0007", None, "Định An", "Tổ hợp tác Định An", "Tổ hợp tác", None, "Sầu riêng", None, None,
     D(2023, 5, 1), D(2023, 5, 31), "3 tấn 2 tạ", None, None, None, None, None, None],
    ["SUP-0008", None, "Định An", "Hộ Mười Hai", "Hộ cá thể", None, "Gừng", None, None,
     D(2023, 12, 25), D(2024, 1, 8), 3, None, None, None, None, None, None],
    ["TỔNG CỘNG", *[None] * 17],
]  # fmt: skip

DEMAND_HEADER = [
    "Mã", "Đơn vị thu mua", "Loại đơn vị", "Tỉnh/Thành phố", "Nông sản", "Sản lượng cần (tấn)", "Lô tối thiểu (tấn)",
    "Giá mua (đ/kg)", "Nơi giao nhận", "Cần từ ngày", "Cần đến ngày", "Người liên hệ", "Số điện thoại", "Trạng thái",
    "Ghi chú",
]  # fmt: skip
DEMAND = [
    ["DEM-0001", "Vựa Minh", "Thương lái", "Kiên Giang", "Khóm", 20, None, 6500, "Tại vườn",
     D(2023, 3, 1), D(2023, 3, 20), None, None, "Đang tìm", None],
    ["DEM-0002", "Siêu thị Sao", "Siêu thị", "Hồ Chí Minh", "Khóm", 30, 5, 7000, "Tại kho bên mua",
     D(2023, 3, 17), D(2023, 4, 15), None, None, "Đã kết nối", None],
    ["DEM-0003", "Vựa Minh", "Thương lái", "Kiên Giang", "Khóm", 10, None, 6000, None,
     D(2023, 3, 31), D(2023, 4, 9), None, None, "Hoàn thành", None],
    ["DEM-0004", "Chợ Rạch Sỏi", "Chợ đầu mối", "Kiên Giang", "Khóm", 50, None, 6000, None,
     D(2023, 3, 1), D(2023, 3, 31), None, None, "Hủy", None],
    ["DEM-0005", "Vựa Hai", "Thương lái", "Kiên Giang", "Khóm", 8, None, 6000, None,
     D(2023, 3, 1), D(2023, 3, 31), None, None, "chắc là mua", None],
]  # fmt: skip

SALES_HEADER = [
    "Mã", "Ngày", "Tỉnh/Thành phố", "Xã/Phường", "Chủ thể", "Nông sản", "Đơn vị mua", "Kênh tiêu thụ", "Hình thức",
    "Sản lượng (tấn)", "Giá bán (đ/kg)", "Thành tiền (đ)", "Số hộ được hỗ trợ", "Hình thức chế biến", "Ghi chú",
]  # fmt: skip
SALES = [
    ["SAL-0001", D(2023, 3, 5), None, "Vĩnh Hòa Hưng Nam", "HTX Khóm A", "Khóm", "Vựa Minh", "Thương lái",
     "Thường xuyên", 5.5, 6200, 34_100_000, 3, "Tươi", None],
    ["SAL-0002", D(2023, 3, 5), None, "Vĩnh Phước A", "Hộ Bảy", "Khóm", None, "Thương lái", "Thường xuyên",
     1.25, 6000, None, None, None, None],
    ["SAL-0003", D(2023, 3, 20), None, "Vĩnh Phước A", "Hộ Bảy", "Khóm", None, "Điểm bán của Đoàn", "Giải cứu",
     "2,4 tấn", "4k", None, 1, "Sấy dẻo", None],
    ["SAL-0004", D(2023, 3, 21), None, "Vĩnh Phước A", "Hộ Chín", "Chuối xiêm", None, "Điểm bán của Đoàn", "Tặng",
     "300kg", None, None, None, None, None],
    ["SAL-0005", D(2023, 4, 1), None, "Vĩnh Hòa Hưng Nam", "HTX Khóm A", "Khóm", None, "Thương lái", "Thường xuyên",
     1, 6000, None, None, None, None],
    ["SAL-0006", "31/4/2023", None, "Vĩnh Hòa Hưng Nam", "HTX Khóm A", "Khóm", None, "Thương lái", "Thường xuyên",
     2, 6000, None, None, None, None],
    ["SAL-0007", D(2023, 3, 9), None, "Vĩnh Hòa Hưng Nam", "HTX Khóm A", "Khóm", None, "Thương lái", "Thường xuyên",
     2, 6000, 13_000_000, None, None, None],
    ["SAL-0008", D(2023, 3, 5), None, "Vĩnh Hòa Hưng Nam", "HTX Khóm A", "Khóm", "Vựa Minh", "Thương lái",
     "Thường xuyên", 5.5, 6200, 34_100_000, 3, "Tươi", None],
]  # fmt: skip
K01_SALES = [
    [None, D(2023, 3, 10), "Hậu Giang", None, "Hộ Tư", "Dưa hấu", None, "Trực tuyến", "Giải cứu",
     12, 3500, None, 7, None, None],
]  # fmt: skip

ACTIVITIES_HEADER = [
    "Mã", "Ngày", "Loại hoạt động", "Xã/Phường", "Nội dung", "Số lượng", "Số người tham gia", "Số tình nguyện viên",
    "Lượt tiếp cận", "Đường dẫn",
]  # fmt: skip
ACTIVITIES = [
    ["ACT-0001", D(2023, 3, 3), "Livestream bán hàng", None, "Bán khóm trực tuyến", 2, None, 6, "1.200", None],
    ["ACT-0002", D(2023, 3, 18), "Livestream bán hàng", None, "Bán khóm sấy", None, None, None, 300, None],
    ["ACT-0003", D(2023, 3, 19), "Ra quân tình nguyện", "Vĩnh Tuy", "Thu hoạch giúp dân", None, 40, 25, None, None],
]
K01_ACTIVITIES = [
    ["ACT-0001", D(2023, 3, 12), "Điểm bán", None, "Điểm bán dưa hấu", 3, None, 15, None, None],
]

TEAMS_HEADER = [
    "Mã", "Xã/Phường", "Tên đội hình", "Đội trưởng", "Số điện thoại", "Số thành viên", "Địa điểm", "Tình trạng",
    "Điều kiện cơ sở vật chất", "Ghi chú",
]  # fmt: skip
TEAMS = [
    ["TEA-0001", "Vĩnh Tuy", "Đội hình Vĩnh Tuy", None, None, 12, None, "Sẵn sàng", None, None],
    ["TEA-0002", "Định An", "Đội hình Định An", None, None, 8, None, "Sẵn sàng", None, None],
    ["TEA-0003", "Định Hòa", "Đội hình Định Hòa", None, None, 5, None, "Tạm dừng", None, None],
]

DIFFICULTIES_HEADER = [
    "Mã", "Ngày ghi nhận", "Xã/Phường", "Chủ thể", "Nông sản", "Khó khăn, vướng mắc", "Đề xuất giải pháp", "Tình trạng",
    "Ngày giải quyết",
]  # fmt: skip
DIFFICULTIES = [
    [
        "DIF-0001",
        D(2023, 3, 2),
        None,
        None,
        "Khóm",
        "Xe không vào được vườn",
        "Hỗ trợ xe nhỏ",
        "Đã giải quyết",
        D(2023, 3, 6),
    ],
    ["DIF-0002", D(2023, 3, 10), None, None, "Khóm", "Thương lái ép giá", None, "Đã giải quyết", D(2023, 3, 19)],
    ["DIF-0003", D(2023, 3, 12), None, None, None, "Thiếu kho lạnh, gọi 0912 345 678", None, "Mới", None],
]

CONFIRMATIONS_HEADER = ["Tháng", "Không phát sinh", "Người lập", "Ngày chốt", "Ghi chú"]
CONFIRMATIONS = [[3, None, "Lê Thị Lập", D(2023, 4, 1), None]]
K01_CONFIRMATIONS = [["Tháng 2", "x", "Ngô Văn Chốt", D(2023, 3, 1), None]]

BOOKS = {
    "907": {
        "Nguồn cung": [SUPPLY_HEADER, *SUPPLY],
        "Nhu cầu": [DEMAND_HEADER, *DEMAND],
        "Kết quả": [SALES_HEADER, *SALES],
        "Hoạt động": [ACTIVITIES_HEADER, *ACTIVITIES],
        "Đội hình": [TEAMS_HEADER, *TEAMS],
        "Khó khăn": [DIFFICULTIES_HEADER, *DIFFICULTIES],
        "Xác nhận tháng": [CONFIRMATIONS_HEADER, *CONFIRMATIONS],
    },
    "K01": {
        "Nguồn cung": [SUPPLY_HEADER],
        "Nhu cầu": [DEMAND_HEADER],
        "Kết quả": [SALES_HEADER, *K01_SALES],
        "Hoạt động": [ACTIVITIES_HEADER, *K01_ACTIVITIES],
        "Đội hình": [TEAMS_HEADER],
        "Khó khăn": [DIFFICULTIES_HEADER],
        "Xác nhận tháng": [CONFIRMATIONS_HEADER, *K01_CONFIRMATIONS],
    },
}
FEED = """\
name: bang_gia
file: prices/bang_gia.csv
columns: {price_date: Ngày, item: Mặt hàng, market: Thị trường, price_type: Loại giá, unit: Đơn vị, price: Giá}
constants: {currency: VND}
date_order: dmy
price_types: {Bán buôn: wholesale}
"""
PRICES = """\
Ngày,Mặt hàng,Thị trường,Loại giá,Đơn vị,Giá
02/03/2023,Khóm,Kiên Giang,Bán buôn,đ/kg,8.000
02/03/2023,Khóm,Kiên Giang,Bán buôn,đ/kg,9.000
09/03/2023,Khóm,Kiên Giang,Bán buôn,đ/tạ,850.000
09/03/2023,Khóm,Kiên Giang,Bán buôn,đ/chục,120.000
16/03/2023,Trái lạ,Kiên Giang,Bán buôn,đ/kg,5.000
"""


def write_book(path: Path, tabs: dict[str, list[list]]) -> None:
    """One workbook as a person would leave it: dates as dates, everything else as typed."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in tabs.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, date):
                    cell.number_format = "dd/mm/yyyy"
    book.save(path)


def write_province(folder: Path) -> Path:
    """The whole province in `folder`; returns its config."""
    for name in ("sheets", "feeds", "prices"):
        (folder / name).mkdir(parents=True)
    for unit_code, tabs in BOOKS.items():
        write_book(folder / "sheets" / f"{unit_code}.xlsx", tabs)
    (folder / "feeds" / "bang_gia.yml").write_text(FEED, encoding="utf-8")
    (folder / "prices" / "bang_gia.csv").write_text(PRICES, encoding="utf-8")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    config = folder / "nongsan.toml"
    config.write_text(CONFIG, encoding="utf-8")
    return config
