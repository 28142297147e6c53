"""Hand-made typed rows as the reading gives them, clean unless a test changes one thing."""

import pandas as pd

from expectations.contract import load_contracts

CONTRACTS = load_contracts()
READ_AT = pd.Timestamp("2023-08-31T10:00:00Z")
DATE_TYPES = ("date",)
PRODUCTS = pd.DataFrame(
    {
        "product_code": ["pineapple", "rice_ht", "crab"],
        "group_code": ["pineapple", "rice", "crab"],
        "yield_low_t_ha": [None, 2.755, None],
        "yield_high_t_ha": [None, 8.4, None],
        "yield_ceiling_t_ha": [120.0, 15.0, None],
        "reference_price_vnd_kg": [8000.0, 6322.0, None],
    }
)

CLEAN = {
    "supply": {
        "row_id": "SUP-0001", "origin_province": None, "origin_province_code": None, "commune": "Thạnh Hưng",
        "commune_code": "30928", "producer_name": "Nguyễn Văn Tám", "producer_type": "Hộ cá thể", "phone": None,
        "product": "Lúa Hè Thu", "product_code": "rice_ht", "season": "Hè Thu", "area_ha": 2.0,
        "harvest_start": "2023-07-01", "harvest_end": "2023-07-20", "expected_t": 11.0, "harvested_t": 4.0,
        "contracted_t": 8.0, "farmgate_price_vnd_kg": 6500.0, "transport_cost_vnd_kg": 300.0, "needs_support": None,
        "note": None,
    },
    "demand": {
        "row_id": "DEM-0001", "buyer_name": "Công ty A", "buyer_type": "Doanh nghiệp", "buyer_province": "Tiền Giang",
        "buyer_province_code": "82", "product": "Khóm", "product_code": "pineapple", "quantity_t": 50.0,
        "min_lot_t": 5.0, "price_vnd_kg": 9000.0, "delivery": "Tại vườn", "window_start": "2023-05-01",
        "window_end": "2023-05-31", "contact_name": None, "phone": None, "status": "Đang tìm", "note": None,
    },
    "sales": {
        "row_id": "SAL-0001", "sold_on": "2023-07-15", "origin_province": None, "origin_province_code": None,
        "commune": "Thạnh Hưng", "commune_code": "30928", "producer_name": "Nguyễn Văn Tám", "product": "Lúa Hè Thu",
        "product_code": "rice_ht", "buyer_name": "Vựa Hai", "channel": "Thương lái", "kind": "Thường xuyên",
        "quantity_t": 3.2, "price_vnd_kg": 6500.0, "value_vnd": 20_800_000.0, "households": 1.0,
        "processed_form": None, "note": None,
    },
    "activities": {
        "row_id": "ACT-0001", "held_on": "2023-07-15", "activity_type": "Điểm bán", "commune": None,
        "commune_code": None, "description": "Mở điểm bán", "quantity": 1.0, "participants": 20.0, "volunteers": 5.0,
        "reach": None, "link": None,
    },
    "teams": {
        "row_id": "TEA-0001", "commune": None, "commune_code": None, "team_name": "Đội xung kích", "leader": None,
        "phone": None, "members": 15.0, "location": None, "readiness": "Sẵn sàng", "facilities": None, "note": None,
    },
    "difficulties": {
        "row_id": "DIF-0001", "raised_on": "2023-05-12", "commune": None, "commune_code": None, "producer_name": None,
        "product": None, "product_code": None, "difficulty": "Giá giảm", "proposal": None, "status": "Đã giải quyết",
        "resolved_on": "2023-05-20",
    },
    "confirmations": {
        "month": 7.0, "nil_report": True, "prepared_by": "Lê Minh Châu", "confirmed_on": "2023-08-01", "note": None,
    },
}  # fmt: skip


def make_rows(table, *changes, unit_code="906", snapshot_id="s1", fetched_at=READ_AT, first_row=5):
    """One row a change of the clean row, from sheet row 5 on; `{}` is the clean row itself.

    A change may set the platform's own columns too.
    """
    records = [
        {
            "unit_code": unit_code, "snapshot_id": snapshot_id, "fetched_at": fetched_at, "sheet_row": first_row + at,
            "row_key": f"key-{first_row + at}", "is_refused": False,
            **CLEAN[table],
            **({"row_id": f"{table}-{unit_code}-{first_row + at}"} if "row_id" in CLEAN[table] else {}),
            **change,
        }
        for at, change in enumerate(changes)
    ]  # fmt: skip
    rows = pd.DataFrame(records)
    for column in CONTRACTS[table].columns:
        if column.type in DATE_TYPES:
            rows[column.name] = pd.to_datetime(rows[column.name]).astype("datetime64[ns]")
    return rows


def columns_at(table, *snapshot_ids):
    """Columns in the order of the template, the first in column A."""
    order = {column.name: at for at, column in enumerate(CONTRACTS[table].columns)}
    return dict.fromkeys(snapshot_ids or ("s1",), order)
