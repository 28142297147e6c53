"""Two units on 4 April 2023 with lots and requests whose best plan can be worked out by hand.

Every product stands for one thing that can happen to a lot; the tonnes and prices stand in `test_golden_linking.py`.
"""

from datetime import date
from pathlib import Path

from tests.golden.province import BOOKS, CONFIRMATIONS_HEADER, DEMAND_HEADER, SALES_HEADER, SUPPLY_HEADER, write_book
from tests.golden.province import write_province as write_golden

D = date
BUYER_PHONES = ("0912345678", "0987 654 321", "0297.3.812.345", "0977 888 999")


def _lot(
    key, commune, producer, kind, product, days, expected, contracted=None, price=None, transport=None, help_=None
):
    return [key, None, commune, producer, kind, "0901111222", product, None, None, *days, expected, None, contracted,
            price, transport, None, None]  # fmt: skip


def _request(key, buyer, product, tonnes, days, status="Đang tìm", *, least=None, price=None, place=None, contact=None,
             phone=None):  # fmt: skip
    return [key, buyer, "Thương lái", "Kiên Giang", product, tonnes, least, price, place, *days, contact, phone, status,
            None]  # fmt: skip


def _sale(key, on, producer, product, buyer, tonnes, price):
    return [key, on, None, None, producer, product, buyer, "Thương lái", "Thường xuyên", tonnes, price, *[None] * 4]


APRIL = (D(2023, 4, 1), D(2023, 4, 20))
SUPPLY = [
    _lot("SUP-0001", "Vĩnh Tuy", "HTX Khóm A", "Hợp tác xã", "Khóm", APRIL, 20, 8, 6000, 500),
    _lot("SUP-0002", "Vĩnh Tuy", "Hộ Bảy", "Hộ cá thể", "Chuối xiêm", (D(2023, 4, 6), D(2023, 4, 18)), 2),
    _lot("SUP-0003", "Vĩnh Tuy", "Hộ Tám", "Hộ cá thể", "Chuối xiêm", (D(2023, 4, 6), D(2023, 4, 18)), 1.5),
    _lot("SUP-0004", "Định An", "Hộ Chín", "Hộ cá thể", "Sầu riêng", APRIL, 4),
    _lot("SUP-0005", "Định An", "Hộ Mười", "Hộ cá thể", "Gừng", APRIL, 3, None, 20000),
    _lot("SUP-0006", "Định An", "Hộ Mười", "Hộ cá thể", "Dưa hấu", (D(2023, 3, 25), D(2023, 4, 5)), 5),
    _lot("SUP-0007", "Định An", "Tổ hợp tác Định An", "Tổ hợp tác", "Khoai lang", APRIL, 10, None, 4000),
    _lot("SUP-0008", "Định An", "Hộ Mười", "Hộ cá thể", "Khóm", (D(2023, 3, 1), D(2023, 3, 20)), 9),
    _lot("SUP-0009", "Định An", "Hộ Mười", "Hộ cá thể", "Xoài", APRIL, 1, None, None, 3000),
]
DEMAND = [
    _request("DEM-0001", "Siêu thị Sao", "Khóm", 10, APRIL, price=7000, place="Tại kho bên mua", phone="0987 654 321"),
    _request("DEM-0002", "Vựa Hủy 0977 888 999", "Khóm", 50, APRIL, "Hủy", price=9000),
    _request("DEM-0003", "Vựa Kết", "Khóm", 5, APRIL, "Đã kết nối", price=6500),
    _request("DEM-0004", "Vựa Minh", "Khoai lang", 8, APRIL, price=5000, phone="0297.3.812.345"),
    _request("DEM-0005", "Vựa Minh", "Gừng", 9, APRIL, price=15000),
    _request("DEM-0006", "Vựa Minh", "Dưa hấu", 9, (D(2023, 4, 20), D(2023, 4, 30))),
    _request("DEM-0007", "Vựa Minh", "Xoài", 9, APRIL, price=2000, place="Tại kho bên mua"),
]
K01_DEMAND = [
    _request(
        "DEM-0001",
        "Nhà máy Mít",
        "Chuối xiêm",
        3.5,
        (D(2023, 4, 8), D(2023, 4, 20)),
        least=3,
        price=5000,
        place="Tại vườn",
        contact="Chị Tư",
        phone="0912345678",
    ),
]
SALES = [
    _sale("SAL-0001", D(2023, 4, 2), "Tổ hợp tác Định An", "Khoai lang", "Vựa Minh", 6, 5000),
    _sale("SAL-0002", D(2023, 4, 3), "HTX Khóm A", "Khóm", "vựa  KẾT", 3, 6400),
    _sale("SAL-0003", D(2023, 4, 3), "HTX Khóm A", "Khóm", "Vựa Hủy", 1, 6400),
]
NIL = [CONFIRMATIONS_HEADER, [3, "x", "Lê Thị Lập", D(2023, 4, 1), None]]


def write_linking_province(folder: Path) -> Path:
    """The province in `folder`; returns its config. Its gate lets March pass."""
    config = write_golden(folder)
    own = {
        "907": {
            "Nguồn cung": [SUPPLY_HEADER, *SUPPLY],
            "Nhu cầu": [DEMAND_HEADER, *DEMAND],
            "Kết quả": [SALES_HEADER, *SALES],
        },
        "K01": {"Nguồn cung": [SUPPLY_HEADER], "Nhu cầu": [DEMAND_HEADER, *K01_DEMAND], "Kết quả": [SALES_HEADER]},
    }
    for unit_code, tabs in own.items():
        headers = {title: [rows[0]] for title, rows in BOOKS[unit_code].items()}
        write_book(folder / "sheets" / f"{unit_code}.xlsx", headers | tabs | {"Xác nhận tháng": NIL})
    return config
