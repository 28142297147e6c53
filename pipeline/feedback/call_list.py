"""Each unit's call list: who to phone, what to offer him, until when; written into that unit's own spreadsheet only.

Says nothing that changes by the clock alone, so that a list is written again only when it is another list.
"""

from collections.abc import Mapping
from datetime import date

from connectors.sheets.feedback import ReportCell
from connectors.warehouse import Selection
from expectations.choices import choice
from vietnamese.dates import short_date
from vietnamese.numbers import number_trimmed
from vietnamese.phrases import lower_first

TITLE = "GỢI Ý KẾT NỐI TIÊU THỤ"
_HINT = (
    "Mời đơn vị gọi cho bên mua theo thứ tự dưới đây. Kết nối xong, hãy ghi vào Đã có đầu ra của nguồn cung và sửa "
    "Trạng thái của nhu cầu. Số điện thoại chỉ dùng để kết nối, không chuyển cho người khác."
)
_HEADER = ("STT", "Tấn", "Nông sản", "Ô", "Đơn vị thu mua", "Người liên hệ", "Nội dung chào bán", "Hạn giao")
CALLS = Selection(
    "marts.mart_link_plan_named",
    (
        "unit_code", "sheet_row", "tab", "producer_name", "product_name", "quantity_t", "pool_id", "from_on", "to_on",
        "net_price_vnd_kg", "transport_cost_vnd_kg", "members", "pool_t", "min_lot_t", "buyer_name",
        "buyer_province_name", "contact_name", "phone", "price_vnd_kg", "delivery", "request_key", "holder_name",
        "claimed", "delivered",
    ),
    order_by=("unit_code", "to_on", "-quantity_t", "lot_id", "request_id"),
)  # fmt: skip


def call_list(calls: tuple[Mapping, ...]) -> list[tuple[ReportCell, ...]]:
    """The section of the tab Kết quả kiểm tra under the issues; [] where there is nobody to call.

    calls: rows of CALLS of one unit, `from_on` None where the day has come.
    """
    if not calls:
        return []
    rows = [_call(number, call) for number, call in enumerate(calls, start=1)]
    header = tuple(ReportCell(text, is_bold=True) for text in _HEADER)
    return [(), (ReportCell(TITLE, is_bold=True),), (ReportCell(_HINT),), header, *rows]


def _call(number: int, call: Mapping) -> tuple[ReportCell, ...]:
    cell = f"A{int(call['sheet_row'])}"
    return (
        ReportCell(number),
        ReportCell(_t(call["quantity_t"])),
        ReportCell(call["product_name"]),
        ReportCell(cell, link=(call["tab"], cell)),
        ReportCell(f"{call['buyer_name']} ({call['buyer_province_name']})"),
        ReportCell(_contact(call)),
        ReportCell(" ".join((_offer(call), *_pool(call), *_kept(call)))),
        ReportCell(short_date(call["to_on"])),
    )


def _t(tonnes: float) -> str:
    return number_trimmed(tonnes, 3)


def _contact(call: Mapping) -> str:
    said = ", ".join(text for text in (call["contact_name"], _phone(call["phone"])) if text)
    if call["phone"]:
        return said
    holder = call["holder_name"] or f"nhu cầu {call['request_key']}"
    asked = f"hỏi số ở {holder}" if call["holder_name"] else f"chưa ghi số ở {holder}"
    return f"{said} ({asked})" if said else asked


def _phone(phone: str | None) -> str | None:
    """+84990048661 -> 0990 048 661; another form stays as it is."""
    if not phone or not phone.startswith("+84"):
        return phone
    digits = f"0{phone[3:]}"
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}" if len(digits) == 10 else digits


def _offer(call: Mapping) -> str:
    place = f"giao {lower_first(call['delivery'])}" if call["delivery"] else "nơi giao do hai bên thỏa thuận"
    start: date | None = call["from_on"]
    since = f"từ {short_date(start)} " if start else ""
    return (
        f"Chào {_t(call['quantity_t'])} tấn của {call['producer_name']}, {place}, {since}đến "
        f"{short_date(call['to_on'])}, {_price(call)}."
    )


def _price(call: Mapping) -> str:
    if call["price_vnd_kg"] is None:
        return "giá do hai bên thỏa thuận"
    price, net = call["price_vnd_kg"], call["net_price_vnd_kg"]
    said = f"bên mua trả {number_trimmed(price, 0)} đ/kg"
    if net != price:
        return f"{said}, trừ vận chuyển còn {number_trimmed(net, 0)} đ/kg"
    is_far = call["delivery"] == choice("demand", "delivery", "at_buyer") and not call["transport_cost_vnd_kg"]
    return f"{said}, chưa trừ phí vận chuyển vì nguồn cung chưa ghi" if is_far else said


def _pool(call: Mapping) -> list[str]:
    if not call["pool_id"]:
        return []
    return [
        f"Gom chung {call['members']} hộ, tổ, HTX thành lô {_t(call['pool_t'])} tấn vì bên mua lấy từ "
        f"{_t(call['min_lot_t'])} tấn mỗi lô."
    ]


def _kept(call: Mapping) -> list[str]:
    if not call["claimed"]:
        return ["Bên mua này chưa có lần mua nào để đánh giá."]
    return [f"Bên mua này đã mua {call['delivered']} trong {call['claimed']} nhu cầu trước."]
