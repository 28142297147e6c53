"""How the report tells of alerts, their record on the past, abnormal prices and the spread between farm and retail.

Sentences are compared word for word with what an official would write.
"""

from datetime import date

from reports.document import Table
from reports.month import build_document

MONTH = date(2023, 8, 1)


def _words(document) -> str:
    return " ".join("".join(run.text for run in block.runs) for block in document.blocks() if hasattr(block, "runs"))


def _alert(week: date, at_risk_t: float) -> dict:
    return {
        "month": MONTH, "unit_code": "905", "unit_name": "Huyện đoàn Châu Thành", "product_code": "pineapple",
        "product_name": "Khóm", "week_start": week, "at_risk_t": at_risk_t, "is_urgent": True,
        "level": "khẩn cấp", "reason": f"Khóm vì {week}", "because": f"{week}",
    }  # fmt: skip


def _record(method: str, precision: float | None, recall: float) -> dict:
    return {
        "month": MONTH, "method": method, "first_origin": date(2023, 2, 6), "last_origin": date(2023, 7, 10),
        "origins": 12, "rescued": 170, "precision_share": precision, "precision_low_share": 0.25,
        "precision_high_share": 0.5, "recall_share": recall, "recall_low_share": 0.4, "recall_high_share": 0.75,
        "median_lead_days": 42.0, "lead_days_low": 34.0, "lead_days_high": 44.0,
    }  # fmt: skip


def test_alerts_stand_beside_their_record(rows, context):
    alerts = [_alert(date(2023, 9, 4), 12.0), _alert(date(2023, 9, 11), 72.2)]
    record = [_record("alerts", 0.378, 0.618), _record("last_year", None, 0.0), _record("price_triggers", 0.45, 0.12)]
    document = build_document({**rows, "rpt_monthly__alerts": alerts, "rpt_monthly__backtest": record}, context)
    table = next(block for block in document.blocks() if isinstance(block, Table) and "Cảnh báo nguy" in block.caption)
    assert [row[4].text for row in table.rows] == ["2023-09-11"]  # the worst week of the unit and product
    assert (
        "Kiểm nghiệm trên quá khứ (12 mốc, 06/02/2023–10/7/2023, mỗi mốc chỉ dùng số liệu có đến lúc đó): "
        "37,8% (khoảng tin cậy 95%: 25%–50%) cảnh báo đúng là phải giải cứu; báo trước được 61,8% (khoảng tin cậy "
        "95%: 40%–75%) trường hợp giải cứu; sớm 42 ngày (trung vị; 34–44); để so sánh: cùng tuần năm trước chưa có "
        "số liệu; chỉ dựa vào ngưỡng giá thấp đúng 45%, báo trước 12%." in _words(document)
    )
    assert table.stays_together
    told = {**alerts[0], "because": "Khóm của Huyện đoàn Châu Thành " * 8}
    long_ = build_document({**rows, "rpt_monthly__alerts": [told]}, context)
    assert not next(
        one for one in long_.blocks() if isinstance(one, Table) and "Cảnh báo n" in one.caption
    ).stays_together
    without = build_document({**rows, "rpt_monthly__alerts": alerts}, context)
    assert "Chưa đủ lịch sử giải cứu để kiểm nghiệm độ tin cậy của cảnh báo." in _words(without)
    sheet = next(sheet for sheet in document.sheets if sheet.title == "Cảnh báo")
    assert len(sheet.table.rows) == 2
    assert sheet.table.note.startswith("Kiểm nghiệm trên quá khứ")


def test_the_worst_weeks_of_all_are_never_cut_from_the_page(rows, context):
    """Eleven units, ten lines on the page: Gò Quao's 90 t come first, though its other week is the lightest of all."""
    first = {"unit_code": "907", "unit_name": "Huyện đoàn Gò Quao"}
    alerts = [_alert(date(2023, 9, 4), 90.0) | first, _alert(date(2023, 9, 11), 6.0) | first]
    alerts += [
        _alert(date(2023, 9, 4), 20.0 + place) | {"unit_code": f"K{place:02d}", "unit_name": f"Đơn vị {place:02d}"}
        for place in range(10)
    ]
    document = build_document({**rows, "rpt_monthly__alerts": alerts}, context)
    table = next(block for block in document.blocks() if isinstance(block, Table) and "Cảnh báo nguy" in block.caption)
    names = [row[0].text for row in table.rows]
    assert (len(names), names[0], names[1]) == (10, "Huyện đoàn Gò Quao", "Đơn vị 09")
    assert "Đơn vị 00" not in names


def test_abnormal_prices_and_the_spread_are_told(rows, context):
    signal = {
        "month": MONTH, "product_code": "pineapple", "product_name": "Khóm", "market": "Kiên Giang",
        "price_type": "farmgate", "price_type_name": "Tại vườn", "price_vnd_kg": 3537.5, "ifpa": -4.92, "alps": -3.3,
        "low_trigger_a": True,
        "low_trigger_b": False, "low_trigger_c": True, "tail_probability": 0.0005, "signal_key": "low",
        "signal": "thấp bất thường",
    }  # fmt: skip
    short = {**signal, "market": "Cần Thơ", "ifpa": None, "alps": None, "low_trigger_a": None, "low_trigger_c": None,
             "tail_probability": None, "signal_key": "too_short", "signal": "chưa đủ số liệu"}  # fmt: skip
    spread = {
        "month": MONTH, "product_code": "pineapple", "product_name": "Khóm", "farmgate_vnd_kg": 5000.0,
        "wholesale_vnd_kg": None, "retail_vnd_kg": 8000.0, "spread_vnd_kg": 3000.0, "producer_share": 0.625,
    }  # fmt: skip
    given = {**rows, "rpt_monthly__price_signals": [signal, short], "rpt_monthly__price_spread": [spread]}
    document = build_document(given, context)
    assert "khóm (tại vườn, Kiên Giang) thấp bất thường (xác suất dưới 0,1%)" in _words(document)
    captions = {block.caption.split(". ")[1]: block for block in document.blocks() if isinstance(block, Table)}
    (row,) = captions["Tín hiệu giá trong tháng"].rows
    assert [cell.text for cell in row][3:7] == [
        "thấp bất thường", "-4,92", "-3,3", "dưới bình quân cùng kỳ ba năm; dưới giá thành",
    ]  # fmt: skip
    assert captions["Chênh lệch giữa giá người tiêu dùng trả và giá tại vườn"].rows[0][-1].text == "62,5"
    assert len(next(sheet for sheet in document.sheets if sheet.title == "Tín hiệu giá").table.rows) == 2
    only_short = build_document({**rows, "rpt_monthly__price_signals": [short]}, context)
    assert "Các chuỗi giá chưa đủ dài (ba năm) để đánh giá bất thường." in _words(only_short)
