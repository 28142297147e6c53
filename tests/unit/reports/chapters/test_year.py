"""December's summing-up, the plan's first month, and what looks beyond the month: map, coming weeks, prices.

The figures are those of plan_to_date.py; sentences are compared word for word.
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from reports.charts.draw import draw
from reports.charts.label_places import Symbol, sides
from reports.document import Heading, Paragraph, Table
from reports.month import build_document
from tests.unit.reports.plan_to_date import as_december


@pytest.fixture(scope="module")
def december(rows, make_context):
    context = make_context(month=date(2023, 12, 1), as_of=datetime(2024, 1, 5, tzinfo=UTC))
    return build_document(as_december(rows), context)


@pytest.fixture(scope="module")
def august(rows, context):
    return build_document(rows, context)


def prose(document):
    return [block.text for block in document.body if isinstance(block, Paragraph | Heading)]


def chart(document, name):
    return next(chart for chart in document.charts() if chart.name == name)


def table(document, caption):
    return next(block for block in document.body if isinstance(block, Table) and block.caption.endswith(caption))


def test_december_tells_the_year(december):
    said = prose(december)
    at = said.index("3. Tổng kết năm 2023")
    assert said[at + 1] == (
        "Thực hiện Kế hoạch năm 2023, các cấp bộ đoàn đã kết nối tiêu thụ 19.613,1 tấn nông sản, giá trị 159,57 tỷ "
        "đồng; trong đó giải cứu 789,9 tấn, qua chế biến 812,6 tấn. Ngoài ra, trao tặng 31,5 tấn nông sản, không tính "
        "vào tiêu thụ. Cả năm hỗ trợ 2.210 lượt hộ, tổ chức 702 hoạt động, huy động 3.105 lượt tình nguyện viên."
    )
    assert said[at + 2].startswith(
        "Tiêu thụ nhiều nhất vào tháng 12 (4.943,3 tấn), ít nhất vào tháng 02 (1.510 tấn). Đơn vị tiêu thụ nhiều nhất: "
        "Huyện đoàn Hòn Đất (4.821 tấn), "
    )
    assert said[at + 3] == (
        "Từ tháng 02 đến tháng 12: tỷ lệ gửi báo cáo tăng từ 83,3% lên 94,4%; tỷ lệ đúng hạn tăng từ 72,2% lên "
        "83,3%; tỷ lệ số liệu hợp lệ tăng từ 77,8% lên 88,9%."
    )


def test_the_years_tables_carry_months_rates_channels_products_and_units(december):
    months = table(december, "Kết quả từng tháng")
    assert [row[0].text for row in months.rows] == ["Tháng 02", *(f"Tháng {month}" for month in (3, 4, 5, 6, 7, 12))]
    assert months.total[1].figure.figure_id == "headline.sold_t@year_to_date"
    assert [cell.text for cell in table(december, "Tỷ lệ báo cáo từng tháng").rows[0]] == [
        "Tháng 02", "18", "15", "13", "14", "83,3", "72,2", "77,8",
    ]  # fmt: skip
    channels = table(december, "Lũy kế theo kênh tiêu thụ")
    assert channels.rows[0][0].text == "Thương lái"
    assert channels.total[2].figure.figure_id == "to_date_by_channel.sold_t"
    assert table(december, "Lũy kế theo nông sản").rows[0][0].text == "Lúa Hè Thu"
    assert [column.label for column in table(december, "Lũy kế theo đơn vị").columns][:3] == [
        "Đơn vị", "Số tháng báo cáo", "Số tháng đúng hạn",
    ]  # fmt: skip
    assert {"year_balance", "rates"} <= {one.name for one in december.charts()}


def test_other_months_carry_the_totals_to_date_in_the_spreadsheet_only(august):
    assert "3. Tổng kết năm 2023" not in prose(august)
    titles = [sheet.title for sheet in august.sheets]
    for title in ("Từng tháng", "Tỷ lệ từng tháng", "Lũy kế theo đơn vị", "Lũy kế theo nông sản", "Lũy kế theo kênh"):
        assert title in titles


def test_a_rate_that_stays_is_said_to_stay(rows, make_context):
    steady = [
        {**row, "received": 18, "received_rate": 1.0, "on_time_rate": 1.0 if row["month"].month == 2 else 0.5}
        for row in rows["rpt_monthly__rates"]
    ]
    context = make_context(month=date(2023, 12, 1), as_of=datetime(2024, 1, 5, tzinfo=UTC))
    said = "\n".join(prose(build_document(as_december({**rows, "rpt_monthly__rates": steady}), context)))
    assert "tỷ lệ gửi báo cáo giữ ở mức 100%; tỷ lệ đúng hạn giảm từ 100% xuống 50%;" in said


def test_the_first_month_has_nothing_before_it(rows, context):
    alone = {**rows, "rpt_monthly__rates": [row for row in rows["rpt_monthly__rates"] if row["month"].month == 8]}
    document = build_document(alone, context)
    headline = table(document, "Chỉ tiêu tổng hợp")
    assert [column.label for column in headline.columns] == ["Chỉ tiêu", "Đơn vị tính", "Tháng 8"]
    assert "Tháng đầu của kế hoạch" in headline.note
    assert "Lũy kế" not in "\n".join(prose(document))


def test_the_map_shows_places_and_names_who_has_none(august):
    points = chart(august, "unit_map").points
    assert len(points) == 15
    hon_dat = next(point for point in points if point["label"].startswith("Hòn Đất"))
    assert (hon_dat["t"], hon_dat["label"]) == (2410.5, "Hòn Đất\n2.410,5 tấn")
    assert next(point for point in points if point["label"].startswith("Kiên Hải"))["status"] == "Chưa báo cáo"
    at = next(place for place, text in enumerate(prose(august)) if text.startswith("Sơ đồ tượng trưng"))
    assert prose(august)[at].endswith(
        "không có trên sơ đồ: Đoàn Khối Các cơ quan và Doanh nghiệp tỉnh; Đoàn Trường Đại học Kiên Giang; "
        "Đoàn Công an tỉnh."
    )


def test_a_month_without_sales_maps_what_has_no_buyer(rows, context):
    unsold = [{**row, "sold_t": 0.0} for row in rows["rpt_monthly__unit_map"]]
    document = build_document({**rows, "rpt_monthly__unit_map": unsold}, context)
    assert chart(document, "unit_map").caption.endswith("Sản lượng chưa có đầu ra và tình trạng số liệu theo địa bàn")


def test_a_nil_month_says_so_without_naughts(rows, make_context):
    kept = {f"rpt_monthly__{name}": rows[f"rpt_monthly__{name}"] for name in ("units", "rates", "trend", "teams")}
    nothing = {"sold_t": 0.0, "unplaced_t": 0.0, "supply_t": 0.0, "contracted_t": 0.0, "demand_t": 0.0}
    idle = {
        name: [{**row, **nothing} for row in rows[name]] for name in ("rpt_monthly__unit_map", "rpt_monthly__balance")
    }
    headline = [
        {**row, "value": 0.0, "change_rate": -1.0, "previous_value": 7.5}
        for row in rows["rpt_monthly__figures"]
        if row["section"] == "headline" and row["measure"] != "rate"
    ]
    document = build_document({**kept, **idle, "rpt_monthly__figures": headline}, make_context())
    said = "\n".join(prose(document))
    assert "các đơn vị chưa ghi nhận kết quả tiêu thụ nông sản" in said
    assert not re.search(r"(?<![\d,.])0 (tấn|đồng|hộ|hoạt động|lượt)", said)
    assert "100%" not in said
    assert [one.name for one in document.charts() if one.name != "units"] == ["unit_map"]
    assert chart(document, "unit_map").caption.endswith(" Tình trạng số liệu theo địa bàn")


def test_an_empty_province_maps_and_draws_nothing(context):
    document = build_document({}, context)
    assert document.charts() == ()
    assert "Tháng đầu của kế hoạch" not in table(document, "Chỉ tiêu tổng hợp").note


def test_names_on_the_map_keep_clear_of_one_another():
    def symbol(x, y):
        return Symbol(x, y, 8, 80, 28)

    assert sides([symbol(100, 100)], 5) == ["right"]
    assert sides([symbol(100, 100), symbol(150, 105)], 5) == ["left", "right"]
    assert sides([symbol(100, 100), symbol(100, 300)], 5) == ["right", "right"]


def test_supply_meets_demand_by_week(august):
    weeks = chart(august, "balance")
    assert list(dict.fromkeys(point["at"] for point in weeks.points))[:3] == ["04/9", "11/9", "18/9"]
    first = {point["series"]: point["t"] for point in weeks.points if point["at"] == "04/9"}
    assert first == {"Đã có đầu ra": 90.0, "Chưa có đầu ra": 150.25, "Nhu cầu thu mua": 75.5}


def test_abnormal_prices_are_marked(august):
    history = chart(august, "price_history")
    marked = [(point["item"], point["month"]) for point in history.points if point["signal"] == "thấp bất thường"]
    assert marked == [
        ("Chuối xiêm (tại vườn, Kiên Giang)", "2022-09"),
        ("Chuối xiêm (tại vườn, Kiên Giang)", "2023-08"),
    ]
    svg = draw(history).svg
    assert "cao bất thường" in svg
    assert "thấp bất thường" in svg


def test_the_legend_of_prices_names_only_the_signals_there_are(august):
    history = chart(august, "price_history")
    high = replace(history, points=tuple(one for one in history.points if one["signal_key"] != "low"))
    assert ("cao bất thường" in draw(high).svg, "thấp bất thường" in draw(high).svg) == (True, False)
    calm = replace(history, points=tuple(one for one in history.points if one["signal_key"] == "normal"))
    assert "bất thường" not in draw(calm).svg


def test_every_chart_is_told_in_words_too(december):
    assert all(len(one.alt) > 40 and one.caption for one in december.charts())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "đạt yêu cầu)"),
        ({"warnings": ("a",)}, "đạt yêu cầu, có cảnh báo)"),
        ({"verdict": "blocked", "is_provisional": True}, "chưa đạt yêu cầu phát hành chính thức)"),
    ],
)
def test_the_verdict_stands_in_the_first_sentence(rows, make_context, given, said):
    assert f"kết quả kiểm tra số liệu: {said}:" in prose(build_document(rows, make_context(**given)))[0]
