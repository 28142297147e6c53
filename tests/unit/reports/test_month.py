"""What the report says in months of different kinds: rich, empty, first, last, without comparison.

Sentences are compared word for word with what an official would write.
"""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from reports.changes import ReplacedEdition
from reports.charts.draw import draw
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
        "Trong tháng 8, các cấp bộ đoàn kết nối tiêu thụ 4.943,3 tấn nông sản, tăng 12,4% so với tháng 7; "
        "giá trị 45,07 tỷ đồng, tăng 12,4% so với tháng 7. Trong đó, tiêu thụ "
        "theo hình thức giải cứu 175,7 tấn. Qua đó hỗ trợ được 164 chủ thể sản xuất và 476 hộ dân. Sản lượng qua chế "
        "biến, kể cả phần trao tặng, là 128,9 tấn. Ngoài ra, trao tặng 7 tấn (không tính vào sản lượng tiêu thụ)."
    ) in said
    assert said[3].startswith(
        "Có 17/18 đơn vị gửi báo cáo tháng (94,4%), tăng 5,6 điểm phần trăm so với tháng 7. "
        "Tỷ lệ đơn vị gửi đúng hạn đạt 83,3%, không đổi so với tháng 7. "
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
    assert {chart.name for chart in august.charts()} == {
        "outcomes", "balance", "calendar", "prices", "price_history", "units", "unit_map",
    }  # fmt: skip
    assert all(chart.alt and chart.points for chart in august.charts())


def test_later_months_do_not_leak_into_charts(august):
    outcomes = next(chart for chart in august.charts() if chart.name == "outcomes")
    assert [point["month"] for point in outcomes.points][-1] == "Th 8"


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (("headline.sold_t", "t", 5.0, 0.0, 5.0, None), "tiêu thụ 5 tấn nông sản, tháng 7 không phát sinh;"),
        (("headline.sold_t", "t", 5.0, None, None, None), "tiêu thụ 5 tấn nông sản; giá trị"),
        (("headline.sold_t", "t", 5.0, 5.0, 0.0, 0.0), "tiêu thụ 5 tấn nông sản, tương đương tháng 7;"),
        (("headline.sold_t", "t", 4.5, 5.0, -0.5, -0.1), "tiêu thụ 4,5 tấn nông sản, giảm 10% so với tháng 7;"),
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
    assert table.total[1].text == "77,0"
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


def test_before_the_deadline_no_unit_is_named_as_late_or_asked_to_send(rows, make_context):
    said = " ".join(prose(build_document(rows, make_context(verdict="blocked", is_early=True))))
    assert "đúng hạn (" not in said
    assert "Đơn vị chưa gửi báo cáo" not in said
    assert "khẩn trương gửi báo cáo còn thiếu" not in said
    assert "khẩn trương gửi báo cáo còn thiếu" in " ".join(prose(build_document(rows, make_context())))


@pytest.mark.parametrize("partial", [{"is_early": True}, {"is_provisional": True}])
def test_a_month_without_all_its_units_tells_of_no_fall(rows, make_context, partial):
    document = build_document(rows, make_context(verdict="blocked", **partial))
    assert "so với tháng 7" not in " ".join(one for one in prose(document) if not one.startswith("So với tháng 7, giá"))
    table = next(block for block in document.body if isinstance(block, Table))
    assert [column.label for column in table.columns] == ["Chỉ tiêu", "Đơn vị tính", "Tháng 8", "Tháng 7", "Lũy kế"]
    assert "chưa so sánh với tháng trước" in table.note


def test_what_follows_an_early_edition_in_its_time_corrects_nothing(make_context):
    early = ReplacedEdition(number=4, dated=date(2023, 8, 20), is_early=True)
    (banner,) = build_document({}, make_context(revision=2, replaces=early)).banners
    assert (banner.title, banner.lines[0][0].text) == (
        "BẢN THAY THẾ",
        "Bản phát hành lần thứ 2, thay thế bản phát hành sớm, Báo cáo số 04-BC/TĐTN-BPT ngày 20/8/2023.",
    )


def test_a_revision_cites_the_document_that_it_replaces(make_context):
    replaced = ReplacedEdition(number=2, dated=date(2024, 1, 10))
    (banner,) = build_document({}, make_context(revision=2, replaces=replaced)).banners
    assert banner.lines[0][0].text == ("Bản phát hành lần thứ 2, thay thế Báo cáo số 02-BC/TĐTN-BPT ngày 10/01/2024.")


def test_an_early_edition_says_so_who_decided_it_and_its_own_day(make_context):
    early = make_context(
        as_of=datetime(2023, 8, 20, tzinfo=UTC),
        verdict="blocked",
        is_early=True,
        deadline_at=datetime(2023, 9, 3, 10, tzinfo=UTC),
        units_left_out=("Huyện đoàn Kiên Hải",),
        failed_checks=("Bảng mart_supply: 2 dòng trùng khóa (a; b).",),
        reservations=("Trần Văn A", "Gấp"),
    )
    document = build_document({}, early)
    (banner,) = document.banners
    assert (banner.title, ["".join(run.text for run in line) for line in banner.lines]) == (
        "BẢN PHÁT HÀNH SỚM",
        [
            "Phát hành trước hạn chốt số liệu (17 giờ 00 ngày 03/9/2023); các đơn vị còn có thể bổ sung, sửa số liệu "
            "đến hạn.",
            "Chưa có số liệu của: Huyện đoàn Kiên Hải.",
            "Bảng mart_supply: 2 dòng trùng khóa (a; b).",
            "Người quyết định: Trần Văn A.",
            "Lý do: Gấp",
        ],
    )
    assert document.letterhead.date_line == "Kiên Giang, ngày 20 tháng 8 năm 2023"


def test_alerts_and_links_are_printed_when_given(rows, context):
    alert = {
        "month": MONTH, "unit_code": "905", "unit_name": "Huyện đoàn Châu Thành", "product_code": "pineapple",
        "product_name": "Khóm", "week_start": date(2023, 9, 4), "at_risk_t": 72.2, "is_urgent": True,
        "level": "khẩn cấp", "reason": "Khóm ứ vì gấp", "because": "gấp",
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


def test_difficulties_of_the_month_are_told_from_what_is_still_open(august):
    assert (
        "Trong tháng các đơn vị phản ánh 4 khó khăn, vướng mắc; đến nay còn 4 trường hợp chưa giải quyết xong, "
        "kể cả những trường hợp phản ánh từ các tháng trước."
    ) in prose(august)
    table = next(b for b in august.body if isinstance(b, Table) and b.section == "difficulties")
    assert [row[0].text for row in table.rows] == ["21/8/2023", "07/8/2023", "02/8/2023", "14/8/2023"]
    assert "các tháng trước còn tồn đọng" in table.note
    full = next(sheet.table for sheet in august.sheets if sheet.title == "Khó khăn")
    assert [row[0].text for row in full.rows][-1] == "03/5/2023"


def test_difficulties_are_grouped_by_theme_with_their_units(august):
    said = prose(august)
    at = said.index("Bảo quản (1 trường hợp chưa giải quyết xong): Thành đoàn Phú Quốc.")
    assert said[at + 1 : at + 4] == [
        "Đầu ra (2 trường hợp trong tháng, 2 trường hợp chưa giải quyết xong): các huyện đoàn Châu Thành và An Minh.",
        "Giá cả (1 trường hợp trong tháng): Huyện đoàn Kiên Lương.",
        "Vận chuyển (1 trường hợp trong tháng, 1 trường hợp chưa giải quyết xong): Huyện đoàn U Minh Thượng.",
    ]


@pytest.mark.parametrize(
    ("raised", "still_open", "said"),
    [
        (0, 3, "không phản ánh thêm khó khăn, vướng mắc; đến nay còn 3 trường hợp chưa giải quyết xong."),
        (2, 0, "phản ánh 2 khó khăn, vướng mắc; đến nay đã giải quyết xong."),
    ],
)
def test_difficulties_none_new_or_none_open(context, raised, still_open, said):
    counts = figures(
        ("difficulties.raised", "count", raised, None, None, None),
        ("difficulties.open", "count", still_open, None, None, None),
    )
    row = {"month": MONTH, "theme_key": "quality", "theme": "Chất lượng, chứng nhận", "unit_code": "905",
           "unit_name": "Huyện đoàn Châu Thành", "is_open": bool(still_open)}  # fmt: skip
    document = build_document({**counts, "rpt_monthly__difficulties": [row]}, context)
    assert said in text_of(document)


def units(count, **states):
    return [
        {
            "month": MONTH,
            "unit_code": f"9{place:02d}",
            "unit_name": f"Đơn vị {chr(65 + place)}",
            "expected": True,
            **states,
        }
        for place in range(count)
    ]


@pytest.mark.parametrize(
    ("silent", "expected", "said"),
    [
        (2, 9, "Đơn vị chưa gửi báo cáo: Đơn vị A và Đơn vị B."),
        (7, 9, "Đơn vị chưa gửi báo cáo: 7 đơn vị (xem Phụ lục 2)."),
        (9, 9, "Đơn vị chưa gửi báo cáo: cả 9 đơn vị."),
    ],
)
def test_more_than_six_units_are_counted(context, silent, expected, said):
    counts = figures(
        ("reporting.silent", "count", silent, None, None, None),
        ("reporting.expected", "count", expected, None, None, None),
    )
    document = build_document({**counts, "rpt_monthly__units": units(silent, received=False)}, context)
    assert said in prose(document)


def test_units_are_asked_to_mend_what_annex_2_lists(august):
    asked = "Đề nghị các huyện đoàn Châu Thành và U Minh Thượng rà soát, chỉnh sửa số liệu chưa hợp lệ"
    assert f"{asked} nêu tại Phụ lục 2." in prose(august)


def test_price_moves_name_a_product_once_and_both_directions(rows, context):
    dearer = {**rows["rpt_monthly__prices"][0], "market": "Chợ Rạch Sỏi", "change_rate": 0.12}
    document = build_document({**rows, "rpt_monthly__prices": [dearer, *rows["rpt_monthly__prices"]]}, context)
    assert (
        "So với tháng 7, giá tăng khá: khóm 15,5% (bán buôn, Chợ đầu mối Rạch Giá); lúa Hè Thu 8,9% (tại vườn, Kiên "
        "Giang); rau ăn lá 7,6% (bán lẻ, Chợ Rạch Sỏi). Ngược lại, giá giảm: chuối xiêm 12,5% (bán buôn, Chợ đầu mối "
        "Rạch Giá); tôm thẻ chân trắng 6,7% (tại vườn, Kiên Lương)."
    ) in prose(document)
    chart = next(chart for chart in document.charts() if chart.name == "prices")
    names = [point["item"].split(" (")[0] for point in chart.points]
    assert len(names) == len(set(names))


def test_axes_speak_as_the_text_does(august):
    prices = next(chart for chart in august.charts() if chart.name == "prices")
    svg = draw(prices).svg
    assert "-10%" in svg
    assert ">0%<" in svg
    assert "\u2212" not in svg
    outcomes = next(chart for chart in august.charts() if chart.name == "outcomes")
    assert list(dict.fromkeys(point["month"] for point in outcomes.points)) == [f"Th {month}" for month in range(2, 9)]


def test_context_is_checked(make_context):
    for wrong in ({"month": date(2023, 8, 2)}, {"as_of": datetime(2023, 9, 5)}, {"revision": 0}, {"unknown": 1}):
        with pytest.raises(ValidationError):
            make_context(**wrong)
