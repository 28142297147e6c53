"""What the report says in months of different kinds: rich, empty, first, last, without comparison.

Sentences are compared word for word with what an official would write.
"""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from reports.document import Chart, Heading, Paragraph, Table
from reports.month import build_document

MONTH = date(2023, 8, 1)


def prose(document):
    return [block.text for block in document.body if isinstance(block, Paragraph | Heading)]


def text_of(document):
    return "\n".join(prose(document))


def figures(*rows):
    names = ("figure_id", "measure", "value", "previous_value", "change", "change_rate")
    return {
        "rpt_monthly__figures": [
            {"month": MONTH, **dict(zip(names, row, strict=True)), "year_to_date": None} for row in rows
        ]
    }


@pytest.fixture(scope="module")
def august(rows, context):
    return build_document(rows, context)


def test_chapters_stand_in_the_order_of_the_plan(august):
    headings = [block.text for block in august.body if isinstance(block, Heading)]
    assert headings == [
        "I. TÌNH HÌNH CHUNG",
        "1. Tình hình báo cáo của các đơn vị",
        "2. Kết quả nổi bật",
        "II. KẾT QUẢ THỰC HIỆN",
        "1. Công tác tuyên truyền, truyền thông trên mạng xã hội",
        "2. Rà soát sản xuất và nguồn cung nông sản",
        "3. Kết nối tiêu thụ nông sản",
        "4. Hỗ trợ giải cứu nông sản",
        "5. Chế biến, nâng cao giá trị gia tăng",
        "6. Giá cả và vận chuyển",
        "7. Đội hình tình nguyện và mức độ sẵn sàng",
        "III. KHÓ KHĂN, VƯỚNG MẮC",
        "IV. NHIỆM VỤ TRỌNG TÂM 8 TUẦN TỚI",
        "1. Lịch thu hoạch và cảnh báo",
        "2. Nhiệm vụ ưu tiên",
        "V. ĐỀ XUẤT, KIẾN NGHỊ",
    ]


def test_headline_sentences(august):
    said = prose(august)
    assert (
        "Trong tháng 8, các cấp bộ đoàn kết nối tiêu thụ 4.943,3 tấn nông sản, tăng 12,4 % so với tháng 7; "
        "giá trị 45,07 tỷ đồng, tăng 12,4 % so với tháng 7. Qua đó hỗ trợ được 164 chủ thể sản xuất và 476 hộ dân."
    ) in said
    assert said[3].startswith(
        "Có 17/18 đơn vị gửi báo cáo tháng, đạt 94,4 %, tăng 5,6 điểm phần trăm so với tháng 7. "
        "Tỷ lệ đúng hạn đạt 83,3 % so với số đơn vị phải báo cáo (bằng tháng 7) và 88,2 % so với"
    )


def test_every_headline_figure_is_in_the_headline_table(august):
    table = next(block for block in august.body if isinstance(block, Table))
    names = {row[2].figure.figure_id.removeprefix("headline.") for row in table.rows}
    assert names == {
        "sold_t", "sold_value_vnd", "rescued_t", "gift_t", "processed_t", "households", "producers_supported",
        "expected_supply_t", "unplaced_t", "demand_t", "activities", "volunteers", "received_rate", "on_time_rate",
        "on_time_of_received_rate", "usable_rate",
    }  # fmt: skip


def test_there_are_charts_for_looking(august):
    assert {chart.name for chart in august.charts()} == {"outcomes", "balance", "prices", "units", "calendar"}
    assert all(chart.alt and chart.points for chart in august.charts())


def test_later_months_do_not_leak_into_charts(august):
    balance = next(chart for chart in august.charts() if chart.name == "balance")
    assert [point["month"] for point in balance.points][-1] == "T8"


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (("headline.sold_t", "t", 5.0, 0.0, 5.0, None), "tiêu thụ 5 tấn nông sản, tháng 7 không phát sinh;"),
        (("headline.sold_t", "t", 5.0, None, None, None), "tiêu thụ 5 tấn nông sản; giá trị"),
        (("headline.sold_t", "t", 5.0, 5.0, 0.0, 0.0), "tiêu thụ 5 tấn nông sản, tương đương tháng 7;"),
        (("headline.sold_t", "t", 4.5, 5.0, -0.5, -0.1), "tiêu thụ 4,5 tấn nông sản, giảm 10 % so với tháng 7;"),
        (("headline.sold_t", "t", 50.0, 0.5, 49.5, 99.0), "tiêu thụ 50 tấn nông sản, tháng 7 là 0,5 tấn;"),
    ],
)
def test_comparisons_fit_the_numbers(context, figure, said):
    value = ("headline.sold_value_vnd", "vnd", 2e6, None, None, None)
    assert said in text_of(build_document(figures(figure, value), context))


def test_a_missing_value_drops_its_clause_only(context):
    said = text_of(build_document(figures(("headline.sold_t", "t", 5.0, None, None, None)), context))
    assert "kết nối tiêu thụ 5 tấn nông sản." in said


def test_an_empty_month_says_so_once_and_draws_nothing(context):
    document = build_document({}, context)
    said = text_of(document)
    assert "Trong tháng 8, các đơn vị chưa ghi nhận kết quả tiêu thụ nông sản." in said
    assert "Trong tháng không phát sinh trường hợp phải giải cứu nông sản." in said
    assert "Trong tháng các đơn vị không phản ánh khó khăn, vướng mắc." in said
    assert "0 tấn" not in said
    assert not document.charts()
    assert not [block for block in document.body if isinstance(block, Chart)]


def test_nulls_are_nothing_not_zero(context):
    nulls = figures(("headline.sold_t", "t", None, None, None, None), ("headline.gift_t", "t", float("nan"), 0, 0, 0))
    document = build_document(nulls, context)
    assert "nan" not in text_of(document)
    table = next(block for block in document.body if isinstance(block, Table))
    assert [cell.text for cell in table.rows[0]] == ["Sản lượng tiêu thụ", "tấn", "–", "–", "–", "–"]


def test_december_sums_the_year_up(make_context):
    december = date(2023, 12, 1)
    trend = [
        {"month": date(2023, month, 1), "sold_t": float(month), "sold_value_vnd": month * 1e6, "rescued_t": 0.0,
         "expected_t": 10.0, "unplaced_t": 1.0, "demand_t": None}
        for month in range(2, 13)
    ]  # fmt: skip
    headline = [
        {"month": december, "figure_id": "headline.sold_t", "measure": "t", "value": 12.0, "year_to_date": 77.0},
    ]
    context = make_context(month=december, as_of=datetime(2024, 1, 5, tzinfo=UTC))
    document = build_document({"rpt_monthly__trend": trend, "rpt_monthly__figures": headline}, context)
    table = next(b for b in document.body if isinstance(b, Table) and "Kết quả từng tháng" in b.caption)
    assert [row[0].text for row in table.rows][:2] == ["Tháng 02", "Tháng 3"]
    assert table.total[1].text == "77"
    assert document.letterhead.date_line == "Kiên Giang, ngày 05 tháng 01 năm 2024"


def test_the_date_is_never_inside_the_month(make_context):
    document = build_document({}, make_context(as_of=datetime(2023, 8, 20, tzinfo=UTC)))
    assert document.letterhead.date_line == "Kiên Giang, ngày 01 tháng 9 năm 2023"


def test_the_local_date_counts(make_context):
    late = make_context(as_of=datetime(2023, 9, 5, 18, 0, tzinfo=UTC))
    assert build_document({}, late).letterhead.date_line == "Kiên Giang, ngày 06 tháng 9 năm 2023"


def test_banners(make_context):
    context = make_context(
        is_provisional=True,
        units_left_out=("Huyện đoàn Kiên Hải",),
        revision=3,
        reservations=("Trần Văn A", "Gấp"),
        warnings=("a", "b"),
    )
    banners = {banner.title: ["".join(run.text for run in line) for line in banner.lines] for banner in
               build_document({}, context).banners}  # fmt: skip
    assert banners["BẢN TẠM THỜI"][1] == "Chưa có số liệu của: Huyện đoàn Kiên Hải."
    assert banners["BẢN ĐIỀU CHỈNH"] == ["Bản phát hành lần thứ 3, thay thế bản trước."]
    assert banners["PHÁT HÀNH CÓ BẢO LƯU"] == ["Người quyết định: Trần Văn A.", "Lý do: Gấp"]
    assert banners["LƯU Ý VỀ SỐ LIỆU"] == ["Có 2 cảnh báo khi kiểm tra số liệu, xem Phụ lục 2."]
    assert build_document({}, make_context()).banners == ()


def test_alerts_and_links_are_printed_when_given(rows, context):
    alert = {
        "month": MONTH, "unit_code": "905", "unit_name": "Huyện đoàn Châu Thành", "product_code": "pineapple",
        "product_name": "Khóm", "week_start": date(2023, 9, 4), "at_risk_t": 72.2, "level": "khẩn cấp", "reason": "Gấp",
    }  # fmt: skip
    link = {
        **alert,
        "buyer_name": "Nhà máy A",
        "from_on": date(2023, 9, 4),
        "to_on": date(2023, 9, 9),
        "quantity_t": 5.0,
    }
    given = {**rows, "rpt_monthly__alerts": [alert], "rpt_monthly__link_plan": [link]}
    document = build_document(given, context)
    captions = [block.caption for block in document.blocks() if isinstance(block, Table)]
    assert any("Cảnh báo nguy cơ ùn ứ" in caption for caption in captions)
    assert document.annexes[2].title == "PHỤ LỤC 3\nPHƯƠNG ÁN KẾT NỐI CUNG CẦU"


def _words(document) -> str:
    return " ".join("".join(run.text for run in block.runs) for block in document.blocks() if hasattr(block, "runs"))


def _alert(week: date, at_risk_t: float) -> dict:
    return {
        "month": MONTH, "unit_code": "905", "unit_name": "Huyện đoàn Châu Thành", "product_code": "pineapple",
        "product_name": "Khóm", "week_start": week, "at_risk_t": at_risk_t, "level": "khẩn cấp", "reason": f"{week}",
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
        "37,8 % (khoảng tin cậy 95 %: 25 %–50 %) cảnh báo đúng là phải giải cứu; báo trước được 61,8 % (khoảng tin cậy "
        "95 %: 40 %–75 %) trường hợp giải cứu; sớm 42 ngày (trung vị; 34–44); để so sánh: cùng tuần năm trước chưa có "
        "số liệu; chỉ dựa vào ngưỡng giá thấp đúng 45 %, báo trước 12 %." in _words(document)
    )
    assert table.stays_together
    told = {**alerts[0], "reason": "Khóm của Huyện đoàn Châu Thành " * 8}
    long_ = build_document({**rows, "rpt_monthly__alerts": [told]}, context)
    assert not next(
        one for one in long_.blocks() if isinstance(one, Table) and "Cảnh báo n" in one.caption
    ).stays_together
    without = build_document({**rows, "rpt_monthly__alerts": alerts}, context)
    assert "Chưa đủ lịch sử giải cứu để kiểm nghiệm độ tin cậy của cảnh báo." in _words(without)
    sheet = next(sheet for sheet in document.sheets if sheet.title == "Cảnh báo")
    assert len(sheet.table.rows) == 2
    assert sheet.table.note.startswith("Kiểm nghiệm trên quá khứ")


def test_abnormal_prices_and_the_spread_are_told(rows, context):
    signal = {
        "month": MONTH, "product_code": "pineapple", "product_name": "Khóm", "market": "Kiên Giang",
        "price_type": "farmgate", "price_vnd_kg": 3537.5, "ifpa": -4.92, "alps": -3.3, "low_trigger_a": True,
        "low_trigger_b": False, "low_trigger_c": True, "tail_probability": 0.0005, "signal": "thấp bất thường",
    }  # fmt: skip
    short = {**signal, "market": "Cần Thơ", "ifpa": None, "alps": None, "low_trigger_a": None, "low_trigger_c": None,
             "tail_probability": None, "signal": "chưa đủ chuỗi"}  # fmt: skip
    spread = {
        "month": MONTH, "product_code": "pineapple", "product_name": "Khóm", "farmgate_vnd_kg": 5000.0,
        "wholesale_vnd_kg": None, "retail_vnd_kg": 8000.0, "spread_vnd_kg": 3000.0, "producer_share": 0.625,
    }  # fmt: skip
    given = {**rows, "rpt_monthly__price_signals": [signal, short], "rpt_monthly__price_spread": [spread]}
    document = build_document(given, context)
    assert "khóm (tại vườn, Kiên Giang) thấp bất thường (xác suất dưới 0,1 %)" in _words(document)
    captions = {block.caption.split(". ")[1]: block for block in document.blocks() if isinstance(block, Table)}
    (row,) = captions["Tín hiệu giá trong tháng"].rows
    assert [cell.text for cell in row][3:7] == [
        "thấp bất thường", "-4,92", "-3,3", "dưới bình quân cùng kỳ ba năm; dưới giá thành",
    ]  # fmt: skip
    assert captions["Chênh lệch giữa giá người tiêu dùng trả và giá tại vườn"].rows[0][-1].text == "62,5"
    assert len(next(sheet for sheet in document.sheets if sheet.title == "Tín hiệu giá").table.rows) == 2
    only_short = build_document({**rows, "rpt_monthly__price_signals": [short]}, context)
    assert "Các chuỗi giá chưa đủ dài (ba năm) để đánh giá bất thường." in _words(only_short)


def test_context_is_checked(make_context):
    for wrong in ({"month": date(2023, 8, 2)}, {"as_of": datetime(2023, 9, 5)}, {"revision": 0}, {"unknown": 1}):
        with pytest.raises(ValidationError):
            make_context(**wrong)
