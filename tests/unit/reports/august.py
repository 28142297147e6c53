"""A believable August 2023 of Kiên Giang as rpt_ rows, with its figures summed here as the warehouse would.

The rows are plain dicts of Python values, the shape in which reports receives them.
"""

from collections import defaultdict
from datetime import date, timedelta

from expectations.choices import choice, choice_labels

MONTH = date(2023, 8, 1)
JULY = date(2023, 7, 1)
UNITS = {
    "899": "Thành đoàn Rạch Giá", "900": "Thành đoàn Hà Tiên", "902": "Huyện đoàn Kiên Lương",
    "903": "Huyện đoàn Hòn Đất", "904": "Huyện đoàn Tân Hiệp", "905": "Huyện đoàn Châu Thành",
    "906": "Huyện đoàn Giồng Riềng", "907": "Huyện đoàn Gò Quao", "908": "Huyện đoàn An Biên",
    "909": "Huyện đoàn An Minh", "910": "Huyện đoàn Vĩnh Thuận", "911": "Thành đoàn Phú Quốc",
    "912": "Huyện đoàn Kiên Hải", "913": "Huyện đoàn U Minh Thượng", "914": "Huyện đoàn Giang Thành",
    "K01": "Đoàn Khối Các cơ quan và Doanh nghiệp tỉnh", "K02": "Đoàn Trường Đại học Kiên Giang",
    "K03": "Đoàn Công an tỉnh",
}  # fmt: skip
PRODUCTS = {
    "rice_ht": "Lúa Hè Thu", "pineapple": "Khóm (dứa Queen Tắc Cậu)", "banana_xiem": "Chuối xiêm",
    "shrimp_su": "Tôm sú (tôm - lúa)", "shrimp_the": "Tôm thẻ chân trắng", "coconut": "Dừa khô / dừa tươi",
    "veg_leafy": "Rau ăn lá", "cockle": "Sò huyết, sò lông, vẹm xanh", "durian": "Sầu riêng",
}  # fmt: skip
# product: lots, producers, area, expected, harvested, contracted, farm-gate price, transport
_SUPPLY = {
    "rice_ht": (46, 40, 812.5, 4560.25, 3980.0, 3900.0, 7350.0, 250.0),
    "pineapple": (38, 31, 126.4, 1893.333333, 1210.5, 1420.0, 6800.0, 600.0),
    "banana_xiem": (21, 20, 44.0, 352.0, 180.25, 204.5, 4200.0, 550.0),
    "shrimp_su": (17, 15, 190.0, 66.7, 41.2, 60.1, 186000.0, 3500.0),
    "shrimp_the": (9, 8, 22.3, 81.066667, 60.0, 81.066667, 98000.0, 3000.0),
    "coconut": (14, 12, None, 118.4, None, None, 5100.0, None),
    "veg_leafy": (33, 33, 18.75, 210.9, 205.3, 190.0, 11500.0, 900.0),
    "cockle": (6, 6, 35.0, 41.5, 20.0, 25.0, 72000.0, 2500.0),
    "durian": (4, 4, 6.2, 38.0, 30.0, 38.0, 62000.0, 1800.0),
}
# unit, product, channel, sales, sold, value, rescued, gift, households, processed
_SALES = (
    ("903", "rice_ht", "Thương lái", 22, 2410.5, 17355600000.0, 0.0, 0.0, 118, 0.0),
    ("904", "rice_ht", "Nhà máy chế biến", 9, 1250.0, 9125000000.0, 0.0, 0.0, 64, 0.0),
    ("905", "pineapple", "Chợ đầu mối", 17, 512.75, 3486700000.0, 0.0, 0.0, 71, 0.0),
    ("905", "pineapple", "Điểm bán của Đoàn", 12, 96.4, 530200000.0, 96.4, 5.5, 38, 0.0),
    ("907", "pineapple", "Nhà máy chế biến", 8, 388.2, 2484480000.0, 0.0, 0.0, 29, 120.5),
    ("913", "banana_xiem", "Trực tuyến", 14, 42.35, 169400000.0, 18.25, 1.2, 22, 8.4),
    ("909", "banana_xiem", "Điểm bán của Đoàn", 10, 61.0, 219600000.0, 61.0, 0.0, 35, 0.0),
    ("909", "shrimp_su", "Thương lái", 13, 38.6, 7179600000.0, 0.0, 0.0, 27, 0.0),
    ("902", "shrimp_the", "Siêu thị", 6, 24.75, 2475000000.0, 0.0, 0.0, 9, 0.0),
    ("899", "veg_leafy", "Siêu thị", 26, 88.125, 1101562500.0, 0.0, 0.0, 46, 0.0),
    ("906", "veg_leafy", "Trung tâm thương mại", 7, 21.4, 256800000.0, 0.0, 0.0, 12, 0.0),
    ("911", "cockle", "Khác", 3, 9.2, 690000000.0, 0.0, 0.3, 5, 0.0),
)
_DEMAND = {
    "rice_ht": (6, 5, 3900.0, 7400.0), "pineapple": (11, 9, 1310.5, 6900.0), "banana_xiem": (7, 6, 260.0, 4300.0),
    "veg_leafy": (8, 8, 175.4, 12100.0), "shrimp_su": (4, 4, 55.0, None),
}  # fmt: skip
_BUYERS = {"Thương lái": (14, 12, 3120.5), "Nhà máy chế biến": (8, 7, 2180.0), "Siêu thị": (9, 8, 300.0),
           "Chợ đầu mối": (5, 5, 100.4)}  # fmt: skip
_ACTIVITIES = {
    "Đăng tải mạng xã hội": (64, None, None, 182500), "Điểm bán": (18, 2140, 236, None),
    "Livestream bán hàng": (11, 95, 22, 46800), "Hội nghị kết nối": (3, 184, 12, None),
    "Ra quân tình nguyện": (9, 310, 298, None), "Tuyên truyền": (21, 1875, None, None),
}  # fmt: skip
_PRICES = (
    ("pineapple", "Chợ đầu mối Rạch Giá", "wholesale", 8200.0, 22, 7100.0),
    ("pineapple", "Siêu thị Co.opmart Rạch Giá", "retail", 13500.0, 9, 13500.0),
    ("banana_xiem", "Chợ đầu mối Rạch Giá", "wholesale", 5600.0, 21, 6400.0),
    ("rice_ht", "Kiên Giang", "farmgate", 7350.0, 23, 6750.0),
    ("shrimp_su", "Chợ An Biên", "wholesale", 205000.0, 12, 198000.0),
    ("shrimp_the", "Kiên Lương", "farmgate", 98000.0, 11, 105000.0),
    ("veg_leafy", "Chợ Rạch Sỏi", "retail", 18500.0, 20, 17200.0),
    ("cockle", "Chợ An Minh", "wholesale", 84000.0, 8, None),
)
_DIFFICULTIES = (
    ("Đầu ra", "905", "Khóm (dứa Queen Tắc Cậu)",
     "Khóm vào vụ thu hoạch rộ, nhà vườn còn khoảng 400 tấn chưa có thương lái đặt mua; liên hệ anh Hai 0918 123 456.",
     "Kết nối thêm nhà máy chế biến ngoài tỉnh và mở điểm bán tại Rạch Giá.", "Đang xử lý", date(2023, 8, 7)),
    ("Vận chuyển", "913", "Chuối xiêm", "Cầu yếu, xe trên 2.5 tấn không vào được vườn từ ngày 12.8.2023.",
     "Hỗ trợ ghe trung chuyển ra lộ lớn.", "Mới", date(2023, 8, 14)),
    ("Bảo quản", "911", "Sò huyết, sò lông, vẹm xanh", "Thiếu kho lạnh tại cảng, hao hụt cao.", None, "Mới",
     date(2023, 5, 3)),
    ("Giá cả", "902", "Tôm thẻ chân trắng", "Giá tôm thẻ giảm liên tục trong ba tuần.",
     "Đề nghị thông tin giá hằng tuần cho hộ nuôi.", "Đã giải quyết", date(2023, 8, 2)),
    ("Đầu ra", "909", "Chuối xiêm", "Chuối chín đồng loạt, thương lái <ép giá> & trả chậm #1 $x$ *thật*.",
     "Tổ chức livestream bán hàng.", "Đang xử lý", date(2023, 8, 21)),
)  # fmt: skip
_TREND = (
    (2, 1510.0, 40.0, 9.8e9, 3300.0, 800.0, 2500.0, 2100.0), (3, 2655.5, 120.5, 17.2e9, 5200.0, 1500.0, 3700.0, 2900.0),
    (4, 2210.0, 95.0, 15.1e9, 4100.0, 1210.0, 2890.0, 3100.0), (5, 1820.4, 60.0, 14.4e9, 3000.0, 640.0, 2360.0, 2750.0),
    (6, 2075.9, 210.2, 17.9e9, 4000.0, 1300.0, 2700.0, 3000.0),
    (7, 4398.0, 88.5, 40.1e9, 6900.0, 1730.0, 5170.0, 5150.0),
)  # fmt: skip
_TEAMS = (
    ("899", "Sẵn sàng", 4, 62), ("903", "Sẵn sàng", 3, 48), ("905", "Sẵn sàng", 5, 81), ("905", "Đang chuẩn bị", 1, 12),
    ("907", "Sẵn sàng", 3, 40), ("909", "Sẵn sàng", 2, 33), ("913", "Đang chuẩn bị", 2, 25), ("911", "Tạm dừng", 1, 10),
)  # fmt: skip
_RULES = (
    ("905", "Nguồn cung", "ambiguous_number", "error", 4), ("913", "Kết quả", "missing", "error", 2),
    ("909", "Kết quả", "unusual_price", "warning", 3), ("905", "Nhu cầu", "unknown_province", "error", 1),
    ("903", "Nguồn cung", "approximate", "warning", 6),
)  # fmt: skip


def _share(total, parts):
    """Split a total over units in the proportions of `parts`, the rest to the last."""
    pieces = [round(total * part, 6) for part in parts[:-1]]
    return [*pieces, total - sum(pieces)]


def _supply_rows():
    names = ("lots", "producers", "area_ha", "expected_t", "harvested_t", "contracted_t", "farmgate_price_vnd_kg",
             "transport_cost_vnd_kg")  # fmt: skip
    for code, values in _SUPPLY.items():
        row = {"month": MONTH, "product_code": code, "product_name": PRODUCTS[code], **dict(zip(names, values))}
        yield {**row, "unplaced_t": row["expected_t"] - (row["contracted_t"] or 0.0)}


def _supply_by_unit(rows):
    codes = ["903", "904", "905", "906", "907", "909", "913"]
    parts = [0.31, 0.17, 0.19, 0.08, 0.11, 0.09, 0.05]
    totals = {
        name: sum(row[name] or 0 for row in rows) for name in ("expected_t", "harvested_t", "contracted_t", "area_ha")
    }
    split = {name: _share(total, parts) for name, total in totals.items()}
    for place, code in enumerate(codes):
        values = {name: pieces[place] for name, pieces in split.items()}
        unplaced = values["expected_t"] - values["contracted_t"]
        yield {"month": MONTH, "unit_code": code, "unit_name": UNITS[code], "lots": 27 if place else 26,
               "producers": 24 if place else 25,
               **values, "unplaced_t": unplaced}  # fmt: skip


_SALE_NAMES = ("unit_code", "product_code", "channel", "sales", "sold_t", "value_vnd", "rescued_t", "gift_t",
               "households", "processed_t")  # fmt: skip


def _grouped(sales, keys, names):
    groups = defaultdict(lambda: defaultdict(float))
    for sale in sales:
        for name in names:
            groups[tuple(sale[key] for key in keys)][name] += sale[name]
    return [{"month": MONTH, **dict(zip(keys, key)), **values} for key, values in groups.items()]


def key_of(table, column, label):
    """The key of a choice by its label."""
    return {name: key for key, name in choice_labels(table, column).items()}[label]


def _named(rows):
    for row in rows:
        unit = {"unit_name": UNITS[row["unit_code"]]} if "unit_code" in row else {}
        product = {"product_name": PRODUCTS[row["product_code"]]} if "product_code" in row else {}
        yield {**row, **unit, **product}


def _outcome_rows():
    sales = [dict(zip(_SALE_NAMES, sale)) for sale in _SALES]
    money = ("sales", "sold_t", "value_vnd", "rescued_t", "gift_t", "households", "processed_t")
    channels = _grouped(sales, ("channel",), money)
    for row in channels:
        row["channel_key"] = key_of("sales", "channel", row["channel"])
    shares = {"Thương lái": 0.6, "Siêu thị": 0.15, "Chợ đầu mối": 0.15, "Điểm bán của Đoàn": 0.1}
    earlier = [
        {
            "month": date(2023, month, 1),
            "channel_key": key_of("sales", "channel", channel),
            "channel": channel,
            "sold_t": sold * share,
        }
        for month, sold, *_ in _TREND
        for channel, share in shares.items()
    ]
    products = list(_named(_grouped(sales, ("product_code",), money)))
    for row in products:
        row["average_price_vnd_kg"] = row["value_vnd"] / row["sold_t"] / 1000
    rescued = [{**sale, "quantity_t": sale["rescued_t"]} for sale in sales if sale["rescued_t"]]
    rescue = _named(_grouped(rescued, ("unit_code", "product_code"), ("quantity_t", *money)))
    processing = [
        {**row, "processed_share": row["processed_t"] / row["sold_t"]} for row in products if row["processed_t"]
    ]
    return {
        "outcomes_by_channel": [*earlier, *channels],
        "outcomes_by_product": products,
        "outcomes_by_unit": list(_named(_grouped(sales, ("unit_code",), money))),
        "rescue": list(rescue),
        "processing": processing,
    }


def _unit_rows():
    for place, (code, name) in enumerate(UNITS.items()):
        received = code != "912"
        yield {
            "month": MONTH, "unit_code": code, "unit_name": name, "expected": True, "received": received,
            "complete": received and code != "905", "on_time": received and code not in {"911", "K03"},
            "usable": received and code not in {"905", "913"}, "accepted_rows": 20 + 3 * place if received else 0,
            "quarantined_rows": 5 if code == "905" else 0, "open_errors": {"905": 5, "913": 2}.get(code, 0),
            "open_warnings": {"903": 6, "909": 3}.get(code, 0),
        }  # fmt: skip


def _calendar_rows():
    for week in range(8):
        for code, start, contracted in (
            ("pineapple", 160.5, 0.55),
            ("rice_ht", 420.0, 0.9),
            ("banana_xiem", 64.2, 0.4),
        ):
            supply = max(0.0, start - 18.0 * week)
            yield {"month": MONTH, "week_start": date(2023, 9, 4) + timedelta(weeks=week), "product_code": code,
                   "product_name": PRODUCTS[code], "supply_t": supply, "contracted_t": supply * contracted,
                   "unplaced_t": supply * (1 - contracted)}  # fmt: skip


def _totals(sections):
    adding = {"count": ("lots", "requests", "sales", "households", "activities", "participants", "volunteers", "reach",
                        "accepted_rows", "quarantined_rows", "open_errors", "open_warnings", "producers"),
              "ha": ("area_ha",), "vnd": ("value_vnd",),
              "t": ("expected_t", "harvested_t", "contracted_t", "unplaced_t", "quantity_t", "sold_t", "rescued_t",
                    "gift_t", "processed_t", "supply_t")}  # fmt: skip
    for section, rows in sections.items():
        current = [row for row in rows if row["month"] == MONTH]
        for measure, names in adding.items():
            for name in names:
                stated = [row[name] for row in current if row.get(name) is not None]
                if stated and section != "trend":
                    yield _figure(f"{section}.{name}", sum(stated), measure)


def _figure(figure_id, value, measure, previous=None, year_to_date=None):
    change = None if previous is None or value is None else value - previous
    return {
        "month": MONTH, "figure_id": figure_id, "section": figure_id.split(".")[0], "name": figure_id.split(".")[1],
        "unit_code": None, "product_code": None, "value": value, "measure": measure, "previous_value": previous,
        "change": change, "change_rate": change / previous if change is not None and previous else None,
        "year_to_date": year_to_date,
    }  # fmt: skip


def _headlines(totals):
    value = {row["figure_id"]: row["value"] for row in totals}
    sold, money = value["outcomes_by_channel.sold_t"], value["outcomes_by_channel.value_vnd"]
    rescued = value["outcomes_by_channel.rescued_t"]
    year = [sum(row[place] for row in _TREND) for place in range(4)]
    yield _figure("headline.sold_t", sold, "t", 4398.0, year[1] + sold)
    yield _figure("headline.sold_value_vnd", money, "vnd", 40.1e9, year[3] + money)
    yield _figure("headline.rescued_t", rescued, "t", 88.5, year[2] + rescued)
    yield _figure("headline.gift_t", 7.0, "t", 0.0, 31.5)
    yield _figure("headline.processed_t", 128.9, "t", 131.4, 812.6)
    yield _figure("headline.households", 476, "count", 402, 2210)
    yield _figure("headline.producers_supported", 164, "count", 151, None)
    yield _figure("headline.expected_supply_t", value["supply.expected_t"], "t", 6900.0, None)
    yield _figure("headline.unplaced_t", value["supply.unplaced_t"], "t", 1730.0, None)
    yield _figure("headline.demand_t", value["demand.quantity_t"], "t", 5150.0, None)
    yield _figure("headline.activities", 126, "count", 98, 702)
    yield _figure("headline.volunteers", 568, "count", 568, 3105)
    yield _figure("headline.received_rate", 17 / 18, "rate", 16 / 18)
    yield _figure("headline.on_time_rate", 15 / 18, "rate", 15 / 18)
    yield _figure("headline.on_time_of_received_rate", 15 / 17, "rate", 15 / 16)
    yield _figure("headline.usable_rate", 15 / 18, "rate", 14 / 18)


def _counts():
    for name, value in (("reporting.expected", 18), ("reporting.received", 17), ("teams.teams", 21),
                        ("teams.members", 311), ("teams.teams.ready", 17), ("teams.teams.preparing", 3),
                        ("teams.teams.paused", 1), ("difficulties.difficulties", 5), ("difficulties.open", 4),
                        ("difficulties.raised", 4), ("difficulties.open_units", 4), ("teams.ready_units", 5),
                        ("reporting.silent", 1), ("reporting.late", 2), ("reporting.unusable", 2),
                        ("quality.issues.error", 7), ("quality.issues.warning", 9)):  # fmt: skip
        yield _figure(name, value, "count")


def august_rows():
    """All rpt_ rows of the month, keyed by model."""
    supply = list(_supply_rows())
    sections = {
        "supply": supply,
        "supply_by_unit": list(_supply_by_unit(supply)),
        "demand": [
            {"month": MONTH, "product_code": code, "product_name": PRODUCTS[code],
             **dict(zip(("requests", "buyers", "quantity_t", "price_vnd_kg"), values))}
            for code, values in _DEMAND.items()
        ],
        "demand_by_buyer_type": [
            {"month": MONTH, "buyer_type": kind, **dict(zip(("requests", "buyers", "quantity_t"), values))}
            for kind, values in _BUYERS.items()
        ],
        "communication": [
            {"month": MONTH, "activity_type": kind,
             **dict(zip(("activities", "participants", "volunteers", "reach"), values))}
            for kind, values in _ACTIVITIES.items()
        ],
        **_outcome_rows(),
        "units": list(_unit_rows()),
        "harvest_calendar": list(_calendar_rows()),
    }  # fmt: skip
    totals = list(_totals(sections))
    sections["figures"] = [*_headlines(totals), *totals, *_counts()]
    sections |= _loose_sections()
    return {f"rpt_monthly__{name}": rows for name, rows in sections.items()}


def _loose_sections():
    trend_names = ("sold_t", "rescued_t", "sold_value_vnd", "expected_t", "unplaced_t", "contracted_t", "demand_t")
    trend = [{"month": date(2023, month, 1), **dict(zip(trend_names, values))} for month, *values in _TREND]
    trend.append(
        {"month": MONTH, **dict(zip(trend_names, (4943.275, 175.65, 45.07e9, 7362.15, 1443.5, 5918.7, 5700.9)))}
    )
    trend.append(
        {"month": date(2023, 9, 1), "sold_t": None, "expected_t": 5100.0, "unplaced_t": 2300.0, "demand_t": None}
    )
    return {
        "farmgate": [
            {"month": MONTH, "product_code": code, "product_name": PRODUCTS[code],
             "farmgate_price_vnd_kg": values[6], "transport_cost_vnd_kg": values[7]}
            for code, values in _SUPPLY.items()
        ],
        "prices": [
            {"month": MONTH, "product_code": code, "product_name": PRODUCTS[code], "market": market, "price_type": kind,
             "price_type_name": choice("mart_prices", "price_type", kind), "price_vnd_kg": price, "observations": seen,
             "previous_price_vnd_kg": before,
             "change_rate": None if before is None else (price - before) / before}
            for code, market, kind, price, seen, before in _PRICES
        ],
        "teams": [
            {"month": MONTH, "unit_code": code, "unit_name": UNITS[code], "readiness": state,
             "state": key_of("teams", "readiness", state), "teams": n, "members": m}
            for code, state, n, m in _TEAMS
        ],
        "difficulties": [
            {"month": MONTH, "theme_key": key_of("difficulty_themes", "theme", theme), "theme": theme,
             "unit_code": code, "unit_name": UNITS[code], "product_name": product, "is_open": status != "Đã giải quyết",
             "difficulty": difficulty, "proposal": proposal, "status": status, "raised_on": raised_on,
             "is_raised_in_month": raised_on >= MONTH}
            for theme, code, product, difficulty, proposal, status, raised_on in _DIFFICULTIES
        ],
        "quality": [
            {"month": MONTH, "unit_code": code, "unit_name": UNITS[code], "tab": tab, "rule": rule,
             "severity": severity, "issues": issues}
            for code, tab, rule, severity, issues in _RULES
        ],
        "trend": trend,
    }  # fmt: skip
