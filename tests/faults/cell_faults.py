"""Faults of single cells: what people type, kind by kind, into which columns.

In the texts {} is the row's own value as a Vietnamese writes it; other names in braces are in `_words`.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from random import Random
from types import EllipsisType

from connectors.cells import NO_RESULT
from connectors.demo.wording import decomposed, in_tcvn3
from tests.faults.edits import Edit, Fault, severity
from tests.faults.province import Row, Written

TONNES = ("supply.expected_t", "demand.quantity_t", "sales.quantity_t")
STOCK = ("supply.harvested_t", "supply.contracted_t")
AREA = ("supply.area_ha",)
PRICE = ("supply.farmgate_price_vnd_kg", "sales.price_vnd_kg", "demand.price_vnd_kg")
COUNT = ("sales.households", "activities.participants", "teams.members")
EVENT = ("sales.sold_on", "activities.held_on", "difficulties.raised_on")
START, END = ("supply.harvest_start", "demand.window_start"), ("supply.harvest_end", "demand.window_end")
NAME = ("supply.producer_name", "sales.producer_name", "demand.buyer_name", "teams.team_name")
WORDS = (
    *NAME,
    "activities.description",
    "difficulties.difficulty",
    "difficulties.proposal",
    "confirmations.prepared_by",
)
CHOICE = (
    "supply.producer_type", "demand.buyer_type", "demand.status", "sales.channel", "sales.kind",
    "activities.activity_type", "teams.readiness", "difficulties.status",
)  # fmt: skip
PHONE = ("supply.phone", "demand.phone", "teams.phone")
COMMUNE = ("supply.commune", "sales.commune", "activities.commune", "teams.commune")
PRODUCT = ("supply.product", "sales.product", "demand.product")
MONTH = ("confirmations.month",)
NEEDED = (
    "supply.commune", "supply.producer_name", "supply.producer_type", "supply.product", "supply.harvest_start",
    "supply.harvest_end", "supply.expected_t", "demand.buyer_name", "demand.buyer_type", "demand.buyer_province",
    "demand.product", "demand.quantity_t", "demand.window_start", "demand.window_end", "demand.status",
    "sales.sold_on", "sales.producer_name", "sales.product", "sales.channel", "sales.kind", "sales.quantity_t",
    "sales.price_vnd_kg", "activities.held_on", "activities.activity_type", "activities.description",
    "teams.team_name", "teams.members", "teams.readiness", "difficulties.raised_on", "difficulties.difficulty",
    "difficulties.status", "difficulties.resolved_on", "confirmations.month", "confirmations.prepared_by",
)  # fmt: skip

_LONGEST_LABEL = 60

# fmt: off
# kind, columns, what is typed; the cell is refused
REFUSED: tuple[tuple[str, tuple[str, ...], tuple[Written, ...]], ...] = (
    ("missing", NEEDED, (None, None, None, "  ", "\u200b", "\u00a0")),
    ("missing", (*TONNES, *PRICE[1:2]), ("chưa có số liệu", "đang tổng hợp", "...", "?")),
    ("missing", NAME, ("-", "—")),
    ("formula_text", (*TONNES, *PRICE, *EVENT, *START), ("=SUM(K5:K9)", "=A1*2", "+SUM(A1:A3)", "=VLOOKUP(A2;B:C;2)")),
    ("formula_text", (*NAME, *PRODUCT, *COMMUNE, *CHOICE), ("=A1", '=HYPERLINK("http://x";"Xem")')),
    ("formula_text", (*PHONE, "activities.link"), ("=A1&B1",)),
    ("spreadsheet_error", (*TONNES, *EVENT, *NAME, *PRODUCT, *CHOICE), ("#REF!", "#VALUE!", "#N/A", "#DIV/0!")),
    ("spreadsheet_error", (*TONNES[2:], *EVENT), ("#ERROR!",)),
    ("no_result", (*TONNES[2:], *EVENT, *CHOICE[3:6], "sales.value_vnd"), (NO_RESULT,)),
    ("still_loading", (*TONNES[2:], *EVENT, *NAME[1:2], *PRICE[1:2]), ("Loading...", "Loading…", "Đang tải...")),
    ("lossy_encoding", (*NAME, *PRODUCT[:2], *COMMUNE[:1]), ("{lost}",)),
    ("lossy_encoding", WORDS, ("Nguy?n V?n H?ng", "H\ufffdp t\ufffdc x\ufffd", "Thi?u kho l?nh")),
    ("ditto_in_number", (*TONNES, *PRICE, *COUNT, *EVENT, *PHONE), ('"', "nt", "như trên", "〃", "''")),
    ("not_a_number", (*TONNES, *AREA), ("x", "nhiều", "ít lắm", "5 5 tấn", "abc123", "2 tạ 3 tấn", True)),
    ("not_a_number", TONNES[1:], ("hết rồi", "chưa xong", "bán hết", "đã bán hết rồi", "xong")),
    ("not_a_number", (*COUNT, *MONTH), ("vài ba", "rất đông", "5;6;7", "mười rưỡi")),
    ("not_a_number", PRICE, ("rẻ", "10.000.00,5.", "tùy loại 5 đến 6 đến 7")),
    ("ambiguous_number", (*TONNES, *STOCK), ("1.500", "2,250", "12.125", " 3.750 ", "4,500 tấn", "500k", "1 tấn 5")),
    ("ambiguous_number", AREA, ("1.250", "3,500", "12,125 ha", "5 triệu")),
    ("ambiguous_number", PRICE, ("12 rưỡi", "1,250 triệu")),
    ("not_an_integer", COUNT, ("2,5", 12.5, "7,5 người")),
    ("unknown_unit", TONNES, ("10 giỏ", "12 xe", "20 bao", "3 ghe", "30 thùng", "8 cần xé", "5 tấm", "12 và hơn nữa")),
    ("regional_unit", AREA, ("3 mẫu", "5 sào", "2,5 mẫu đất", "4 mẫu ruộng")),
    ("no_weight", TONNES, ("500 chục", "2000 trái", "2 thiên", "300 quả", "40 buồng")),
    ("no_weight", PRICE, ("70.000 đ/chục", "3950 VNĐ/Quả", "12k/trái")),
    ("wrong_dimension", TONNES, ("5 ha", "3 triệu đồng", "20%", "4 tấn/ha", "12 lít", "15 người")),
    ("wrong_dimension", AREA, ("5 tấn", "10 triệu đồng", "3 vụ")),
    ("wrong_dimension", (*PRICE, "sales.value_vnd"), ("50 triệu đồng/ha", "12 tấn", "5 ha", "10%")),
    ("foreign_currency", (*PRICE, "sales.value_vnd"), ("560 USD", "$0,35", "12 tệ", "3 euro")),
    ("conflicting_forms", AREA, ("75 công (6 ha)", "2 ha (15 công)", "3.500 m2 (0,5 ha)")),
    ("conflicting_forms", TONNES, ("3 tấn (25 tạ)", "2 tấn (2500 kg)")),
    ("fraction", (*TONNES, *COUNT), ("46/66", "1/2 tấn", "3/4", "12/15 (hộ)")),
    ("letter_o", (*TONNES, *PRICE, *COUNT), ("12O", "1O", "2oo", "l5", "1.O00 ")),
    ("excel_date_in_number", TONNES, (date(2023, 5, 2), "2023-05-02", "02/05/2023", "2-5-2023", "2023-12-04 00:00:00")),
    ("excel_date_in_number", (*PRICE, *COUNT), (date(2023, 3, 7), "7/3/2023")),
    ("excel_date_in_number", COUNT, ("03082023", 20230803, "8-2023")),
    ("phone_in_number", (*COUNT, "activities.reach"), ("0912345678", 912345678, "02973812345")),
    ("phone_in_number", PRICE, (387654321, "0387654321")),
    ("precision_lost", ("sales.value_vnd",), ("9,123456E+11", 1e16)),
    ("too_large", TONNES, (3e9, "3.000.000.000")),
    ("text_too_long", ("activities.description", "difficulties.difficulty"), ("rất dài " * 1_300,)),
    ("precision_lost", PHONE, ("9,12346E+08", "8.4912E+10")),
    ("reversed_range", (*TONNES, *PRICE), ("30-20", "từ 9 đến 7", "12 – 8", "900 tới 100")),
    ("negative", (*TONNES, *STOCK, *PRICE, *COUNT), (-5, -1.5, "-2,5", "−3", "- 4")),
    ("not_positive", (*TONNES, *AREA), (0, "0", "0,0", "-", "không", "0,00")),
    ("zero_price", PRICE, (0, "0", "0 đ/kg", "0đ", "không")),
    ("out_of_range", MONTH, (0.0, 13, 25, "Tháng 13", "Tháng 14", 2023)),
    ("out_of_range", ("teams.members", "activities.quantity"), (0, "0")),
    ("invalid_date", (*EVENT, *START, *END), ("31/4/2023", "15/13/2023", "30/2/2023", "hôm qua", "5/1923", 3.0, 99)),
    ("partial_date", EVENT, ("tháng {m}", "cuối tháng {m}", "{m}/{y}", "quý II", 2023)),
    ("approximate", EVENT, ("khoảng {d}/{m}/{y}", "tầm {d}/{m}", "độ ngày {d}/{m}/{y}")),
    ("date_range", EVENT, ("10-12/{m}/{y}", "từ 3/{m} đến 9/{m}/{y}", "tháng 3 - tháng 4")),
    ("lunar_date", (*EVENT, *START, *END), ("tháng {m} âm lịch", "15/{m} ÂL", "rằm tháng 7", "23 tháng chạp")),
    ("season_word", (*START, *END), ("vụ Hè Thu", "quanh năm", "đang thu hoạch", "cuối vụ")),
    ("season_word", EVENT, ("xong rồi", "hết rồi")),
    ("unknown_choice", CHOICE, ("Văn nghệ", "abc", "Loại 3", "không rõ lắm", 7, "Chợ Lớn")),
    ("unknown_flag", ("supply.needs_support", "confirmations.nil_report"), ("gấp lắm", "hai", 5, "xong rồi")),
    ("unknown_flag", ("confirmations.nil_report",), ("hết rồi", "chưa xong")),
    ("unknown_province", ("supply.origin_province", "sales.origin_province"), ("tỉnh nhà", "Sài Gòn Mới")),
    ("letter_o", ("supply.contracted_t", "demand.min_lot_t"), ("l5", "1O")),
    ("invalid_phone", PHONE, ("12345", "09123", "gọi chị Ba", "0912 345", "1900")),
    ("invalid_url", ("activities.link",), ("xem trang xã", "facebook", "đã đăng", "http:/x")),
    ("footnote_mark", TONNES, ("10³", "²", "1²5", "①")),
    ("unknown_product", PRODUCT, ("Mãng cầu xiêm", "Thanh long ruột đỏ", "108", "Bồn bồn", "Xe máy", "Kóm Tắc Cậu 1")),
    ("ambiguous_product", PRODUCT[1:], ("Củ sắn", "cu san", "CỦ SẮN")),
    ("several_products", PRODUCT, ("Khóm, xoài", "Sầu riêng và măng cụt", "Khóm + dưa hấu", "tôm sú; cua biển")),
    ("season_needed", ("sales.product", "demand.product"), ("Lúa", "lúa tươi", "LÚA", "thóc")),
    ("unknown_commune", COMMUNE[:1], ("Hòa Phước Tây", "Vĩnh Mỹ Đông Hạ", "Xã không tên", "ấp 5")),
    ("outside_province", COMMUNE[:1], ("Tân Phú Trung", "Hòa Hiệp Bắc", "Bà Điểm")),
    ("unknown_province", ("demand.buyer_province",), ("Sài Gòn Mới", "tỉnh nhà", "ABC", "Trung Quốc")),
)  # fmt: skip

# kind, columns, what is typed; the cell is read, with a warning, as the value it had
REMARKED: tuple[tuple[str, tuple[str, ...], tuple[Written, ...]], ...] = (
    ("approximate", (*TONNES, *STOCK, *AREA), ("khoảng {}", "~{}", "≈ {}", "ước {}", "tầm {}", "{} (ước tính)")),
    ("approximate", PRICE, ("khoảng {}", "~{} đ/kg", "tầm {k}k")),
    ("lower_bound", TONNES, ("trên {} tấn", "hơn {}", ">{}", "ít nhất {} tấn", "{} tấn trở lên", "từ {} tấn")),
    ("upper_bound", TONNES, ("gần {} tấn", "dưới {}", "<{}", "tối đa {} tấn", "không quá {}")),
    ("range", TONNES, ("{}-{more} tấn", "{} - {more}", "từ {} đến {more} tấn", "{} tới {more}")),
    ("range", PRICE, ("{}-{more}", "{}–{more} đ/kg", "từ {} đến {more} đồng")),
    ("implied_unit", ("demand.quantity_t",), ("{whole} tấn {rest}",)),
    ("explicit_nil", ("supply.contracted_t",), ("-", "không", "không có", "–", "ko")),
    ("number_words", TONNES, ("{said} tấn",)),
    ("grouped_number", AREA, ("1.250 ha", "27.187 ha")),
    ("unusual_scale", PRICE[:1], ("7,5", "7.5", "1,2 tỷ", 12)),
    ("unusual_count", ("teams.members", "activities.participants", "sales.households"), (25_000, "30.000")),
    ("unusual_quantity", ("demand.quantity_t",), (250_000, "250000 tấn")),
    ("extra_text", TONNES, ("{} tấn (giống mới)", "{} (đợt đầu)", "{} tấn (cân tại vườn)")),
    ("partial_date", START[1:], ("khoảng giữa tháng {m}", "tầm tháng {m}/{y}", "từ {m}/{y}")),
    ("partial_date", END[1:], ("khoảng cuối tháng {m}", "đến hết tháng {m}/{y}")),
    ("approximate", (*START[1:], *END[1:]), ("khoảng {d}/{m}/{y}", "chừng {d}/{m}", "dự kiến {d}/{m}/{y}")),
    ("footnote_mark", (*TONNES, *STOCK), ("{}¹", "{}*", "{} (*)", "{} tấn²", "{}†", "{}⁽²⁾")),
    ("footnote_mark", (*PRICE, *EVENT), ("{typed}¹", "{typed}*", "{typed}③")),
    ("footnote_mark", (*NAME, *COMMUNE, *PRODUCT, *CHOICE), ("{}¹", "{}*", "{} (*)")),
    ("partial_date", START, ("tháng {m}", "đầu tháng {m}", "{m}/{y}", "Tháng {m}/{y}", "t{m}")),
    ("partial_date", END, ("cuối tháng {m}", "tháng {m}", "hạ tuần tháng {m}")),
    ("date_range", END, ("{d}-{d2}/{m}/{y}", "từ {d}/{m} đến {d2}/{m}/{y}")),
    ("implied_year", (*EVENT, *START, *END), ("{d}/{m}", "ngày {d} tháng {m}", "{d} tháng {m}")),
    ("repaired_text", WORDS, ("{tcvn3}", "{vni}", "{mojibake}", "{latin1}")),
    ("repaired_text", COMMUNE, ("{tcvn3}", "{vni}", "{mojibake}", "{latin1}")),
    ("repaired_text", PRODUCT, ("{vni}", "{mojibake}")),
    ("ditto", (*NAME, "sales.buyer_name", "sales.channel"), ('"', "nt", "như trên", "〃", "-nt-", "”")),
    ("old_phone_prefix", PHONE, ("01234567890", "0168 345 6789", "0123.456.7890")),
    ("text_in_phone", PHONE, ("0912345678 (anh Hai)", "chị Tư 0987654321", "0912 345 678 gọi buổi sáng")),
    ("invalid_phone", PHONE, ("0912345678 - 09123", "0987654321 / 456")),
    ("detail_ignored", PRODUCT, ("{} (mới hái)", "{} [VietGAP]", "{} (hàng xuất khẩu)")),
    ("detail_ignored", PRODUCT[1:], ("{} hạng 2", "{} size 30", "{} hạng A")),
)  # fmt: skip

# columns, what is typed; no fault at all, only other clothes of the value the cell had
HONEST: tuple[tuple[tuple[str, ...], tuple[Written, ...]], ...] = (
    (TONNES, ("{} tấn", "{}tan", "{kg} kg", "{kg}kg", "{} TẤN ", "\u200b{}")),
    (PRICE, ("{} đ/kg", "{k}k", "{k} ngàn", "{} đồng", "{grouped}", "₫{grouped}")),
    (COUNT, ("{} đ/c", "{} đồng chí", "{}đc", "{} ĐỒNG CHÍ")),
    ((*EVENT, *START, *END), ("{d}/{m}/{y}", "{d}-{m}-{y}", "ngày {d} tháng {m} năm {y}", "{d}.{m}.{y}")),
    ((*NAME, *COMMUNE, *PRODUCT, *CHOICE), ("{nfd}", "  {} ", "{upper}", "\u200b{}\u200b")),
)

# fmt: on
_SAID = {2: "hai", 3: "ba", 4: "bốn", 5: "năm", 6: "sáu", 7: "bảy", 8: "tám", 9: "chín", 10: "mười", 12: "mười hai"}
_VNI_FROM = "áàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệóòỏõọốồổỗộúùủũụđýỳỷỹâăêôơưĐỉĩịớờởợứừửữự"
_OWN_VALUE = frozenset(
    {
        "explicit_nil", "partial_date", "grouped_number", "unusual_scale", "unusual_quantity", "unusual_count",
        "old_phone_prefix",
        "text_in_phone", "invalid_phone",
    }
)  # fmt: skip
_VNI_TO = (
    "aù aø aû aõ aï aá aà aå aã aä aé aè aú aü aë eù eø eû eõ eï eá eà eå eã eä où oø oû oõ oï oá oà oå oã oä uù uø uû "
    "uõ uï ñ yù yø yû yõ aâ aê eâ oâ ô ö Ñ æ ó ò ôù ôø ôû ôï öù öø öû öõ öï"
)
_VNI = dict(zip(_VNI_FROM, _VNI_TO.split(), strict=True))
_UNICODE_ONLY = re.compile("[ưừứửữựƯ]")


def in_vni(text: str) -> str:
    """The text as an old VNI document shows it once pasted into a modern sheet; other letters than these stay."""
    return "".join(_VNI.get(char, char) for char in text)


def comma(value: float) -> str | None:
    """12.5 -> "12,5"; None where three decimals would make it doubtful."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return None if len(text.partition(".")[2]) == 3 or len(text.partition(".")[2]) > 4 else text.replace(".", ",")


def _number_words(value: float, name: str) -> dict[str, str]:
    words = {"": comma(value), "more": comma(round(value * 1.2 + 0.05, 1)), "said": _SAID.get(value)}
    words |= {"typed": comma(value)}
    words |= {"k": comma(value / 1000) if value >= 1000 else None, "grouped": f"{value:,.0f}".replace(",", ".")}
    if name.endswith("_t"):
        kg = round(value * 1000)
        words["kg"] = str(kg) if abs(kg - value * 1000) < 1e-6 else None
        whole, rest = divmod(kg, 1000)
        is_whole = abs(kg - value * 1000) < 1e-6 and whole and rest >= 100
        words |= {"whole": str(whole) if is_whole else None, "rest": str(rest)}
    return {key: word for key, word in words.items() if word}


def _text_words(text: str) -> dict[str, str]:
    words = {"": text, "nfd": decomposed(text), "upper": text.upper()}
    lost = "".join("?" if ord(char) > 127 else char for char in text)
    words["lost"] = lost if re.search(r"[A-Za-z]\?[A-Za-z]", lost) else None
    words["tcvn3"] = in_tcvn3(text) if in_tcvn3(text) != text and not _UNICODE_ONLY.search(text) else None
    broken = text.encode().decode("cp1252", "replace")
    words["mojibake"] = broken if broken != text and "\ufffd" not in broken else None
    words["latin1"] = text.encode().decode("latin-1") if broken != text else None
    words["vni"] = in_vni(text) if in_vni(text) != text else None
    return {key: word for key, word in words.items() if word}


def _date_words(on: date) -> dict[str, str]:
    words = {"d": str(on.day), "m": str(on.month), "typed": f"{on.day}/{on.month}/{on.year}"}
    if on.year == 2023:
        words["y"] = str(on.year)
    return words | ({"d2": str(min(on.day + 2, 28))} if on.day <= 25 else {})


def _words(row: Row, name: str) -> dict[str, str]:
    """The words a template may use, from the row's own value."""
    value = row[name]
    if isinstance(value, str):
        return _text_words(str(row.raw(name)))
    if hasattr(value, "day"):
        return _date_words(value.date()) if value.year == 2023 else {}
    return _number_words(float(value), name) if isinstance(value, float) else {}


def _filled(template: Written, row: Row, name: str) -> Written | EllipsisType:
    """The text to type, or Ellipsis where this row has no such value."""
    if not isinstance(template, str) or "{" not in template:
        return template
    words = _words(row, name)
    asked = re.findall(r"{(\w*)}", template)
    if not all(one in words for one in asked):
        return ...
    return re.sub(r"{(\w*)}", lambda match: words[match[1]], template)


def column_of(row: Row, columns: tuple[str, ...], chance: Random) -> str | None:
    """One of the columns that the row's tab has; quantities of a tab kept in kilograms are left alone."""
    of_table = [one.partition(".")[2] for one in columns if one.startswith(f"{row.tab.contract.table}.")]
    known = [name for name in of_table if row.has(name) and not (row.tab.is_in_kilograms and name == "quantity_t")]
    return chance.choice(known) if known else None


def _refuse(row: Row, chance: Random, kind: str, columns: tuple[str, ...], template: Written) -> Edit | None:
    name = column_of(row, columns, chance)
    typed = ... if name is None else _filled(template, row, name)
    if typed is ... or name is None:
        return None
    how = severity(row, name, is_refused=True)
    if kind == "missing" and how == "warning":
        return None
    if kind == "not_positive" and typed in ("-", "không") and row.tab.contract.column(name).minimum == 0:
        return None
    return Edit({name: typed}, name, how)


def _remark(row: Row, chance: Random, kind: str, columns: tuple[str, ...], template: Written) -> Edit | None:
    name = column_of(row, columns, chance)
    typed = ... if name is None else _filled(template, row, name)
    if typed is ... or name is None:
        return None
    keeps = row[name]
    if kind == "ditto":
        above = row.above()
        if above is None or above[name] is None:
            return None
        keeps = above[name]
    if kind in _OWN_VALUE:
        keeps = None
    if kind == "date_range":
        keeps = None
    return Edit({name: typed}, name, "warning", keeps)


def _reword(row: Row, chance: Random, columns: tuple[str, ...], template: Written) -> Edit | None:
    name = column_of(row, columns, chance)
    typed = ... if name is None or row[name] is None else _filled(template, row, name)
    return None if typed is ... or name is None else Edit({name: typed}, name, "none", row[name])


def tables_of(columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.partition(".")[0] for one in columns))


def _label(template: Written) -> str:
    if template is None:
        return "(blank)"
    said = f"a date, {template}" if isinstance(template, date) else str(template)
    return said if len(said) <= _LONGEST_LABEL else f"{said[: _LONGEST_LABEL - 1]}…"


def cell_faults() -> Iterator[Fault]:
    """Every kind of single cells in all its clothes."""
    for kind, columns, texts in REFUSED:
        for text in texts:
            make = partial(_refuse, kind=kind, columns=columns, template=text)
            yield Fault(kind, _label(text), tables_of(columns), make)
    for kind, columns, texts in REMARKED:
        for text in texts:
            make = partial(_remark, kind=kind, columns=columns, template=text)
            yield Fault(kind, _label(text), tables_of(columns), make)


def honest_clothes() -> Iterator[Fault]:
    """Good values in the other ways people write them: nothing may be remarked on."""
    for columns, texts in HONEST:
        for text in texts:
            make = partial(_reword, columns=columns, template=text)
            yield Fault("none", _label(text), tables_of(columns), make)
